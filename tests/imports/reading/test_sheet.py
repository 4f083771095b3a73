"""Cells find their places in their rows, whatever a sheet says and leaves out."""

from collections.abc import Sequence
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports.reading import sheet
from portal.imports.reading.limits import MOST_COLUMNS, Fault
from portal.imports.reading.sheet import SheetReader, Style

Row = tuple[int, list[str]]
STYLES = (Style(), Style(is_date=True), Style(zeros=5))


def rows_of(
    cells: str, strings: Sequence[str] = (), styles: Sequence[Style] = STYLES, *, since_1904: bool = False
) -> list[Row]:
    """Return the rows of a sheet's XML."""
    rows: list[Row] = []
    reader = SheetReader(
        lambda number, row: rows.append((number, row)), strings, styles, plain=str.upper, since_1904=since_1904
    )
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.Parse(f"<sheetData>{cells}</sheetData>", True)  # noqa: FBT003 - expat takes no keywords
    return rows


def row(cells: str, number: str = "1") -> str:
    """Return one row."""
    return f'<row r="{number}">{cells}</row>'


def letters(column: int) -> str:
    """Return what a sheet calls a column, counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@given(st.integers(min_value=0, max_value=400))
def test_a_cell_stands_in_the_column_that_its_letters_name(column: int) -> None:
    [(_, cells)] = rows_of(row(f'<c r="{letters(column)}1"><v>7</v></c>'))

    assert cells == [""] * column + ["7"]


def test_the_last_column_of_excel_is_the_last_there_may_be() -> None:
    [(_, cells)] = rows_of(row(f'<c r="{letters(MOST_COLUMNS - 1)}1"><v>7</v></c>'))

    assert len(cells) == MOST_COLUMNS
    with pytest.raises(Fault):
        rows_of(row(f'<c r="{letters(MOST_COLUMNS)}1"><v>7</v></c>'))


def test_small_letters_name_the_same_column() -> None:
    assert rows_of(row('<c r="c1"><v>7</v></c>')) == [(1, ["", "", "7"])]


@pytest.mark.parametrize("reference", ["?1", "1A", "$A$1"])
def test_a_place_that_there_is_not_breaks_the_workbook(reference: str) -> None:
    with pytest.raises(Fault) as told:
        rows_of(row(f'<c r="{reference}"><v>7</v></c>'))

    assert told.value.code == "broken_workbook"


def test_cells_in_the_wrong_order_stand_where_they_belong() -> None:
    assert rows_of(row('<c r="C1"><v>3</v></c><c r="A1"><v>1</v></c>')) == [(1, ["1", "", "3"])]


def test_of_two_cells_in_one_place_the_last_holds() -> None:
    assert rows_of(row('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>')) == [(1, ["2"])]


def test_a_cell_without_a_place_comes_after_the_one_before() -> None:
    assert rows_of(row('<c r="B1"><v>2</v></c><c><v>3</v></c>')) == [(1, ["", "2", "3"])]


def test_an_empty_cell_between_others_keeps_its_place() -> None:
    assert rows_of(row('<c r="A1"><v>1</v></c><c r="B1" s="1"/><c r="C1"><v>3</v></c>')) == [(1, ["1", "", "3"])]


@pytest.mark.parametrize("cells", ["", '<c r="A1"/>', '<c r="A1"><v></v></c>', '<c r="A1" t="str"><v>  </v></c>'])
def test_a_row_without_anything_to_see_is_left_out(cells: str) -> None:
    assert rows_of(row(cells) + row("<c><v>1</v></c>", "2")) == [(2, ["1"])]


def test_a_row_without_a_number_is_the_one_after() -> None:
    given = row("<c><v>1</v></c>", "5") + "<row><c><v>2</v></c></row>" + row("<c><v>3</v></c>", "x")

    assert [number for number, _ in rows_of(given)] == [5, 6, 7]


def test_rows_do_not_mix() -> None:
    given = row("<c><v>1</v></c><c><v>2</v></c>") + row("<c><v>3</v></c>", "2")

    assert rows_of(given) == [(1, ["1", "2"]), (2, ["3"])]


def test_a_formula_is_passed_over_and_its_result_is_read() -> None:
    assert rows_of(row('<c r="A1" t="str"><f>UPPER("a")</f><v>A</v></c>')) == [(1, ["A"])]


def test_a_text_in_pieces_inside_a_cell_is_one() -> None:
    cell = '<c t="inlineStr"><is><r><t>an</t></r><r><rPr><b/></rPr><t>na</t></r></is></c>'

    assert rows_of(row(cell)) == [(1, ["ANNA"])]


def test_the_strings_beside_the_sheet_are_found_by_number() -> None:
    given = row('<c t="s"><v>1</v></c><c t="s"><v>0</v></c>')

    assert rows_of(given, ["first", "second"]) == [(1, ["second", "first"])]


@pytest.mark.parametrize("number", ["2", "x", "1.0", "9" * 30])
def test_a_string_that_there_is_not_breaks_the_workbook(number: str) -> None:
    with pytest.raises(Fault) as told:
        rows_of(row(f'<c t="s"><v>{number}</v></c>'), ["first", "second"])

    assert told.value.code == "broken_workbook"


@pytest.mark.parametrize(("style", "shown"), [("0", "1234"), ("1", "1903-05-18"), ("2", "01234")])
def test_a_number_is_shown_in_the_style_of_its_cell(style: str, shown: str) -> None:
    assert rows_of(row(f'<c s="{style}"><v>1234</v></c>')) == [(1, [shown])]


@pytest.mark.parametrize("style", ["3", "99999999999", "-1", "x", ""])
def test_a_style_that_there_is_not_is_plain(style: str) -> None:
    assert rows_of(row(f'<c s="{style}"><v>1234</v></c>')) == [(1, ["1234"])]


def test_a_style_is_that_of_its_own_cell_alone() -> None:
    assert rows_of(row('<c s="2"><v>7</v></c><c><v>7</v></c>')) == [(1, ["00007", "7"])]


def test_days_are_counted_from_where_the_workbook_says() -> None:
    given = row('<c s="1"><v>1234</v></c>')

    assert rows_of(given, since_1904=True) == [(1, ["1907-05-19"])]


def test_a_date_s_style_leaves_texts_alone() -> None:
    assert rows_of(row('<c s="1" t="str"><v>46114</v></c>')) == [(1, ["46114"])]


@pytest.mark.parametrize(("value", "shown"), [("1", "TRUE"), ("0", "FALSE"), ("", "")])
def test_a_yes_or_no_is_shown_as_excel_shows_it(value: str, shown: str) -> None:
    given = row(f'<c t="b"><v>{value}</v></c><c><v>7</v></c>')

    assert rows_of(given) == [(1, [shown, "7"] if shown else ["7"])]


def test_what_stands_between_the_cells_is_not_theirs() -> None:
    given = "\n <row r='1'>\n <c r='A1'>\n <v>7</v>\n </c>\n </row>\n"

    assert rows_of(given) == [(1, ["7"])]


def test_a_cell_may_be_as_long_as_the_longest_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "LARGEST_CELL", 10)

    assert rows_of(row(f'<c t="str"><v>{"a" * 10}</v></c>')) == [(1, ["A" * 10])]
    with pytest.raises(Fault) as told:
        rows_of(row("<c><v>1</v></c>") + row(f'<c t="str"><v>{"a" * 11}</v></c>', "4"))
    assert (told.value.code, told.value.values) == ("long_cell", {"row": 4})


def test_many_short_cells_are_no_long_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "LARGEST_CELL", 10)

    [(_, cells)] = rows_of(row('<c t="str"><v>aaaaaaaa</v></c>' * 5))

    assert cells == ["AAAAAAAA"] * 5


@given(st.lists(st.lists(st.sampled_from(["", "a", "bc"]), max_size=5), max_size=5))
def test_a_table_written_without_its_empty_cells_comes_back(table: list[list[str]]) -> None:
    written = "".join(
        row(
            "".join(
                f'<c r="{letters(place)}{number}" t="str"><v>{text}</v></c>' for place, text in enumerate(cells) if text
            ),
            str(number),
        )
        for number, cells in enumerate(table, 1)
    )

    read = dict(rows_of(written))

    for number, cells in enumerate(table, 1):
        expected = "\t".join(cells).rstrip("\t").upper()
        assert "\t".join(read.get(number, [])) == expected
