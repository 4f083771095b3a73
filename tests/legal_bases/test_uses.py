"""What rests on an item, so that it stays: people, other items, and anybody's history."""

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.rules import PERSON
from portal.legal_bases.actions import end_basis, record_basis
from portal.legal_bases.cataloguing import InUse, delete_item, locked_item
from portal.legal_bases.choices import give_consent, stop_purpose
from portal.legal_bases.listed import BASES, FIELD_KINDS, PURPOSES, SOURCES
from portal.legal_bases.queries import catalogue
from portal.legal_bases.uses import is_rested_on, may_be_deleted, people_by_basis, people_by_version
from portal.legal_bases.wordings import reword
from portal.people.actions import add_field
from portal.people.models import Person
from portal.preferences.actions import choose_topics
from portal.preferences.listed import TOPICS
from portal.preferences.queries import topics
from tests import make
from tests.databases import only_sqlite
from tests.legal_bases.catalogued import LISTS, add, change
from tests.make import AT, BOB

Database = scoped_session[Session]


def people(count: int, **bases: str) -> list[Person]:
    """Register some people with those bases."""
    return [make.person(name=f"P{number}", email=f"p{number}@example.se", bases=bases) for number in range(count)]


def store(person: Person, label: str) -> None:
    """Store further data about the person."""
    source = catalogue().source("phone")
    facts = {"category": "", "value": "42", "source_id": source.id, "source_key": source.key}
    add_field(person, label=label, **facts, at=AT, by=BOB, channel="staff")  # type: ignore[arg-type]


def test_what_staff_added_and_nothing_used_may_be_deleted(session: Database) -> None:
    for name in LISTS:
        item = add(name)

        assert may_be_deleted(LISTS[name], item)


def test_a_purpose_somebody_has_a_basis_for_stays(session: Database) -> None:
    item = add("purposes")

    make.person(bases={"club": "consent"})

    assert not may_be_deleted(PURPOSES, item)
    assert is_rested_on(PURPOSES, item)


@only_sqlite
def test_a_purpose_with_topics_stays(session: Database) -> None:
    item = add("purposes")

    add("topics", "club_news", purpose="club")

    assert not may_be_deleted(PURPOSES, item)
    assert not is_rested_on(PURPOSES, item)


@only_sqlite
def test_a_purpose_goes_with_its_wordings(session: Database) -> None:
    item = add("purposes")
    reword(item, {"text": {"sv": "Ja tack"}}, seen=0, at=AT, by=BOB)

    delete_item(PURPOSES, item, at=AT, by=BOB)
    session.commit()

    assert all(wording.version == 1 for wording in catalogue().wordings)
    assert len(catalogue().wordings) == 2


@only_sqlite
def test_a_basis_that_a_purpose_allows_stays(session: Database) -> None:
    item = add("bases")

    change(PURPOSES, "sales_service", bases=["club", "contract"])

    assert not may_be_deleted(BASES, item)


@only_sqlite
def test_a_basis_that_was_allowed_once_and_never_used_may_go(session: Database) -> None:
    item = add("bases")
    change(PURPOSES, "sales_service", bases=["club", "contract"])

    change(PURPOSES, "sales_service", bases=["contract"])

    assert may_be_deleted(BASES, item)


@only_sqlite
def test_a_source_somebody_came_from_stays(session: Database) -> None:
    item = add("sources")

    make.person(source="club")

    assert not may_be_deleted(SOURCES, item)


def test_a_source_that_is_only_history_stays_too(session: Database) -> None:
    item = add("sources")
    alice = make.person()
    record_basis(alice, make.record("sales_service", "contract", "club"), at=AT, by=BOB, channel="staff")

    record_basis(alice, make.record("sales_service", "contract", "phone"), at=AT, by=BOB, channel="staff")
    session.commit()

    assert not may_be_deleted(SOURCES, item)
    with pytest.raises(InUse):
        delete_item(SOURCES, item, at=AT, by=BOB)


@only_sqlite
def test_a_topic_that_somebody_has_answered_stays(session: Database) -> None:
    item = add("topics")
    alice = make.person()

    choose_topics(alice, {topic: True for topic in topics() if topic.key == "club"}, at=AT, by=PERSON)

    assert not may_be_deleted(TOPICS, item)


def test_a_data_field_that_something_is_stored_under_stays(session: Database) -> None:
    item = add("data fields")

    store(make.person(), "Club")

    assert not may_be_deleted(FIELD_KINDS, item)


@only_sqlite
def test_a_data_field_of_another_name_may_go(session: Database) -> None:
    item = add("data fields")

    store(make.person(), "Shoe size")

    assert may_be_deleted(FIELD_KINDS, item)


@only_sqlite
def test_a_key_given_again_has_only_its_own_history(session: Database) -> None:
    delete_item(SOURCES, add("sources"), at=AT, by=BOB)
    session.commit()

    item = add("sources")

    assert may_be_deleted(SOURCES, item)


def test_people_are_counted_by_what_they_rest_on_now(session: Database) -> None:
    first, second, *_rest = people(4, sales_service="contract")
    record_basis(first, make.record("sales_service", "consent"), at=AT, by=BOB, channel="staff")

    end_basis(second, catalogue().purpose("sales_service"), at=AT, by=BOB, channel="staff")

    assert people_by_basis(catalogue().purpose("sales_service").id) == {"consent": 1, "contract": 2}


@only_sqlite
def test_nobody_is_counted_who_said_no(session: Database) -> None:
    [alice] = people(1, e_marketing="consent")

    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=AT)

    assert people_by_basis(catalogue().purpose("e_marketing").id) == {}
    assert people_by_version(catalogue().purpose("e_marketing").id) == {}


def test_consents_are_counted_by_the_version_they_were_given_to(session: Database) -> None:
    first, *_rest = people(3, e_marketing="consent")
    purpose = locked_item(PURPOSES, "e_marketing")
    reword(purpose, {"text": {"sv": "Ja, gärna"}}, seen=1, at=AT, by=BOB)
    session.commit()

    give_consent(first, catalogue().purpose("e_marketing"), catalogue(), wording_version=2, at=AT)

    assert people_by_version(purpose.id) == {1: 2, 2: 1}


@only_sqlite
def test_other_bases_stand_on_no_version(session: Database) -> None:
    people(2, e_marketing="contract")

    assert people_by_version(catalogue().purpose("e_marketing").id) == {}
