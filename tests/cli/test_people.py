"""flask people: add, link and export."""

import json
import stat
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from portal.clock import now
from portal.extensions import db
from portal.ledger.queries import entries_of, head
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.links.queries import link_of
from portal.mail.models import Letter
from portal.people.models import Person
from portal.people.queries import looks, people_at
from tests.databases import only_sqlite

ALICE = ("people", "add", "--email", "alice@example.se", "--name", "Alice Alm", "--source", "business_card")


def count(app: Flask, model: type[db.Model] = Person) -> int:
    """Return how many rows there are."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_person_is_registered_and_their_id_printed(app: Flask, runner: FlaskCliRunner) -> None:
    done = runner.invoke(args=[*ALICE, "--language", "sv", "--company", "A AB", "--country", "se"])

    assert (done.exit_code, done.stderr) == (0, "")
    with app.app_context():
        [alice] = people_at("alice@example.se")
        assert done.stdout == f"{alice.id}\n"
        assert (alice.name, alice.language, alice.company, alice.country) == ("Alice Alm", "sv", "A AB", "SE")
        assert [(entry.event, entry.channel) for entry in entries_of(alice.ref)] == [("person.registered", "cli")]


def test_bases_are_recorded_by_key_or_alias(app: Flask, runner: FlaskCliRunner) -> None:
    runner.invoke(args=[*ALICE, "--basis", "STORE=61B", "--basis", "e_marketing=consent"])

    with app.app_context():
        [alice] = people_at("alice@example.se")
        known = catalogue()
        told = [
            (known.purpose_of[row.purpose_id].key, known.basis_of[row.legal_basis_id].key, row.wording_version)
            for row in recorded_bases(alice.id)
        ]
        assert told == [("sales_service", "contract", None), ("e_marketing", "consent", 1)]


@pytest.mark.parametrize("source", ["WEBFORM", "web_form", "Web_Form"])
def test_a_source_is_known_by_key_or_alias_in_any_case(app: Flask, runner: FlaskCliRunner, source: str) -> None:
    runner.invoke(args=[*ALICE[:-1], source])

    with app.app_context():
        [alice] = people_at("alice@example.se")
        assert catalogue().source_of[alice.source_id].key == "web_form"


def test_the_confirmation_is_queued_unless_told_otherwise(app: Flask, runner: FlaskCliRunner) -> None:
    runner.invoke(args=list(ALICE))
    assert count(app, Letter) == 1

    runner.invoke(args=[*ALICE, "--allow-shared-address", "--no-letters"])
    assert (count(app), count(app, Letter)) == (2, 1)


@pytest.mark.parametrize("address", ["alice@example.se", "ALICE@Example.SE"])
def test_a_known_address_is_refused_with_its_id(app: Flask, runner: FlaskCliRunner, address: str) -> None:
    first = runner.invoke(args=list(ALICE)).stdout.strip()

    done = runner.invoke(args=["people", "add", "--email", address, "--name", "Alan", "--source", "phone"])

    assert (done.exit_code, done.stdout) == (1, "")
    assert f"person {first}." in done.stderr
    assert done.stderr.count("\n") == 1
    assert count(app) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--email", "alice"], "email is not an e-mail address."),
        (["--email", ""], "email is missing."),
        (["--email", "a@example.se\nBcc: b@example.se"], "email holds a character that can't be stored."),
        (["--name", " "], "name is missing."),
        (["--name", "x" * 201], "name is longer than 200 characters."),
        (["--name", "Al\x1bice"], "name holds a character that can't be stored."),
        (["--source", "pigeon"], "There is no source 'pigeon'."),
        (["--language", "qqq"], "language is not a language code"),
        (["--country", "Sweden"], "country is not a country code"),
        (["--basis", "nothing=consent"], "There is no 'nothing'."),
        (["--basis", "e_marketing=61Z"], "There is no '61Z'."),
        (["--basis", "e_marketing=61C"], "can't rest on that legal basis"),
    ],
)
def test_what_can_not_be_stored_is_refused_in_one_line(
    app: Flask, runner: FlaskCliRunner, options: list[str], words: str
) -> None:
    with app.app_context():
        before = head()

    done = runner.invoke(args=[*ALICE, *options])

    assert (done.exit_code, done.stdout) == (1, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert count(app) == 0
    with app.app_context():
        assert head() == before


@only_sqlite
@pytest.mark.parametrize(
    "args",
    [
        ["people", "add"],
        ["people", "add", "--email", "a@example.se", "--name", "A"],
        [*ALICE, "--basis", "consent"],
        [*ALICE, "--shoe-size", "37"],
        ["people", "link"],
        ["people", "export", "1"],
        ["people", "export", "1", "-o", "copy.pdf"],
        ["people", "nothing"],
    ],
)
def test_wrong_usage_exits_with_2(runner: FlaskCliRunner, args: list[str]) -> None:
    assert runner.invoke(args=args).exit_code == 2


@only_sqlite
@pytest.mark.parametrize("command", ["add", "link", "import", "export"])
def test_every_command_has_help_of_its_own(runner: FlaskCliRunner, command: str) -> None:
    done = runner.invoke(args=["people", command, "--help"])

    assert done.exit_code == 0
    assert done.output.startswith("Usage:")
    assert f"people {command}" in done.output


@pytest.mark.parametrize("by", ["id", "address"])
def test_a_link_opens_the_person_s_page(app: Flask, runner: FlaskCliRunner, by: str) -> None:
    person_id = runner.invoke(args=list(ALICE)).stdout.strip()

    done = runner.invoke(args=["people", "link", person_id if by == "id" else "Alice@example.se"])

    assert done.exit_code == 0
    assert done.stdout.startswith("http://127.0.0.1:5000/l/")
    with app.app_context():
        link = link_of(done.stdout.strip().rpartition("/")[2], "view", at=now())
        assert link
        assert (str(link.person_id), link.state) == (person_id, "open")


def test_each_link_is_a_fresh_one(runner: FlaskCliRunner) -> None:
    runner.invoke(args=list(ALICE))

    links = {runner.invoke(args=["people", "link", "alice@example.se"]).stdout for _ in range(2)}

    assert len(links) == 2


@pytest.mark.parametrize("command", [["link"], ["export", "-o", "copy.xlsx"]])
@pytest.mark.parametrize("whom", ["4711", "9" * 30, "nobody@example.se", "", "x", "a\x1b@example.se", "\udcff"])
def test_nobody_is_told_in_one_line(runner: FlaskCliRunner, command: list[str], whom: str) -> None:
    done = runner.invoke(args=["people", *command, whom])

    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "Error: Nobody has that id or address.\n")


def test_people_who_share_an_address_are_named_by_id(app: Flask, runner: FlaskCliRunner) -> None:
    ids = [runner.invoke(args=[*ALICE, "--allow-shared-address"]).stdout.strip() for _ in range(2)]

    done = runner.invoke(args=["people", "link", "alice@example.se"])

    assert done.exit_code == 1
    assert ", ".join(ids) in done.stderr


def test_a_copy_is_a_workbook_in_the_person_s_language(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    runner.invoke(args=[*ALICE, "--language", "sv"])

    done = runner.invoke(args=["people", "export", "alice@example.se", "-o", str(tmp_path / "copy.xlsx")])

    assert (done.exit_code, done.output) == (0, "")
    assert openpyxl.load_workbook(tmp_path / "copy.xlsx").sheetnames[0] == "Omslag"


def test_a_copy_is_json_in_the_language_asked_for(runner: FlaskCliRunner, tmp_path: Path) -> None:
    runner.invoke(args=list(ALICE))

    runner.invoke(args=["people", "export", "alice@example.se", "-o", str(tmp_path / "a.json"), "--language", "en"])

    assert json.loads((tmp_path / "a.json").read_text())["sections"]["cover"]["title"] == "Cover"


def test_a_copy_is_for_its_owner_alone_and_leaves_nothing_beside_it(runner: FlaskCliRunner, tmp_path: Path) -> None:
    runner.invoke(args=list(ALICE))
    folder = tmp_path / "copies"
    folder.mkdir()

    runner.invoke(args=["people", "export", "alice@example.se", "-o", str(folder / "a.json")])

    assert [file.name for file in folder.iterdir()] == ["a.json"]
    assert stat.S_IMODE((folder / "a.json").stat().st_mode) == 0o600


def test_a_copy_is_noted_as_a_look_and_not_in_the_ledger(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    person_id = int(runner.invoke(args=[*ALICE, "--language", "en"]).stdout)
    with app.app_context():
        before = head()

    runner.invoke(args=["people", "export", str(person_id), "-o", str(tmp_path / "a.json")])

    with app.app_context():
        [look] = looks(person_id)
        assert (look.kind, look.staff, look.reason) == ("export", "flask people export", "A copy of your data was made")
        assert head() == before


def test_a_copy_tells_of_itself(runner: FlaskCliRunner, tmp_path: Path) -> None:
    runner.invoke(args=list(ALICE))

    runner.invoke(args=["people", "export", "alice@example.se", "-o", str(tmp_path / "a.json")])

    assert len(json.loads((tmp_path / "a.json").read_text())["sections"]["looks"]["rows"]) == 1


def test_a_file_that_can_not_be_written_is_refused_and_nothing_is_noted(app: Flask, runner: FlaskCliRunner) -> None:
    person_id = int(runner.invoke(args=list(ALICE)).stdout)

    done = runner.invoke(args=["people", "export", str(person_id), "-o", "/nowhere/at/all/a.json"])

    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    with app.app_context():
        assert looks(person_id) == []
