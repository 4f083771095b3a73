"""Ask for a bulk change, let it begin or be put back, or drop it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from portal.bulk.models import BulkChange, BulkPerson
from portal.bulk.queries import change_by_id
from portal.bulk.rules import BROKEN_OFF, CAN_APPLY, CAN_UNDO, BulkState, Outcome, outcome
from portal.bulk.terms import Terms, present
from portal.database import Base
from portal.extensions import db
from portal.jobs.actions import add_job
from portal.jobs.models import Job
from portal.ledger.rules import Actor
from portal.legal_bases.many import held
from portal.numbering import set_numbers

SAMPLE = 20
"""People of each outcome who are shown."""
FORGOTTEN_AT_ONCE: Final = 5000
_PEOPLE = Base.metadata.tables[BulkPerson.__tablename__]
_MINE = _PEOPLE.c.bulk_id == bindparam("of_bulk")
_LEAVE = update(_PEOPLE).where(_MINE, _PEOPLE.c.person_id == bindparam("of_person")).values(outcome=bindparam("what"))
_STATES: Final[dict[str, tuple[frozenset[BulkState], BulkState, Outcome | None]]] = {
    "bulk_count": (frozenset({"counting"}), "counting", None),
    "bulk_apply": (CAN_APPLY, "applying", "change"),
    "bulk_undo": (CAN_UNDO, "undoing", "changed"),
    "bulk_forget": (frozenset({"dropped"}), "dropped", None),
}
"""Kind of job -> the states in which it may begin, the state that it leads to, and the outcome that it works at."""

Counted = list[tuple[int, Outcome]]
"""People's ids with what becomes of each."""


class NotNow(Exception):
    """The change is in a state in which that can't be done."""


def ask(asked: Mapping[str, Any], terms: Terms, people: Counted | None, *, at: datetime, by: Actor) -> BulkChange:
    """Keep what is wished for those whom a search finds.

    :param asked: the search, as it stands in its page's address
    :param people: those found, or None when they are so many that a job has to find and count them
    """
    change = BulkChange(
        state="counting" if people is None else "counted",
        asked=dict(asked),
        purpose_id=terms.purpose.id,
        legal_basis_id=terms.basis.id if terms.basis else None,
        source_id=terms.source.id,
        comment=terms.comment,
        evidence=terms.evidence,
        wording_version=terms.wording_version,
        made_at=at,
        by=str(by),
        counts={},
        samples={},
    )
    db.session.add(change)
    db.session.flush()
    if people is None:
        begin(change, "bulk_count", by=by, at=at)
    else:
        keep_counted(change, people)
    return change


def counted(ids: Sequence[int], terms: Terms) -> Counted:
    """Return what would become of each of those people who are there; nothing is locked."""
    wish = terms.wish
    return [(one.person_id, outcome(wish, present(one))) for one in held(ids, terms.purpose.id, lock=False)]


def keep_counted(change: BulkChange, people: Counted) -> None:
    """Fix that the change concerns those people too."""
    if not people:
        return
    rows = [{"bulk_id": change.id, "person_id": person_id, "outcome": what} for person_id, what in people]
    db.session.connection().execute(insert(_PEOPLE), rows)
    counts = Counter(change.counts) + Counter(str(what) for _, what in people)
    samples = {what: list(ids) for what, ids in change.samples.items()}
    for person_id, what in people:
        shown = samples.setdefault(what, [])
        if len(shown) < SAMPLE:
            shown.append(person_id)
    change.counts, change.samples = dict(counts), samples


def keep_left(change: BulkChange, was: Outcome, people: Counted) -> None:
    """Keep why those people, who all had the same outcome before, are left as they are."""
    rows = [{"of_bulk": change.id, "of_person": person_id, "what": what} for person_id, what in people]
    if rows:
        db.session.connection().execute(_LEAVE, rows)
        _count(change, was, Counter(str(what) for _, what in people))


def keep_done(change: BulkChange, was: Outcome, now: Outcome, seqs: Mapping[int, int]) -> None:
    """Keep that the people, each with the entry of it, now have another outcome."""
    if seqs:
        set_numbers(_PEOPLE, seqs, key="person_id", number="seq", of={"bulk_id": change.id}, same={"outcome": now})
        _count(change, was, Counter({str(now): len(seqs)}))


def _count(change: BulkChange, was: Outcome, more: Counter[str]) -> None:
    counts = Counter(change.counts) + more
    counts[was] -= more.total()
    change.counts = dict(+counts)


def close(change: BulkChange, state: BulkState, *, left: Outcome | None = None) -> None:
    """Say that all is done; those who still count as ``left`` are no longer registered."""
    counts = Counter(change.counts)
    counts["gone"] += counts.pop(left, 0) if left else 0
    change.counts, change.state = dict(+counts), state


def begin(change: BulkChange, kind: str, *, by: Actor, at: datetime) -> Job:
    """Ask a worker to count, to apply or to put back, and return the job.

    :param kind: one of those in ``portal.bulk.work``
    :raises NotNow: it is not its time
    """
    allowed, state, working_at = _STATES[kind]
    if change.state not in allowed:
        raise NotNow(change.state)
    change.state = state
    if kind == "bulk_apply":
        change.applied_at = at
    elif kind == "bulk_undo":
        change.undone_at = at
    job = add_job(
        kind,
        owner=by,
        facts={"bulk": change.id, "last": 0},
        subject=f"#{change.id}",
        page=f"/staff/people/bulk/{change.id}",
        total=change.counts.get(working_at, 0) if working_at else None,
        at=at,
    )
    change.job_id = job.id
    return job


def drop(change: BulkChange, *, by: Actor, at: datetime) -> None:
    """Forget a change that was only counted, and whom it concerned: at once when they are few, else by a job.

    :raises NotNow: something was changed already, or it is being counted
    """
    if change.state != "counted":
        raise NotNow(change.state)
    change.state = "dropped"
    if forget_some(change.id) == FORGOTTEN_AT_ONCE:
        begin(change, "bulk_forget", by=by, at=at)


def forget_some(bulk_id: int) -> int:
    """Delete some of the people whom the change concerned, and return how many."""
    some = select(_PEOPLE.c.person_id).where(_PEOPLE.c.bulk_id == bulk_id).limit(FORGOTTEN_AT_ONCE)
    mine = (_PEOPLE.c.bulk_id == bulk_id, _PEOPLE.c.person_id.in_(some.scalar_subquery()))
    return db.session.connection().execute(delete(_PEOPLE).where(*mine)).rowcount


def break_off(job: Job, _at: datetime) -> None:
    """Let the change say that its job was cancelled or failed; what was done stays."""
    change = change_by_id(job.facts["bulk"], lock=True)
    change.state = BROKEN_OFF.get(change.state, change.state)
