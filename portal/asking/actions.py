"""Prepare a round, let it begin, remind, count and drop it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from portal.asking.models import ConsentRound, RoundPerson
from portal.asking.present import Candidate, candidates
from portal.asking.queries import round_by_id, rounds_to_remind
from portal.asking.rules import BROKEN_OFF, CAN_ASK, CAN_REMIND, Outcome, RoundState, outcome
from portal.database import Base
from portal.extensions import db
from portal.jobs.actions import add_job
from portal.jobs.models import Job
from portal.ledger.rules import SYSTEM, Actor
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import Catalogue
from portal.numbering import set_numbers
from portal.settings.marketing import marketing_settings

SAMPLE: Final = 20
"""People of each outcome who are shown."""
FORGOTTEN_AT_ONCE: Final = 5000
LATE: Final = timedelta(days=30)
"""How late a reminder goes by itself at the most, as when the setting is new."""
_PEOPLE = Base.metadata.tables[RoundPerson.__tablename__]
_MINE = _PEOPLE.c.round_id == bindparam("of_round")
_LEAVE = update(_PEOPLE).where(_MINE, _PEOPLE.c.person_id == bindparam("of_person")).values(outcome=bindparam("what"))
_STATES: Final[dict[str, tuple[frozenset[RoundState], RoundState]]] = {
    "consent_count": (frozenset({"counting"}), "counting"),
    "consent_ask": (CAN_ASK, "asking"),
    "consent_remind": (CAN_REMIND, "reminding"),
    "consent_answers": (frozenset({"asked"}), "asked"),
    "consent_forget": (frozenset({"dropped"}), "dropped"),
}
"""Kind of job -> the states in which it may begin, and the state that it leads to."""

Counted = list[tuple[int, Outcome]]
"""People's ids with what becomes of each."""


class NotNow(Exception):
    """The round is in a state in which that can't be done."""


def prepare(
    searched: Mapping[str, Any], purpose: Purpose, version: int, people: Counted | None, *, at: datetime, by: Actor
) -> ConsentRound:
    """Keep whom a search found, to be asked for consent to that version of the purpose's wording.

    :param searched: the search, as it stands in its page's address
    :param people: those found, or None when they are so many that a job has to find and count them
    """
    made = ConsentRound(
        state="counting" if people is None else "counted",
        searched=dict(searched),
        purpose_id=purpose.id,
        wording_version=version,
        made_at=at,
        by=str(by),
        counts={},
        samples={},
        answers={},
    )
    db.session.add(made)
    db.session.flush()
    if people is None:
        begin(made, "consent_count", by=by, at=at)
    else:
        keep_counted(made, people)
    return made


def counted(ids: Sequence[int], purpose: Purpose, known: Catalogue, *, at: datetime) -> Counted:
    """Return what would become of each of those people who are there; nothing is locked."""
    found = candidates(ids, purpose, known, marketing_settings(), at=at, lock=False)
    return [(one.held.person_id, outcome_of(one)) for one in found]


def outcome_of(one: Candidate) -> Outcome:
    """Return whether the person is asked, or why not."""
    return outcome(one.present)


def keep_counted(made: ConsentRound, people: Counted) -> None:
    """Fix that the round concerns those people too."""
    if not people:
        return
    rows = [{"round_id": made.id, "person_id": key, "outcome": what, "reminded": False} for key, what in people]
    db.session.connection().execute(insert(_PEOPLE), rows)
    samples = {what: list(ids) for what, ids in made.samples.items()}
    for person_id, what in people:
        shown = samples.setdefault(what, [])
        if len(shown) < SAMPLE:
            shown.append(person_id)
    made.counts = dict(Counter(made.counts) + Counter(str(what) for _, what in people))
    made.samples = samples


def keep_left(made: ConsentRound, people: Counted) -> None:
    """Keep why those people, who were to be asked, are left out after all."""
    rows = [{"of_round": made.id, "of_person": person_id, "what": what} for person_id, what in people]
    if rows:
        db.session.connection().execute(_LEAVE, rows)
        _count(made, Counter(str(what) for _, what in people))


