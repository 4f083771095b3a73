"""Addresses that mail servers refuse for good, and that work again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import SYSTEM, Actor, Draft, canonical_json
from portal.people.models import Person

_AT_A_TIME = 500


def refused_addresses(email_keys: Collection[str]) -> frozenset[str]:
    """Return those of the addresses, folded by ``rules.email_key``, to which letters are refused for good."""
    asked = sorted(set(email_keys) - {""})
    refused: set[str] = set()
    for start in range(0, len(asked), _AT_A_TIME):
        refused.update(
            db.session.scalars(
                select(Person.email_key)
                .where(Person.email_key.in_(asked[start : start + _AT_A_TIME]), Person.address_refused_at.is_not(None))
                .order_by(Person.email_key)
            )
        )
    return frozenset(refused)


def note_refused_address(
    email_key: str, answer: str, *, at: datetime, by: Actor = SYSTEM, channel: Channel = "system"
) -> None:
    """Mark the address of everybody who has it, each with an entry; one that is marked already stays as it is.

    The server's words stand beside the entry, because they may repeat the address.
    """
    people = [person for person in _locked_at(email_key) if person.address_refused_at is None]
    for person in people:
        person.address_refused_at, person.address_answer = at, answer
    evidence = canonical_json({"comment": answer}) if answer else ""
    drafts = [Draft("address.refused", person_ref=person.ref, evidence=evidence) for person in people]
    append(drafts, at=at, by=by, channel=channel)


def note_working_address(email_key: str, *, at: datetime, by: Actor = SYSTEM, channel: Channel = "system") -> None:
    """Take the mark off the address of everybody who has it, each with an entry."""
    people = [person for person in _locked_at(email_key) if person.address_refused_at is not None]
    for person in people:
        forget_refusal(person)
    drafts = [Draft("address.works", person_ref=person.ref) for person in people]
    append(drafts, at=at, by=by, channel=channel)


def forget_refusal(person: Person) -> None:
    """Take the mark off, as when the person has another address; whoever calls says why in the ledger."""
    person.address_refused_at, person.address_answer = None, ""


def _locked_at(email_key: str) -> Collection[Person]:
    if not email_key:
        return ()
    return db.session.scalars(
        select(Person)
        .where(Person.email_key == email_key)
        .order_by(Person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
