"""The child that reads a file: it limits itself, then writes the rows as lines of JSON and says what it found."""

import json
import sys
from pathlib import Path
from typing import IO, Any, Final

from portal.imports.reading.limits import MOST_ROWS, WIDEST_HEADER, Fault, confine
from portal.imports.reading.text import text_rows
from portal.imports.reading.workbook import rows_of, workbook_rows

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PART: Final = "EncryptedPackage".encode("utf-16-le")
PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
WORKBOOKS: Final = frozenset({".xlsx", ".xlsm"})
LAST_ROW: Final = 1_048_575
"""Rows may be blank, but a table that goes to the very edge of a sheet is none."""
TEXTS: Final = frozenset({".csv", ".tsv", ".txt"})


class Writer:
    """Writes the header and the rows under it."""

    def __init__(self, out: IO[str]) -> None:
        """Write to that file."""
        self._write = out.write
        self._dump = json.JSONEncoder(ensure_ascii=True, check_circular=False).encode
        self.header: list[str] | None = None
        self.rows = 0

    def take(self, number: int, cells: list[str]) -> None:
        """Write one row that is not blank; the first is the header.

        :raises Fault: there are more rows than may be
        """
        if self.header is None:
            self.header = [cell.strip() for cell in cells]
            if len(self.header) > WIDEST_HEADER:
                raise Fault("wide_header", most=WIDEST_HEADER)
            self._write(self._dump(self.header) + "\n")
            return
        self.rows += 1
        if self.rows > MOST_ROWS or number > LAST_ROW:
            raise Fault("many_rows", most=MOST_ROWS)
        self._write(self._dump([number, *cells]) + "\n")


def is_workbook(path: Path, ending: str) -> bool:
    """Tell whether the file is an Excel workbook and not text, by what it begins with.

    :raises Fault: it is something else, or its name says so
    """
    with path.open("rb") as file:
        first = file.read(512)
        if not first:
            raise Fault("empty")
        if first.startswith(OLE):
            raise Fault("encrypted" if ENCRYPTED_PART in first + file.read() else "old_excel")
    if first.startswith(PICTURES):
        raise Fault("picture")
    if first.startswith(ZIP):
        if ending in TEXTS:
            raise Fault("not_named_excel", ending=ending)
        return True
    if ending in WORKBOOKS:
        raise Fault("not_excel")
    return False


def read(path: Path, out: IO[str], ending: str) -> dict[str, Any]:
    """Write the header and the rows of the file, and return how many rows there are.

    :raises Fault: the file can't be read as a table
    """
    writer = Writer(out)
    if is_workbook(path, ending):
        workbook_rows(path, writer.take)
    else:
        rows_of(path, text_rows, writer.take)
    if writer.header is None:
        raise Fault("empty")
    return {"rows": writer.rows}


def main() -> None:
    """Read the file of the first argument into that of the second; the name of the first once ended as the third."""
    given, made, ending = sys.argv[1:4]
    try:
        confine()
        with Path(made).open("w", encoding="ascii") as out:
            found = read(Path(given), out, ending)
    except Fault as fault:
        found = {"fault": fault.code, "values": fault.values}
    except MemoryError:
        found = {"fault": "memory", "values": {}}
    except RecursionError:
        found = {"fault": "broken_workbook", "values": {}}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
