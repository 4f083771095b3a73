"""Apply a table chunk by chunk: short transactions, so that people's own choices get through meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from sqlalchemy import func, insert, select
from sqlalchemy import update as update_rows

from portal.clock import seconds
from portal.database import transactions
from portal.dates import local
from portal.extensions import db
from portal.imports.changing import update
from portal.imports.checking import Terms, Wish
from portal.imports.chunks import NAMELESS, RESTRICTED, SHARED, Chunk, Fault, chunks
from portal.imports.creating import Made, Newcomer, create, newcomer
from portal.imports.looking_up import new_stops, stored_people
from portal.imports.models import Import, ImportChange, ImportFault
from portal.imports.planning import Plan, Stops, Stored, plan
from portal.imports.reading.table import Table
from portal.imports.terms import terms_of
from portal.jobs.kinds import Step, Steps, Work
from portal.ledger.actions import append
from portal.ledger.rules import Actor
from portal.legal_bases.queries import catalogue
from portal.mail.models import Letter
from portal.people.kept_stops import kept_stops
from portal.people.models import Person
from portal.settings.queries import current_organisation

SMALLEST, LARGEST = 10, 1500
"""Rows of a chunk."""
AIM: Final = 0.07
"""Seconds that a chunk should hold SQLite's only write lock; nothing else may wait 0.2."""
RELEASED_AT_ONCE: Final = 1000
"""Letters."""


class SomebodyCame(Exception):
    """Somebody with an address of the chunk was registered, or erased, by others just now."""


@dataclass
class Pace:
    """How many rows to write at once, from how long the last ones took."""

    size: int = 50

    def took(self, rows: int, spent: float) -> None:
        """Learn from a chunk."""
        fitting = int(rows * AIM / max(spent, 0.001))
        self.size = max(SMALLEST, min(LARGEST, fitting, self.size * 2))


