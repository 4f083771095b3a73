"""Clear what deleted rows leave behind in the database's files."""

from sqlalchemy import Engine

from portal.database import Base

NEVER_DELETED = frozenset({"ledger_entries", "ledger_head"})


def wiped(engine: Engine) -> bool:
    """Clear the database's files of deleted rows, and tell whether that could be done; call it between transactions.

    SQLite overwrites deleted rows itself, but its write-ahead log holds what was there before: it is folded back and
    emptied, which others who read just then prevent. PostgreSQL clears its pages by VACUUM.
    """
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            [busy, *_] = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.close()
        finally:
            raw.close()
        return not busy
    names = ", ".join(sorted(set(Base.metadata.tables) - NEVER_DELETED))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM {names}")
    return True
