"""Where a law requires something, it is kept and nothing else, and only stored."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.erasure.asked import erase_as_asked
from portal.erasure.queries import Duty, Going, duties, going
from portal.erasure.reducing import NothingObliges, reduce_person
from portal.extensions import db
from portal.jobs.models import Job
from portal.ledger.queries import entries_of, verify
from portal.ledger.replay import replay
from portal.legal_bases.actions import record_basis
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.mail.models import Letter
from portal.people.models import Person
from portal.people.queries import data_fields, locked_person, people_at
from tests import make
from tests.databases import only_sqlite
from tests.erasure.a_life import EMAIL, NAME, OLD_EMAIL, live
from tests.erasure.traces import traces
from tests.ledger.test_replay import stored_state
from tests.make import AT, BOB

Database = scoped_session[Session]
LATER = AT + timedelta(days=1)


def obliged(person: Person) -> None:
    """Let the law require something of the person."""
    record = make.record("sales_service", "legal_obligation")
    record_basis(person, record, at=AT, by=BOB, channel="staff")
    db.session.commit()


def reduced(person: Person) -> Sequence[Duty]:
    """Reduce the person, committed."""
    kept = reduce_person(locked_person(person.id), reason="request", tell=True, actor=BOB, channel="staff", at=LATER)
    db.session.commit()
    return kept


def test_of_a_full_life_only_the_contact_details_and_the_duty_stay(
    app: Flask, session: Database, tmp_path: Path
) -> None:
    asa = live(app, tmp_path / "post")
    obliged(asa)

    kept = reduced(asa)

    [asa] = people_at(EMAIL)
    assert [duty.purpose.key for duty in kept] == ["sales_service"]
    assert (asa.name, data_fields(asa.id)) == (NAME, [])
    assert {catalogue().purpose_of[row.purpose_id].key: row.status for row in recorded_bases(asa.id)} == {
        "sales_service": "in_force",
        "e_marketing": "withdrawn",
    }
    assert asa.restricted_at == asa.marketing_objected_at == LATER
    assert [trace for trace in traces([OLD_EMAIL]) if "sqlite" not in trace] == []
    assert replay(entries_of(asa.ref)) == stored_state(asa)
    assert verify() is None


@only_sqlite
def test_the_person_is_told_what_is_kept(session: Database) -> None:
    alice = make.person(bases={"sales_service": "legal_obligation"})

    reduced(alice)

    [letter] = session.scalars(select(Letter)).all()
    assert (letter.kind, letter.facts["duties"]) == ("erased", ["sales_service"])


@only_sqlite
def test_without_a_duty_there_is_nothing_to_keep(session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract"})

    with pytest.raises(NothingObliges):
        reduced(alice)


@pytest.mark.parametrize(("basis", "left"), [("legal_obligation", 1), ("contract", 0)])
@only_sqlite
def test_who_asks_to_be_erased_is_erased_as_far_as_the_law_allows(session: Database, basis: str, left: int) -> None:
    alice = make.person(bases={"sales_service": basis})

    kept = erase_as_asked(locked_person(alice.id), comment="", tell=False, actor=BOB, channel="staff", at=LATER)
    session.commit()

    assert (len(kept), len(people_at("alice@example.se"))) == (left, left)
    assert session.scalars(select(Job.kind)).all() == ["erasure_sweep"]


@only_sqlite
def test_the_page_learns_how_much_goes_and_until_when_the_duty_lasts(session: Database) -> None:
    alice = make.person(bases={"sales_service": "legal_obligation", "e_marketing": "consent"})

    [duty] = duties(alice)

    assert going(alice) == Going(fields=0, letters=0, requests=0, proofs=0, links=0, looks=0)
    assert (duty.purpose.key, duty.basis.article, duty.until) == ("sales_service", "c", date(2029, 4, 2))