@dataclass
class Counts:
    """What became of rows."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    kept_no: int = 0


@dataclass
class Outcome:
    """What a chunk comes to."""

    counts: Counts
    faults: list[Fault] = field(default_factory=list)
    kept_no: list[tuple[int, str]] = field(default_factory=list)
    """Rows and purposes."""

    def count(self, done: Plan) -> None:
        """Add what became of one row."""
        setattr(self.counts, done.outcome, getattr(self.counts, done.outcome) + 1)
        self.kept_no.extend((done.wish.row, purpose.key) for purpose in done.kept_no)


class Applying:
    """One import under way."""

    def __init__(self, work: Work, job: Import, table: Table) -> None:
        """Begin where the job is."""
        self.work, self.table, self.settings = work, table, dict(job.settings)
        self.import_id, self.by = job.id, Actor("import", str(job.id))
        self.pace = Pace()
        self._terms: Terms | None = None

    def terms(self) -> Terms:
        """Return what holds for the rows, by the catalogue as it is now."""
        with transactions("read"):
            known, zone = catalogue(), current_organisation().time_zone
            db.session.rollback()
        if self._terms is None or self._terms.known is not known:
            self._terms = terms_of(self.settings, known, today=local(self.work.now(), zone).date())
        return self._terms

    def rows(self) -> Steps:
        """Import the rows."""
        done, facts = self.work.done, dict(self.work.facts)
        for chunk in chunks(self.table, facts.get("offset", 0), self.terms, lambda: self.pace.size):
            self._apply(chunk)
            done, facts["offset"] = done + chunk.rows, chunk.end
            yield Step(done, self.table.count, facts)
        return {}

    def _apply(self, chunk: Chunk) -> None:
        """Write the chunk; once more when somebody came in between."""
        while True:
            outcome = Outcome(Counts(rows=chunk.rows), list(chunk.faults))
            found, pending = self._looked_up(chunk, outcome)
            at, stops = self.work.now(), new_stops([one.email_key for one in pending if one.email_key not in found])
            newcomers = [
                newcomer(plan(one, None, stops.get(one.email_key)), letters=self.settings["letters"], at=at, by=self.by)
                for one in pending
                if one.email_key not in found and one.core.get("name")
            ]
            since = seconds()
            try:
                self._write(chunk, pending, newcomers, outcome, stops)
            except SomebodyCame:
                db.session.rollback()
                continue
            if pending:
                self.pace.took(len(pending), seconds() - since)
            return

    def _looked_up(self, chunk: Chunk, outcome: Outcome) -> tuple[dict[str, list[Stored]], list[Wish]]:
        """Return who is there, and the wishes that may change something; the others are counted without any lock."""
        with transactions("read"):
            found = stored_people(chunk.wishes.keys(), lock=False)
            db.session.rollback()
        pending = []
        for key, one in chunk.wishes.items():
            known = found.get(key, [])
            done = plan(one, known[0]) if len(known) == 1 else None
            if done is not None and done.outcome == "unchanged":
                outcome.count(done)
            else:
                pending.append(one)
        return found, pending

    def _write(
        self,
        chunk: Chunk,
        pending: Sequence[Wish],
        newcomers: Sequence[Newcomer],
        outcome: Outcome,
        stops: Mapping[str, Stops],
    ) -> None:
        """Lock the people there are, then the ledger: from then on nobody else can register."""
        at = newcomers[0].row["registered_at"] if newcomers else self.work.now()
        awaited = {one.plan.wish.email_key for one in newcomers}
        known = stored_people({one.email_key for one in pending} - awaited, lock=True)
        if awaited:
            append([], at=at, by=self.by, channel="import")
            if stored_people(awaited, lock=False) or kept_stops(awaited) != stops:
                raise SomebodyCame
        for one in pending:
            if one.email_key not in awaited:
                self._change(one, known.get(one.email_key, []), chunk, outcome)
        for made in newcomers:
            outcome.count(made.plan)
        self._note(create(newcomers, at=at, by=self.by), outcome)

    def _change(self, one: Wish, known: Sequence[Stored], chunk: Chunk, outcome: Outcome) -> None:
        if len(known) != 1:
            outcome.faults.append(chunk.refuse(one, SHARED if known else NAMELESS))
            return
        done = plan(one, known[0])
        if done.outcome == "updated" and known[0].restricted:
            outcome.faults.append(chunk.refuse(one, RESTRICTED))
            return
        if done.outcome == "updated":
            before = update(done, self.terms_used.known, at=self.work.now(), by=self.by)
            db.session.add(ImportChange(import_id=self.import_id, person_id=done.person_id, before=before))
        outcome.count(done)

    @property
    def terms_used(self) -> Terms:
        """What held when the chunk was read."""
        if self._terms is None:
            raise RuntimeError("no chunk was read yet")
        return self._terms

    def _note(self, made: Made, outcome: Outcome) -> None:
        """Keep the counts, the faults, and between which ids the newcomers are."""
        outcome.counts.refused, outcome.counts.kept_no = len(outcome.faults), len(outcome.kept_no)
        columns = Import.__table__.c
        values = {name: columns[name] + count for name, count in asdict(outcome.counts).items() if count}
        if made.people:
            values["first_person"] = func.coalesce(columns.first_person, made.people[0])
            values["last_person"] = made.people[1]
        if made.letters:
            values["first_letter"] = func.coalesce(columns.first_letter, made.letters[0])
            values["last_letter"] = made.letters[1]
            values["letters"] = columns.letters + made.letter_count
        db.session.flush()
        db.session.execute(update_rows(Import).where(Import.id == self.import_id).values(values))
        faults = [
            {"kind": "refused", "row": fault.row, "reason": list(fault.reason), "cells": list(fault.cells)}
            for fault in outcome.faults
        ]
        faults += [
            {"kind": "kept_no", "row": row, "reason": [purpose], "cells": []} for row, purpose in outcome.kept_no
        ]
        if faults:
            db.session.execute(insert(ImportFault), [{"import_id": self.import_id, **fault} for fault in faults])

    def letters(self) -> Steps:
        """Let the letters to the newcomers go, a few at a time, now that everything is in."""
        facts = dict(self.work.facts)
        with transactions("read"):
            job = db.session.get_one(Import, self.import_id, populate_existing=True)
            first, last = job.first_letter, job.last_letter
            db.session.rollback()
        start = max(first or 0, facts.get("letter", 0))
        while first is not None and last is not None and start <= last:
            release_letters(self.import_id, start, min(start + RELEASED_AT_ONCE - 1, last), self.work)
            start = facts["letter"] = start + RELEASED_AT_ONCE
            yield Step(self.table.count, self.table.count, facts)
        return {}


def release_letters(import_id: int, first: int, last: int, work: Work) -> None:
    """Let the held letters to the import's newcomers between those ids go."""
    newcomers = select(Person.id).where(Person.registered_by == f"import:{import_id}")
    db.session.execute(
        update_rows(Letter)
        .where(Letter.id.between(first, last), Letter.state == "held", Letter.person_id.in_(newcomers))
        .values(state="due", due_at=work.now()),
        execution_options={"synchronize_session": False},
    )
