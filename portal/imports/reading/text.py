"""Read a table of text from a file: the encoding and the delimiter are found out, nothing is trusted."""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from portal.imports.reading.limits import LARGEST_CELL, Fault

SAMPLE: Final = 64 * 1024
"""Bytes or characters from which the delimiter, and an encoding without its mark, are told."""
DELIMITERS: Final = (";", ",", "\t")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BROKEN = re.compile("[\udc80-\udcff]")


def text_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a text file that is not blank, with its number; the first row of the file is 1.

    Nothing is yielded of a file that can't be read to its end.

    :raises Fault: it is no text, or no table
    """
    try:
        with path.open("rb") as file:
            encoding = _encoding(file)
        with path.open(encoding=encoding, newline="") as text:
            sample = text.read(SAMPLE)
        _refuse_other_formats(sample)
        told, delimiter = _delimiter(sample)
        _check_quotes(path, encoding, delimiter)
        with path.open(encoding=encoding, newline="") as text:
            for number, cells in enumerate(_reader(text, delimiter), 1):
                if number > int(told) and any(cell.strip() for cell in cells):
                    yield number, cells
    except UnicodeError as fault:
        raise Fault("encoding") from fault


def _reader(lines: Iterator[str], delimiter: str, *, strict: bool = False) -> Iterator[list[str]]:
    csv.field_size_limit(LARGEST_CELL)
    return csv.reader(lines, delimiter=delimiter, strict=strict)


def _encoding(file: BinaryIO) -> str:
    sample = file.read(SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    if not sample.strip():
        raise Fault("empty")
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
    bad += len(decoder.decode(b"", final=True))
    if bad == 0:
        return "utf-8"
    if good > bad:
        raise Fault("broken_text")
    return "cp1252"


def _refuse_other_formats(sample: str) -> None:
    if not sample.strip():
        raise Fault("empty")
    if sample.count("\0") * 20 > len(sample):
        raise Fault("not_text")
    if sample.lstrip()[:1] in {"<", "{"} or sample.startswith("%PDF"):
        raise Fault("not_a_table")


def _delimiter(sample: str) -> tuple[bool, str]:
    """Return whether Excel's line ``sep=;`` comes first, and the delimiter: it, or the commonest in the header."""
    first = sample.lstrip("\r\n").splitlines()[0]
    if first.lower().startswith("sep=") and first[4:5]:
        return True, first[4]
    outside = "".join(part for part in first.split('"')[::2])
    return False, max(DELIMITERS, key=lambda mark: (outside.count(mark), mark == ","))


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
                raise Fault("open_quote", row=number) from fault
            if not strict:
                raise Fault("long_cell" if "field limit" in str(fault) else "bad_row", row=number) from fault
        else:
            return
