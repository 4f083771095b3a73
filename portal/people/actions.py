"""Register people, change what is stored about them, and note who looked."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.database import Base
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import SYSTEM, VOUCHING, Actor, Draft, canonical_json
from portal.numbering import set_numbers
from portal.people.addresses import forget_refusal
from portal.people.field_kinds import kind_named
from portal.people.kept_stops import MARKETING, kept_stops
from portal.people.models import Chooser, DataField, Look, Person, PersonLook
from portal.people.rules import CORE_FIELDS, folded, tidy
from portal.prepared import Prepared

_PEOPLE = Base.metadata.tables[Person.__tablename__]
_CHOSE = Prepared(update(_PEOPLE).where(_PEOPLE.c.id == bindparam("person_id")).values(choices_seq=bindparam("seq")))


def register(
    values: Mapping[str, str],
    *,
    source_id: int,
    source_key: str,
    unconfirmed: bool = False,
    at: datetime,
    by: Actor,
    channel: Channel,
) -> Person:
    """Add a person with those core fields, already checked, and enter it in the ledger.

    :param unconfirmed: nobody knows yet whether the address is theirs
    """
    person = Person(
        **{name: tidy(values.get(name, "")) for name in CORE_FIELDS},
        source_id=source_id,
        registered_at=at,
        registered_by=str(by),
        updated_at=at,
        unconfirmed_since=at if unconfirmed else None,
    )
    fold(person)
    db.session.add(person)
    db.session.flush()
    details: dict[str, object] = {"language": person.language} if person.language else {}
    if unconfirmed:
        details["unconfirmed"] = True
    append(
        [Draft("person.registered", person_ref=person.ref, source=source_key, details=details)],
        at=at,
        by=by,
        channel=channel,
    )
    keep_stopped(person, at=at)
    return person


def keep_stopped(person: Person, *, at: datetime) -> None:
    """Stop all marketing to somebody whose address was erased with such a stop; a later consent lifts it.

    Nobody said so just now: the entry tells that it was kept.
    """
    if person.marketing_objected_at is not None or MARKETING not in kept_stops([person.email_key]).get(
        person.email_key, {}
    ):
        return
    [seq] = append([stop_kept(person.ref)], at=at, by=SYSTEM, channel="system")
    person.marketing_objected_at = at
    note_choice(person, seq)


def stop_kept(person_ref: str) -> Draft:
    """Return the entry that somebody's address was stopped before they were registered."""
    return Draft("marketing.stop_kept", person_ref=person_ref)


def change(person: Person, values: Mapping[str, str], *, at: datetime, by: Actor, channel: Channel) -> list[str]:
    """Set the core fields that differ and return their names; old and new stay as erasable evidence."""
    changed = {
        name: tidy(value)
        for name, value in values.items()
        if name in CORE_FIELDS and getattr(person, name) != tidy(value)
    }
    if not changed:
        return []
    before = {name: getattr(person, name) for name in changed}
    for name, value in changed.items():
        setattr(person, name, value)
    fold(person)
    if "email" in changed:
        forget_refusal(person)
    person.updated_at = at
    if channel in VOUCHING:
        person.unconfirmed_since = None
    details: dict[str, object] = {"fields": sorted(changed)}
    if "language" in changed:
        details["language"] = changed["language"]
    evidence = canonical_json({"old": before, "new": changed})
    append(
        [Draft("person.changed", person_ref=person.ref, details=details, evidence=evidence)],
        at=at,
        by=by,
        channel=channel,
    )
    if "email" in changed:
        keep_stopped(person, at=at)
    return sorted(changed)


def add_field(
    person: Person,
    *,
    label: str,
    category: str,
    value: str,
    source_id: int,
    source_key: str,
    at: datetime,
    by: Actor,
    channel: Channel,
) -> DataField:
    """Store a further item about the person; a label that names a kind makes it one of that kind."""
    kind = kind_named(label)
    item = DataField(
        person_id=person.id,
        kind_id=kind.id if kind else None,
        label=tidy(label),
        category=tidy(category),
        value=tidy(value),
        source_id=source_id,
        recorded_at=at,
        recorded_by=str(by),
    )
    db.session.add(item)
    evidence = canonical_json({"label": item.label, "old": None, "new": item.value})
    append(
        [Draft("field.added", person_ref=person.ref, source=source_key, evidence=evidence)],
        at=at,
        by=by,
        channel=channel,
    )
    return item


def correct_field(person: Person, item: DataField, value: str, *, at: datetime, by: Actor, channel: Channel) -> bool:
    """Put another value in a further item about the person, and tell whether it differs from the one before."""
    before, item.value = item.value, tidy(value)
    if item.value == before:
        return False
    evidence = canonical_json({"label": item.label, "old": before, "new": item.value})
    append([Draft("field.corrected", person_ref=person.ref, evidence=evidence)], at=at, by=by, channel=channel)
    return True


def remove_field(person: Person, item: DataField, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Delete a further item about the person."""
    evidence = canonical_json({"label": item.label, "old": item.value, "new": None})
    db.session.delete(item)
    append([Draft("field.removed", person_ref=person.ref, evidence=evidence)], at=at, by=by, channel=channel)


def note_look(person_id: int, *, kind: Look, staff: str, role: str, reason: str, at: datetime) -> None:
    """Note that somebody viewed or exported the person."""
    db.session.add(PersonLook(person_id=person_id, at=at, kind=kind, staff=staff, role=role, reason=reason))


def note_looks(reasons: Mapping[int, str], *, kind: Look, staff: str, role: str, at: datetime) -> None:
    """Note that somebody viewed or exported many people, each by id with the reason in their language."""
    same = {"at": at, "kind": kind, "staff": staff, "role": role}
    rows = [{**same, "person_id": person_id, "reason": reason} for person_id, reason in reasons.items()]
    db.session.execute(insert(PersonLook), rows)


def note_choice(person: Person, seq: int) -> None:
    """Remember the ledger entry of the person's latest choice, so that older forms are known to be stale."""
    note_choices([(person, seq)])


def note_choices(latest: Sequence[tuple[Person | Chooser, int]]) -> None:
    """Remember the ledger entry of each person's latest choice."""
    _CHOSE.run(db.session.connection(), [{"person_id": person.id, "seq": seq} for person, seq in latest])
    for person, seq in latest:
        if isinstance(person, Chooser):
            person.choices_seq = seq
        else:
            set_committed_value(person, "choices_seq", seq)


def note_many_choices(seqs: Mapping[int, int]) -> None:
    """Remember the latest entry of each of very many people, by id; staff who record something vouch for the person."""
    set_numbers(_PEOPLE, seqs, key="id", number="choices_seq", same={"unconfirmed_since": None})


def fold(person: Person) -> None:
    """Bring what the person is compared and searched by in step with their data."""
    for name, text in folded(person.name, person.email, person.company, person.phone).items():
        setattr(person, name, text)
