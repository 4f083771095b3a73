"""The child tells text from workbooks, writes rows that anybody can read, and says why it can't."""

import json
import sys
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports.reading import child
from portal.imports.reading.child import LAST_ROW, Writer, is_workbook, main
from portal.imports.reading.limits import WIDEST_HEADER, Fault
from tests.imports.workbooks import texts, workbook

GOOD = texts(["name"], ["Alice"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where to write."""
    return tmp_path / "people.csv"


def said(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ending: str = ".csv"
) -> object:
    """Return what the child says about the file; this process stays unconfined."""
    monkeypatch.setattr(child, "confine", lambda: None)
    monkeypatch.setattr(sys, "argv", ["child", str(file), str(file.with_suffix(".rows")), ending])
    main()
    return json.loads(capsys.readouterr().out)


def taken(*rows: list[str]) -> list[object]:
    """Return the lines that are written of the rows, the first being the header."""
    out = StringIO()
    writer = Writer(out)
    for number, row in enumerate(rows, 1):
        writer.take(number, row)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_spaces_around_names_of_columns_do_not_count_and_those_around_cells_stay() -> None:
    assert taken([" name ", "\te-mail\n"], [" Bo ", "b"]) == [["name", "e-mail"], [2, " Bo ", "b"]]


@given(st.lists(st.lists(st.text(max_size=10), min_size=1, max_size=3), min_size=1, max_size=5))
def test_a_row_is_one_line_of_ascii_whatever_its_cells_hold(rows: list[list[str]]) -> None:
    out = StringIO()
    writer = Writer(out)
    for number, row in enumerate([["name"], *rows], 1):
        writer.take(number, row)

    lines = out.getvalue().split("\n")

    assert out.getvalue().isascii()
    assert [json.loads(line) for line in lines[1:-1]] == [[number, *row] for number, row in enumerate(rows, 2)]


def test_a_header_is_as_wide_as_the_widest_and_no_wider() -> None:
    assert len(taken(["x"] * WIDEST_HEADER)[0]) == WIDEST_HEADER  # type: ignore[arg-type]
    with pytest.raises(Fault) as told:
        taken(["x"] * (WIDEST_HEADER + 1))
    assert (told.value.code, told.value.values) == ("wide_header", {"most": WIDEST_HEADER})


def test_a_row_may_be_wider_than_the_widest_header() -> None:
    assert len(taken(["x"], ["y"] * (WIDEST_HEADER + 1))[1]) == WIDEST_HEADER + 2  # type: ignore[arg-type]


def test_there_are_as_many_rows_as_the_most_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MOST_ROWS", 2)

    assert len(taken(["x"], ["1"], ["2"])) == 3
    with pytest.raises(Fault) as told:
        taken(["x"], ["1"], ["2"], ["3"])
    assert (told.value.code, told.value.values) == ("many_rows", {"most": 2})


def test_a_row_at_the_very_edge_of_a_sheet_is_one_too_many() -> None:
    writer = Writer(StringIO())
    writer.take(1, ["x"])
    writer.take(LAST_ROW, ["y"])

    with pytest.raises(Fault) as told:
        writer.take(LAST_ROW + 1, ["z"])

    assert told.value.code == "many_rows"


@pytest.mark.parametrize("ending", [".xlsx", ".xlsm", ".upload", ""])
def test_an_archive_is_a_workbook(file: Path, ending: str) -> None:
    assert is_workbook(workbook(file, GOOD), ending)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".txt"])
def test_an_archive_that_is_called_text_is_told_by_its_ending(file: Path, ending: str) -> None:
    with pytest.raises(Fault) as told:
        is_workbook(workbook(file, GOOD), ending)

    assert (told.value.code, told.value.values) == ("not_named_excel", {"ending": ending})


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".txt", ".upload", ""])
def test_text_is_text_by_any_ending_but_a_workbook_s(file: Path, ending: str) -> None:
    file.write_text("name,email\n", encoding="utf-8")

    assert not is_workbook(file, ending)
    with pytest.raises(Fault) as told:
        is_workbook(file, ".xlsx")
    assert told.value.code == "not_excel"


@pytest.mark.parametrize(
    "first", [b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF....WEBP", b"BM6", b"II*\0", b"MM\0*"]
)
def test_a_picture_is_known_by_what_it_begins_with(file: Path, first: bytes) -> None:
    file.write_bytes(first + bytes(100))

    with pytest.raises(Fault) as told:
        is_workbook(file, ".csv")

    assert told.value.code == "picture"


@pytest.mark.parametrize("far", [0, 5000])
def test_excel_s_old_format_and_a_password_are_told_apart(file: Path, far: int) -> None:
    def reason(inside: bytes) -> str:
        file.write_bytes(child.OLE + bytes(far) + inside)
        with pytest.raises(Fault) as told:
            is_workbook(file, ".xlsx")
        return told.value.code

    assert reason("EncryptedPackage".encode("utf-16-le")) == "encrypted"
    assert reason("Workbook".encode("utf-16-le")) == "old_excel"


def test_a_good_file_is_told_by_the_number_of_its_rows(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("name,email\n\nÅsa,a@example.se\nBo,b@example.se\n", encoding="cp1252")

    assert said(file, monkeypatch, capsys) == {"rows": 2}
    lines = file.with_suffix(".rows").read_text("ascii").splitlines()
    assert [json.loads(line) for line in lines[1:]] == [[3, "Åsa", "a@example.se"], [4, "Bo", "b@example.se"]]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("name,email\n" + '"Bo,b\n', {"fault": "open_quote", "values": {"row": 2}}),
        ("", {"fault": "empty", "values": {}}),
        (" ; ; \n", {"fault": "empty", "values": {}}),
        ("a," * WIDEST_HEADER + "a\n", {"fault": "wide_header", "values": {"most": WIDEST_HEADER}}),
    ],
)
def test_a_fault_is_told_by_its_code_and_values(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: str, fault: object
) -> None:
    file.write_text(content, encoding="utf-8")

    assert said(file, monkeypatch, capsys) == fault


@pytest.mark.parametrize(("trouble", "code"), [(MemoryError, "memory"), (RecursionError, "broken_workbook")])
def test_running_out_of_room_is_told_and_not_the_end(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    trouble: type[BaseException],
    code: str,
) -> None:
    def runs_out(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(child, "read", runs_out)

    assert said(file, monkeypatch, capsys) == {"fault": code, "values": {}}
