"""Read the first visible sheet of an Excel workbook, cell after cell, without holding more than a row."""

import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from portal.imports.reading.archive import Archive, Attributes, beside, local
from portal.imports.reading.limits import Fault
from portal.imports.reading.numbers import is_date_format, leading_zeros
from portal.imports.reading.sheet import SheetReader, Style, Take

_WORKBOOK: Final = "xl/workbook.xml"
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Strings:
    """The texts that cells refer to by number, packed: millions of them take little more room than their letters."""

    def __init__(self) -> None:
        """Begin without any."""
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def add(self, text: str) -> None:
        """Keep one more."""
        self._bytes += plain(text).encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def __getitem__(self, number: int) -> str:
        """Return the text of that number.

        :raises IndexError: there is none
        """
        if number < 0:
            raise IndexError(number)
        start, end = self._ends[number], self._ends[number + 1]
        return self._bytes[start:end].decode("utf-8", "surrogatepass")


def plain(text: str) -> str:
    """Return the text with what Excel writes as ``_x000D_`` as the character it is."""
    return _ESCAPED.sub(_spelled, text) if "_x" in text else text


def _spelled(found: re.Match[str]) -> str:
    """Return the character of a number; half of a character is none, and would break what it is written into."""
    number = int(found[1], 16)
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= number <= 0xDFFF else chr(number)


def workbook_rows(path: Path, take: Take) -> None:
    """Give each row of the first visible sheet that is not blank to ``take``: its number and its cells as text.

    :raises Fault: the workbook is broken, empty, encrypted, or a bomb
    """
    archive = Archive(path)
    book = _book(archive)
    strings, styles = Strings(), [Style()]
    for part in book.parts.values():
        if part.lower().endswith("sharedstrings.xml") and archive.has(part):
            _read_strings(archive, part, strings)
        elif part.lower().endswith("styles.xml") and archive.has(part):
            styles = _styles(archive, part)
    reader = SheetReader(take, strings, styles, plain=plain, since_1904=book.since_1904)
    archive.read(_first_sheet(book), reader.start, end=reader.end, text=reader.text)


@dataclass
class _Book:
    """What the workbook says about its sheets and parts."""

    sheets: list[str] = field(default_factory=list)
    """The visible sheets' names for their parts, in order."""
    parts: dict[str, str] = field(default_factory=dict)
    """Part by the name that the workbook has for it."""
    since_1904: bool = False


def _book(archive: Archive) -> _Book:
    if not archive.has(_WORKBOOK):
        raise Fault("not_a_workbook")
    book = _Book()

    def in_workbook(name: str, attributes: Attributes) -> None:
        if local(name) == "sheet" and attributes.get("state", "visible") == "visible":
            book.sheets += [value for key, value in attributes.items() if local(key) == "id" and ":" in key]
        elif local(name) == "workbookPr":
            book.since_1904 = attributes.get("date1904", "0").lower() in {"1", "true", "on"}

    def in_relations(name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            book.parts[attributes.get("Id", "")] = beside(_WORKBOOK, attributes.get("Target", ""))

    archive.read(_WORKBOOK, in_workbook)
    archive.read("xl/_rels/workbook.xml.rels", in_relations)
    return book


def _first_sheet(book: _Book) -> str:
    for name in book.sheets:
        if "worksheets/" in book.parts.get(name, ""):
            return book.parts[name]
    raise Fault("empty")


def _read_strings(archive: Archive, part: str, strings: Strings) -> None:
    """Keep the texts; of one in several colours all the pieces, and no readings of Japanese."""
    pieces: list[str] = []
    depth = {"t": 0, "rPh": 0}

    def start(name: str, _: Attributes) -> None:
        name = local(name)
        if name in depth:
            depth[name] += 1
        elif name == "si":
            pieces.clear()

    def end(name: str) -> None:
        name = local(name)
        if name in depth:
            depth[name] -= 1
        elif name == "si":
            strings.add("".join(pieces))

    def text(words: str) -> None:
        if depth["t"] and not depth["rPh"]:
            pieces.append(words)

    archive.read(part, start, end=end, text=text)


def _styles(archive: Archive, part: str) -> list[Style]:
    codes: dict[int, str] = {}
    styles: list[Style] = []
    inside: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        name = local(name)
        if name == "numFmt":
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "xf" and "cellXfs" in inside:
            number = _number(attributes.get("numFmtId"))
            code = codes.get(number, "")
            styles.append(Style(is_date_format(number, code), leading_zeros(code)))
        inside.append(name)

    def end(_: str) -> None:
        inside.pop()

    archive.read(part, start, end=end)
    return styles or [Style()]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def rows_of(path: Path, read: Callable[[Path], Iterator[tuple[int, list[str]]]], take: Take) -> None:
    """Give each row that ``read`` yields to ``take``."""
    for number, cells in read(path):
        take(number, cells)
