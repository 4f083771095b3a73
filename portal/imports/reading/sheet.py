"""The cells of one sheet, as the parser comes upon them."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol

from portal.imports.reading.archive import Attributes, local
from portal.imports.reading.limits import LARGEST_CELL, MOST_COLUMNS, Fault
from portal.imports.reading.numbers import date_text, number_text

Take = Callable[[int, list[str]], None]
"""Takes a row: its number and its cells."""
DIGITS: Final = "0123456789"


class Style(NamedTuple):
    """How a cell shows a number."""

    is_date: bool = False
    zeros: int = 0
    """Digits at the least."""


class Texts(Protocol):
    """The texts that cells refer to by number."""

    def __getitem__(self, number: int, /) -> str:
        """Return the text of that number."""


class SheetReader:
    """Puts rows together; it is called millions of times, so what it does for a cell is little."""

    def __init__(
        self, take: Take, strings: Texts, styles: Sequence[Style], *, plain: Callable[[str], str], since_1904: bool
    ) -> None:
        """Keep what cells refer to."""
        self._take, self._strings, self._styles = take, strings, styles
        self._plain, self._since_1904 = plain, since_1904
        self._names: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._row = 0
        self._cells: list[str] = []
        self._any = False
        self._column = -1
        self._kind = self._style = ""
        self._words: list[str] = []
        self._length = 0
        self._listening = self._reading = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Note where a row or a cell begins, and listen to what a cell holds."""
        name = self._names.get(name) or self._named(name)
        if name == "c":
            self._column = self._place(attributes.get("r", ""))
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._words.clear()
            self._length = 0
        elif name in {"v", "t"}:
            self._listening = not self._reading
        elif name == "rPh":
            self._reading = True
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isascii() and number.isdigit() else self._row + 1
            self._cells, self._any, self._column = [], False, -1

    def text(self, words: str) -> None:
        """Keep what a cell holds."""
        if self._listening:
            self._length += len(words)
            if self._length > LARGEST_CELL:
                raise Fault("long_cell", row=self._row)
            self._words.append(words)

    def end(self, name: str) -> None:
        """Put the cell into its row, or give the row away."""
        name = self._names.get(name) or self._named(name)
        if name in {"v", "t"}:
            self._listening = False
        elif name == "rPh":
            self._reading = False
        elif name == "c":
            if self._words:
                self._put(self._value("".join(self._words)))
        elif name == "row" and self._any:
            self._take(self._row, self._cells)

    def _named(self, name: str) -> str:
        return self._names.setdefault(name, local(name))

    def _place(self, reference: str) -> int:
        """Return the column of a reference such as AB12, counted from 0; without one, the next."""
        letters = reference.rstrip(DIGITS)
        if not letters:
            return len(self._cells)
        place = self._columns.get(letters)
        if place is None:
            place = 0
            for letter in letters.upper():
                place = place * 26 + ord(letter) - 64
            place -= 1
            if not 0 <= place < MOST_COLUMNS:
                raise Fault("broken_workbook")
            self._columns[letters] = place
        return place

    def _put(self, value: str) -> None:
        cells = self._cells
        while len(cells) < self._column:
            cells.append("")
        if len(cells) > self._column:
            cells[self._column] = value
        else:
            cells.append(value)
        if value and not value.isspace():
            self._any = True

    def _value(self, text: str) -> str:
        """Return what the cell shows, as text."""
        if self._kind == "s":
            try:
                return self._strings[int(text)]
            except (ValueError, IndexError) as fault:
                raise Fault("broken_workbook") from fault
        if self._kind == "n":
            try:
                style = self._styles[int(self._style)] if self._style.isdecimal() else Style()
            except IndexError:
                style = Style()
            return date_text(text, since_1904=self._since_1904) if style.is_date else number_text(text, style.zeros)
        if self._kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        return self._plain(text)
