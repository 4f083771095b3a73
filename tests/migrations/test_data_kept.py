"""A portal of old with people, letters, imports and staff goes through the later steps, and loses nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from portal.extensions import db, migrate
from portal.people import rules
from portal.people.finding import search
from portal.people.models import Person
from tests.migrations.old_portal import AT, BEGIN, LATER, PEOPLE, build, held, holds_still, opened, rows_of

FOLDING = ScriptDirectory(str(Path(__file__).parents[2] / "portal" / "migrations")).get_revision("0012").module
"""The step that compares people; its rules are those of its day."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the portal of old, made once."""
    file = tmp_path_factory.mktemp("old") / "portal.sqlite"
    build(file)
    return file


@pytest.fixture
def old(built: Path, tmp_path: Path) -> Iterator[None]:
    """Open a copy of the portal of old, and be inside its context."""
    with opened(Path(shutil.copy(built, tmp_path))):
        yield


@pytest.fixture
def connection(old: None) -> Iterator[Connection]:
    """Return a connection that is closed around each step by ``step``."""
    with db.engine.connect() as opened_connection:
        yield opened_connection


def step(connection: Connection, revision: str) -> None:
    """Bring the schema to that step."""
    connection.rollback()
    upgrade(revision=revision)


def one(connection: Connection, table: str) -> dict[str, Any]:
    """Return the only row of a table."""
    [row] = rows_of(connection, table)
    return row


def refuses(connection: Connection, statement: str) -> bool:
    """Tell whether the database refuses the statement as against its rules."""
    connection.rollback()
    try:
        connection.execute(text(statement))
    except IntegrityError:
        return True
    finally:
        connection.rollback()
    return False


@pytest.mark.usefixtures("old")
def test_every_step_takes_along_every_row() -> None:
    with db.engine.connect() as connection:
        before = held(connection)
    assert {"people", "letters", "imports", "staff_users", "data_fields"} <= {name for name in before if before[name]}

    for revision in ("0008", "0009", "0010", "0011", "0012", "0013", "head"):
        upgrade(revision=revision)
        with db.engine.connect() as connection:
            assert holds_still(before, held(connection)), revision


@pytest.mark.usefixtures("old")
def test_going_back_takes_every_row_along_too() -> None:
    with db.engine.connect() as connection:
        before = held(connection)
    upgrade()

    downgrade(revision=BEGIN)

    with db.engine.connect() as connection:
        assert held(connection) == before


@pytest.mark.usefixtures("old")
def test_after_the_steps_the_database_is_whole_and_every_key_leads_somewhere() -> None:
    upgrade()

    with db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


@pytest.mark.usefixtures("old")
def test_after_the_steps_whoever_was_there_is_found_and_read_as_a_person() -> None:
    upgrade()

    found = search("öberg")
    people = db.session.query(Person).order_by(Person.id).all()

    assert {person.name for person in found} == {"Åsa Öberg", "Öberg Åsa"}
    assert [(person.name, person.phone, person.company) for person in people] == list(PEOPLE)
    assert {(person.unconfirmed_since, person.informed_at, person.address_refused_at) for person in people} == {
        (None, None, None)
    }


def test_further_data_stays_in_its_own_words_until_a_kind_is_named(connection: Connection) -> None:
    step(connection, "0008")

    row = one(connection, "data_fields")
    assert (row["label"], row["category"], row["value"], row["kind_id"]) == ("Hudtyp", "Hälsa", "torr", None)
    assert refuses(connection, "UPDATE data_fields SET kind_id = 9")
    kind = "INSERT INTO data_field_kinds (id, key, active, rank, texts) VALUES (9, 'skin', 1, 1, '{}')"
    connection.execute(text(kind))
    connection.execute(text("UPDATE data_fields SET kind_id = 9"))
    assert one(connection, "data_fields")["kind_id"] == 9


def test_two_kinds_of_further_data_have_different_keys(connection: Connection) -> None:
    step(connection, "0008")

    row = "INSERT INTO data_field_kinds (key, active, rank, texts) VALUES ('skin', 1, 1, '{}')"

    assert not refuses(connection, row)
    assert refuses(connection, row + ", ('skin', 1, 2, '{}')")


