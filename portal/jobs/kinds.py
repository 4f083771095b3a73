"""The kinds of jobs: how each is done, one step at a time."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from flask import Flask, current_app
from flask_babel import LazyString, force_locale

from portal.config import LANGUAGES
from portal.jobs.models import Job
from portal.ledger.rules import Actor

_KEY: Final = "portal_jobs"


class CannotGoOn(Exception):
    """The job can't be finished; the reason is a sentence that its owner reads."""

    def __init__(self, reason: LazyString) -> None:
        """Keep the reason, to be said in any language."""
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Work:
    """What a step begins from: the job as it was when it was taken up."""

    job_id: int
    owner: Actor
    facts: Mapping[str, Any]
    done: int
    total: int | None
    now: Callable[[], datetime]


@dataclass(frozen=True)
class Step:
    """How far a job has come; what is left out stays as it was."""

    done: int
    total: int | None = None
    facts: Mapping[str, Any] | None = None
    """What a worker that takes it up from here begins with."""


Steps = Generator[Step, None, Mapping[str, Any]]
"""Each yield ends a transaction: what was changed since the one before is committed together with the step.

Returning ends the job, with its result. Nothing that belongs to a session is kept over a yield, and a chunk that holds
SQLite's only write lock for long keeps people's own choices waiting: read in a transaction of its own and roll it back.
"""


def _nothing(_: Job, __: datetime) -> None:
    """Leave everything as it is."""


@dataclass(frozen=True)
class Kind:
    """One kind of job."""

    name: LazyString
    """What staff know it by."""
    run: Callable[[Work], Steps]
    broken_off: Callable[[Job, datetime], None] = field(default=_nothing)
    """Called in the transaction in which it fails or is cancelled."""


def init_app(app: Flask, kinds: Mapping[str, Kind]) -> None:
    """Tell the application which kinds of jobs there are."""
    app.extensions[_KEY] = dict(kinds)


def kind_of(key: str) -> Kind | None:
    """Return the kind of that name, or None when there is no such kind, or no longer."""
    kinds: dict[str, Kind] = current_app.extensions.get(_KEY, {})
    return kinds.get(key)


def in_every_language(sentence: LazyString) -> dict[str, str]:
    """Return the sentence in each language of the portal."""
    said = {}
    for language in LANGUAGES:
        with force_locale(language):
            said[language] = str(sentence)
    return said