def keep_asked(made: ConsentRound, seqs: Mapping[int, int], *, at: datetime) -> None:
    """Keep that the people, each with the entry of it, were asked."""
    if seqs:
        same = {"outcome": "asked", "asked_at": at}
        set_numbers(_PEOPLE, seqs, key="person_id", number="seq", of={"round_id": made.id}, same=same)
        _count(made, Counter(asked=len(seqs)))


def keep_reminded(made: ConsentRound, person_ids: Sequence[int]) -> None:
    """Keep that the people were reminded, which is done once."""
    mine = (_PEOPLE.c.round_id == made.id, _PEOPLE.c.person_id.in_(person_ids))
    db.session.connection().execute(update(_PEOPLE).where(*mine).values(reminded=True))
    made.reminders += len(person_ids)


def _count(made: ConsentRound, more: Counter[str]) -> None:
    counts = Counter(made.counts) + more
    counts["ask"] -= more.total()
    made.counts = dict(+counts)


def close(made: ConsentRound) -> None:
    """Say that everybody was asked; those who were to be and are no longer there count as gone."""
    counts = Counter(made.counts)
    counts["gone"] += counts.pop("ask", 0)
    made.counts, made.state = dict(+counts), "asked"


def begin(made: ConsentRound, kind: str, *, by: Actor, at: datetime) -> Job:
    """Ask a worker to count, ask or remind, and return the job.

    :param kind: one of those in ``portal.asking.work``
    :raises NotNow: it is not its time, or they were reminded once
    """
    allowed, state = _STATES[kind]
    if made.state not in allowed or (kind == "consent_remind" and made.reminded_at and made.state == "asked"):
        raise NotNow(made.state)
    made.state = state
    if kind == "consent_ask":
        made.asked_at = made.asked_at or at
    elif kind == "consent_remind":
        made.reminded_at = made.reminded_at or at
    totals = {"consent_ask": made.counts.get("ask"), "consent_remind": made.counts.get("asked")}
    job = add_job(
        kind,
        owner=by,
        facts={"round": made.id, "last": 0},
        subject=f"#{made.id}",
        page=f"/staff/people/questions/{made.id}",
        total=totals.get(kind),
        at=at,
    )
    made.job_id = job.id
    return job


def begin_due_reminders(*, at: datetime) -> None:
    """Let those who have not answered be reminded after the days that are set, if any are."""
    days = marketing_settings().reminder_days
    if not days:
        return
    latest = at - timedelta(days=days)
    for round_id in rounds_to_remind(asked_between=(latest - LATE, latest)):
        made = round_by_id(round_id, lock=True)
        if made.state == "asked" and made.reminded_at is None:
            begin(made, "consent_remind", by=SYSTEM, at=at)


def drop(made: ConsentRound, *, by: Actor, at: datetime) -> None:
    """Forget a round that was only counted, and whom it concerned: at once when they are few, else by a job.

    :raises NotNow: somebody was asked already, or they are being counted
    """
    if made.state != "counted":
        raise NotNow(made.state)
    made.state = "dropped"
    if forget_some(made.id) == FORGOTTEN_AT_ONCE:
        begin(made, "consent_forget", by=by, at=at)


def forget_some(round_id: int) -> int:
    """Delete some of the people whom the round concerned, and return how many."""
    some = select(_PEOPLE.c.person_id).where(_PEOPLE.c.round_id == round_id).limit(FORGOTTEN_AT_ONCE)
    mine = (_PEOPLE.c.round_id == round_id, _PEOPLE.c.person_id.in_(some.scalar_subquery()))
    return db.session.connection().execute(delete(_PEOPLE).where(*mine)).rowcount


def break_off(job: Job, _at: datetime) -> None:
    """Let the round say that its job was cancelled or failed; who was asked was asked."""
    made = round_by_id(job.facts["round"], lock=True)
    made.state = BROKEN_OFF.get(made.state, made.state)
