"""A table in pieces: so many good rows at a time, no address twice among them, and the faulty ones beside them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from portal.imports.checking import Terms, Wish, wish
from portal.imports.reading.table import Table
from portal.imports.reasons import Reason, Refused

MOST_FAULTS: Final = 500
"""Faulty rows of a chunk."""
LONGEST_CELL: Final = 4000
"""Characters that are kept of a cell in a faulty row."""
SHARED: Final = Reason("shared", {})
RESTRICTED: Final = Reason("restricted", {})
NAMELESS: Final = Reason("missing", {"field": "name"})


class Fault(NamedTuple):
    """A row that is refused."""

    row: int
    reason: Reason
    cells: Sequence[str]


@dataclass
class Chunk:
    """A few rows."""

    wishes: dict[str, Wish] = field(default_factory=dict)
    """By folded address."""
    cells: dict[int, Sequence[str]] = field(default_factory=dict)
    """By row."""
    starts: dict[int, int] = field(default_factory=dict)
    """Where each row begins in the file of rows."""
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0
    end: int = 0
    """Where the next chunk begins in the file of rows."""

    def add(self, one: Wish, cells: Sequence[str], start: int) -> None:
        """Add a good row."""
        self.wishes[one.email_key], self.cells[one.row], self.starts[one.row] = one, cells, start

    def refuse(self, one: Wish, reason: Reason) -> Fault:
        """Return the refusal of a row that is good in itself."""
        return Fault(one.row, reason, shortened(self.cells[one.row]))


def chunks(table: Table, offset: int, terms: Callable[[], Terms], size: Callable[[], int]) -> Iterator[Chunk]:
    """Yield the table from there on; terms and size are asked for anew at each chunk."""
    rows = table.rows_from(offset)
    waiting: tuple[Wish, list[str], int, int] | None = None
    start = offset
    while True:
        chunk, used, most = Chunk(), terms(), size()
        if waiting is not None:
            chunk.add(*waiting[:3])
            chunk.rows, chunk.end, waiting = 1, waiting[3], None
        for end, number, cells in rows:
            try:
                one = wish(number, cells, used)
            except Refused as fault:
                chunk.faults.append(Fault(number, fault.reason, shortened(cells)))
            else:
                if one.email_key in chunk.wishes:
                    waiting, start = (one, cells, start, end), end
                    break
                chunk.add(one, cells, start)
            chunk.rows, chunk.end, start = chunk.rows + 1, end, end
            if len(chunk.wishes) >= most or len(chunk.faults) >= MOST_FAULTS:
                break
        if not chunk.rows:
            return
        yield chunk


def shortened(cells: Sequence[str]) -> list[str]:
    """Return the cells as they are kept with a fault: nobody mends a row by its millionth letter."""
    return [cell[:LONGEST_CELL] for cell in cells[:1000]]
