"""Encodings, delimiters and quotes are found out."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports.reading.limits import Fault
from portal.imports.reading.text import text_rows
from tests.imports.reading_here import Rows, read_here

TEXT = "Namn;E-post\nÅsa Öberg;asa@exämple.se\n"
ROWS = [(2, ["Åsa Öberg", "asa@exämple.se"])]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where to write."""
    return tmp_path / "people.csv"


def read(file: Path, content: str | bytes) -> Rows:
    """Return what the content is read as."""
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_here(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_same_text_is_read_in_every_encoding(file: Path, encoding: str) -> None:
    table = read(file, TEXT.encode(encoding))

    assert table.header == ["Namn", "E-post"]
    assert table.rows == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_commonest_in_the_header(file: Path, delimiter: str) -> None:
    table = read(
        file, delimiter.join(["name", "email", "note"]) + "\n" + delimiter.join(["a", "b", '"x;y,z\tq"']) + "\n"
    )

    assert table.rows == [(2, ["a", "b", "x;y,z\tq"])]


def test_a_delimiter_within_quotes_does_not_count(file: Path) -> None:
    table = read(file, '"last, first, middle";email\n"A, B";x\n')

    assert table.header == ["last, first, middle", "email"]


def test_excel_s_own_line_about_the_delimiter_is_heeded(file: Path) -> None:
    table = read(file, "sep=|\nname|email\nAlice|x\n")

    assert table.header == ["name", "email"]
    assert table.rows == [(3, ["Alice", "x"])]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read(file: Path, ending: str) -> None:
    table = read(file, ending.join(["name,email", "a,b", "c,d", ""]))

    assert [cells for _, cells in table.rows] == [["a", "b"], ["c", "d"]]


def test_blank_rows_are_counted_and_left_out(file: Path) -> None:
    table = read(file, "name,email\n\na,b\n , \nc,d\n")

    assert [number for number, _ in table.rows] == [3, 5]


def test_a_header_alone_is_a_table_without_rows(file: Path) -> None:
    assert read(file, "name,email").rows == []


def test_quotes_in_the_wrong_place_are_taken_as_they_come(file: Path) -> None:
    table = read(file, 'name,email\nNils "Nisse" N,a\n"Nisse" N,b\n')

    assert [cells[1] for _, cells in table.rows] == ["a", "b"]


def test_a_quote_that_is_never_closed_is_told_with_its_row(file: Path) -> None:
    with pytest.raises(Fault) as told:
        read(file, 'name,email\na,b\n"c,d\ne,f\n')

    assert (told.value.code, told.value.values) == ("open_quote", {"row": 3})


@given(content=st.binary(max_size=300))
def test_whatever_the_bytes_are_they_are_read_to_the_end_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("any") / "people.csv"
    file.write_bytes(content)
    try:
        rows = list(text_rows(file))
    except Fault:
        return

    assert [number for number, _ in rows] == sorted({number for number, _ in rows})
