"""Hand letters over in turn, and keep each outcome while the next one is being announced."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from random import random
from types import TracebackType
from typing import Protocol, Self

from portal.clock import seconds
from portal.mail.addresses import UnsafeHeader, UnusableRecipient
from portal.mail.carriers import Carrier, NoCarrier, Refused, RefusedRecipient, TryLater
from portal.mail.claims import Claims
from portal.mail.mime import letter_bytes
from portal.mail.rules import LEASE, gives_up, pause_after

Now = Callable[[], datetime]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """A claimed and written letter, as the sending needs it."""

    id: int
    fence: int
    tries: int
    kept: bool
    sender: str
    recipient: str
    headers: dict[str, str]
    text: str
    html: str
    since: float
    """When it was claimed, in seconds of ``clock.seconds``."""
    is_to_person: bool = False
    traceless: bool = False
    """Whether nothing of it is kept once it is sent or given up."""
    was_refused: bool = False
    """Whether the address is marked as refused: a letter that arrives there takes the mark off."""


class Marking(Protocol):
    """Keeps outcomes that say something about the address."""

    def refused(self, task: Task, said: str, *, at: datetime) -> bool:
        """Keep that the address takes no letters."""

    def arrived(self, task: Task, said: str, *, at: datetime) -> bool:
        """Keep that a letter arrived where they were refused before."""


@dataclass
class Tally:
    """What one round did."""

    sent: int = 0
    failed: int = 0
    put_off: int = 0
    due: int = 0
    """Letters still to be sent, now or later."""
    forgotten: int = 0
    """Letters of which nothing is kept: their words still stand in the database's files."""
    trouble: str = ""
    """Why letters had to stay: the mail server can't be reached."""


class Sender:
    """Sends batches; a letter's words go only when the outcome of the one before is committed.

    So a worker that is killed has at most one letter whose outcome nobody knows.
    """

    def __init__(self, carrier: Carrier, claims: Claims, marks: Marking, tally: Tally, *, now: Now) -> None:
        """Keep what it works with; the claims are used by one thread of its own."""
        self._carrier, self._claims, self._marks, self._tally, self._now = carrier, claims, marks, tally, now
        self._keeper = ThreadPoolExecutor(1, "outcomes")
        self._pending: Future[None] | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep the last outcome."""
        self._keeper.shutdown()

    def send(self, tasks: Sequence[Task], *, stopped: Callable[[], bool]) -> Sequence[Task]:
        """Send the letters in turn and return those that were not tried."""
        left: Sequence[Task] = ()
        for position, task in enumerate(tasks):
            if stopped():
                left = tasks[position:]
                break
            late = seconds() - task.since > LEASE.total_seconds() / 2
            if late and not self._renewed(task):
                continue
            try:
                self._keep(self._outcome(task))
            except NoCarrier as fault:
                self._tally.trouble = str(fault)
                left = tasks[position:]
                break
        self._settle()
        return left

    def hand_back(self, tasks: Sequence[Task]) -> None:
        """Let others have letters that were not tried, at once."""
        for task in tasks:
            self._claims.renewed(task.id, task.fence, at=self._now())

    def _renewed(self, task: Task) -> bool:
        self._settle()
        return self._claims.renewed(task.id, task.fence, at=self._now() + LEASE)

    def _keep(self, outcome: Callable[[], None]) -> None:
        self._settle()
        self._pending = self._keeper.submit(outcome)

    def _settle(self) -> None:
        """Wait until the latest outcome is committed."""
        if self._pending is not None:
            pending, self._pending = self._pending, None
            pending.result()

    def _outcome(self, task: Task) -> Callable[[], None]:
        """Hand the letter over and return what then keeps its outcome."""
        try:
            parcel = letter_bytes(task.headers, task.text, task.html, sender=task.sender, recipient=task.recipient)
            said = self._carrier.carry(parcel, self._settle)
        except TryLater as fault:
            reason = str(fault)
            return lambda: self._keep_later(task, reason)
        except RefusedRecipient as fault:
            reason = str(fault)
            return lambda: self._keep_refused(task, reason)
        except (Refused, UnsafeHeader, UnusableRecipient) as fault:
            reason = str(fault)
            return lambda: self._keep_failed(task, reason)
        return lambda: self._keep_sent(task, said)

    def _keep_sent(self, task: Task, said: str) -> None:
        if task.was_refused:
            mine = self._marks.arrived(task, said, at=self._now())
        else:
            mine = self._claims.sent(
                task.id, task.fence, said, kept=task.kept, traceless=task.traceless, at=self._now()
            )
            self._tally.forgotten += task.traceless
        self._tally.sent += mine
        if not mine:
            log.warning("Letter %s was sent by a worker that had lost it; it may arrive twice.", task.id)

    def _keep_refused(self, task: Task, reason: str) -> None:
        if task.is_to_person:
            self._tally.failed += self._marks.refused(task, reason, at=self._now())
        else:
            self._keep_failed(task, reason)

    def _keep_failed(self, task: Task, reason: str) -> None:
        self._tally.failed += self._claims.failed(
            task.id, task.fence, reason, tries=task.tries, traceless=task.traceless
        )
        self._tally.forgotten += task.traceless

    def _keep_later(self, task: Task, reason: str) -> None:
        if gives_up(task.tries):
            self._keep_failed(task, reason)
            return
        again = self._now() + pause_after(task.tries, random())
        self._tally.put_off += self._claims.later(task.id, task.fence, reason, tries=task.tries, at=again)