def test_only_a_confirmation_that_was_sent_counts_and_of_several_the_first(connection: Connection) -> None:
    step(connection, "0009")

    told = {row["id"]: row["confirmed_at"] for row in rows_of(connection, "people")}

    assert told == {1: AT, 2: None, 3: None, 4: None, 5: None}


def test_a_letter_that_waited_during_the_step_is_noted_when_it_goes(connection: Connection) -> None:
    step(connection, "0009")
    sent = "UPDATE letters SET state = 'sent', sent_at = :at WHERE id = :id"

    for letter in (1, 3, 5, 6):
        connection.execute(text(sent), {"at": LATER, "id": letter})

    told = {row["id"]: row["confirmed_at"] for row in rows_of(connection, "people")}
    assert told == {1: AT, 2: LATER, 3: LATER, 4: None, 5: None}


def test_words_of_letters_are_shipped_ones_if_the_system_stored_them(connection: Connection) -> None:
    step(connection, "0009")

    rows = rows_of(connection, "letter_templates")

    assert [(row["version"], row["is_shipped"]) for row in rows] == [(1, 1), (2, 0), (3, 1)]
    assert {row["confirmation"] for row in rows_of(connection, "sources")} == {"confirmation"}
    assert rows_of(connection, "letter_variants") == []


def test_staff_keep_their_passwords_and_have_not_signed_in_yet(connection: Connection) -> None:
    step(connection, "0010")

    bob = one(connection, "staff_users")

    assert (bob["email_key"], bob["role"], bob["password"]) == ("bob@example.se", "officer", "$argon2id$x")
    assert bob["last_signed_in_at"] is None


@pytest.mark.parametrize(("kind", "refused"), [("image/png", False), ("image/webp", False), ("image/svg+xml", True)])
def test_images_are_of_kinds_that_run_nothing(connection: Connection, kind: str, refused: bool) -> None:
    step(connection, "0010")

    row = f"INSERT INTO images VALUES ('{'0' * 64}', '{kind}', 1, 1, x'00', '{AT}', 1)"  # noqa: S608 - our own words

    assert refuses(connection, row) is refused


def test_an_import_of_old_is_done_with_its_counts_and_promises_no_undo(connection: Connection) -> None:
    step(connection, "0011")

    done = one(connection, "imports")

    counts = {name: done[name] for name in ("rows", "created", "updated", "unchanged", "refused")}
    assert counts == {"rows": 9, "created": 5, "updated": 2, "unchanged": 1, "refused": 1}
    assert (done["file_name"], done["state"], done["job_id"]) == ("kunder.csv", "done", None)
    assert (done["header"], done["samples"], done["settings"], done["rehearsal"]) == ("[]", "[]", "{}", None)
    assert (done["first_person"], done["last_person"], done["finished_at"], done["undone_at"]) == (None,) * 4
    assert (done["letters"], done["total"], done["kept_no"], done["undone_by"]) == (0, 0, 0, "")


def test_what_an_import_refused_and_changed_goes_with_it_or_with_the_person(connection: Connection) -> None:
    step(connection, "0011")
    fault = "INSERT INTO import_faults (import_id, kind, row, reason, cells) VALUES (1, 'row', 2, '{}', '[]')"
    change = "INSERT INTO import_changes (import_id, person_id, before) VALUES (1, :person, '{}')"
    connection.execute(text(fault))
    for person in (2, 3):
        connection.execute(text(change), {"person": person})

    connection.execute(text("DELETE FROM people WHERE id = 3"))
    left = [row["person_id"] for row in rows_of(connection, "import_changes")]
    connection.execute(text("DELETE FROM imports"))

    assert left == [2]
    assert rows_of(connection, "import_faults") == rows_of(connection, "import_changes") == []


