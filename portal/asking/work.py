"""The jobs of a round: count whom it concerns, ask them, remind them, count their answers."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from flask_babel import lazy_gettext as _l

from portal.asking.actions import break_off, close, counted, forget_some, keep_counted
from portal.asking.asking import Terms, ask, remind, terms_of
from portal.asking.models import ConsentRound
from portal.asking.queries import Asked, answers, next_people, round_by_id
from portal.bulk.pace import Pace
from portal.bulk.terms import question_asked
from portal.clock import seconds
from portal.database import transactions
from portal.extensions import db
from portal.jobs.kinds import CannotGoOn, Kind, Step, Steps, Work
from portal.ledger.configuration import forget_version
from portal.ledger.rules import Actor
from portal.legal_bases.finding import found_after
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import BasisNotAllowed
from portal.settings.marketing import marketing_settings

COUNTED_AT_ONCE: Final = 2000
"""People."""
ANSWERS_AT_ONCE: Final = 5000
"""People."""
OTHER_WORDS = _l(
    "The purpose takes no consent any more, or its wording was changed since the people were counted. Count anew."
)

Act = Callable[[Sequence[Asked], ConsentRound, Terms, datetime, Actor], None]


def count(work: Work) -> Steps:
    """Find everybody whom the search fits, and keep what would become of each."""
    done, last = work.done, work.facts["last"]
    while True:
        with transactions("read"):
            forget_version()
            made, known = round_by_id(work.facts["round"]), catalogue()
            ids = found_after(question_asked(made.searched, known), last, COUNTED_AT_ONCE)
            people = counted(ids, known.purpose_of[made.purpose_id], known, at=work.now()) if ids else []
            db.session.rollback()
        made = round_by_id(work.facts["round"], lock=True)
        if not ids:
            made.state = "counted"
            return {"people": done}
        keep_counted(made, people)
        done, last = done + len(people), ids[-1]
        yield Step(done, facts={**work.facts, "last": last})


def ask_all(work: Work) -> Steps:
    """Ask the people who were counted, a chunk at a time."""

    def act(chunk: Sequence[Asked], made: ConsentRound, terms: Terms, at: datetime, by: Actor) -> None:
        ask(chunk, made, terms, at=at, by=by)

    yield from _through(work, "ask", act)
    close(round_by_id(work.facts["round"], lock=True))
    return {}


def remind_all(work: Work) -> Steps:
    """Remind those who were asked and have not answered, a chunk at a time."""

    def act(chunk: Sequence[Asked], made: ConsentRound, terms: Terms, at: datetime, by: Actor) -> None:
        remind(chunk, made, terms, at=at, by=by)

    yield from _through(work, "asked", act)
    round_by_id(work.facts["round"], lock=True).state = "asked"
    return {}


def _through(work: Work, outcome: Literal["ask", "asked"], act: Act) -> Steps:
    """Go through those who have the outcome; each chunk is a short transaction."""
    done, last, pace = work.done, work.facts["last"], Pace()
    while True:
        with transactions("read"):
            forget_version()
            catalogue()
            chunk = next_people(work.facts["round"], outcome, last=last, most=pace.size, unreminded=outcome == "asked")
            db.session.rollback()
        if not chunk:
            return {}
        since = seconds()
        made = round_by_id(work.facts["round"], lock=True)
        try:
            terms = terms_of(made, catalogue(), marketing_settings())
        except BasisNotAllowed as fault:
            raise CannotGoOn(OTHER_WORDS) from fault
        act(chunk, made, terms, work.now(), work.owner)
        done, last = done + len(chunk), chunk[-1].person_id
        pace.took(len(chunk), seconds() - since)
        yield Step(done, facts={**work.facts, "last": last})


def count_answers(work: Work) -> Steps:
    """Count what very many have answered, some at a time."""
    counts, last, done = Counter(work.facts.get("answers", {})), work.facts["last"], work.done
    while True:
        with transactions("read"):
            made = round_by_id(work.facts["round"])
            people = next_people(made.id, "asked", last=last, most=ANSWERS_AT_ONCE)
            if people:
                counts += answers(made, after=last, until=people[-1].person_id)
            db.session.rollback()
        if not people:
            kept = round_by_id(work.facts["round"], lock=True)
            kept.answers, kept.answers_at = dict(counts), work.now()
            return {"people": done}
        done, last = done + len(people), people[-1].person_id
        yield Step(done, facts={**work.facts, "last": last, "answers": dict(counts)})


def forget(work: Work) -> Steps:
    """Delete whom a round concerned that was dropped; only their numbers are there."""
    done = work.done
    while True:
        deleted = forget_some(work.facts["round"])
        if not deleted:
            return {}
        done += deleted
        yield Step(done)


ASKING: Final[Mapping[str, Kind]] = {
    "consent_count": Kind(_l("Questions for consent: count the people"), count, break_off),
    "consent_ask": Kind(_l("Questions for consent: ask"), ask_all, break_off),
    "consent_remind": Kind(_l("Questions for consent: remind"), remind_all, break_off),
    "consent_answers": Kind(_l("Questions for consent: count the answers"), count_answers),
    "consent_forget": Kind(_l("Questions for consent: drop what was counted"), forget),
}
