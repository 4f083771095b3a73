"""Text stays text in a workbook, whatever it is made of, and nothing is cut."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.exports.document import Cell, Column, Document, Section
from portal.exports.workbook import LONGEST_CELL, write_workbook

AT = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(A1)",
    "+1",
    "-1",
    "{=1}",
    "http://example.se/",
    "mailto:alice@example.se",
    "007",
    "1e5",
    "<r><t>x</t></r>",
    "<r><f>1+1</f></r>",
    "</t></is></c><f>1</f>",
    "_x0041_",
    "_x005F_",
    "a\x00b\x07c\x1fd",
    "a\rb\r\nc\nd\te",
    "\ufffe\uffff",
    " leading and trailing ",
    "\ud800",
    "👩\u200d💻",
    "\u202ereversed",
    "&amp;",
)


def document(*rows: tuple[Cell, ...], columns: int = 1) -> Document:
    """Return a document of one sheet."""
    heads = tuple(Column(f"c{number}", f"Column {number}") for number in range(columns))
    return Document("Test", "en", "Europe/Stockholm", AT, (Section("s", "Sheet", heads, rows),))


def written(made: Document) -> bytes:
    """Return the workbook."""
    file = io.BytesIO()
    write_workbook(made, file)
    return file.getvalue()


def texts(workbook: bytes) -> list[str]:
    """Return the text of every cell of the first sheet after its header, as Excel decodes it (ST_Xstring)."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        root = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    rows = root.iter(f"{NAMESPACE}row")
    next(rows)
    return [decoded(node.text or "") for row in rows for node in row.iter(f"{NAMESPACE}t")]


def decoded(text: str) -> str:
    """Return the text with its escapes undone."""
    return re.sub("_x([0-9a-fA-F]{4})_", lambda match: chr(int(match[1], 16)), text)


def formulas(workbook: bytes) -> int:
    """Return how many formulas there are in all sheets."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        roots = [ET.fromstring(parts.read(name)) for name in sheets]  # noqa: S314 - our own file
    return sum(1 for root in roots for _ in root.iter(f"{NAMESPACE}f"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_a_text(text: str) -> None:
    workbook = written(document((text,)))

    assert texts(workbook) == [text]
    assert formulas(workbook) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(), min_size=1, max_size=60), max_size=6))
def test_every_character_of_any_text_comes_back(rows: list[str]) -> None:
    workbook = written(document(*((text,) for text in rows)))

    assert texts(workbook) == rows
    assert formulas(workbook) == 0


@pytest.mark.parametrize("length", [LONGEST_CELL, LONGEST_CELL + 1, 3 * LONGEST_CELL, 100_000])
@pytest.mark.parametrize("character", ["x", "å", "👍"])
def test_a_text_longer_than_a_cell_goes_on_in_the_rows_below(character: str, length: int) -> None:
    text = character * length

    parts = texts(written(document((text,))))

    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= LONGEST_CELL for part in parts)


def test_a_long_text_leaves_its_neighbours_where_they_are() -> None:
    made = document(("short", "x" * (LONGEST_CELL + 5)), ("next", "y"), columns=2)

    sheet = openpyxl.load_workbook(io.BytesIO(written(made))).active

    assert sheet
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == ["short", None, "next"]
    assert rows[1][1] == "xxxxx"


def test_moments_are_real_dates_in_the_document_s_time_zone() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written(document((AT, date(2026, 4, 2)), columns=2)))).active

    assert sheet
    assert [cell.value for cell in sheet[2]] == [datetime(2026, 7, 2, 0, 30), datetime(2026, 4, 2)]  # noqa: DTZ001
    assert all(cell.is_date for cell in sheet[2])


def test_days_that_excel_does_not_know_are_told_in_words() -> None:
    early = (date(1899, 12, 31), datetime(1815, 6, 18, 9, tzinfo=UTC))

    sheet = openpyxl.load_workbook(io.BytesIO(written(document(early, columns=2)))).active

    assert sheet
    told = [str(cell.value) for cell in sheet[2]]
    assert told[0] == "1899-12-31"
    assert told[1].startswith("1815-06-18")


def test_numbers_are_numbers_and_nothing_is_an_empty_cell() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written(document((7, None, ""), columns=3)))).active

    assert sheet
    assert [cell.value for cell in sheet[2]] == [7, None, None]


def test_the_header_is_frozen_and_filters_all_rows() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written(document(("a", "b"), ("c", "d"), columns=2)))).active

    assert sheet
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert all(cell.font.bold for cell in sheet[1])


def test_columns_are_as_wide_as_what_stands_in_them_up_to_a_limit() -> None:
    made = document(("alice.alm@a-rather-long-domain.example.se", "x" * 500), columns=2)

    sheet = openpyxl.load_workbook(io.BytesIO(written(made))).active

    assert sheet
    widths = [sheet.column_dimensions[letter].width for letter in "AB"]
    assert 41 <= widths[0] <= 46
    assert 60 <= widths[1] <= 64


def test_a_sheet_without_rows_has_its_header() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written(document(columns=2)))).active

    assert sheet
    assert list(sheet.iter_rows(values_only=True)) == [("Column 0", "Column 1")]
