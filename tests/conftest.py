"""The portal on both databases, its clients, and a mail server."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy.orm import Session, scoped_session

from portal.config import NAMES
from portal.extensions import db
from portal.factory import create_app
from tests.browser.chromium import CHROMIUM
from tests.databases import KINDS, PostgreSQL, SQLite
from tests.mail.mail_server import MailServer
from tests.routes import compile_routes_once

for name in (*NAMES, "PORTAL_INSTANCE"):
    os.environ.pop(name, None)
compile_routes_once()


def pytest_report_header() -> str:
    """Say whether there is a browser to test in."""
    return f"browser: {CHROMIUM or 'no Chromium was found, so the tests in a browser are left out'}"


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def databases(run_folder: Path) -> Iterator[Callable[[str], SQLite | PostgreSQL]]:
    """Return what makes databases of a kind, started when it is first asked for."""
    started: list[SQLite | PostgreSQL] = []

    @cache
    def of_kind(kind: str) -> SQLite | PostgreSQL:
        started.append({"sqlite": SQLite, "postgresql": PostgreSQL}[kind](run_folder))
        return started[-1]

    yield of_kind
    for maker in started:
        maker.close()


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Return the kind of the test's database; see ``only_sqlite`` in ``tests.databases`` for one of them."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, databases: Callable[[str], SQLite | PostgreSQL], tmp_path: Path) -> Iterator[str]:
    """Return the address of a database of the test's own, with schema and shipped lists."""
    with databases(database_kind).copied(tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Return where compiled templates are kept from one test to the next."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(database_url: str, templates: BytecodeCache, tmp_path: Path) -> Iterator[Flask]:
    """Return the portal on a database of the test's own, its instance folder being ``tmp_path``."""
    made = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": database_url}, instance=tmp_path)
    made.jinja_env.bytecode_cache = templates
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser without scripts or cookies yet."""
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Return what runs flask commands."""
    return app.test_cli_runner()


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Session]]:
    """Return the database session, inside an app context; commit before a client or a command writes."""
    with app.app_context():
        yield db.session


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    """Return a listening mail server: ``smtp.port``, ``smtp.letters``, ``smtp.answers``."""
    server = MailServer()
    server.start()
    yield server
    server.stop()
