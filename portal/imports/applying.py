"""Apply a table chunk by chunk: short transactions, so that people's own choices get through meanwhile."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import update as update_rows

from portal import clock
from portal.database import transactions
from portal.extensions import db
from portal.imports.changing import update
from portal.imports.checking import Refused, Terms, Wish, wish
from portal.imports.creating import create
from portal.imports.looking_up import held_letters_of, stored_people
from portal.imports.models import Import
from portal.imports.planning import Plan, Stored, after, plan
from portal.ledger.actions import append
from portal.ledger.rules import Actor
from portal.mail.outbox import release

SMALLEST, LARGEST = 10, 1000
"""Rows of a chunk."""
AIM: Final = 0.05
"""Seconds that a chunk should hold SQLite's only write lock; nothing else may wait 0.2."""
SHARED = "several people share the address"


class Line(NamedTuple):
    """Something to tell about a row: why it was refused, or the purpose whose no was kept."""

    row: int
    words: str


@dataclass
class Tally:
    """What became of the rows; an import of nothing but a plan has no id."""

    import_id: int | None = None
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Line] = field(default_factory=list)
    kept_no: list[Line] = field(default_factory=list)
    letters: list[int] = field(default_factory=list)
    """Of newcomers: held until everything is in."""
    met: list[int] = field(default_factory=list)
    """People who were there already: an import that was killed may have left their letters held."""

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return self.created + self.updated + self.unchanged + len(self.refused)

    def count(self, done: Plan) -> None:
        """Add what became of one row."""
        setattr(self, done.outcome, getattr(self, done.outcome) + 1)
        self.kept_no.extend(Line(done.wish.row, purpose.key) for purpose in done.kept_no)

    def add(self, part: "Tally") -> None:
        """Add what became of a chunk."""
        self.created, self.updated = self.created + part.created, self.updated + part.updated
        self.unchanged += part.unchanged
        self.refused.extend(part.refused)
        self.kept_no.extend(part.kept_no)
        self.letters.extend(part.letters)


class SomebodyCame(Exception):
    """Somebody with an address of the chunk was registered by others just now."""


def rehearse(rows: Iterable[tuple[int, list[str]]], terms: Terms) -> Tally:
    """Return what an import would do, and do nothing."""
    tally, planned = Tally(), dict[str, Stored]()
    with transactions("read"):
        for wishes in _chunks(rows, terms, tally):
            found = stored_people({one.email_key for one in wishes}, lock=False)
            for one in wishes:
                known = [planned[one.email_key]] if one.email_key in planned else found.get(one.email_key, [])
                done = _planned(one, known, tally)
                if done is not None:
                    planned[one.email_key] = after(done, known[0] if known else None)
                    tally.count(done)
            db.session.rollback()
    return tally


def apply(
    rows: Iterable[tuple[int, list[str]]], terms: Terms, *, file_name: str, letters: bool, now: Callable[[], datetime]
) -> Tally:
    """Import the rows and return what became of them; each chunk is committed with its entries.

    Letters to newcomers wait until everything is in.
    """
    job = Import(file_name=file_name[:255], at=now(), by="system")
    db.session.add(job)
    db.session.flush()
    tally = Tally(job.id)
    db.session.commit()
    by, pace = Actor("import", str(tally.import_id)), _Pace()
    for wishes in _chunks(rows, terms, tally):
        pending = _pending(wishes, tally)
        while pending:
            chunk, pending = pending[: pace.size], pending[pace.size :]
            since = clock.seconds()
            _apply_chunk(chunk, terms, tally, letters=letters, at=now(), by=by)
            pace.took(len(chunk), clock.seconds() - since)
    _finish(tally, now)
    if letters:
        _release(tally, now)
    return tally


class _Pace:
    """How many rows to write at once, from how long the last ones took."""

    size = 50

    def took(self, rows: int, seconds: float) -> None:
        fitting = int(rows * AIM / max(seconds, 0.001))
        self.size = max(SMALLEST, min(LARGEST, fitting, self.size * 2))


def _chunks(rows: Iterable[tuple[int, list[str]]], terms: Terms, tally: Tally) -> Iterator[Sequence[Wish]]:
    """Yield so many good rows at a time, no address twice among them; the faulty ones are noted."""
    wishes: dict[str, Wish] = {}
    for number, cells in rows:
        try:
            one = wish(number, cells, terms)
        except Refused as fault:
            tally.refused.append(Line(number, str(fault)))
            continue
        if one.email_key in wishes or len(wishes) >= LARGEST:
            yield list(wishes.values())
            wishes = {}
        wishes[one.email_key] = one
    if wishes:
        yield list(wishes.values())


def _apply_chunk(wishes: Sequence[Wish], terms: Terms, tally: Tally, *, letters: bool, at: datetime, by: Actor) -> None:
    """Change the people there are, register the others, and commit; again when somebody came in between."""
    while True:
        part = Tally()
        try:
            plans = _plans(wishes, part, at, by)
        except SomebodyCame:
            db.session.rollback()
            continue
        for done in plans:
            if done.outcome == "updated":
                update(done, terms.known, at=at, by=by)
            part.count(done)
        newcomers = [done for done in plans if done.outcome == "created"]
        part.letters = create(newcomers, letters=letters, at=at, by=by)
        db.session.commit()
        tally.add(part)
        return


def _pending(wishes: Sequence[Wish], tally: Tally) -> list[Wish]:
    """Return the wishes that may change something; the others are counted without any lock."""
    with transactions("read"):
        found = stored_people({one.email_key for one in wishes}, lock=False)
        db.session.rollback()
    pending = []
    for one in wishes:
        known = found.get(one.email_key, [])
        tally.met.extend(person.person_id for person in known)
        done = plan(one, known[0]) if len(known) == 1 else None
        if done is not None and done.outcome == "unchanged":
            tally.count(done)
        else:
            pending.append(one)
    return pending


def _plans(wishes: Sequence[Wish], tally: Tally, at: datetime, by: Actor) -> list[Plan]:
    """Lock the people there are, then the ledger: from then on nobody else can register."""
    keys = {one.email_key for one in wishes}
    found = stored_people(keys, lock=True)
    missing = keys - found.keys()
    if missing:
        append([], at=at, by=by, channel="import")
        if stored_people(missing, lock=False):
            raise SomebodyCame
    plans = [_planned(one, found.get(one.email_key, []), tally) for one in wishes]
    return [done for done in plans if done is not None]


def _planned(one: Wish, known: Sequence[Stored], tally: Tally) -> Plan | None:
    if len(known) > 1:
        tally.refused.append(Line(one.row, SHARED))
        return None
    if not known and not one.core.get("name"):
        tally.refused.append(Line(one.row, "name is missing"))
        return None
    return plan(one, known[0] if known else None)


def _finish(tally: Tally, now: Callable[[], datetime]) -> None:
    """Note the counts."""
    db.session.execute(
        update_rows(Import)
        .where(Import.id == tally.import_id)
        .values(
            rows=tally.rows,
            created=tally.created,
            updated=tally.updated,
            unchanged=tally.unchanged,
            refused=len(tally.refused),
        )
    )
    db.session.commit()


def _release(tally: Tally, now: Callable[[], datetime]) -> None:
    """Let the letters go, a few at a time, and with them those that a killed import of the same people left behind."""
    for start in range(0, len(tally.letters), LARGEST):
        release(tally.letters[start : start + LARGEST], at=now())
        db.session.commit()
    with transactions("read"):
        left = held_letters_of(tally.met)
        db.session.rollback()
    for start in range(0, len(left), LARGEST):
        release(left[start : start + LARGEST], at=now())
        db.session.commit()
