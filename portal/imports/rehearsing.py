"""Tell what an import would do, and do nothing."""

from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from portal.database import transactions
from portal.extensions import db
from portal.imports.applying import Counts
from portal.imports.checking import Terms, Wish, wish
from portal.imports.chunks import NAMELESS, RESTRICTED, SHARED, Chunk, Fault, chunks
from portal.imports.looking_up import new_stops, stored_people
from portal.imports.planning import Plan, Stops, Stored, after, plan
from portal.imports.reading.table import Table

AT_ONCE: Final = 1000
"""Rows that are looked up together."""


@dataclass
class Rehearsal:
    """What the rows would come to."""

    most_told: int | None = None
    """Faults and kept noes that are told one by one; None: all."""
    counts: Counts = field(default_factory=Counts)
    faults: list[Fault] = field(default_factory=list)
    kept_no: list[tuple[int, str]] = field(default_factory=list)

    def count(self, done: Plan) -> None:
        """Add what would become of one row."""
        setattr(self.counts, done.outcome, getattr(self.counts, done.outcome) + 1)
        self.counts.kept_no += len(done.kept_no)
        if self.most_told is None or len(self.kept_no) < self.most_told:
            self.kept_no.extend((done.wish.row, purpose.key) for purpose in done.kept_no)

    def refuse(self, fault: Fault) -> None:
        """Add a row that would be refused; the first rows are told, whenever their fault is found."""
        self.counts.refused += 1
        insort(self.faults, fault._replace(cells=()), key=_row)  # a million of them should take little room
        if self.most_told is not None:
            del self.faults[self.most_told :]

    def kept(self) -> dict[str, Any]:
        """Return the rehearsal as JSON can hold it."""
        faults = [[fault.row, list(fault.reason)] for fault in self.faults]
        return {**asdict(self.counts), "faults": faults, "kept_no_rows": [list(line) for line in self.kept_no]}


def _row(fault: Fault) -> int:
    return fault.row


def rehearse(table: Table, terms: Terms, rehearsal: Rehearsal) -> Iterator[int]:
    """Go through the table and yield now and then how many rows are done.

    Of each address only the place of its row is kept, so that a million of them take little room; what an address that
    comes again would be by then is worked out from there.
    """
    seen: dict[int, int] = {}
    planned: dict[str, Stored] = {}
    for chunk in chunks(table, 0, lambda: terms, lambda: AT_ONCE):
        for fault in chunk.faults:
            rehearsal.refuse(fault)
        with transactions("read"):
            found = stored_people(chunk.wishes.keys(), lock=False)
            db.session.rollback()
        stops = new_stops([key for key in chunk.wishes if key not in found])
        for key, one in chunk.wishes.items():
            known, name = found.get(key, []), hash(key)
            if name in seen and key not in planned:
                recalled = _recalled(table, seen[name], key, known, terms, stops=stops.get(key))
                if recalled is not None:
                    planned[key] = recalled
            if key not in planned:
                seen[name] = chunk.starts[one.row]
            _consider(one, [planned[key]] if key in planned else known, chunk, rehearsal, planned, stops=stops.get(key))
        rehearsal.counts.rows += chunk.rows
        yield rehearsal.counts.rows


def _recalled(
    table: Table, place: int, key: str, known: Sequence[Stored], terms: Terms, *, stops: Stops | None
) -> Stored | None:
    """Return what the row at that place makes of the address, if it is the same and makes something of it."""
    _, number, cells = next(table.rows_from(place))
    one = wish(number, cells, terms)
    if one.email_key != key or not _fits(one, known) or (known and known[0].restricted):
        return None
    before = known[0] if known else None
    return after(plan(one, before, stops), before)


def _fits(one: Wish, known: Sequence[Stored]) -> bool:
    """Tell whether the row changes or registers somebody."""
    return len(known) == 1 or (not known and bool(one.core.get("name")))


def _consider(
    one: Wish,
    known: Sequence[Stored],
    chunk: Chunk,
    rehearsal: Rehearsal,
    planned: dict[str, Stored],
    *,
    stops: Stops | None,
) -> None:
    if not _fits(one, known):
        rehearsal.refuse(chunk.refuse(one, SHARED if known else NAMELESS))
        return
    done = plan(one, known[0] if known else None, stops)
    if done.outcome == "updated" and known[0].restricted:
        rehearsal.refuse(chunk.refuse(one, RESTRICTED))
        return
    if one.email_key in planned:
        planned[one.email_key] = after(done, known[0])
    rehearsal.count(done)
