"""Tell faults of the database in one line instead of a traceback, in every command."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError, SQLAlchemyError

SQLITE_BUSY = "database is locked"
NOT_SET_UP = ("no such table", "no such column", "UndefinedTable", "UndefinedColumn")


class TellingGroup(AppGroup):
    """A group of commands that tell faults in one line and exit with 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with _told():
            return super().invoke(ctx)


class TellingCommand(click.Command):
    """A single command that tells faults in one line and exits with 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with _told():
            return super().invoke(ctx)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as fault:
        raise click.ClickException(sentence(fault)) from fault


def sentence(fault: SQLAlchemyError) -> str:
    """Return what is wrong with the database, and what to do, in one line without personal data."""
    words = f"{type(getattr(fault, 'orig', None)).__name__} {getattr(fault, 'orig', '')}"
    if SQLITE_BUSY in words:
        return "The database is busy. Nothing was changed; try again."
    if isinstance(fault, OperationalError | ProgrammingError) and any(sign in words for sign in NOT_SET_UP):
        return "The database is not set up. Run: flask setup"
    if isinstance(fault, OperationalError):
        first = str(fault.orig).strip().partition("\n")[0]
        return f"The database can't be reached: {first}"
    kind = type(fault.orig).__name__ if isinstance(fault, DBAPIError) else type(fault).__name__
    return f"The database refused ({kind}). Nothing was changed."
