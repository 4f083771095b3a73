"""Say that people who look alike are different, or take that back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.rules import Actor, Draft
from portal.people.models import Person, ToldApart, ToldApartPerson


def tell_apart(people: Sequence[Person], *, at: datetime, by: Actor) -> ToldApart:
    """Keep that the people are different; each gets an entry that names none of the others."""
    told = ToldApart(at=at, by=str(by))
    db.session.add(told)
    db.session.flush()
    db.session.execute(
        insert(ToldApartPerson), [{"told_apart_id": told.id, "person_id": person.id} for person in people]
    )
    _enter("person.told_apart", told, people, at=at, by=by)
    return told


def take_back(told: ToldApart, *, at: datetime, by: Actor) -> None:
    """Let the people be listed again while they look alike."""
    members = select(ToldApartPerson.person_id).where(ToldApartPerson.told_apart_id == told.id)
    people = db.session.scalars(select(Person).where(Person.id.in_(members)).order_by(Person.id)).all()
    _enter("person.apart_taken_back", told, people, at=at, by=by)
    db.session.delete(told)


def _enter(event: str, told: ToldApart, people: Sequence[Person], *, at: datetime, by: Actor) -> None:
    details = {"told_apart": told.id, "people": len(people)}
    drafts = [Draft(event, person_ref=person.ref, details=details) for person in people]
    append(drafts, at=at, by=by, channel="staff")
