"""What is out of use is offered nowhere and recorded for nobody anew, and stays where it stands."""

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.legal_bases.actions import Record, lift_no, record_basis
from portal.legal_bases.cataloguing import Taken
from portal.legal_bases.choices import give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.listed import BASES, PURPOSES, SOURCES
from portal.legal_bases.queries import Unknown, catalogue, recorded_basis
from portal.legal_bases.recording import active_source, wished_record
from portal.legal_bases.rules import BasisNotAllowed
from portal.people.models import Person
from portal.preferences.listed import TOPICS
from portal.preferences.queries import all_topics, topics
from tests import make
from tests.legal_bases.catalogued import add, change, retire
from tests.make import AT, BOB

Database = scoped_session[Session]


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what is offered does not depend on the database."""
    return "sqlite"


def record(person: Person, wanted: Record) -> bool:
    """Record a basis as staff do."""
    return record_basis(person, wanted, at=AT, by=BOB, channel="staff")


def test_a_purpose_out_of_use_is_not_offered(session: Database) -> None:
    retire(PURPOSES, "e_marketing")

    assert [purpose.key for purpose in catalogue().purposes] == ["sales_service"]
    assert len(catalogue().all_purposes) == 2


def test_nothing_new_is_recorded_for_it(session: Database) -> None:
    alice = make.person()
    retire(PURPOSES, "e_marketing")

    with pytest.raises(BasisNotAllowed):
        record(alice, make.record("e_marketing", "consent"))


def test_nobody_consents_to_it(session: Database) -> None:
    retire(PURPOSES, "e_marketing")

    assert not catalogue().takes_consent(catalogue().purpose("e_marketing"))


def test_a_no_to_it_is_not_lifted(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=AT)
    retire(PURPOSES, "e_marketing")

    with pytest.raises(BasisNotAllowed):
        lift_no(
            alice,
            make.record("e_marketing", "consent", evidence="Letter 7"),
            dated=AT.date(),
            zone="Europe/Stockholm",
            at=AT,
            by=BOB,
        )


def test_what_was_recorded_for_it_stays(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})

    retire(PURPOSES, "e_marketing")

    row = recorded_basis(alice.id, catalogue().purpose("e_marketing").id)
    assert row
    assert row.status == "in_force"


def test_it_can_still_be_stopped(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    retire(PURPOSES, "e_marketing")

    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=AT)

    row = recorded_basis(alice.id, catalogue().purpose("e_marketing").id)
    assert row
    assert row.status == "withdrawn"


def test_stopping_all_marketing_stops_marketing_that_is_out_of_use_too(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "contract"})
    retire(PURPOSES, "e_marketing")

    stop_all_marketing(alice, catalogue(), at=AT)

    row = recorded_basis(alice.id, catalogue().purpose("e_marketing").id)
    assert row
    assert row.status == "objected"


def test_a_no_outlasts_taking_out_of_use_and_restoring(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=AT)

    retire(PURPOSES, "e_marketing")
    retire(PURPOSES, "e_marketing", active=True)

    row = recorded_basis(alice.id, catalogue().purpose("e_marketing").id)
    assert row
    assert row.status == "withdrawn"


def test_a_basis_out_of_use_is_not_recorded(session: Database) -> None:
    alice = make.person()
    retire(BASES, "contract")

    with pytest.raises(BasisNotAllowed):
        record(alice, make.record("sales_service", "contract"))

    assert "contract" not in [basis.key for basis in catalogue().bases]


def test_a_consent_out_of_use_is_not_given(session: Database) -> None:
    alice = make.person()
    retire(BASES, "consent")

    with pytest.raises(BasisNotAllowed):
        give_consent(alice, catalogue().purpose("e_marketing"), catalogue(), wording_version=1, at=AT)

    assert not catalogue().takes_consent(catalogue().purpose("e_marketing"))


def test_another_name_for_consent_takes_its_place(session: Database) -> None:
    alice = make.person()
    add("bases", "explicit_consent", article="a")
    change(PURPOSES, "e_marketing", bases=["consent", "explicit_consent"])
    retire(BASES, "consent")

    give_consent(alice, catalogue().purpose("e_marketing"), catalogue(), wording_version=1, at=AT)

    row = recorded_basis(alice.id, catalogue().purpose("e_marketing").id)
    assert row
    assert catalogue().basis_of[row.legal_basis_id].key == "explicit_consent"


def test_a_basis_no_longer_allowed_stays_where_it_is_recorded(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "contract"})

    change(PURPOSES, "e_marketing", bases=["consent"])

    row = recorded_basis(alice.id, catalogue().purpose("e_marketing").id)
    assert row
    assert (row.status, catalogue().basis_of[row.legal_basis_id].key) == ("in_force", "contract")
    with pytest.raises(BasisNotAllowed):
        record(make.person(email="dan@example.se"), make.record("e_marketing", "contract"))


def test_a_source_out_of_use_is_not_taken_from_outside(session: Database) -> None:
    retire(SOURCES, "chat")

    with pytest.raises(Unknown):
        active_source(catalogue(), "CHAT")

    assert "chat" not in [source.key for source in catalogue().sources]


@pytest.mark.parametrize(("listed", "key"), [(PURPOSES, "sales_service"), (BASES, "contract")])
def test_an_import_can_not_name_what_is_out_of_use(session: Database, listed: object, key: str) -> None:
    retire(listed, key)  # type: ignore[arg-type]

    with pytest.raises(Unknown):
        wished_record(catalogue(), "sales_service", "contract", catalogue().source("phone"))


def test_a_topic_out_of_use_is_not_offered(session: Database) -> None:
    retire(TOPICS, "news")

    assert "news" not in [topic.key for topic in topics()]
    assert "news" in [topic.key for topic in all_topics()]


def test_topics_of_a_purpose_out_of_use_are_not_offered(session: Database) -> None:
    retire(PURPOSES, "e_marketing")

    assert topics() == ()


def test_a_key_stays_taken_while_its_item_is_out_of_use(session: Database) -> None:
    retire(SOURCES, "chat")

    with pytest.raises(Taken):
        add("sources", "chat")
