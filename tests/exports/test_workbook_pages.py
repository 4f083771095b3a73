"""A workbook's sheets as a person meets them: every row in its place, on screen and on paper."""

import io
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from portal.exports.document import Cell, Column, Document, Section
from portal.exports.workbook import LONGEST_CELL, write_workbook

AT = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
PLAIN = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="_\x7f"), min_size=1)
DAYS = st.dates(date(1900, 1, 1), date(9999, 12, 31))


def section(*rows: tuple[Cell, ...], title: str = "Sheet", columns: int = 1) -> Section:
    """Return a section whose columns are A, B and so on."""
    heads = tuple(Column(letter.lower(), letter) for letter in "ABCDEF"[:columns])
    return Section(title.lower(), title, heads, rows)


def opened(*sections: Section, zone: str = "Europe/Stockholm", title: str = "Test") -> openpyxl.Workbook:
    """Return the workbook as another program opens it."""
    file = io.BytesIO()
    write_workbook(Document(title, "en", zone, AT, sections), file)
    return openpyxl.load_workbook(file)


def sheet_of(*rows: tuple[Cell, ...], columns: int = 1, zone: str = "Europe/Stockholm") -> Worksheet:
    """Return the one sheet with those rows."""
    return opened(section(*rows, columns=columns), zone=zone).worksheets[0]


def values(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """Return what stands below the header."""
    return list(sheet.iter_rows(min_row=2, values_only=True))


def joined(rows: list[tuple[Any, ...]]) -> list[str]:
    """Return the text of each column from top to bottom."""
    return ["".join(part or "" for part in column) for column in zip_longest(*rows)]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(PLAIN | st.none(), st.integers(0, 2**31) | st.none()), min_size=1, max_size=6))
def test_rows_stand_in_their_order_and_cells_in_their_columns(rows: list[tuple[Cell, ...]]) -> None:
    told = values(sheet_of(*rows, ("end", 0), columns=2))

    assert told == [*rows, ("end", 0)]


@settings(max_examples=25, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=8))
def test_a_day_is_the_same_day_in_the_workbook(days: list[date]) -> None:
    told = values(sheet_of(*((day,) for day in days)))

    assert [cell.date() for (cell,) in told] == days


@settings(max_examples=15, deadline=None)
@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["Europe/Stockholm", "America/New_York", "Asia/Kathmandu", "UTC"]),
)
def test_a_moment_stands_as_the_clock_on_the_wall_showed_it(moment: datetime, zone: str) -> None:
    [(told,)] = values(sheet_of((moment,), zone=zone))

    wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert abs(told - wall) <= timedelta(milliseconds=1)


def test_the_night_when_clocks_go_back_shows_the_same_hour_twice() -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))

    told = values(sheet_of((first,), (second,)))

    assert told == [(datetime(2026, 10, 25, 2, 30),)] * 2  # noqa: DTZ001


def test_a_moment_means_the_same_whatever_zone_it_came_in() -> None:
    there = AT.astimezone(timezone(timedelta(hours=-7)))

    assert values(sheet_of((AT,))) == values(sheet_of((there,)))


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 2 * LONGEST_CELL + 2), st.sampled_from("aå👍")),
        min_size=2,
        max_size=3,
    )
)
def test_long_texts_side_by_side_are_each_whole(wanted: list[tuple[int, str]]) -> None:
    texts = [character * length for length, character in wanted]

    told = values(sheet_of(tuple(texts), columns=len(texts)))

    assert joined(told) == texts


def test_the_row_after_a_long_text_comes_after_all_of_it() -> None:
    told = values(sheet_of(("x" * (2 * LONGEST_CELL + 1), 1), ("after", 2), columns=2))

    assert [row[1] for row in told] == [1, None, None, 2]
    assert told[-1][0] == "after"


def test_the_filter_covers_the_rows_that_a_long_text_goes_on_in() -> None:
    sheet = sheet_of(("x" * (LONGEST_CELL + 1), 1), columns=2)

    assert sheet.auto_filter.ref == "A1:B3"


def test_a_character_of_two_units_is_never_halved() -> None:
    told = values(sheet_of(("x" + "👍" * LONGEST_CELL,)))

    assert all("\ufffd" not in part and part.encode("utf-16-le") for (part,) in told)
    assert {len(part.encode("utf-16-le")) // 2 for (part,) in told[:-1]} <= {LONGEST_CELL - 1, LONGEST_CELL}


def test_each_section_has_its_sheet_in_order_with_its_own_columns() -> None:
    book = opened(section(("a",), title="First"), section(("b", 2), title="Andra", columns=2), section(title="Empty"))

    assert book.sheetnames == ["First", "Andra", "Empty"]
    assert [sheet.max_column for sheet in book] == [1, 2, 1]
    assert [values(sheet) for sheet in book] == [[("a",)], [("b", 2)], []]


def test_a_text_of_digits_is_a_text_and_a_number_a_number() -> None:
    [[text, number]] = list(sheet_of(("070174", 70174), columns=2).iter_rows(min_row=2))

    assert (text.data_type, number.data_type) == ("s", "n")
    assert text.number_format == "@"


def test_days_and_moments_are_shown_year_first() -> None:
    [[day, moment]] = list(sheet_of((date(2026, 4, 2), AT), columns=2).iter_rows(min_row=2))

    assert (day.number_format, moment.number_format) == ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss")


def test_line_breaks_are_kept_and_shown() -> None:
    [[cell]] = list(sheet_of(("Gata 1\n123 45 Ort",)).iter_rows(min_row=2))

    assert cell.value == "Gata 1\n123 45 Ort"
    assert cell.alignment.wrap_text


def test_a_column_is_as_wide_as_its_longest_line_and_not_its_whole_text() -> None:
    sheet = sheet_of(("twenty characters is\n" * 10,))

    assert 20 <= sheet.column_dimensions["A"].width <= 24


def test_on_paper_every_page_has_the_header_and_the_whole_width() -> None:
    sheet = sheet_of(("a", "b"), columns=2)

    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_file_tells_its_title_and_when_it_was_made() -> None:
    book = opened(section(), title="Kopia för Åsa")

    assert book.properties.title == "Kopia för Åsa"
    assert book.properties.created == AT.replace(tzinfo=None)


@pytest.mark.parametrize("row", [(), ("a", "b")])
def test_a_row_that_is_not_as_wide_as_the_columns_is_refused(row: tuple[Cell, ...]) -> None:
    with pytest.raises(ValueError, match="cells"):
        sheet_of(row)
