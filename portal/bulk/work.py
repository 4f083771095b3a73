"""The jobs of bulk changes: count whom one concerns, change them, put it back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from flask_babel import lazy_gettext as _l

from portal.bulk.actions import break_off, close, counted, forget_some, keep_counted
from portal.bulk.applying import Chunk, apply_to, put_back
from portal.bulk.models import BulkChange
from portal.bulk.pace import Pace
from portal.bulk.queries import change_by_id, next_people
from portal.bulk.rules import BulkState, Outcome
from portal.bulk.terms import Terms, question_of, terms_of
from portal.clock import seconds
from portal.database import transactions
from portal.extensions import db
from portal.jobs.kinds import CannotGoOn, Kind, Step, Steps, Work
from portal.ledger.configuration import forget_version
from portal.ledger.rules import Actor
from portal.legal_bases.finding import found_after
from portal.legal_bases.queries import Unknown, catalogue
from portal.legal_bases.rules import BasisNotAllowed

COUNTED_AT_ONCE: Final = 2000
"""People."""
CHANGED_RULES = _l(
    "What was chosen can no longer be recorded: the purpose, legal basis or source was changed in the settings."
)

Act = Callable[[Chunk, BulkChange, Terms, datetime, Actor], None]


def count(work: Work) -> Steps:
    """Find everybody whom the search fits, and keep what would become of each."""
    done, last = work.done, work.facts["last"]
    while True:
        with transactions("read"):
            forget_version()
            change, known = change_by_id(work.facts["bulk"]), catalogue()
            ids = found_after(question_of(change, known), last, COUNTED_AT_ONCE)
            people = counted(ids, terms_of(change, known)) if ids else []
            db.session.rollback()
        change = change_by_id(work.facts["bulk"], lock=True)
        if not ids:
            close(change, "counted")
            return {"people": done}
        keep_counted(change, people)
        done, last = done + len(people), ids[-1]
        yield Step(done, facts={**work.facts, "last": last})


def apply(work: Work) -> Steps:
    """Change the people who were counted, a chunk at a time."""
    yield from _through(work, "change", _apply, "applied")
    return {}


def undo(work: Work) -> Steps:
    """Put back what the change replaced, a chunk at a time."""
    yield from _through(work, "changed", _put_back, "undone")
    return {}


def forget(work: Work) -> Steps:
    """Delete whom a change concerned that was dropped; only their numbers are there."""
    done = work.done
    while True:
        deleted = forget_some(work.facts["bulk"])
        if not deleted:
            return {}
        done += deleted
        yield Step(done)


def _apply(chunk: Chunk, change: BulkChange, terms: Terms, at: datetime, by: Actor) -> None:
    try:
        terms.check()
    except (BasisNotAllowed, Unknown) as fault:
        raise CannotGoOn(CHANGED_RULES) from fault
    apply_to(chunk, change, terms, at=at, by=by)


def _put_back(chunk: Chunk, change: BulkChange, terms: Terms, at: datetime, by: Actor) -> None:
    put_back(chunk, change, terms, at=at, by=by)


def _through(work: Work, outcome: Outcome, act: Act, end: BulkState) -> Steps:
    """Go through those who have the outcome; each chunk is a short transaction."""
    done, last, pace = work.done, work.facts["last"], Pace()
    while True:
        with transactions("read"):
            forget_version()
            catalogue()
            chunk = next_people(work.facts["bulk"], outcome, last=last, most=pace.size)
            db.session.rollback()
        since = seconds()
        change = change_by_id(work.facts["bulk"], lock=True)
        if not chunk:
            close(change, end, left=outcome)
            return {}
        act(chunk, change, terms_of(change, catalogue()), work.now(), work.owner)
        done, last = done + len(chunk), chunk[-1][0]
        pace.took(len(chunk), seconds() - since)
        yield Step(done, facts={**work.facts, "last": last})


BULK: Final[Mapping[str, Kind]] = {
    "bulk_count": Kind(_l("Bulk change: count the people"), count, break_off),
    "bulk_apply": Kind(_l("Bulk change: change the legal basis"), apply, break_off),
    "bulk_undo": Kind(_l("Bulk change: put back"), undo, break_off),
    "bulk_forget": Kind(_l("Bulk change: drop what was counted"), forget),
}
