"""Appending gives out numbers without a gap and chains what is written."""

import json
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import configuration_version, forget_version
from portal.ledger.models import LedgerEntry, LedgerEvidence
from portal.ledger.queries import entries_of, entry, evidence_of, head, latest_entry_of, verify
from portal.ledger.rules import PERSON, SYSTEM, Draft
from tests.make import AT

Database = scoped_session[Session]


def test_numbers_follow_the_head(session: Database) -> None:
    before, _ = head()

    seqs = append([Draft("links.ended"), Draft("links.ended")], at=AT, by=SYSTEM, channel="system")

    assert seqs == [before + 1, before + 2]
    assert head()[0] == before + 2


def test_each_entry_names_the_hash_of_the_one_before(session: Database) -> None:
    _, last = head()

    [first, second] = append([Draft("links.ended"), Draft("links.ended")], at=AT, by=SYSTEM, channel="system")

    one, two = entry(first), entry(second)
    assert one
    assert two
    assert (one.prev_hash, two.prev_hash) == (last, one.hash)
    assert head() == (second, two.hash)


def test_nothing_to_append_changes_nothing(session: Database) -> None:
    before = head()

    seqs = append([], at=AT, by=SYSTEM, channel="system")

    assert (seqs, head()) == ([], before)


def test_an_entry_keeps_who_how_and_when(session: Database) -> None:
    [seq] = append([Draft("pause.set", person_ref="a" * 32, details={"until": None})], at=AT, by=PERSON, channel="page")

    found = entry(seq)
    assert found
    assert (found.actor, found.channel, found.at, json.loads(found.details)) == ("person", "page", AT, {"until": None})


def test_evidence_stands_beside_the_ledger_and_not_in_it(session: Database) -> None:
    [seq] = append([Draft("field.added", evidence="Alice's shoe size")], at=AT, by=SYSTEM, channel="staff")
    [bare] = append([Draft("links.ended")], at=AT, by=SYSTEM, channel="staff")

    row = session.execute(select(LedgerEntry.__table__).where(LedgerEntry.seq == seq)).one()
    assert "shoe" not in repr(row)
    assert evidence_of([seq, bare]) == {seq: "Alice's shoe size"}


def test_the_same_evidence_is_committed_to_by_another_key_each_time(session: Database) -> None:
    append([Draft("field.added", evidence="x"), Draft("field.added", evidence="x")], at=AT, by=SYSTEM, channel="staff")

    keys = session.scalars(select(LedgerEvidence.key).order_by(LedgerEvidence.seq)).all()
    assert len(set(keys)) == len(keys) >= 2


def test_a_person_s_entries_come_oldest_first_and_are_theirs_alone(session: Database) -> None:
    alice, dan = "a" * 32, "d" * 32
    drafts = [Draft("links.ended", person_ref=ref) for ref in (alice, dan, alice)]
    seqs = append(drafts, at=AT, by=SYSTEM, channel="staff")

    found = [row.seq for row in entries_of(alice)]

    assert found == [seqs[0], seqs[2]]


def test_the_latest_entry_of_an_event_is_found_or_none(session: Database) -> None:
    ref = "a" * 32
    seqs = append([Draft("links.ended", person_ref=ref)] * 2, at=AT, by=SYSTEM, channel="staff")

    latest = latest_entry_of(ref, "links.ended")

    assert latest
    assert latest.seq == seqs[1]
    assert latest_entry_of(ref, "consent.given") is None


def test_what_is_rolled_back_leaves_no_gap(session: Database) -> None:
    before = head()
    append([Draft("links.ended")], at=AT, by=SYSTEM, channel="staff")
    session.rollback()

    [seq] = append([Draft("links.ended")], at=AT, by=SYSTEM, channel="staff")

    assert seq == before[0] + 1
    assert verify() is None


@pytest.mark.parametrize("event", ["purpose.added", "settings.changed", "wording.added", "source.changed"])
def test_an_entry_about_the_configuration_makes_a_new_version_of_it(session: Database, event: str) -> None:
    before = configuration_version()

    append([Draft(event)], at=AT, by=SYSTEM, channel="staff")
    forget_version()

    assert configuration_version() == head()[1] != before


@pytest.mark.parametrize("event", ["person.registered", "purpose.objected.not", "consent.given"])
def test_an_entry_about_a_person_leaves_the_configuration_alone(session: Database, event: str) -> None:
    before = configuration_version()

    append([Draft("consent.given" if event.startswith("purpose") else event)], at=AT, by=SYSTEM, channel="staff")
    forget_version()

    assert configuration_version() == before


def test_appending_at_the_same_time_loses_nothing(app: Flask) -> None:
    def many() -> None:
        for _ in range(10):
            with app.app_context():
                append([Draft("links.ended")], at=AT, by=SYSTEM, channel="system")
                db.session.commit()

    with app.app_context():
        before, _ = head()
    threads = [Thread(target=many) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with app.app_context():
        assert head()[0] == before + 30
        assert verify() is None
