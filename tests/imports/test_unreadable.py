"""What can't be read to its end is refused whole, in one line, and changes nothing."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.imports.models import Import
from portal.people.models import Person
from tests.databases import only_sqlite
from tests.imports.csv_files import Importing

pytestmark = only_sqlite
GOOD = "name,email\nAlice,alice@example.se\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b" \r\n\t\n", "The file is empty."),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b"PK\x03\x04\x14\x00\x06\x00", "The file is an Excel workbook, but its name ends in .csv."),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "The file is not a table"),
        (b"<html><body>name,email</body></html>", "The file is not a table"),
        (b'{"name": "Alice"}', "The file is not a table"),
        (b"\x00\x01\x02\x03" * 50, "The file is not text."),
        (GOOD.encode() + b'"Dan,dan@example.se\n' + b"Eve,eve@example.se\n" * 3, "A quotation mark in row"),
        (b"name,email\n" + "Åsa,åsa@example.se\n".encode() * 9 + b"B\xe5rd,b@example.se\n", "some of it is broken"),
        (b"name,email\nA\x81\x8d,a@example.se\n", "neither UTF-8"),
        (b"name,phone\nAlice,1\n", "No column holds e-mail addresses"),
        (b"\xff\xfen\x00", "No column holds e-mail addresses"),
        (b"\xff\xfen\x00a\x00m", "neither UTF-8"),
    ],
)
def test_an_unreadable_file_is_refused_with_a_reason(
    app: Flask, imported: Importing, content: bytes, words: str
) -> None:
    done = imported.invoke(content)

    assert (done.exit_code, done.stdout) == (1, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person)) == 0
        assert db.session.scalar(select(func.count()).select_from(Import)) == 0


def test_a_cell_beyond_all_measure_makes_the_file_unreadable(imported: Importing) -> None:
    done = imported.invoke(GOOD + "x" * (17 * 1024 * 1024) + ",dan@example.se\n")

    assert done.exit_code == 1
    assert "Row 2 can't be read" in done.stderr or "Row 3 can't be read" in done.stderr


def test_a_line_of_ten_megabytes_is_one_faulty_row(imported: Importing) -> None:
    summary = imported(GOOD + "x" * (10 * 1024 * 1024) + ",dan@example.se\n")

    assert summary["refused"] == [{"row": 3, "reason": "name is longer than 200 characters"}]


def test_a_row_of_a_million_cells_is_one_faulty_row(imported: Importing) -> None:
    summary = imported(GOOD + "x," * 1_000_000 + "\n")

    assert summary["refused"] == [{"row": 3, "reason": "the row has more cells than the header"}]


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--map", "nowhere=name"], 1, "There is no column 'nowhere'"),
        (["--map", "name=email", "--map", "email=email"], 1, "Two columns are mapped to email"),
        (["--map", "name=shoe"], 2, "is not COLUMN=FIELD"),
        (["--map", "name"], 2, "is not COLUMN=FIELD"),
        (["--map", "name=field:"], 2, "is not COLUMN=FIELD"),
        (["--basis", "e_marketing"], 2, "is not PURPOSE=BASIS"),
        (["--basis", "nothing=consent"], 1, "There is no 'nothing'"),
        (["--basis", "e_marketing=nothing"], 1, "There is no 'nothing'"),
        (["--basis", "e_marketing=61C"], 1, "can't rest on that legal basis"),
        (["--comment", "a\x07"], 1, "comment holds a character"),
        (["--source", "nothing"], 1, "There is no source 'nothing'"),
    ],
)
def test_wrong_options_change_nothing(
    app: Flask, imported: Importing, options: list[str], code: int, words: str
) -> None:
    done = imported.invoke(GOOD, *options)

    assert (done.exit_code, done.stdout) == (code, "")
    assert words in done.stderr
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_file_that_is_not_there_is_wrong_usage(imported: Importing) -> None:
    done = imported.runner.invoke(args=["people", "import", "/nowhere.csv", "--source", "import"])

    assert done.exit_code == 2
