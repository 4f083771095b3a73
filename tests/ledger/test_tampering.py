"""Whoever edits history is found out: the database refuses, and verify tells what slipped past it."""
# ruff: noqa: S608 - these are a tamperer's statements

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import Broken, head, verify
from tests import make
from tests.databases import only_postgresql, only_sqlite

Database = scoped_session[Session]
TRIGGERS = {
    "sqlite": ("DROP TRIGGER ledger_entries_no_update", "DROP TRIGGER ledger_entries_no_delete"),
    "postgresql": ("ALTER TABLE ledger_entries DISABLE TRIGGER USER",),
}
COLUMNS = {
    "at": "'2020-01-01 00:00:00'",
    "event": "'consent.given'",
    "person_ref": "'somebody else'",
    "purpose": "'another'",
    "basis": "'consent'",
    "status": "'withdrawn'",
    "source": "'web_form'",
    "topic": "'news'",
    "wording_version": "9",
    "actor": "'staff:eve@example.se'",
    "channel": "'api'",
    "details": "'[]'",
    "evidence_commitment": "'00'",
    "prev_hash": "'00'",
    "hash": "'00'",
    "format": "2",
}


@pytest.fixture
def last(session: Database) -> int:
    """Return the number of the last entry of a ledger with Alice's in it."""
    make.person(bases={"sales_service": "contract", "e_marketing": "legitimate_interests"})
    return head()[0]


@pytest.fixture
def tamper(session: Database, last: int) -> Callable[..., None]:
    """Return what runs statements in a database whose triggers somebody has taken away."""

    def run(*statements: str) -> None:
        for statement in (*TRIGGERS[session.get_bind().dialect.name], *statements):
            session.execute(text(statement))
        session.commit()
        session.expire_all()

    return run


def broken_at(known: tuple[int, str] | None = None) -> int:
    """Return the number that verify finds."""
    found = verify(known)
    assert isinstance(found, Broken)
    assert found.reason
    return found.seq


def test_an_untouched_ledger_holds(session: Database, last: int) -> None:
    assert verify() is None
    assert verify(head()) is None


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_field_is_found(tamper: Callable[..., None], last: int, column: str) -> None:
    tamper(f"UPDATE ledger_entries SET {column} = {COLUMNS[column]} WHERE seq = {last - 1}")

    assert broken_at() == last - 1


def test_a_removed_entry_is_found(tamper: Callable[..., None], last: int) -> None:
    tamper(f"DELETE FROM ledger_entries WHERE seq = {last - 2}")

    assert broken_at() == last - 1


def test_a_removed_first_entry_is_found(tamper: Callable[..., None]) -> None:
    tamper("DELETE FROM ledger_entries WHERE seq = 1")

    assert broken_at() == 2


def test_two_swapped_entries_are_found(tamper: Callable[..., None], last: int) -> None:
    tamper(
        f"UPDATE ledger_entries SET seq = 0 WHERE seq = {last}",
        f"UPDATE ledger_entries SET seq = {last} WHERE seq = {last - 1}",
        f"UPDATE ledger_entries SET seq = {last - 1} WHERE seq = 0",
    )

    assert broken_at() == last - 1


def test_a_cut_end_is_found_by_the_head(tamper: Callable[..., None], last: int) -> None:
    tamper(f"DELETE FROM ledger_entries WHERE seq = {last}")

    assert broken_at() == last


def test_a_cut_end_with_a_head_to_match_is_found_by_the_head_noted_outside(
    session: Database, tamper: Callable[..., None], last: int
) -> None:
    noted = head()
    hash_before = session.scalar(text("SELECT hash FROM ledger_entries WHERE seq = :seq"), {"seq": last - 1})

    tamper(
        f"DELETE FROM ledger_entries WHERE seq = {last}",
        f"UPDATE ledger_head SET seq = {last - 1}, hash = '{hash_before}'",
    )

    assert verify() is None
    assert broken_at(noted) == last


def test_a_head_noted_outside_that_never_was_is_found(session: Database, last: int) -> None:
    assert broken_at((last, "ab" * 32)) == last
    assert broken_at((last + 1, "ab" * 32)) == last + 1


def test_an_inserted_entry_is_found(tamper: Callable[..., None], last: int) -> None:
    names = ", ".join(name for name in COLUMNS if name not in {"prev_hash", "hash"})

    tamper(
        f"INSERT INTO ledger_entries (seq, prev_hash, hash, {names}) "
        f"SELECT {last + 1}, hash, '{'0' * 64}', {names} FROM ledger_entries WHERE seq = {last}"
    )

    assert broken_at() == last + 1


def test_changed_evidence_is_found(session: Database) -> None:
    dan = make.person(email="dan@example.se")
    last = head()[0]
    session.execute(
        text("INSERT INTO ledger_evidence (seq, key, text) VALUES (:seq, :key, 'x')"), {"seq": last, "key": b"k" * 32}
    )
    session.commit()

    assert dan.id
    assert broken_at() == last


def test_erased_evidence_leaves_the_chain_whole(session: Database, last: int) -> None:
    session.execute(text("DELETE FROM ledger_evidence"))
    session.commit()

    assert verify() is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET actor = 'person'",
        "DELETE FROM ledger_entries",
        "DELETE FROM ledger_entries WHERE seq = 1",
    ],
)
def test_the_database_refuses_to_change_entries(session: Database, last: int, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))

    session.rollback()
    assert verify() is None


@only_sqlite
def test_replacing_an_entry_is_refused_too(session: Database, last: int) -> None:
    names = ", ".join(COLUMNS)

    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(
            text(f"REPLACE INTO ledger_entries (seq, {names}) SELECT seq, {names} FROM ledger_entries WHERE seq = 1")
        )

    session.rollback()
    assert verify() is None


@only_postgresql
def test_truncating_is_refused_too(session: Database, last: int) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("TRUNCATE ledger_entries CASCADE"))

    session.rollback()
    assert verify() is None
