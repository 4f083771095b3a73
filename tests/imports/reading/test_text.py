"""Whatever a program exported as text comes back cell by cell."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.imports.reading import text
from portal.imports.reading.limits import Fault
from portal.imports.reading.text import text_rows

Rows = list[tuple[int, list[str]]]
HEADER = ["name", "email", "note"]
CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t"), max_size=12)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where to write."""
    return tmp_path / "people.csv"


def read(file: Path, content: str | bytes) -> Rows:
    """Return the rows of the content, its header too."""
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(text_rows(file))


def refused(file: Path, content: str | bytes) -> Fault:
    """Return why the content is refused."""
    with pytest.raises(Fault) as told:
        read(file, content)
    return told.value


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=6),
    delimiter=st.sampled_from(text.DELIMITERS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_every_table_that_a_program_writes_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str, encoding: str, ending: str
) -> None:
    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows([HEADER, *rows])

    read_again = read(tmp_path_factory.getbasetemp() / "any.csv", out.getvalue().encode(encoding))

    told = [(number, cells) for number, cells in enumerate([HEADER, *rows], 1) if any(cell.strip() for cell in cells)]
    assert read_again == told


@pytest.mark.parametrize("name", ["Åsa Öberg", "Zoë", "Żółć", "Ελένη", "Иван", "李雷", "👩‍👩‍👧"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_names_of_all_the_world_are_read_in_unicode(file: Path, name: str, encoding: str) -> None:
    content = f"name,email\n{name},someone@example.se\n".encode(encoding)

    assert read(file, content) == [(1, ["name", "email"]), (2, [name, "someone@example.se"])]


@pytest.mark.parametrize("name", ["Åsa", "Umeå", "Malmö", "Zoë", "René", "50 €", "Bo \u2013 Åsa", "“Nisse”"])
def test_what_old_windows_programs_write_is_read(file: Path, name: str) -> None:
    assert read(file, f"name;town\n{name};Kil\n".encode("cp1252"))[1] == (2, [name, "Kil"])


@pytest.mark.parametrize("town", ["Umeå", "Malmö", "Västerå", "Ö", "café"])
def test_an_old_file_may_end_in_a_strange_letter(file: Path, town: str) -> None:
    assert read(file, f"name;town\nBo;{town}".encode("cp1252"))[1] == (2, ["Bo", town])


def test_unicode_that_is_cut_off_in_a_letter_is_broken_text(file: Path) -> None:
    content = "name;town\nÅsa;Malmö\nBo;Umeå".encode()

    assert refused(file, content[:-1]).code == "broken_text"


def test_a_letter_across_two_blocks_is_one(file: Path) -> None:
    before = "name,email\n"
    long = "x" * (1024 * 1024 - len(before) - 1)

    assert read(file, f"{before}{long}å,ö\n")[1] == (2, [f"{long}å", "ö"])


def test_a_strange_letter_far_down_is_still_found(file: Path) -> None:
    content = b"name,email\n" + b"Bo,bo@example.se\n" * 5000 + "Åsa,asa@example.se\n".encode("cp1252")

    assert read(file, content)[-1] == (5002, ["Åsa", "asa@example.se"])


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_column_s_name(file: Path, mark: str) -> None:
    assert read(file, "email,name\n".encode(mark)) == [(1, ["email", "name"])]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("name;email,home;phone", ["name", "email,home", "phone"]),
        ("name,email;home,phone", ["name", "email;home", "phone"]),
        ("name\temail, home\tphone", ["name", "email, home", "phone"]),
        ("name,email;home", ["name", "email;home"]),
        ("name;email\thome", ["name", "email\thome"]),
        ('"a;b;c",email', ["a;b;c", "email"]),
        ('"a ""b;c;d""",email', ['a "b;c;d"', "email"]),
        ("email", ["email"]),
        ("name|email", ["name|email"]),
    ],
)
def test_the_header_alone_tells_the_delimiter(file: Path, header: str, columns: list[str]) -> None:
    assert read(file, f"{header}\n;;;;,,,,\n")[0] == (1, columns)


@pytest.mark.parametrize("said", ["sep=;", "SEP=;", "sep=;;;", "\ufeffsep=;"])
def test_excel_s_line_about_the_delimiter_is_no_row(file: Path, said: str) -> None:
    assert read(file, f"{said}\nname;e,mail\nBo;b,o\n") == [(2, ["name", "e,mail"]), (3, ["Bo", "b,o"])]


@pytest.mark.parametrize("header", ["sep=", "separator,email", "september,email"])
def test_a_column_that_only_begins_so_is_a_column(file: Path, header: str) -> None:
    assert read(file, f"{header}\nx\n")[0] == (1, header.split(","))


def test_blank_lines_before_the_header_are_passed_over_and_counted(file: Path) -> None:
    assert read(file, "\r\n\n;;\nname;email\nBo;b\n") == [(4, ["name", "email"]), (5, ["Bo", "b"])]


def test_rows_may_be_shorter_and_longer_than_the_header(file: Path) -> None:
    assert read(file, "a,b\n1\n1,2,3\n,2\n")[1:] == [(2, ["1"]), (3, ["1", "2", "3"]), (4, ["", "2"])]


def test_a_row_over_several_lines_is_one_row(file: Path) -> None:
    given = 'name,address\nBo,"Gata 1\n123 45 Kil"\nÅsa,Gata 2\n'

    assert read(file, given)[1:] == [(2, ["Bo", "Gata 1\n123 45 Kil"]), (3, ["Åsa", "Gata 2"])]


def test_spaces_around_cells_are_left_for_others_to_judge(file: Path) -> None:
    assert read(file, 'name, email\n Bo , " b"\n')[1] == (2, [" Bo ", ' " b"'])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b"\xff\xfe", "empty"),
        (b"\xff\xfe\n\x00 \x00", "empty"),
        (b"  \n<?xml version='1.0'?><a/>", "not_a_table"),
        (b'\n{"name": 1}', "not_a_table"),
        (b"%PDF-1.4\n", "not_a_table"),
        ("\ufeff<html>".encode(), "not_a_table"),
        (b"name,email\n\x81,\x8d\n", "encoding"),
        (b"\xff\xfea\x00,\x00\x00\xd8b\x00", "encoding"),
        (b"\xef\xbb\xbfname,\xe5\n", "encoding"),
        (b"name\0\0,email\0\n" * 9, "not_text"),
    ],
)
def test_what_is_no_table_of_text_is_refused(file: Path, content: bytes, code: str) -> None:
    assert refused(file, content).code == code


def test_a_zero_byte_in_a_cell_is_left_for_the_row_s_check(file: Path) -> None:
    given = "name,email\n" + "Bo,bo@example.se\n" * 9 + "A\0b,a@example.se\n"

    assert read(file, given)[-1] == (11, ["A\0b", "a@example.se"])


def test_nothing_is_given_of_a_file_whose_end_can_not_be_read(file: Path) -> None:
    file.write_bytes(b"name,email\n" + b"Bo,bo@example.se\n" * 100 + b'"Eve,eve@example.se\n')

    with pytest.raises(Fault) as told:
        next(text_rows(file))

    assert (told.value.code, told.value.values) == ("open_quote", {"row": 102})


def test_a_cell_may_be_as_long_as_the_longest(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LARGEST_CELL", 20)

    assert read(file, f"name,email\n{'x' * 20},b\n")[1] == (2, ["x" * 20, "b"])
    told = refused(file, f"name,email\nBo,b\n{'x' * 21},b\n")
    assert (told.code, told.values) == ("long_cell", {"row": 3})
