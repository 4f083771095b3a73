"""Tests of SQLite writers taking turns."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal import turns
from portal.turns import TurnTakingConnection


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[[], TurnTakingConnection]]:
    """Return a maker of connections to one database with a counter in it, closed after the test."""
    made: list[TurnTakingConnection] = []

    def one_more() -> TurnTakingConnection:
        connection = sqlite3.connect(
            tmp_path / "turns.sqlite", isolation_level=None, factory=TurnTakingConnection, check_same_thread=False
        )
        made.append(connection)
        return connection

    first = one_more()
    first.execute("PRAGMA journal_mode = WAL")
    first.execute("CREATE TABLE counter (value INTEGER)")
    first.execute("INSERT INTO counter VALUES (0)")
    yield one_more
    for connection in made:
        connection.close()


def value(connection: sqlite3.Connection) -> int:
    """Return the counter."""
    return connection.execute("SELECT value FROM counter").fetchone()[0]


def count(connection: TurnTakingConnection, times: int) -> None:
    """Read the counter and write it back greater by one, so many times."""
    for _ in range(times):
        connection.begin(writing=True)
        connection.execute("UPDATE counter SET value = ?", (value(connection) + 1,))
        connection.commit()


def test_no_count_is_lost_when_threads_write_at_once(connect: Callable[[], TurnTakingConnection]) -> None:
    connections = [connect() for _ in range(6)]
    threads = [threading.Thread(target=count, args=(connection, 50)) for connection in connections]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert value(connections[0]) == 300


def test_a_reader_is_let_through_while_a_writer_writes(connect: Callable[[], TurnTakingConnection]) -> None:
    writer, reader = connect(), connect()
    writer.begin(writing=True)
    writer.execute("UPDATE counter SET value = 7")

    reader.begin(writing=False)

    assert value(reader) == 0


def test_a_reading_transaction_refuses_to_write(connect: Callable[[], TurnTakingConnection]) -> None:
    reader = connect()
    reader.begin(writing=False)

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("UPDATE counter SET value = 7")


def test_a_connection_that_read_may_write_next(connect: Callable[[], TurnTakingConnection]) -> None:
    connection = connect()
    connection.begin(writing=False)
    connection.rollback()

    count(connection, 1)

    assert value(connection) == 1


def test_a_writer_gives_up_when_another_process_writes_all_the_time(
    connect: Callable[[], TurnTakingConnection], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    stranger = sqlite3.connect(tmp_path / "turns.sqlite", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")

    with pytest.raises(sqlite3.OperationalError, match="locked") as refused:
        connect().begin(writing=True)

    assert refused.value.sqlite_errorcode == sqlite3.SQLITE_BUSY
    stranger.close()


def test_a_writer_that_gave_up_does_not_keep_the_turn(
    connect: Callable[[], TurnTakingConnection], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    stranger = sqlite3.connect(tmp_path / "turns.sqlite", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError):
        connect().begin(writing=True)
    stranger.close()

    later = connect()
    count(later, 1)

    assert value(later) == 1


def test_a_thread_waits_no_longer_than_its_patience_for_another(
    connect: Callable[[], TurnTakingConnection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    first = connect()
    first.begin(writing=True)

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        connect().begin(writing=True)


@pytest.mark.parametrize("ending", ["commit", "rollback", "close"])
def test_every_ending_hands_on_the_turn(connect: Callable[[], TurnTakingConnection], ending: str) -> None:
    first = connect()
    first.begin(writing=True)

    getattr(first, ending)()

    later = connect()
    count(later, 1)
    assert value(later) == 1


def test_a_fault_other_than_waiting_is_told_at_once(connect: Callable[[], TurnTakingConnection]) -> None:
    connection = connect()
    connection.begin(writing=True)
    connection.rollback()
    connection.execute("BEGIN")

    with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
        connection.begin(writing=True)
