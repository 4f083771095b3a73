"""Asking for a new link."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal import clock
from portal.extensions import db
from portal.mail.models import Letter
from tests.make import AT
from tests.questions import noted
from tests.web.subject.visiting import ALICE, add_person


def _letters(app: Flask) -> list[str]:
    with app.app_context():
        statement = select(Letter.recipient).where(Letter.kind == "new_link", Letter.state == "due").order_by(Letter.id)
        return list(db.session.scalars(statement))


def _ask(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    return client.post("/link?lang=en", data={"email": address}, headers=headers)


def _bare(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    return answer.status_code, answer.text, sorted(answer.headers.items())


def test_a_known_address_gets_a_letter(app: Flask, client: FlaskClient) -> None:
    add_person(app)

    answer = _ask(client, ALICE)

    assert answer.status_code == 303
    assert _letters(app) == [ALICE]


def test_an_unknown_address_gets_none(app: Flask, client: FlaskClient) -> None:
    _ask(client, "nobody@example.org")

    assert _letters(app) == []


def test_known_and_unknown_addresses_get_the_same_answer(app: Flask, client: FlaskClient) -> None:
    add_person(app)

    known, unknown = _ask(client, ALICE), _ask(client, "nobody@example.org")

    assert _bare(known) == _bare(unknown)
    assert client.get(known.headers["Location"]).text == client.get(unknown.headers["Location"]).text


def test_both_ask_the_database_the_same(app: Flask, client: FlaskClient) -> None:
    add_person(app)
    client.get("/link")

    with noted(app) as known:
        _ask(client, ALICE)
    with noted(app) as unknown:
        _ask(client, "nobody@example.org")

    assert known
    assert known == unknown


def test_both_write_as_many_rows(app: Flask, client: FlaskClient) -> None:
    add_person(app)
    counts = []

    for address in (ALICE, "nobody@example.org"):
        _ask(client, address)
        with app.app_context():
            counts.append(len(db.session.scalars(select(Letter.id)).all()))

    assert counts == [1, 2]


def test_the_letter_goes_to_the_address_on_file_however_it_was_typed(app: Flask, client: FlaskClient) -> None:
    add_person(app)

    _ask(client, "  ALICE@EXAMPLE.SE ")

    assert _letters(app) == [ALICE]


def test_everybody_at_a_shared_address_gets_a_link(app: Flask, client: FlaskClient) -> None:
    add_person(app)
    add_person(app, name="Alva")

    _ask(client, ALICE)

    assert _letters(app) == [ALICE, ALICE]


def test_an_address_gets_at_most_three_letters_an_hour(app: Flask, client: FlaskClient) -> None:
    add_person(app)

    answers = [_bare(_ask(client, ALICE)) for _ in range(15)]

    assert _letters(app) == [ALICE] * 3
    assert len({status for status, _, _ in answers}) == 1


def test_an_address_gets_at_most_ten_letters_a_day(app: Flask, client: FlaskClient) -> None:
    add_person(app)

    with time_machine.travel(AT, tick=False) as now:
        for _ in range(20):
            _ask(client, ALICE)
            now.shift(timedelta(minutes=61))

    assert len(_letters(app)) == 10


def test_one_client_gets_at_most_twenty_letters_an_hour(app: Flask, client: FlaskClient) -> None:
    for number in range(25):
        add_person(app, email=f"p{number}@example.se")

    for number in range(25):
        _ask(client, f"p{number}@example.se")

    assert len(_letters(app)) == 20


@pytest.mark.parametrize(
    "address", ["", "alice", "a@", "a b@example.se", "a@b@c.se", "x" * 300 + "@example.se", "a\x00@example.se"]
)
def test_what_is_no_address_is_refused_with_the_words_kept(client: FlaskClient, address: str) -> None:
    answer = _ask(client, address)

    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert "There is a problem" in answer.text
    assert re.search(r'<input[^>]*aria-invalid="true"', answer.text)


def test_a_header_can_not_be_smuggled_in(app: Flask, client: FlaskClient) -> None:
    answer = _ask(client, "alice@example.se\r\nBcc: eve@example.org")

    assert answer.status_code == 422
    assert _letters(app) == []


def test_another_sites_page_can_not_ask(app: Flask, client: FlaskClient) -> None:
    add_person(app)

    answer = _ask(client, ALICE, **{"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 400
    assert _letters(app) == []


def test_no_cookie_is_needed_or_set(app: Flask, client: FlaskClient) -> None:
    answers = [client.get("/link"), _ask(client, ALICE)]

    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_the_stand_ins_for_unknown_addresses_are_cleared_away(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=False) as now:
        _ask(client, "nobody@example.org")
        now.shift(timedelta(hours=2))
        _ask(client, "somebody@example.org")

    with app.app_context():
        assert len(db.session.scalars(select(Letter.id)).all()) == 1


def test_the_address_is_not_kept_when_unknown(app: Flask, client: FlaskClient) -> None:
    _ask(client, "nobody@example.org")

    with app.app_context():
        [letter] = db.session.scalars(select(Letter)).all()
        assert (letter.recipient, letter.state, letter.person_id) == ("nobody@invalid", "cancelled", None)
        assert letter.queued_at <= clock.now()
