"""A table comes in pieces that hold every row once, and no address twice in one of them."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.imports import chunks as pieces
from portal.imports.checking import Terms
from portal.imports.chunks import LONGEST_CELL, SHARED, Chunk, chunks, shortened
from portal.imports.mapping import mapped
from portal.imports.reading.table import Table
from tests.imports.catalogues import small_catalogue
from tests.imports.tables import table_of

HEADER = ("email", "name")
KNOWN = small_catalogue()
TERMS = Terms(KNOWN, mapped(HEADER, [], KNOWN), KNOWN.source("file"))
ADDRESSES = st.sampled_from(["a@example.se", "A@Example.SE", "b@example.se", "c@example.se", "bad", ""])


def table(folder: Path, *addresses: str) -> Table:
    """Return a table of people with those addresses."""
    return table_of(folder / "people.rows", HEADER, [[address, "Somebody"] for address in addresses])


def cut(rows: Table, size: int = 10, offset: int = 0) -> list[Chunk]:
    """Return the table in pieces."""
    return list(chunks(rows, offset, lambda: TERMS, lambda: size))


def numbers(cut_up: Sequence[Chunk]) -> list[list[int]]:
    """Return the rows that are good in each piece."""
    return [[one.row for one in chunk.wishes.values()] for chunk in cut_up]


def test_a_piece_is_as_large_as_it_may_be(tmp_path: Path) -> None:
    rows = table(tmp_path, *(f"{letter}@example.se" for letter in "abcde"))

    assert numbers(cut(rows, size=2)) == [[2, 3], [4, 5], [6]]


def test_the_size_is_asked_for_anew_at_each_piece(tmp_path: Path) -> None:
    sizes = iter([1, 3, 1, 1])
    rows = table(tmp_path, *(f"{letter}@example.se" for letter in "abcde"))

    made = chunks(rows, 0, lambda: TERMS, lambda: next(sizes))

    assert [chunk.rows for chunk in made] == [1, 3, 1]


def test_an_address_that_comes_again_begins_the_next_piece(tmp_path: Path) -> None:
    rows = table(tmp_path, "a@example.se", "b@example.se", "A@EXAMPLE.se", "b@example.se", "a@example.se")

    assert numbers(cut(rows)) == [[2, 3], [4, 5], [6]]


def test_faulty_rows_stand_beside_the_good_ones_with_their_cells(tmp_path: Path) -> None:
    [chunk] = cut(table(tmp_path, "a@example.se", "bad", "b@example.se"))

    [fault] = chunk.faults
    assert (fault.row, fault.reason.code, fault.cells) == (3, "not_an_address", ["bad", "Somebody"])
    assert (chunk.rows, numbers([chunk])) == (3, [[2, 4]])


def test_faults_alone_fill_a_piece_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_FAULTS", 2)

    made = cut(table(tmp_path, "bad", "worse", "a@example.se", "worst"))

    assert [(chunk.rows, len(chunk.faults)) for chunk in made] == [(2, 2), (2, 1)]


def test_a_table_without_rows_has_no_pieces(tmp_path: Path) -> None:
    assert cut(table(tmp_path)) == []


def test_a_good_row_can_still_be_refused_with_its_cells(tmp_path: Path) -> None:
    [chunk] = cut(table(tmp_path, "a@example.se"))

    fault = chunk.refuse(chunk.wishes["a@example.se"], SHARED)

    assert fault == (2, SHARED, ["a@example.se", "Somebody"])


def test_each_good_row_can_be_read_again_from_where_it_begins(tmp_path: Path) -> None:
    rows = table(tmp_path, "a@example.se", "bad", "b@example.se", "a@example.se", "c@example.se")

    places = {number: place for chunk in cut(rows) for number, place in chunk.starts.items()}

    assert sorted(places) == [2, 4, 5, 6]
    assert [next(rows.rows_from(place))[1] for place in places.values()] == list(places)


@settings(deadline=None)
@given(addresses=st.lists(ADDRESSES, max_size=15), size=st.integers(min_value=1, max_value=4))
def test_however_a_table_is_cut_every_row_is_in_one_piece(
    tmp_path_factory: pytest.TempPathFactory, addresses: list[str], size: int
) -> None:
    made = cut(table(tmp_path_factory.getbasetemp(), *addresses), size)

    rows = [sorted([*chunk.cells, *(fault.row for fault in chunk.faults)]) for chunk in made]
    assert [number for piece in rows for number in piece] == list(range(2, len(addresses) + 2))
    assert [chunk.rows for chunk in made] == [len(piece) for piece in rows]
    assert all(1 <= len(chunk.wishes) <= size or chunk.faults for chunk in made)


@settings(deadline=None)
@given(addresses=st.lists(ADDRESSES, min_size=1, max_size=12), data=st.data())
def test_a_worker_that_goes_on_after_a_piece_does_the_rest(
    tmp_path_factory: pytest.TempPathFactory, addresses: list[str], data: st.DataObject
) -> None:
    rows = table(tmp_path_factory.getbasetemp(), *addresses)
    made = cut(rows, 3)
    done = data.draw(st.integers(min_value=1, max_value=len(made)))

    left = cut(rows, 3, offset=made[done - 1].end)

    assert numbers(left) == numbers(made[done:])
    assert [chunk.end for chunk in left] == [chunk.end for chunk in made[done:]]


def test_what_is_kept_of_a_faulty_row_is_bounded() -> None:
    kept = shortened(["x" * (LONGEST_CELL + 1), *["y"] * 2000])

    assert (len(kept), len(kept[0]), kept[-1]) == (1000, LONGEST_CELL, "y")
