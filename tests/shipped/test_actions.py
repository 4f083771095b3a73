"""Shipping the lists: once, with their entries."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.models import LedgerEntry
from portal.ledger.queries import head, verify
from portal.legal_bases.models import ConsentWording, LegalBasis, Purpose, RecordedBasis, Source, purpose_bases
from portal.legal_bases.queries import catalogue
from portal.preferences.models import Topic
from portal.preferences.queries import all_topics, topics
from portal.shipped.actions import ship_lists
from portal.shipped.lists import BASES, SOURCES, TOPICS
from portal.shipped.purposes import PURPOSES
from tests.make import AT

Database = scoped_session[Session]
LISTS = (LegalBasis, Source, Purpose, ConsentWording, Topic)


def counts(session: Database) -> list[int]:
    """Return how many of each list there are."""
    return [session.scalar(select(func.count()).select_from(model)) or 0 for model in LISTS]


def entries(session: Database, event: str) -> list[LedgerEntry]:
    """Return the entries of that event in order."""
    return list(session.scalars(select(LedgerEntry).where(LedgerEntry.event == event).order_by(LedgerEntry.seq)))


def test_a_new_portal_has_every_list(session: Database) -> None:
    assert counts(session) == [len(BASES), len(SOURCES), len(PURPOSES), len(PURPOSES), len(TOPICS)]


def test_shipping_again_changes_nothing(session: Database) -> None:
    before = counts(session), head()

    was_empty = ship_lists(at=AT + timedelta(days=1))
    session.commit()

    assert not was_empty
    assert (counts(session), head()) == before


def test_what_staff_reworded_is_not_shipped_over(session: Database) -> None:
    [purpose] = session.scalars(select(Purpose).where(Purpose.key == "e_marketing"))
    purpose.texts = purpose.texts | {"name": {"sv": "Utskick", "en": "Mailings"}}
    session.commit()

    ship_lists(at=AT)
    session.commit()

    session.expire_all()
    assert session.scalars(select(Purpose).where(Purpose.key == "e_marketing")).one().name("sv") == "Utskick"


def test_the_lists_come_in_the_order_they_are_shipped(session: Database) -> None:
    known = catalogue()

    assert [basis.key for basis in known.all_bases] == [row[0] for row in BASES]
    assert [source.key for source in known.all_sources] == [row[0] for row in SOURCES]
    assert [purpose.key for purpose in known.all_purposes] == [purpose.key for purpose in PURPOSES]
    assert [topic.key for topic in all_topics()] == [row[0] for row in TOPICS]


def test_everything_shipped_is_active(session: Database) -> None:
    known = catalogue()

    assert known.purposes == known.all_purposes
    assert known.bases == known.all_bases
    assert known.sources == known.all_sources
    assert topics() == all_topics()


def test_every_source_sends_the_confirmation_until_a_setting_says_otherwise(session: Database) -> None:
    assert all(source.send_confirmation for source in catalogue().all_sources)


def test_every_topic_stands_under_e_marketing(session: Database) -> None:
    marketing = catalogue().purpose("e_marketing")

    assert {topic.purpose_id for topic in all_topics()} == {marketing.id}


@pytest.mark.parametrize("shipped", PURPOSES, ids=lambda purpose: purpose.key)
def test_a_purpose_may_rest_on_the_bases_shipped_for_it(session: Database, shipped: object) -> None:
    [wanted] = [purpose for purpose in PURPOSES if purpose is shipped]

    assert tuple(basis.key for basis in catalogue().purpose(wanted.key).bases) == wanted.bases


def test_the_defaults_of_the_purposes_are_kept(session: Database) -> None:
    known = catalogue()

    defaults = {
        purpose.key: known.basis_of[purpose.default_basis_id].key if purpose.default_basis_id else None
        for purpose in known.all_purposes
    }

    assert defaults == {"sales_service": None, "e_marketing": "consent"}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_nothing_shipped_falls_back_to_another_language(session: Database, language: str) -> None:
    known = catalogue()
    named = [*known.all_purposes, *known.all_bases, *known.all_sources, *all_topics()]

    fallbacks = [item.key for item in named if item.name(language).language != language]

    assert fallbacks == []


def test_every_purpose_begins_with_the_first_wording(session: Database) -> None:
    known = catalogue()

    versions = {purpose.key: known.wording(purpose).version for purpose in known.all_purposes if known.wording(purpose)}

    assert versions == {"sales_service": 1, "e_marketing": 1}


def test_the_system_enters_what_it_ships(session: Database) -> None:
    shipped = [*entries(session, "basis_kind.added"), *entries(session, "purpose.added")]

    assert [entry.basis or entry.purpose for entry in shipped] == [
        *(row[0] for row in BASES),
        *(purpose.key for purpose in PURPOSES),
    ]
    assert {(entry.actor, entry.channel) for entry in shipped} == {("system", "system")}


def test_the_ledger_holds_the_words_that_people_consent_to(session: Database) -> None:
    wordings = {
        (entry.purpose, entry.wording_version): json.loads(entry.details) for entry in entries(session, "wording.added")
    }

    assert wordings == {
        (purpose.key, 1): {"key": purpose.key, "texts": purpose.wording, "ask_again": False} for purpose in PURPOSES
    }


def test_the_ledger_holds_what_a_purpose_was_at_first(session: Database) -> None:
    [store, _] = entries(session, "purpose.added")

    details = json.loads(store.details)

    assert details["bases"] == [row[0] for row in BASES]
    assert (details["direct_marketing"], details["retention_months"]) == (False, 36)


def test_the_ledger_of_a_new_portal_holds(session: Database) -> None:
    assert verify() is None


@pytest.fixture
def emptied(session: Database) -> None:
    """Take away every list."""
    for table in (Topic, ConsentWording, RecordedBasis, purpose_bases, Purpose, Source, LegalBasis):
        session.execute(delete(table))
    session.expunge_all()


@pytest.mark.usefixtures("emptied")
def test_an_emptied_portal_is_filled_again(session: Database) -> None:
    was_empty = ship_lists(at=AT)

    assert was_empty
    assert counts(session) == [len(BASES), len(SOURCES), len(PURPOSES), len(PURPOSES), len(TOPICS)]
    assert verify() is None


@pytest.mark.usefixtures("emptied")
def test_what_was_shipped_is_known_at_once(session: Database) -> None:
    ship_lists(at=AT)

    ids = {purpose.id for purpose in session.scalars(select(Purpose))}
    assert set(catalogue().purpose_of) == ids
