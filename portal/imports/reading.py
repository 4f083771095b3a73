"""Read a table of text from a file: the encoding and the delimiter are found out, nothing is trusted."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

LARGEST_CELL: Final = 16 * 1024 * 1024
"""Characters; a cell beyond it makes the file unreadable."""
SAMPLE: Final = 64 * 1024
"""Bytes or characters from which the delimiter, and an encoding without its mark, are told."""
DELIMITERS: Final = (";", ",", "\t")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BROKEN = re.compile("[\udc80-\udcff]")


class Unreadable(Exception):
    """The file can't be read as a table; the message says why, in a sentence."""


@dataclass(frozen=True)
class Table:
    """A file that can be read from beginning to end."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    first: int
    """The number of the row after the header; the first row of the file is 1."""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row that is not blank, with its number."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            for number, cells in enumerate(_reader(file, self.delimiter), 1):
                if number >= self.first and any(cell.strip() for cell in cells):
                    yield number, cells


def read_table(path: Path) -> Table:
    """Return the table in a CSV file, after having read all of it once.

    :raises Unreadable: it is no text, or no table
    """
    try:
        with path.open("rb") as file:
            encoding = _encoding(file)
        with path.open(encoding=encoding, newline="") as text:
            sample = text.read(SAMPLE)
        _refuse_other_formats(sample)
        told, delimiter = _delimiter(sample)
        number, header = _header(path, encoding, delimiter, after=1 if told else 0)
        _check_quotes(path, encoding, delimiter)
    except OSError as fault:
        raise Unreadable(f"The file can't be opened: {fault.strerror}.") from fault
    except UnicodeError as fault:
        raise Unreadable("The file is neither UTF-8, UTF-16 nor Windows-1252 text.") from fault
    return Table(path, encoding, delimiter, header, number + 1)


def _reader(lines: Iterator[str], delimiter: str, *, strict: bool = False) -> Iterator[list[str]]:
    csv.field_size_limit(LARGEST_CELL)
    return csv.reader(lines, delimiter=delimiter, strict=strict)


def _encoding(file: BinaryIO) -> str:
    sample = file.read(SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    if not sample.strip():
        raise Unreadable("The file is empty.")
    if sample.startswith(b"PK\x03\x04"):
        raise Unreadable("The file is an Excel workbook. Save it as CSV and try again.")
    zeros = sample.count(0)
    if zeros * 4 > len(sample):
        return "utf-16-le" if sample[1::2].count(0) * 2 > zeros else "utf-16-be"
    file.seek(0)
    return _eight_bit_encoding(file)


def _eight_bit_encoding(file: BinaryIO) -> str:
    """Return utf-8 or cp1252; text that is nearly UTF-8 is broken, and would become other letters as cp1252."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    good = bad = 0
    for block in iter(lambda: file.read(1024 * 1024), b""):
        if block.isascii():
            continue
        text = decoder.decode(block)
        strange = len(text.encode("ascii", "ignore"))
        broken = len(_BROKEN.findall(text))
        good, bad = good + len(text) - strange - broken, bad + broken
    if bad == 0:
        return "utf-8"
    if good > bad:
        raise Unreadable("The file is UTF-8 text, but some of it is broken. Export it anew.")
    return "cp1252"


def _refuse_other_formats(sample: str) -> None:
    if not sample.strip():
        raise Unreadable("The file is empty.")
    if sample.count("\0") * 20 > len(sample):
        raise Unreadable("The file is not text.")
    if sample.lstrip()[:1] in {"<", "{"} or sample.startswith("%PDF"):
        raise Unreadable("The file is not a table: it must be CSV with a header row.")


def _delimiter(sample: str) -> tuple[bool, str]:
    """Return whether Excel's line ``sep=;`` comes first, and the delimiter: it, or the commonest in the header."""
    first = sample.lstrip("\r\n").splitlines()[0]
    if first.lower().startswith("sep=") and first[4:5]:
        return True, first[4]
    outside = "".join(part for part in first.split('"')[::2])
    return False, max(DELIMITERS, key=lambda mark: (outside.count(mark), mark == ","))


def _header(path: Path, encoding: str, delimiter: str, *, after: int) -> tuple[int, tuple[str, ...]]:
    with path.open(encoding=encoding, newline="") as file:
        try:
            for number, cells in enumerate(_reader(file, delimiter), 1):
                if number > after and any(cell.strip() for cell in cells):
                    return number, tuple(cell.strip() for cell in cells)
        except csv.Error as fault:
            raise Unreadable(f"The header can't be read: {fault}.") from fault
    raise Unreadable("The file has no header row.")


def _check_quotes(path: Path, encoding: str, delimiter: str) -> None:
    """Read everything once, so that nothing of a file is used that can't be read to its end."""
    for strict in (True, False):
        number = 1
        try:
            with path.open(encoding=encoding, newline="") as file:
                for _ in _reader(file, delimiter, strict=strict):
                    number += 1
        except csv.Error as fault:
            if "unexpected end" in str(fault):
                raise Unreadable(f"A quotation mark in row {number} is never closed.") from fault
            if not strict:
                raise Unreadable(f"Row {number} can't be read: {fault}.") from fault
        else:
            return
