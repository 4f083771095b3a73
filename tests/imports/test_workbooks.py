"""Excel workbooks are read as people see them."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from portal.imports.reading.numbers import date_text, is_date_format, number_text
from tests.imports.reading_here import read_here
from tests.imports.workbooks import DAY, MOMENT, POSTCODE, TIME, sheet, texts, workbook


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where to write."""
    return tmp_path / "people.xlsx"


def cell(value: str, style: int = 0, kind: str = "n") -> str:
    """Return a header and, in the row under it, one cell."""
    return f'{texts(["x"])}<row r="2"><c r="A2" s="{style}" t="{kind}"><v>{value}</v></c></row>'


def value_of(file: Path, cells: str, **more: str) -> str:
    """Return what the one cell under the header is read as."""
    [(_, [value])] = read_here(workbook(file, cells, **more)).rows  # type: ignore[arg-type]
    return value


def test_a_table_is_read_with_the_numbers_of_its_rows(file: Path) -> None:
    table = read_here(workbook(file, texts(["Namn", "E-post"], ["Åsa", "asa@example.se"], [], ["Bo", "bo@example.se"])))

    assert table.header == ["Namn", "E-post"]
    assert table.rows == [(2, ["Åsa", "asa@example.se"]), (4, ["Bo", "bo@example.se"])]


def test_what_excel_s_own_libraries_write_is_read(file: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Name", "Born", "Number", "Yes"])
    book.active.append(["Åsa\nÖberg", date(1980, 2, 29), 12, True])
    book.save(file)

    assert read_here(file).rows == [(2, ["Åsa\nÖberg", "1980-02-29", "12", "TRUE"])]


@pytest.mark.parametrize("constant_memory", [True, False])
def test_texts_inside_the_sheet_and_beside_it_are_read_alike(file: Path, constant_memory: bool) -> None:
    with xlsxwriter.Workbook(str(file), {"constant_memory": constant_memory}) as book:
        for number, row in enumerate([["Name", "Town"], ["Åsa", "Kil"], ["Bo", "Kil"]]):
            book.worksheets_objs[0].write_row(number, 0, row) if number else book.add_worksheet().write_row(0, 0, row)

    assert [cells for _, cells in read_here(file).rows] == [["Åsa", "Kil"], ["Bo", "Kil"]]


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        ("42", 0, "42"),
        ("42.0", 0, "42"),
        ("4.6701234567E10", 0, "46701234567"),
        ("0.1", 0, "0.1"),
        ("0.30000000000000004", 0, "0.3"),
        ("1E300", 0, "1e+300"),
        ("-5", 0, "-5"),
        ("1234", POSTCODE, "01234"),
        ("46114", DAY, "2026-04-02"),
        ("46114.3125", MOMENT, "2026-04-02 07:30"),
        ("46114.31251157407", MOMENT, "2026-04-02 07:30:01"),
        ("0.3125", TIME, "07:30"),
        ("1", DAY, "1900-01-01"),
        ("99999999", DAY, "99999999"),
        ("not a number", DAY, "not a number"),
    ],
)
def test_numbers_and_dates_become_what_people_see(file: Path, value: str, style: int, text: str) -> None:
    assert value_of(file, cell(value, style)) == text


def test_days_are_counted_from_1904_where_the_workbook_says_so(file: Path) -> None:
    assert value_of(file, cell("44652", DAY), options=' date1904="1"') == "2026-04-02"


@pytest.mark.parametrize(
    ("value", "kind", "text"), [("1", "b", "TRUE"), ("0", "b", "FALSE"), ("#N/A", "e", "#N/A"), ("sum", "str", "sum")]
)
def test_other_kinds_of_cells_are_read(file: Path, value: str, kind: str, text: str) -> None:
    assert value_of(file, cell(value, kind=kind)) == text


def test_a_text_in_several_colours_is_one_text_without_its_readings(file: Path) -> None:
    strings = "<si><t>x</t></si><si><r><t>An</t></r><r><t>na</t></r><rPh><t>reading</t></rPh></si>"
    cells = '<row r="1"><c t="s"><v>0</v></c></row><row r="2"><c t="s"><v>1</v></c></row>'

    assert value_of(file, cells, strings=strings) == "Anna"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("one_x000A_two", "one\ntwo"),
        ("_x00e5_sa", "åsa"),
        ("half_xD83D_", "half\N{REPLACEMENT CHARACTER}"),
        ("_x12_", "_x12_"),
        ("my_xbox", "my_xbox"),
    ],
)
def test_excel_s_spelling_of_strange_characters_is_undone(file: Path, written: str, read: str) -> None:
    assert value_of(file, texts(["x"], [written])) == read


def test_cells_without_places_follow_each_other_and_gaps_are_empty(file: Path) -> None:
    cells = texts(["a", "b", "c"]) + '<row><c r="C2"><v>3</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>'

    assert read_here(workbook(file, cells)).rows == [(2, ["", "", "3"]), (3, ["1", "2"])]


def test_prefixes_of_names_do_not_matter(file: Path) -> None:
    plain = sheet(texts(["x"], ["Åsa"]))
    prefixed = plain.replace("<", "<p:").replace("<p:/", "</p:").replace("xmlns=", "xmlns:p=")

    table = read_here(workbook(file, "", parts={"xl/worksheets/sheet1.xml": prefixed}))

    assert table.rows == [(2, ["Åsa"])]


def test_a_hidden_sheet_is_passed_over(file: Path) -> None:
    sheets = '<sheet name="H" sheetId="1" state="hidden" r:id="rId1"/><sheet name="P" sheetId="2" r:id="rId4"/>'

    table = read_here(
        workbook(
            file, texts(["hidden"]), sheets=sheets, parts={"xl/worksheets/sheet2.xml": sheet(texts(["x"], ["seen"]))}
        )
    )

    assert (table.header, table.rows) == (["x"], [(2, ["seen"])])


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("yyyy-mm-dd", True),
        ("[$-41D]d mmmm yyyy", True),
        ("[h]:mm", True),
        ('0.00 "days"', False),
        ("General", False),
        ("#,##0.00 [$kr-41D]", False),
        ("[Red]0", False),
        ("0_d", False),
    ],
)
def test_a_format_shows_a_date_or_not(code: str, is_date: bool) -> None:
    assert is_date_format(164, code) is is_date


@given(st.text(max_size=20))
def test_no_number_is_too_strange_to_be_read(text: str) -> None:
    assert isinstance(number_text(text), str)
    assert isinstance(date_text(text), str)


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_whole_numbers_keep_all_their_digits(number: int) -> None:
    assert number_text(f"{float(number)!r}") == str(number)
