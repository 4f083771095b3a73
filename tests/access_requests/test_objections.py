"""An objection stops the use at once; outside marketing it waits to be assessed."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from portal.access_requests.actions import Asked
from portal.access_requests.objections import objectionable, receive_objection, stop_objected_use, way_of
from portal.access_requests.queries import open_requests_of
from portal.access_requests.rules import WAYS
from portal.ledger.rules import PERSON
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.queries import catalogue, recorded_basis
from portal.people.models import Person
from tests import make

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what an objection is does not depend on the database."""
    return "sqlite"


def status(person: Person, purpose: str) -> str | None:
    """Return what holds for the person and the purpose."""
    row = recorded_basis(person.id, catalogue().purpose(purpose).id)
    return row.status if row else None


def test_only_a_use_in_legitimate_interest_is_for_staff_to_assess(app: Flask) -> None:
    with app.app_context():
        alice = make.person(bases={"sales_service": "legitimate_interests", "e_marketing": "legitimate_interests"})
        bound = make.person(email="charlie@example.se", bases={"sales_service": "contract"})

        assert [purpose.key for purpose in objectionable(alice.id, catalogue())] == ["sales_service"]
        assert objectionable(bound.id, catalogue()) == []


def test_an_objection_is_received_once_when_it_is_recorded(app: Flask) -> None:
    with app.app_context():
        alice = make.person(bases={"sales_service": "legitimate_interests"})
        purpose = catalogue().purpose("sales_service")
        stop_purpose(alice, purpose, catalogue(), at=AT)

        first = receive_objection(alice, purpose, catalogue(), at=AT, by=PERSON, channel="page")
        again = receive_objection(alice, purpose, catalogue(), at=AT, by=PERSON, channel="page")

        assert first is not None and (first.kind, first.purpose) == ("objection", "sales_service")
        assert again is None
        assert objectionable(alice.id, catalogue()) == []


@pytest.mark.parametrize(("purpose", "basis"), [("e_marketing", "legitimate_interests"), ("sales_service", "contract")])
def test_what_is_absolute_or_no_right_waits_for_nobody(app: Flask, purpose: str, basis: str) -> None:
    with app.app_context():
        alice = make.person(bases={purpose: basis})
        stop_objected_use(alice, Asked("objection", purpose=purpose), catalogue(), at=AT, by=PERSON, channel="page")

        found = receive_objection(alice, catalogue().purpose(purpose), catalogue(), at=AT, by=PERSON, channel="page")

        assert found is None
        assert open_requests_of(alice.id) == []
        assert status(alice, purpose) == ("objected" if purpose == "e_marketing" else "in_force")


@pytest.mark.parametrize("way", WAYS)
def test_an_objection_told_to_staff_stops_the_use_whatever_the_way(app: Flask, way: str) -> None:
    with app.app_context():
        alice = make.person(bases={"sales_service": "legitimate_interests"})
        asked = Asked("objection", way, purpose="sales_service", words="Stop.")  # type: ignore[arg-type]

        stop_objected_use(alice, asked, catalogue(), at=AT, by=make.BOB, channel="staff")

        assert status(alice, "sales_service") == "objected"


def test_a_purpose_that_is_not_there_stops_nothing(app: Flask) -> None:
    with app.app_context():
        alice = make.person(bases={"sales_service": "legitimate_interests"})

        for key in ("", "no_such"):
            asked = Asked("objection", purpose=key)
            stop_objected_use(alice, asked, catalogue(), at=AT, by=make.BOB, channel="staff")

        assert status(alice, "sales_service") == "in_force"


def test_the_source_that_staff_name_tells_how_an_objection_came() -> None:
    assert [way_of(key) for key in ("email", "phone", "incoming_request", "customer_portal", "import")] == [
        "email",
        "phone",
        "letter",
        "portal",
        "in_person",
    ]
