"""The rows of a file are gone through from any place, as often as anybody likes."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.imports.reading import table
from portal.imports.reading.faults import Unreadable
from portal.imports.reading.table import Reading, Table, read_table
from tests.imports.tables import table_of
from tests.imports.workbooks import texts, workbook

ROWS = [["Alice", "alice@example.se"], ["Åsa 👩", "asa@example.se"], ["", ""], ["x" * 5000, "x@example.se"]]


@pytest.fixture
def rows(tmp_path: Path) -> Table:
    """Return a table of a few rows."""
    return table_of(tmp_path / "people.rows", ["name", "email"], ROWS)


def test_rows_come_with_their_numbers_and_cells(rows: Table) -> None:
    assert list(rows.rows()) == list(enumerate(ROWS, 2))


def test_rows_can_be_gone_through_again(rows: Table) -> None:
    assert list(rows.rows()) == list(rows.rows())


@pytest.mark.parametrize("after", range(len(ROWS)))
def test_going_on_after_a_row_gives_those_that_follow(rows: Table, after: int) -> None:
    places = [end for end, _, _ in rows.rows_from(0)]

    left = [(number, cells) for _, number, cells in rows.rows_from(places[after])]

    assert left == list(enumerate(ROWS, 2))[after + 1 :]


def test_any_place_within_the_header_is_its_end(rows: Table) -> None:
    assert list(rows.rows_from(1)) == list(rows.rows_from(0))


def test_after_the_last_row_there_is_nothing(rows: Table) -> None:
    size = rows.path.stat().st_size

    assert [end for end, _, _ in rows.rows_from(0)][-1] == size
    assert list(rows.rows_from(size)) == []
    assert list(rows.rows_from(size + 1000)) == []


def test_a_table_without_rows_gives_none(tmp_path: Path) -> None:
    assert list(table_of(tmp_path / "none.rows", ["name"], []).rows()) == []


def test_rows_that_are_gone_are_told_by_their_reason(rows: Table) -> None:
    rows.path.unlink()

    with pytest.raises(Unreadable) as told:
        next(rows.rows_from(0))

    assert told.value.code == "gone"


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=3), max_size=6), st.data())
def test_a_table_in_two_parts_is_the_whole(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], data: st.DataObject
) -> None:
    made = table_of(tmp_path_factory.getbasetemp() / "any.rows", ["name"], cells)
    whole = list(made.rows_from(0))
    cut = data.draw(st.integers(min_value=0, max_value=len(whole)))

    place = whole[cut - 1][0] if cut else 0

    assert whole[:cut] + list(made.rows_from(place)) == whole


def test_text_and_workbooks_come_out_of_the_child_alike(tmp_path: Path) -> None:
    text = tmp_path / "people.csv"
    text.write_text("Namn;E-post\nÅsa;asa@example.se\n", encoding="cp1252")
    book = workbook(tmp_path / "people.xlsx", texts(["Namn", "E-post"], ["Åsa", "asa@example.se"]))

    read = [read_table(file, file.with_suffix(f"{file.suffix}.rows")) for file in (text, book)]

    assert [(one.header, one.count, list(one.rows())) for one in read] == [
        (("Namn", "E-post"), 1, [(2, ["Åsa", "asa@example.se"])])
    ] * 2


def test_what_an_upload_was_called_decides_and_not_where_it_is_kept(tmp_path: Path) -> None:
    kept = tmp_path / "7.upload"
    kept.write_text("name,email\n", encoding="utf-8")

    with pytest.raises(Unreadable) as told:
        read_table(kept, tmp_path / "rows", name="People.XLSX")

    assert told.value.code == "not_excel"


def test_what_was_in_the_file_of_rows_before_is_not_mixed_in(tmp_path: Path) -> None:
    file, made = tmp_path / "people.csv", tmp_path / "rows"
    file.write_text("name\nBo\n", encoding="utf-8")
    made.write_text("[1]\n" * 100, encoding="utf-8")

    read = read_table(file, made)

    assert list(read.rows()) == [(2, ["Bo"])]


def test_a_file_as_large_as_the_largest_is_begun_and_a_larger_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"name\n" + b"x" * (1024 * 1024 - 5))
    monkeypatch.setattr(table, "LARGEST_FILE", 1024 * 1024)

    with Reading(file, tmp_path / "rows", name="people.csv"):
        pass
    file.write_bytes(file.read_bytes() + b"x")
    with pytest.raises(Unreadable) as told:
        Reading(file, tmp_path / "rows", name="people.csv")

    assert (told.value.code, told.value.values) == ("large", {"most": 1})


def test_a_reading_that_is_left_leaves_no_child_behind(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name\n" + "Bo\n" * 50_000, encoding="utf-8")

    with Reading(file, tmp_path / "rows", name="people.csv") as reading:
        child = reading._child

    assert child.returncode is not None
