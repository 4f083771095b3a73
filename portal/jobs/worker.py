"""The worker's loop: letters and jobs in turn, the day's chores, a rest, until told to stop."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from random import random
from threading import Event

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.clock import seconds
from portal.database import fold_log_back
from portal.dates import local
from portal.extensions import db
from portal.jobs.rules import IDLE, JOBS_TURN, LETTERS_TURN, rest
from portal.jobs.running import Runner
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
        jobs: bool = False,
        report: Callable[[Tally], None] | None = None,
    ) -> None:
        """Keep what it works with; ``stop`` ends it after the letter or step in hand."""
        self._app, self._carrier, self._now, self._stop = app, carrier, now, stop
        self._chores, self._report = chores, report
        self._runner = Runner(app, now=now) if jobs else None
        self._chores_done_on: date | None = None
        self._trouble = ""
        self._troubles = 0
        self._letters_from = 0.0

    def run(self) -> None:
        """Go round until told to stop."""
        while not self._stop.is_set():
            if self.go_round():
                continue
            pause = rest(self._troubles, random())
            self._letters_from = seconds() + pause
            self._stop.wait(min(pause, IDLE) if self._runner else pause)

    def go_round(self) -> bool:
        """Send what is due, do the chores and take a few steps of a job; tell whether more is waiting.

        A database that is away is trouble, not the end.
        """
        try:
            tally = self._send()
            self._do_chores()
            more = self._runner.work(JOBS_TURN, stopped=self._stop.is_set) if self._runner else False
        except SQLAlchemyError as fault:
            self._note(f"database: {type(fault).__name__}")
            log.debug("The round was broken off.", exc_info=True)
            return False
        if tally is not None:
            self._note(tally.trouble)
            if self._report is not None:
                self._report(tally)
        return more

    def _send(self) -> Tally | None:
        """Send letters until none is due or others have their turn; None while a mail server that is away has its rest.

        Jobs go on meanwhile.
        """
        if self._runner is None:
            return deliver(self._app, self._carrier, now=self._now, stopped=self._stop.is_set)
        if seconds() < self._letters_from:
            return None
        end = seconds() + LETTERS_TURN
        return deliver(self._app, self._carrier, now=self._now, stopped=lambda: self._stop.is_set() or seconds() > end)

    def _note(self, trouble: str) -> None:
        """Count the trouble, and log it when it begins, changes or ends."""
        if trouble != self._trouble:
            log.warning("Letters wait: %s" if trouble else "Letters go again.%s", trouble)
        self._trouble = trouble
        self._troubles = self._troubles + 1 if trouble else 0

    def _do_chores(self) -> None:
        at = self._now()
        with self._app.app_context():
            fold_log_back(db.engine)
            today = local(at, current_organisation().time_zone).date()
            if today == self._chores_done_on:
                return
            for chore in self._chores:
                chore(at)
            db.session.commit()
        self._chores_done_on = today
