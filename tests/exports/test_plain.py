"""The JSON that other programs read: every cell of every row, by the columns' keys."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.exports.document import Cell, Column, Document, Section
from portal.exports.plain import as_json

AT = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
SUMMER = timezone(timedelta(hours=2))
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
MOMENTS = st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30), timezones=st.just(SUMMER))  # noqa: DTZ001
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CELLS: st.SearchStrategy[Cell] = st.none() | TEXTS | st.integers(0, 2**53) | DAYS | MOMENTS


def section(*rows: tuple[Cell, ...], key: str = "items", columns: int = 1) -> Section:
    """Return a section whose columns are c0, c1 and so on."""
    heads = tuple(Column(f"c{number}", f"Column {number}") for number in range(columns))
    return Section(key, "Items", heads, rows)


def read(*sections: Section, at: datetime = AT) -> dict[str, Any]:
    """Return what a program reads in a document of those sections."""
    values: dict[str, Any] = json.loads(as_json(Document("Copy", "sv", "Europe/Stockholm", at, sections)))
    return values


def only_cell(cell: Cell) -> Any:
    """Return what a program reads in a document of one cell."""
    return read(section((cell,)))["sections"]["items"]["rows"][0]["c0"]


def test_the_head_tells_format_title_language_and_moment() -> None:
    head = {name: value for name, value in read().items() if name != "sections"}

    assert head == {"format": 1, "title": "Copy", "language": "sv", "made_at": "2026-07-01T22:30:00.000000Z"}


def test_a_section_tells_title_labels_and_rows_by_the_columns_keys() -> None:
    told = read(section(("a", 1), ("b", 2), columns=2))["sections"]

    assert told == {
        "items": {
            "title": "Items",
            "labels": {"c0": "Column 0", "c1": "Column 1"},
            "rows": [{"c0": "a", "c1": 1}, {"c0": "b", "c1": 2}],
        }
    }


def test_an_empty_section_is_there_with_its_labels_and_no_rows() -> None:
    told = read(section())["sections"]["items"]

    assert (told["labels"], told["rows"]) == ({"c0": "Column 0"}, [])


def test_sections_keep_their_order() -> None:
    told = read(section(key="cover"), section(key="letters"), section(key="answers"))

    assert list(told["sections"]) == ["cover", "letters", "answers"]


@settings(deadline=None)
@given(TEXTS)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert only_cell(text) == text


@settings(deadline=None)
@given(MOMENTS)
def test_a_moment_is_told_in_utc_and_means_the_same_to_the_microsecond(moment: datetime) -> None:
    told = only_cell(moment)

    assert told.endswith("Z")
    assert datetime.fromisoformat(told) == moment


@settings(deadline=None)
@given(DAYS)
def test_a_day_is_a_day_without_a_clock(day: date) -> None:
    assert only_cell(day) == day.isoformat()
    assert len(only_cell(day)) == 10


@pytest.mark.parametrize(("cell", "told"), [(None, None), ("", ""), (0, 0), (2**53, 2**53), ("007", "007")])
def test_nothing_empty_text_and_numbers_are_told_apart(cell: Cell, told: object) -> None:
    found = only_cell(cell)

    assert (found, type(found)) == (told, type(told))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5))
def test_no_row_and_no_cell_is_left_out(rows: list[tuple[Cell, ...]]) -> None:
    told = read(section(*rows, columns=3))["sections"]["items"]["rows"]

    assert [list(row) for row in told] == [["c0", "c1", "c2"]] * len(rows)
    assert [[cell is None for cell in row.values()] for row in told] == [[cell is None for cell in row] for row in rows]


@pytest.mark.parametrize("row", [(), ("a",), ("a", "b", "c")])
def test_a_row_that_is_not_as_wide_as_the_columns_is_refused(row: tuple[Cell, ...]) -> None:
    with pytest.raises(ValueError, match="zip"):
        read(section(row, columns=2))


def test_a_long_text_is_not_cut() -> None:
    assert only_cell("å" * 1_000_000) == "å" * 1_000_000


def test_people_can_read_it_too() -> None:
    made = as_json(Document("Kopia för Åsa 👩\u200d💻", "sv", "Europe/Stockholm", AT, (section(("Ж",)),)))

    assert made.startswith('{\n  "format": 1,\n  "title": "Kopia för Åsa 👩\u200d💻"')
    assert made.endswith("}\n")
    assert "\\u" not in made


def test_the_moment_it_was_made_is_told_in_utc_wherever_the_clock_stood() -> None:
    told = read(at=datetime(2026, 7, 2, 0, 30, tzinfo=SUMMER))

    assert told["made_at"] == "2026-07-01T22:30:00.000000Z"
