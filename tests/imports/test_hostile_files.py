"""Files that are broken or mean harm are refused in a sentence, and the child that reads them is kept small."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from flask_babel import force_locale

from portal.config import LANGUAGES
from portal.imports.reading import faults
from portal.imports.reading.faults import Unreadable
from portal.imports.reading.limits import MEMORY
from portal.imports.reading.table import Reading, Table, read_table
from tests.databases import only_sqlite
from tests.imports.workbooks import BOOK, MAIN, ONE_SHEET, sheet, texts, workbook

GOOD = texts(["name", "email"], ["Alice", "alice@example.se"])
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + sheet(texts(["&b;"]))


def far_cells(path: Path) -> None:
    workbook(path, FAR)


def laughs(path: Path) -> None:
    workbook(path, "", parts={"xl/worksheets/sheet1.xml": LAUGHS})


def zip_bomb(path: Path) -> None:
    workbook(path, "", parts={"xl/worksheets/sheet1.xml": b"<a>" + b" " * 40_000_000 + b"</a>"})


def many_parts(path: Path) -> None:
    workbook(path, GOOD, parts={f"part{number}": b"" for number in range(10_001)})


def long_cell(path: Path) -> None:
    workbook(path, texts(["name"], [os.urandom(30_000_000).hex()[:50_000_000]]))


def picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(2000))


def text_named_excel(path: Path) -> None:
    path.write_text("name,email\nAlice,alice@example.se\n", encoding="utf-8")


def encrypted(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le"))


def encrypted_archive(path: Path) -> None:
    workbook(path, GOOD)
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 4)
    path.write_bytes(content)


def old_excel(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000)


def cut_off(path: Path) -> None:
    workbook(path, GOOD * 200)
    path.write_bytes(path.read_bytes()[:-300])


def broken_inside(path: Path) -> None:
    workbook(path, "", parts={"xl/worksheets/sheet1.xml": sheet(GOOD)[:-20]})


def other_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")


def no_sheet(path: Path) -> None:
    workbook(path, GOOD, parts={"xl/workbook.xml": BOOK.format(sheets="", options="")})


def wrong_string(path: Path) -> None:
    workbook(path, '<row r="1"><c t="s"><v>7</v></c></row>')


def wrong_place(path: Path) -> None:
    workbook(path, '<row r="1"><c r="ZZZZZZ1"><v>7</v></c></row>')


def deep(path: Path) -> None:
    workbook(path, "", parts={"xl/worksheets/sheet1.xml": "<a>" * 200_000})


def many_texts(path: Path) -> None:
    texts_beside = b"<si><t>" + b"x" * 9_000_000 + b"</t></si>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/workbook.xml", BOOK.format(sheets=ONE_SHEET, options=""))
        archive.writestr("xl/_rels/workbook.xml.rels", '<R><Relationship Id="rId2" Target="sharedStrings.xml"/></R>')
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">'.encode() + texts_beside * 20 + b"</sst>")


def empty(path: Path) -> None:
    path.write_bytes(b"")


HOSTILE: tuple[tuple[Callable[[Path], None], str], ...] = (
    (far_cells, "many_rows"),
    (laughs, "bomb"),
    (zip_bomb, "bomb"),
    (many_parts, "bomb"),
    (long_cell, "long_cell"),
    (picture, "picture"),
    (text_named_excel, "not_excel"),
    (encrypted, "encrypted"),
    (encrypted_archive, "encrypted"),
    (old_excel, "old_excel"),
    (cut_off, "broken_workbook"),
    (broken_inside, "broken_workbook"),
    (other_archive, "not_a_workbook"),
    (no_sheet, "empty"),
    (wrong_string, "broken_workbook"),
    (wrong_place, "broken_workbook"),
    (deep, "broken_workbook"),
    (many_texts, "empty"),
    (empty, "empty"),
)


def refused(path: Path, **more: object) -> str:
    """Return why the file is refused."""
    with pytest.raises(Unreadable) as told:
        read_table(path, path.with_suffix(".rows"), **more)  # type: ignore[arg-type]
    return told.value.code


@pytest.mark.parametrize(("make", "code"), HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(tmp_path: Path, make: Callable[[Path], None], code: str) -> None:
    file = tmp_path / "people.xlsx"
    make(file)

    assert refused(file) == code


def test_a_workbook_named_as_text_is_refused(tmp_path: Path) -> None:
    assert refused(workbook(tmp_path / "people.csv", GOOD)) == "not_named_excel"


def test_a_workbook_without_an_ending_is_read(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path / "people", GOOD), tmp_path / "rows")

    assert list(table.rows()) == [(2, ["Alice", "alice@example.se"])]


def test_a_long_cell_of_text_is_told_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"name,email\nAlice,a@example.se\n" + b"x" * 50_000_000 + b",b@example.se\n")

    with pytest.raises(Unreadable) as told:
        read_table(file, tmp_path / "rows")

    assert str(told.value).startswith("Row ")


def test_a_file_beyond_all_measure_is_not_even_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    with file.open("wb") as sparse:
        sparse.truncate(201 * 1024 * 1024)

    assert refused(file) == "large"


def test_a_file_that_has_vanished_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone.csv") == "gone"


def test_rows_that_have_vanished_are_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        list(Table(tmp_path / "gone.rows", ("email",), 1).rows())


def test_a_child_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,email\n" + "Alice,alice@example.se\n" * 200_000, encoding="utf-8")

    assert refused(file, limit=0.01) == "slow"


def test_a_child_that_dies_is_told(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,email\n" + "Alice,alice@example.se\n" * 200_000, encoding="utf-8")

    with Reading(file, tmp_path / "rows", name="people.csv") as reading:
        reading._child.kill()
        reading.is_done(5)
        with pytest.raises(Unreadable) as told:
            reading.table()

    assert told.value.code == "died"


def test_the_child_has_little_memory_and_time(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,email\n" + "Alice,alice@example.se\n" * 300_000, encoding="utf-8")

    with Reading(file, tmp_path / "rows", name="people.csv") as reading:
        while not (tmp_path / "rows").stat().st_size and not reading.is_done(0.01):
            pass
        limits = psutil.Process(reading._child.pid).rlimit(psutil.RLIMIT_AS)

    assert limits == (MEMORY, MEMORY)
    assert MEMORY < 512 * 1024 * 1024


def test_the_rows_are_for_their_owner_alone(tmp_path: Path) -> None:
    read_table(workbook(tmp_path / "people.xlsx", GOOD), tmp_path / "rows")

    assert (tmp_path / "rows").stat().st_mode & 0o777 == 0o600


@only_sqlite
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_a_sentence_in_every_language(app: object, language: str) -> None:
    values = {"row": 3, "most": 200, "ending": ".csv"}

    with app.app_context(), force_locale(language):  # type: ignore[attr-defined]
        said = [str(Unreadable(code, values)) for code in faults._SENTENCES]

    assert all(sentence.endswith(".") for sentence in said)
    assert len(set(said)) == len(said)
