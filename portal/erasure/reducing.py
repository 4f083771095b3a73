"""Leave of somebody only what a law requires: who they are and how they are reached."""

from datetime import datetime

from sqlalchemy import Executable, delete, select

from portal.access_answers.delivering import forget_delivered_to
from portal.asking.models import RoundPerson
from portal.customers.models import Sale
from portal.erasure.queries import Duty, duties
from portal.erasure.rules import Because
from portal.extensions import db
from portal.imports.models import ImportChange
from portal.ledger.actions import append
from portal.ledger.models import Channel, LedgerEntry, LedgerEvidence
from portal.ledger.rules import Actor, Draft, canonical_json
from portal.legal_bases.actions import end_basis
from portal.legal_bases.choices import stop_all_marketing
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.mail.letters.erased import erased_row
from portal.mail.models import Letter
from portal.mail.outbox import enqueue
from portal.people.actions import note_choice
from portal.people.models import DataField, Person
from portal.people.restricting import restrict
from portal.preferences.models import Pause, TopicChoice
from portal.web_forms.models import FormAnswer


class NothingObliges(Exception):
    """No purpose rests on a legal obligation: the person can be erased."""


def reduce_person(
    person: Person,
    *,
    reason: Because,
    comment: str = "",
    tell: bool = False,
    actor: Actor,
    channel: Channel,
    at: datetime,
) -> list[Duty]:
    """Delete all but the person's contact details and what a law requires, and return for what; lock the person first.

    Every other use ends, all marketing is stopped, and the rest may only be stored (GDPR art. 17(3)(b), 18).

    :raises NothingObliges: no law requires anything
    """
    kept = list(duties(person))
    if not kept:
        raise NothingObliges(person.id)
    known, bound = catalogue(), {duty.purpose.id for duty in kept}
    stop_all_marketing(person, known, at=at, by=actor, channel=channel)
    for row in recorded_bases(person.id):
        if row.purpose_id not in bound:
            end_basis(person, known.purpose_of[row.purpose_id], at=at, by=actor, channel=channel)
    restrict(person, at=at, by=actor, channel=channel)
    db.session.flush()
    forget_delivered_to(person.id, at=at)
    _forget(person)
    if tell:
        keys = [duty.purpose.key for duty in kept]
        letter = erased_row(
            person.email, person.name, person.language, person.country, stopped=True, duties=keys, at=at
        )
        enqueue([letter] if letter and person.unconfirmed_since is None else [])
    evidence = canonical_json({"comment": comment}) if comment else ""
    details = {"reason": reason, "purposes": sorted(duty.purpose.key for duty in kept)}
    draft = Draft("person.reduced", person_ref=person.ref, details=details, evidence=evidence)
    [seq] = append([draft], at=at, by=actor, channel=channel)
    note_choice(person, seq)
    return kept


def _forget(person: Person) -> None:
    """Delete what the law does not require; the names of the past stand beside the ledger."""
    for row in recorded_bases(person.id):
        row.comment = row.evidence = ""
    db.session.flush()
    entries = select(LedgerEntry.seq).where(LedgerEntry.person_ref == person.ref)
    _run(delete(LedgerEvidence).where(LedgerEvidence.seq.in_(entries)))
    for model in (Letter, DataField, TopicChoice, Pause, FormAnswer, ImportChange, Sale, RoundPerson):
        _run(delete(model).where(model.person_id == person.id))
    person.address_answer = ""
    db.session.flush()


def _run(statement: Executable) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
