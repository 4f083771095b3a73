"""What every process keeps in memory until an entry says that it has changed."""

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, g
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.ledger.models import LedgerHead


def configuration_version() -> str:
    """Return the version of the configuration, asked once per request or other app context."""
    version: str | None = g.get("configuration_version")
    if version is None:
        version = db.session.execute(select(LedgerHead.configuration).where(LedgerHead.id == 1)).scalar_one()
        g.configuration_version = version
    return version


def remember_version(version: str) -> None:
    """Keep a version that another query brought along, so that it is not asked for again."""
    g.configuration_version = version


def forget_version() -> None:
    """Ask again: the configuration changed, or a long-running process begins its next round."""
    g.pop("configuration_version", None)


T = TypeVar("T")


def cached(load: Callable[[Session], T]) -> Callable[[], T]:
    """Return a function that gives what ``load`` gave, loaded anew only when the configuration changed.

    The models in it are detached: read them, never add them to a session.
    """

    def current() -> T:
        version = configuration_version()
        kept = current_app.extensions.setdefault("portal_configuration", {})
        known: tuple[str, T] | None = kept.get(load)
        if known is not None and known[0] == version:
            return known[1]
        with Session(db.session.connection()) as session:
            value = load(session)
            session.expunge_all()
        kept[load] = (version, value)
        return value

    return current


def remembered(load: Callable[[Session], T]) -> T | None:
    """Return what ``load`` gave last in this process, however old, without asking the database."""
    known: tuple[str, T] | None = current_app.extensions.get("portal_configuration", {}).get(load)
    return known[1] if known else None
