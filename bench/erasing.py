"""Erasing many people with every trace, against plain statements that delete the same rows."""

from collections.abc import Iterator, Sequence
from time import perf_counter

from sqlalchemy import delete, func, select

from bench.databases import emptied
from bench.load import Unexpected
from bench.report import Figure
from bench.seed import START, seed
from portal.erasure.actions import AT_ONCE, erase_people
from portal.erasure.sweeping import sweep_now
from portal.extensions import db
from portal.ledger.models import LedgerEntry, LedgerEvidence
from portal.ledger.rules import SYSTEM
from portal.mail.models import Letter
from portal.people.models import Person

TAKES = 5


def erasure_figures(kind: str, people: int) -> Iterator[Figure]:
    """Measure erasures a second as a share of plain deletes', and how long a chunk kept other writers waiting.

    Half of the people go either way, a fifth of them at a time; each fifth is a take.
    """
    app, _ = emptied(kind, "erasure")
    with app.app_context():
        seed(2 * people)
        longest: list[float] = []
        takes = []
        ids = list(range(1, 2 * people + 1))
        share = people // TAKES
        for number in range(TAKES):
            first = 2 * share * number
            ours = _ours(ids[first : first + share], longest)
            plain = _plain(ids[first + share : first + 2 * share])
            takes.append(plain / ours)
        left = db.session.scalar(select(func.count()).select_from(Person))
        db.session.rollback()
        if left != 2 * people - 2 * share * TAKES:
            raise Unexpected(f"{left} people are left")
        began = perf_counter()
        sweep_now()
        swept = perf_counter() - began
    yield Figure(f"Erasure of {people:,} over plain deletes", kind, takes, 0.2)
    yield Figure(f"Erasure of {people:,}: longest step", kind, longest, 200, most=True, unit="ms")
    yield Figure(f"Erasure of {people:,}: clearing the files", kind, [swept], 0, unit="s", verdict=False)


def _ours(ids: Sequence[int], longest: list[float]) -> float:
    """Return how many seconds it took to erase the people, each statement's worth of them in a transaction."""
    began, slowest = perf_counter(), 0.0
    for start in range(0, len(ids), AT_ONCE):
        since = perf_counter()
        erase_people(ids[start : start + AT_ONCE], reason="retention", actor=SYSTEM, channel="system", at=START)
        db.session.commit()
        slowest = max(slowest, perf_counter() - since)
    longest.append(slowest * 1000)
    return perf_counter() - began


def _plain(ids: Sequence[int]) -> float:
    """Return how many seconds it took to delete the same rows of as many others."""
    began = perf_counter()
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        refs = select(Person.ref).where(Person.id.in_(some))
        entries = select(LedgerEntry.seq).where(LedgerEntry.person_ref.in_(refs))
        connection = db.session.connection()
        connection.execute(delete(LedgerEvidence).where(LedgerEvidence.seq.in_(entries)))
        connection.execute(delete(Letter).where(Letter.person_id.in_(some)))
        connection.execute(delete(Person).where(Person.id.in_(some)))
        db.session.commit()
    return perf_counter() - began