@pytest.mark.parametrize(
    ("table", "state", "refused"),
    [("jobs", "waiting", False), ("jobs", "odd", True), ("bulk_changes", "counted", False), ("bulk_changes", "", True)],
)
def test_only_known_states_are_stored(connection: Connection, table: str, state: str, refused: bool) -> None:
    step(connection, "0012")
    columns = {
        "jobs": "kind, owner, subject, page, facts, done, made_at, fence, attempts",
        "bulk_changes": "asked, purpose_id, source_id, comment, evidence, made_at, by, counts, samples",
    }[table]
    values = ", ".join("1" for _ in columns.split(", "))

    row = f"INSERT INTO {table} (state, {columns}) VALUES ('{state}', {values})"  # noqa: S608 - our own words

    assert refuses(connection, row) is refused


def test_whoever_was_registered_is_compared_and_nothing_else_about_them_changes(connection: Connection) -> None:
    before = rows_of(connection, "people")

    step(connection, "0012")

    after = rows_of(connection, "people")
    keys = [(row.pop("phone_key"), row.pop("name_key")) for row in after]
    added = {"address_refused_at", "address_answer", "confirmed_at", "informed_at"}
    assert keys == [
        ("0701234567", "asa oberg|bjorkvik ab"),
        ("0701234567", "asa oberg|bjorkvik ab"),
        ("", ""),
        ("", "dahl dan|dahl co"),
        ("0701234567", ""),
    ]
    assert [{name: row[name] for name in row if name not in added} for row in after] == before


def test_very_many_are_compared_each_once_however_their_numbers_jump(connection: Connection) -> None:
    columns = ", ".join(name for name in rows_of(connection, "people")[0] if name not in {"id", "ref", "phone"})
    many = FOLDING.BATCH + 7
    connection.execute(
        text(
            f"INSERT INTO people (id, ref, phone, {columns}) "  # noqa: S608 - our own names
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many}) "
            f"SELECT 10 + i * 3, 'many' || i, '070' || (1000000 + i), {columns} FROM n, people WHERE people.id = 3"
        )
    )
    connection.commit()

    step(connection, "0012")

    count = "SELECT count(DISTINCT phone_key) FROM people WHERE id > 10 AND phone_key = phone"
    assert connection.execute(text(count)).scalar_one() == many


def test_nobody_of_old_waits_to_confirm_an_address(connection: Connection) -> None:
    step(connection, "0013")

    assert {row["unconfirmed_since"] for row in rows_of(connection, "people")} == {None}
    assert rows_of(connection, "web_forms") == rows_of(connection, "form_answers") == []


def test_an_answer_goes_with_the_person_and_keeps_its_form_from_going(connection: Connection) -> None:
    step(connection, "0013")
    form = "INSERT INTO web_forms VALUES (1, 'news', '[]', '[]', '[]', 'web_form', 1, '{}')"
    answer = (
        "INSERT INTO form_answers (form_id, person_id, email_key, registers, given, consents, topics, answered_at, seq)"
        " VALUES (1, 2, '2@example.se', 1, '{}', '{}', '[]', '2026-04-02 07:30:00.000000', 1)"
    )
    for statement in (form, answer):
        connection.execute(text(statement))
    connection.commit()

    assert refuses(connection, "DELETE FROM web_forms")
    connection.execute(text("DELETE FROM people WHERE id = 2"))
    connection.commit()
    assert rows_of(connection, "form_answers") == []
    assert not refuses(connection, "DELETE FROM web_forms")


TYPED = st.text(st.sampled_from("0123456789+-() /٣\uff14aåÅöéßİ&'.\u0301"), max_size=24)


@given(phone=TYPED)
def test_a_number_of_old_is_folded_as_a_new_one(phone: str) -> None:
    assert FOLDING.phone_key(phone) == rules.phone_key(phone)


@given(name=TYPED, company=TYPED)
def test_a_name_of_old_is_folded_as_a_new_one(name: str, company: str) -> None:
    assert FOLDING.name_key(name, company) == rules.name_key(name, company)


@given(name=st.text("åa ", min_size=90, max_size=200), company=st.text("öo ", min_size=90, max_size=200))
def test_the_longest_names_of_old_fit_their_column(name: str, company: str) -> None:
    assert len(FOLDING.name_key(name, company)) <= 201


def test_the_steps_are_those_that_the_portal_runs() -> None:
    assert Path(FOLDING.__file__).is_relative_to(Path(str(migrate.directory)).resolve())
