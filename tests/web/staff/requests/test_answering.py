"""The pages that answer requests for erasure, restriction, correction, and objections."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access_requests.actions import Asked
from portal.access_requests.objections import stop_objected_use
from portal.extensions import db
from portal.ledger.rules import PERSON
from portal.legal_bases.queries import catalogue
from portal.people.actions import add_field
from portal.people.models import Person
from portal.people.queries import data_fields, locked_person, people_at
from tests import make
from tests.make import AT
from tests.web.staff.people.working import at_work, basis_of
from tests.web.staff.requests.asking import act, asked_for, happened, keep, letters, stored, version_of

PHONE = "070-111 22 33"


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages do does not depend on the database."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _bob(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)


def alice() -> Person:
    """Return Alice as she is stored now."""
    return people_at("alice@example.se")[0]


def objection(app: Flask, basis: str = "legitimate_interests") -> tuple[str, int]:
    """Let Alice object to sales and service, and return the request with her id."""
    with app.app_context():
        person = locked_person(make.person(bases={"sales_service": basis}).id)
        asked = Asked("objection", purpose="sales_service", words="You ring at night")
        stop_objected_use(person, asked, catalogue(), at=AT, by=PERSON, channel="page")
        db.session.commit()
        return keep("objection", person.id, purpose="sales_service", words="You ring at night"), person.id


def test_a_request_for_erasure_is_answered_by_erasing(app: Flask, client: FlaskClient) -> None:
    reference = asked_for(app, "erasure", words="Please forget me, Alice")

    card = client.get(f"/staff/requests/{reference}").text
    page = client.get(f"/staff/requests/{reference}/erasure").text
    answer = act(client, reference, "erasure", version=1, words=f"Request {reference}", letter="y")

    found = stored(app, reference)
    assert f"/staff/requests/{reference}/erasure" in card and "See what goes, and erase" in card
    assert f"Request {reference}</textarea>" in page
    assert answer.status_code == 303
    assert (found.state, found.person_id, found.words) == ("answered", None, "")
    assert [what.event for what in happened(app, reference)] == ["received", "answered"]
    assert ": erased" in client.get(answer.location).text
    assert [letter.recipient for letter in letters(app, "erased")] == ["alice@example.se"]


def test_erasing_by_an_old_form_does_nothing(app: Flask, client: FlaskClient) -> None:
    reference = asked_for(app, "erasure")

    stale = act(client, reference, "erasure", version=0, words="As asked")
    with app.app_context():
        still_there = alice().name
    act(client, reference, "erasure", version=version_of(app, reference), words="As asked")
    again = client.get(f"/staff/requests/{reference}/erasure")

    assert stale.status_code == 409
    assert still_there == "Alice Alm"
    assert again.status_code == 404


def test_a_request_for_restriction_is_answered_and_told(app: Flask, client: FlaskClient) -> None:
    reference = asked_for(app, "restriction")

    wrong = act(client, reference, "restriction", version=1, words="")
    answer = act(client, reference, "restriction", version=1, words="While we check.")

    assert (wrong.status_code, answer.status_code, stored(app, reference).state) == (422, 303, "answered")
    assert [letter.facts["text"] for letter in letters(app, "restriction_applied")] == ["While we check."]
    with app.app_context():
        assert alice().restricted_at is not None


def test_old_and_new_stand_side_by_side_and_what_differs_is_corrected(app: Flask, client: FlaskClient) -> None:
    reference = asked_for(app, "correction", words="It is Alma, and I moved")
    with app.app_context():
        person = alice()
        source = catalogue().source("phone")
        told = {"source_id": source.id, "source_key": "phone", "at": AT, "by": make.BOB, "channel": "staff"}
        add_field(person, label="Shoe size", category="", value="36", **told)  # type: ignore[arg-type]
        db.session.commit()
        [item] = data_fields(person.id)
        item_name, seen = f"item_{item.id}", person.updated_at.isoformat()
    core = {"name": "Alma Alm", "email": "alice@example.se", "phone": PHONE, "language": "sv", item_name: "37"}

    page = client.get(f"/staff/requests/{reference}/correction").text
    answer = act(client, reference, "correction", version=1, seen=seen, words="Sorry!", **core)

    assert "Stored now" in page and "It is Alma, and I moved" in page and 'value="36"' in page
    assert answer.status_code == 303
    with app.app_context():
        person = alice()
        assert (person.name, person.phone, data_fields(person.id)[0].value) == ("Alma Alm", PHONE, "37")
    [letter] = letters(app, "correction_done")
    assert letter.facts["changed"] == ["Namn", "Telefon", "Shoe size"]
    assert stored(app, reference).state == "answered"


def test_a_correction_that_changes_nothing_or_can_not_be_stored_is_refused(app: Flask, client: FlaskClient) -> None:
    reference = asked_for(app, "correction", words="Wrong")
    with app.app_context():
        seen = alice().updated_at.isoformat()
    core = {"name": "Alice Alm", "email": "alice@example.se", "language": "sv"}

    same = act(client, reference, "correction", version=1, seen=seen, **core)
    bad = act(client, reference, "correction", version=1, seen=seen, **(core | {"email": "nowhere"}))
    old = act(client, reference, "correction", version=1, seen="2020", **(core | {"name": "Alma"}))

    assert (same.status_code, bad.status_code, old.status_code) == (422, 422, 409)
    assert "Nothing differs from what is stored" in same.text
    assert 'value="nowhere"' in bad.text and "Enter an e-mail address" in bad.text
    assert stored(app, reference).is_open


def test_those_who_have_got_the_data_are_listed_and_named_in_the_letter(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        person = make.person(bases={"sales_service": "contract"})
        reference, seen = keep("correction", person.id, words="Wrong"), person.updated_at.isoformat()
    told = {"version": 1, "seen": seen, "name": "Alma", "email": "alice@example.se", "language": "sv"}

    page = client.get(f"/staff/requests/{reference}/correction").text
    act(client, reference, "correction", **told)

    [letter] = letters(app, "correction_done")
    assert "Who has got the data, and is to be told" in page
    assert len(letter.facts["recipients"]) == 1


def test_a_correction_is_declined_with_reasons(app: Flask, client: FlaskClient) -> None:
    reference = asked_for(app, "correction", words="Wrong")
    told = {"form_at": "/correction", "decline-version": 1}

    empty = act(client, reference, "correction/decline", **told, **{"decline-words": " "})
    answer = act(client, reference, "correction/decline", **told, **{"decline-words": "It is as you signed it."})

    assert (empty.status_code, answer.status_code, stored(app, reference).state) == (422, 303, "refused")
    assert "Give the reasons" in empty.text
    assert [letter.facts["text"] for letter in letters(app, "correction_declined")] == ["It is as you signed it."]


@pytest.mark.parametrize(("outcome", "status"), [("upheld", "objected"), ("rejected", "in_force")])
def test_an_objection_is_decided_with_reasons_that_the_person_is_told(
    app: Flask, client: FlaskClient, outcome: str, status: str
) -> None:
    reference, person_id = objection(app)

    page = client.get(f"/staff/requests/{reference}/objection").text
    answer = act(client, reference, "objection", version=1, outcome=outcome, words="These are our reasons.")

    assert "The use is stopped since the objection" in page and "You ring at night" in page
    assert (answer.status_code, stored(app, reference).state) == (303, "answered")
    [letter] = letters(app, "objection_decided")
    assert (letter.facts["outcome"], letter.facts["text"]) == (outcome, "These are our reasons.")
    with app.app_context():
        row = basis_of(person_id, "sales_service")
        assert row is not None and row.status == status


def test_a_decision_needs_a_choice_and_reasons(app: Flask, client: FlaskClient) -> None:
    reference, _ = objection(app)

    empty = act(client, reference, "objection", version=1)
    odd = act(client, reference, "objection", version=1, outcome="perhaps", words="Why not")

    assert (empty.status_code, odd.status_code) == (422, 422)
    assert "Choose the decision." in empty.text and "Give the reasons" in empty.text
    assert "Why not" in odd.text


def test_what_is_not_paused_can_not_be_let_go_on(app: Flask, client: FlaskClient) -> None:
    reference = asked_for(app, "objection")

    page = client.get(f"/staff/requests/{reference}/objection").text
    forced = act(client, reference, "objection", version=1, outcome="rejected", words="We want to")

    assert "there is nothing that could go on" in page
    assert forced.status_code == 422


@pytest.mark.parametrize("page", ["erasure", "restriction", "correction", "objection"])
def test_a_request_of_another_kind_has_no_such_page(app: Flask, client: FlaskClient, page: str) -> None:
    reference = asked_for(app, "access")

    assert client.get(f"/staff/requests/{reference}/{page}").status_code == 404


def test_a_request_that_is_closed_is_shown_instead_of_the_form(app: Flask, client: FlaskClient) -> None:
    reference = asked_for(app, "restriction")
    act(client, reference, "restriction", version=1, words="While we check.")

    again = client.get(f"/staff/requests/{reference}/restriction")

    assert again.status_code == 409
    assert "The request is closed already." in again.text
