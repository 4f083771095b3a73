"""Consent wordings: versions that stay as they are, and asking again."""

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.ledger.queries import head, verify
from portal.legal_bases.cataloguing import locked_item
from portal.legal_bases.listed import PURPOSES
from portal.legal_bases.models import ConsentWording, Purpose
from portal.legal_bases.queries import catalogue, recorded_basis
from portal.legal_bases.wordings import NewerWording, reword, set_ask_again
from portal.texts import Texts
from tests import make
from tests.databases import only_sqlite
from tests.legal_bases.catalogued import last_details, last_entry
from tests.make import AT, BOB

Database = scoped_session[Session]
MORE: Texts = {
    "text": {"sv": "Ja, skicka nyheter varje vecka", "en": "Yes, send news every week"},
    "statement_title": {"sv": "Så använder vi dina uppgifter"},
    "statement_url": {"sv": "/privacy"},
}


def marketing() -> Purpose:
    """Return the marketing purpose, locked."""
    found: Purpose = locked_item(PURPOSES, "e_marketing")
    return found


def word(texts: Texts = MORE, *, seen: int = 1, **more: Any) -> int | None:
    """Keep the texts as a new version, and commit."""
    version = reword(marketing(), texts, seen=seen, at=AT, by=BOB, **more)
    db.session.commit()
    return version


def wording(version: int) -> ConsentWording:
    """Return a version of the marketing purpose's wording."""
    found = catalogue().wording(catalogue().purpose("e_marketing"), version)
    assert found
    return found


def test_other_words_are_a_new_version(session: Database) -> None:
    version = word()

    assert version == 2
    assert wording(2).texts == MORE
    assert (wording(2).made_at, wording(2).made_by, wording(2).ask_again) == (AT, "staff:bob@example.se", False)


def test_the_old_version_stays_as_it_was(session: Database) -> None:
    before = dict(wording(1).texts)

    word()

    assert wording(1).texts == before


@only_sqlite
def test_a_consent_stays_with_the_words_it_was_given_to(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})

    word()

    row = recorded_basis(alice.id, catalogue().purpose("e_marketing").id)
    assert row
    assert (row.status, row.wording_version) == ("in_force", 1)


@only_sqlite
def test_the_entry_holds_the_words_in_full(session: Database) -> None:
    word(ask_again=True)

    entry = last_entry()
    assert (entry.event, entry.purpose, entry.wording_version) == ("wording.added", "e_marketing", 2)
    assert (entry.actor, entry.channel) == ("staff:bob@example.se", "staff")
    assert json.loads(entry.details) == {"key": "e_marketing", "texts": MORE, "ask_again": True}


@only_sqlite
def test_the_same_words_are_no_new_version(session: Database) -> None:
    word()
    before = head()

    version = word(seen=2)

    assert version is None
    assert head() == before


@pytest.mark.parametrize("seen", [0, 2, -1])
@only_sqlite
def test_words_from_an_old_form_are_refused(session: Database, seen: int) -> None:
    with pytest.raises(NewerWording):
        word(seen=seen)

    assert catalogue().wording(catalogue().purpose("e_marketing"), 2) is None


@only_sqlite
def test_a_consent_to_earlier_words_counts_until_it_is_asked_for_again(session: Database) -> None:
    word()

    assert not catalogue().asks_again(catalogue().purpose("e_marketing"), 1)


@only_sqlite
def test_a_new_version_may_ask_again(session: Database) -> None:
    word(ask_again=True)

    assert catalogue().asks_again(catalogue().purpose("e_marketing"), 1)
    assert not catalogue().asks_again(catalogue().purpose("e_marketing"), 2)


def test_the_latest_version_asks_again_and_no_longer(session: Database) -> None:
    word()

    asked = set_ask_again(marketing(), 2, asks=True, at=AT, by=BOB)
    session.commit()
    then = catalogue().asks_again(catalogue().purpose("e_marketing"), 1)
    stopped = set_ask_again(marketing(), 2, asks=False, at=AT, by=BOB)
    session.commit()

    assert (asked, then, stopped) == (True, True, True)
    assert not catalogue().asks_again(catalogue().purpose("e_marketing"), 1)
    assert verify() is None


@only_sqlite
def test_asking_again_is_entered_with_before_and_after(session: Database) -> None:
    word()

    set_ask_again(marketing(), 2, asks=True, at=AT, by=BOB)

    assert (last_entry().event, last_entry().wording_version) == ("wording.ask_again", 2)
    assert (last_details()["old"], last_details()["new"]) == ({"ask_again": False}, {"ask_again": True})


@only_sqlite
def test_asking_again_twice_is_entered_once(session: Database) -> None:
    word(ask_again=True)
    before = head()

    changed = set_ask_again(marketing(), 2, asks=True, at=AT, by=BOB)

    assert not changed
    assert head() == before


@only_sqlite
def test_only_the_latest_version_can_ask_again(session: Database) -> None:
    word()

    with pytest.raises(NewerWording):
        set_ask_again(marketing(), 1, asks=True, at=AT, by=BOB)


@only_sqlite
def test_each_purpose_counts_its_own_versions(session: Database) -> None:
    word()

    version = reword(locked_item(PURPOSES, "sales_service"), MORE, seen=1, at=AT, by=BOB)

    assert version == 2
