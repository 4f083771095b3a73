"""No token opens anything but what it was made for."""

import string
from itertools import permutations
from typing import get_args

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.links.models import Use
from tests.questions import noted
from tests.web.subject.visiting import add_person, link_to

PAGES = {"view": "l", "preferences": "l", "stop": "u"}
SPELLINGS = string.ascii_letters + string.digits + "-_.="


@pytest.fixture
def alice(app: Flask) -> int:
    return add_person(app)


@pytest.mark.parametrize(("use", "prefix"), sorted(PAGES.items()))
def test_each_link_opens_its_own_page(app: Flask, client: FlaskClient, alice: int, use: Use, prefix: str) -> None:
    token = link_to(app, alice, use).rsplit("/", 1)[1]

    assert client.get(f"/{prefix}/{token}").status_code == 200


@pytest.mark.parametrize(("use", "other"), [(a, b) for a, b in permutations(get_args(Use), 2) if b in PAGES])
def test_a_link_for_one_use_opens_no_other(app: Flask, client: FlaskClient, alice: int, use: Use, other: str) -> None:
    token = link_to(app, alice, use).rsplit("/", 1)[1]

    answer = client.get(f"/{PAGES[other]}/{token}")

    assert answer.status_code == (200 if PAGES.get(use) == PAGES[other] else 404)


def test_every_altered_token_is_refused_without_reading_a_row(app: Flask, client: FlaskClient, alice: int) -> None:
    path = link_to(app, alice)
    token = path.rsplit("/", 1)[1]
    client.get("/l/forged")
    altered = [
        token[:place] + (SPELLINGS[(SPELLINGS.index(token[place]) + 7) % len(SPELLINGS)]) + token[place + 1 :]
        for place in range(len(token) - 1)
    ]

    with noted(app) as asked:
        answers = {client.get(f"/l/{text}").status_code for text in altered}
        client.get(path)

    assert answers == {404}
    assert len([statement for statement in asked if "FROM links" in statement]) == 1, (
        "only the genuine one is looked up"
    )


@pytest.mark.parametrize(
    "text", ["x" * 5000, "%00", "a.b.c", "..", "é", "WzEsInZpZXciLCJhIl0", "'; DROP TABLE links--"]
)
def test_nonsense_is_not_found(client: FlaskClient, text: str) -> None:
    assert client.get(f"/l/{text}").status_code == 404
    assert client.get(f"/u/{text}").status_code == 404


@pytest.mark.parametrize("path", ["/l/forged/open", "/l/forged/stop", "/l/forged/link", "/u/forged"])
def test_a_forged_link_can_not_be_pressed(client: FlaskClient, path: str) -> None:
    assert client.post(path).status_code == 404


def test_the_refusal_says_nothing_about_why(client: FlaskClient) -> None:
    page = client.get("/l/forged", headers={"Accept-Language": "en"}).text

    assert "The link does not work" in page
    assert "Check that you copied all of it." in page
