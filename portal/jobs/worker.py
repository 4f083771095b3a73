"""The worker's loop: send what is due, do the day's chores, rest, until told to stop."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from random import random
from threading import Event

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.dates import local
from portal.extensions import db
from portal.jobs.rules import rest
from portal.mail.carriers import Carrier
from portal.mail.delivery import deliver
from portal.mail.sending import Now, Tally
from portal.settings.queries import current_organisation

Chore = Callable[[datetime], None]
"""Something to be done once a day, given the moment; harmless when two workers do it."""

log = logging.getLogger(__name__)


class Worker:
    """Goes round and round; several may, each in a process of its own."""

    def __init__(
        self,
        app: Flask,
        carrier: Carrier,
        *,
        now: Now,
        stop: Event,
        chores: Sequence[Chore] = (),
        report: Callable[[Tally], None] | None = None,
    ) -> None:
        """Keep what it works with; ``stop`` ends it after the letter in hand."""
        self._app, self._carrier, self._now, self._stop = app, carrier, now, stop
        self._chores, self._report = chores, report
        self._chores_done_on: date | None = None
        self._trouble = ""
        self._troubles = 0

    def run(self) -> None:
        """Go round until told to stop."""
        while not self._stop.is_set():
            self.go_round()
            self._stop.wait(rest(self._troubles, random()))

    def go_round(self) -> None:
        """Send what is due and do the chores of a new day; a database that is away is trouble, not the end."""
        try:
            tally = deliver(self._app, self._carrier, now=self._now, stopped=self._stop.is_set)
            self._do_chores()
        except SQLAlchemyError as fault:
            self._note(f"database: {type(fault).__name__}")
            log.debug("The round was broken off.", exc_info=True)
            return
        self._note(tally.trouble)
        if self._report is not None:
            self._report(tally)

    def _note(self, trouble: str) -> None:
        """Count the trouble, and log it when it begins, changes or ends."""
        if trouble != self._trouble:
            log.warning("Letters wait: %s" if trouble else "Letters go again.%s", trouble)
        self._trouble = trouble
        self._troubles = self._troubles + 1 if trouble else 0

    def _do_chores(self) -> None:
        at = self._now()
        with self._app.app_context():
            today = local(at, current_organisation().time_zone).date()
            if today == self._chores_done_on:
                return
            for chore in self._chores:
                chore(at)
            db.session.commit()
        self._chores_done_on = today
