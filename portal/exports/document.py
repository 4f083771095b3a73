"""A document of typed rows, before anybody decides how it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | date | datetime | None
"""A moment carries its time zone; None is an empty cell."""


@dataclass(frozen=True)
class Column:
    """One column: the name that programs read, and the label that people read."""

    key: str
    label: str


@dataclass(frozen=True)
class Section:
    """One sheet: a title, columns, and rows as wide as the columns."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True)
class Document:
    """Sections in one language, with the time zone in which its moments are shown."""

    title: str
    language: str
    zone: str
    made_at: datetime
    sections: tuple[Section, ...]
    nothing: str = ""
    """What a sheet says that has no rows."""

    def section(self, key: str) -> Section:
        """Return the section of that key.

        :raises StopIteration: there is none
        """
        return next(section for section in self.sections if section.key == key)
