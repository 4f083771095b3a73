"""Write a document as an Excel workbook in which text stays text and nothing is cut."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import zip_longest
from typing import IO, Any, Final
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from portal.exports.document import Cell, Document, Section

LONGEST_CELL: Final = 32_767
"""UTF-16 units that Excel keeps in a cell; what is longer goes on in the row below."""
WIDEST: Final = 60
"""Characters that a column grows to before its text is wrapped."""
FIRST_DAY: Final = date(1900, 1, 1)
"""Excel knows no earlier day."""

_ESCAPED = re.compile("(_x[0-9a-fA-F]{4}_)")
_UNWRITABLE = re.compile("([\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff])")
_LINES = re.compile(r"\r\n|\r|\n")


def write_workbook(document: Document, file: IO[bytes]) -> None:
    """Write the document, one sheet a section, into the file; moments stand in the document's time zone."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": document.title, "created": document.made_at.replace(tzinfo=None)})
        formats = {
            "header": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
            "number": book.add_format({"valign": "top", "num_format": "0", "align": "left"}),
            "day": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"}),
            "moment": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
        }
        for section in document.sections:
            sheet = book.add_worksheet(section.title, worksheet_class=PlainSheet)
            _write_section(sheet, section, formats, ZoneInfo(document.zone))
            if document.nothing and not section.rows:
                sheet.write_string(1, 0, document.nothing, formats["text"])


def _write_section(sheet: Any, section: Section, formats: dict[str, Any], zone: ZoneInfo) -> None:
    widths = [len(column.label) + 4 for column in section.columns]
    for index, column in enumerate(section.columns):
        sheet.write_string(0, index, column.label, formats["header"])
    line = 0
    for row in section.rows:
        if len(row) != len(widths):
            raise ValueError(f"a row of {section.key} has {len(row)} cells")
        for index, cell in enumerate(row):
            if widths[index] < WIDEST:
                widths[index] = max(widths[index], _width(cell))
        for cells in _lines_of(row, zone):
            line += 1
            for index, cell in enumerate(cells):
                if cell is not None and cell != "":
                    _write_cell(sheet, line, index, cell, formats)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, min(width, WIDEST) + 2)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line, len(section.columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_cell(sheet: Any, line: int, index: int, cell: Cell, formats: dict[str, Any]) -> None:
    if isinstance(cell, str):
        sheet.write_string(line, index, cell, formats["text"])
    elif isinstance(cell, datetime):
        sheet.write_datetime(line, index, cell, formats["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(line, index, cell, formats["day"])
    elif cell is not None:
        sheet.write_number(line, index, cell, formats["number"])


def _lines_of(row: Sequence[Cell], zone: ZoneInfo) -> Iterable[Sequence[Cell]]:
    """Return the lines that a row is written on: nearly always one."""
    if any(isinstance(cell, str) and len(cell) > LONGEST_CELL // 2 for cell in row):
        return zip_longest(*(_parts(cell, zone) for cell in row))
    return ([_shown(cell, zone) if isinstance(cell, date) else cell for cell in row],)


def _shown(cell: date, zone: ZoneInfo) -> Cell:
    """Return a day or moment as Excel takes it: without a zone, and as text before its first day."""
    if isinstance(cell, datetime):
        moment = cell.astimezone(zone).replace(tzinfo=None)
        return moment if moment.date() >= FIRST_DAY else moment.isoformat(" ")
    return cell if cell >= FIRST_DAY else cell.isoformat()


def _parts(cell: Cell, zone: ZoneInfo) -> list[Cell]:
    """Return what is written for a cell: itself as Excel takes it, or a long text in parts, one row each."""
    if isinstance(cell, date):
        return [_shown(cell, zone)]
    return [str(part) for part in _split(cell)] if isinstance(cell, str) else [cell]


def _split(text: str) -> Iterator[str]:
    if len(text) <= LONGEST_CELL // 2:
        yield text
        return
    start, units = 0, 0
    for index, character in enumerate(text):
        size = 2 if ord(character) > 0xFFFF else 1  # beyond it UTF-16 needs two units
        if units + size > LONGEST_CELL:
            yield text[start:index]
            start, units = index, 0
        units += size
    yield text[start:]


def _width(cell: Cell) -> int:
    if isinstance(cell, str):
        if "\n" not in cell and "\r" not in cell:
            return min(len(cell), WIDEST)
        return max(len(line) for line in _LINES.split(cell[:LONGEST_CELL]))
    return len("2026-11-24 09:30:00") if isinstance(cell, datetime) else len(str(cell))


class PlainSheet(Worksheet):
    """A sheet whose cells hold text and nothing but text, whatever characters it is made of."""

    @staticmethod
    def _escape_control_characters(data: str) -> str:
        """Spell characters that XML 1.0 can't hold as ECMA-376 does (ST_Xstring: _xHHHH_), lone surrogates too."""
        escaped = _ESCAPED.sub(r"_x005F\1", data) if "_x" in data else data
        if _UNWRITABLE.search(escaped) is None:
            return escaped
        return _UNWRITABLE.sub(lambda match: f"_x{ord(match[1]):04X}_", escaped)

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        """Write text that looks like the writer's own markup as text: nothing here is ever formatted in parts."""
        self._xml_inline_string(string, True, attributes)  # noqa: FBT003 - the writer's own signature
