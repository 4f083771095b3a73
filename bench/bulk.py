"""A change of the legal basis of many people at once, against plain statements that write the same rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any, cast

from flask import Flask
from sqlalchemy import Column, Connection, Index, MetaData, Table, bindparam, event, insert, select, update

from bench.databases import filled
from bench.load import Unexpected
from bench.report import Figure, paired
from portal.bulk.actions import ask, begin, counted
from portal.bulk.models import BulkPerson
from portal.bulk.terms import Terms
from portal.database import Base, is_quiet
from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.running import Runner
from portal.ledger.models import LedgerEntry, LedgerEvidence
from portal.ledger.rules import Actor
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue
from portal.people.models import Person

TAKES = 3
CHUNK = 1000
BOB = Actor("staff", "bench@example.se")
START = datetime(2026, 1, 1, tzinfo=UTC)
COPIED = (Person, RecordedBasis, BulkPerson, LedgerEntry, LedgerEvidence)
"""What a bulk change writes; plain statements write to copies, which are dropped afterwards."""


def bulk_figures(kind: str, people: int) -> Iterator[Figure]:
    """Measure changes a second as a share of plain Core's, and how long a chunk kept other writers waiting.

    Everybody's basis changes each time.
    """
    longest: list[float] = []
    with filled(kind, people) as (app, _), app.app_context():
        pairs = paired(TAKES, lambda: _ours(app, people, longest), lambda: _plain(people))
    takes = [limit / ours for ours, limit in pairs]
    rate = people / min(ours for ours, _ in pairs)
    yield Figure(f"Bulk change of {people:,} over executemany", kind, takes, 0.25, notes=f"{rate:,.0f} a second")
    yield Figure(f"Bulk change of {people:,}: longest step", kind, longest, 200, most=True, unit="ms")


@contextmanager
def _writing() -> Iterator[list[float]]:
    """Yield a list that gets the seconds of each transaction that may write, from its lock to its commit."""
    took: list[float] = []

    def begun(connection: Connection) -> None:
        connection.info["began"] = None if is_quiet() else perf_counter()

    def committed(connection: Connection) -> None:
        if connection.info.get("began") is not None:
            took.append(perf_counter() - connection.info["began"])

    event.listen(db.engine, "begin", begun)
    event.listen(db.engine, "commit", committed)
    try:
        yield took
    finally:
        event.remove(db.engine, "begin", begun)
        event.remove(db.engine, "commit", committed)


def _ours(app: Flask, people: int, longest: list[float]) -> float:
    """Return how many seconds a worker took to apply a change that was counted before."""
    known = catalogue()
    purpose, contract, interests = (
        known.purpose("sales_service"),
        known.basis("contract"),
        known.basis("legitimate_interests"),
    )
    now = db.session.scalar(select(RecordedBasis.legal_basis_id).where(RecordedBasis.purpose_id == purpose.id).limit(1))
    other = interests if now == contract.id else contract
    terms = Terms(known, purpose, other, known.source("user"), "Agreed in March")
    ids = list(db.session.scalars(select(Person.id).order_by(Person.id)))
    found = [row for start in range(0, people, CHUNK) for row in counted(ids[start : start + CHUNK], terms)]
    change = ask({}, terms, found, at=START, by=BOB)
    job_id = begin(change, "bulk_apply", by=BOB, at=START).id
    changing = change.counts.get("change", 0)
    db.session.commit()
    with _writing() as steps:
        began = perf_counter()
        Runner(app, now=lambda: START).finish(job_id)
        took = perf_counter() - began
    longest.append(max(steps) * 1000)
    job = db.session.get_one(Job, job_id, populate_existing=True)
    if (job.state, job.done, changing) != ("done", people, people):
        raise Unexpected(f"the bulk change is {job.state} at {job.done} of {changing}")
    db.session.commit()
    return took


def _plain(people: int) -> float:
    """Return how many seconds the same rows took, made before and written a thousand at a time."""
    with _copies() as tables:
        batches = [list(_statements(tables, start, min(CHUNK, people - start))) for start in range(0, people, CHUNK)]
        began = perf_counter()
        for batch in batches:
            connection = db.session.connection()
            for statement, rows in batch:
                connection.execute(statement, rows)
            db.session.commit()
        return perf_counter() - began


@contextmanager
def _copies() -> Iterator[dict[str, Table]]:
    """Yield copies of the tables with their rows and indexes."""
    metadata, tables = MetaData(), dict[str, Table]()
    for model in COPIED:
        table = cast("Table", Base.metadata.tables[model.__tablename__])
        columns = [Column(column.name, column.type, primary_key=column.primary_key) for column in table.columns]
        copy = Table(f"bench_{table.name}", metadata, *columns)
        for index in table.indexes:
            Index(f"bench_{index.name}", *(copy.c[column.name] for column in index.columns))
        tables[table.name] = copy
    connection = db.session.connection()
    metadata.drop_all(connection)
    metadata.create_all(connection)
    for name in ("people", "recorded_bases", "bulk_people"):
        source = Base.metadata.tables[name]
        latest = select(BulkPerson.bulk_id).order_by(BulkPerson.bulk_id.desc()).limit(1).scalar_subquery()
        rows = select(source).where(source.c.bulk_id == latest) if name == "bulk_people" else select(source)
        connection.execute(insert(tables[name]).from_select([column.name for column in source.columns], rows))
    db.session.commit()
    try:
        yield tables
    finally:
        metadata.drop_all(db.session.connection())
        db.session.commit()


def _statements(tables: dict[str, Table], start: int, many: int) -> Iterator[tuple[Any, Sequence[dict[str, Any]]]]:
    """Yield what a change writes for so many people, with rows as it writes them."""
    numbers = range(start + 1, start + many + 1)
    evidence = '{"comment":"Agreed in March","evidence":""}'
    details = '{"bulk":1,"old":{"basis":"contract","since":"2025-01-01T00:00:00+00:00","status":"in_force"}}'
    entry: dict[str, Any] = {
        "format": 1,
        "prev_hash": "0" * 64,
        "at": START,
        "event": "basis.recorded",
        "purpose": "sales_service",
        "basis": "contract",
        "status": "in_force",
        "source": "user",
        "topic": None,
        "wording_version": None,
        "actor": str(BOB),
        "channel": "staff",
        "details": details,
    }
    entries = [
        {**entry, "seq": n, "hash": f"{n:064x}", "person_ref": f"{n:032x}", "evidence_commitment": f"{n:064x}"}
        for n in numbers
    ]
    yield insert(tables["ledger_entries"]), entries
    yield insert(tables["ledger_evidence"]), [{"seq": n, "key": n.to_bytes(32), "text": evidence} for n in numbers]
    bases, others = tables["recorded_bases"], ("legal_basis_id", "status", "source_id", "comment", "evidence")
    more = ("wording_version", "since", "changed_at", "changed_by", "channel", "seq")
    values = {
        "legal_basis_id": 3,
        "status": "in_force",
        "source_id": 2,
        "comment": "Agreed in March",
        "evidence": "",
        "wording_version": None,
        "since": START + timedelta(days=1),
        "changed_at": START,
        "changed_by": str(BOB),
        "channel": "staff",
    }
    setting = {name: bindparam(name) for name in (*others, *more)}
    rows = [{**values, "row_id": 2 * n - 1, "seq": n} for n in numbers]
    yield update(bases).where(bases.c.id == bindparam("row_id")).values(setting), rows
    folk = tables["people"]
    chose = update(folk).where(folk.c.id == bindparam("person_id")).values(choices_seq=bindparam("seq"))
    yield chose, [{"person_id": n, "seq": n} for n in numbers]
    found = tables["bulk_people"]
    kept = update(found).where(found.c.bulk_id == bindparam("of_bulk"), found.c.person_id == bindparam("of_person"))
    settled = kept.values(outcome=bindparam("outcome"), seq=bindparam("seq"))
    yield settled, [{"of_bulk": 1, "of_person": n, "outcome": "changed", "seq": n} for n in numbers]
