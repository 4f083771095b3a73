"""What staff add to the answer of one request, as the document takes it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from portal.exports.document import Cell, Section
from portal.exports.stated import Key

HIDDEN: Final = "█████"
"""What stands in the place of words about somebody else."""


class Mask(NamedTuple):
    """Words that are hidden, and why."""

    words: str
    reason: str


class Row(NamedTuple):
    """An item from another system."""

    system: str
    label: str
    value: str


class File(NamedTuple):
    """An attached file; the size in bytes."""

    name: str
    size: int
    note: str


@dataclass(frozen=True)
class Additions:
    """What one answer says beside what the portal holds."""

    reference: str
    parts: Mapping[Key, str] = field(default_factory=dict)
    """What staff say about a part; an empty text says that there is none."""
    rows: Sequence[Row] = ()
    files: Sequence[File] = ()
    masks: Sequence[Mask] = ()

    @cached_property
    def _words(self) -> re.Pattern[str]:
        longest_first = sorted((mask.words for mask in self.masks), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)

    def hidden(self, section: Section) -> tuple[Section, int]:
        """Return the section with every mask's words hidden, in any case, and in how many places they stood."""
        if not self.masks:
            return section, 0
        count = 0

        def hide(cell: Cell) -> Cell:
            nonlocal count
            if not isinstance(cell, str):
                return cell
            text, found = self._words.subn(HIDDEN, cell)
            count += found
            return text

        rows = [tuple(map(hide, row)) for row in section.rows]
        return Section(section.key, section.title, section.columns, rows), count
