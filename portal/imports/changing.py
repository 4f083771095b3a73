"""Change people who are in the register already, as a row says, and tell what stood before."""

from datetime import datetime
from typing import Any

from portal.imports.creating import withdrawal
from portal.imports.planning import Plan
from portal.imports.selling import note_sales
from portal.ledger.rules import Actor
from portal.legal_bases.actions import Record, enter, record_basis
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.models import Purpose, RecordedBasis, Source
from portal.legal_bases.queries import Catalogue, recorded_basis
from portal.legal_bases.rules import right
from portal.people.actions import add_field, change, remove_field
from portal.people.models import Person
from portal.people.queries import data_fields, locked_person


def update(plan: Plan, known: Catalogue, *, at: datetime, by: Actor) -> dict[str, Any]:
    """Carry out the plan for a person whose row is locked, and return what stood before, for an undo."""
    person = locked_person(plan.person_id)
    before: dict[str, Any] = {
        "core": {name: [getattr(person, name), text] for name, text in plan.core.items()},
        "further": {},
        "bases": {},
    }
    if plan.core:
        change(person, plan.core, at=at, by=by, channel="import")
    for label, text in plan.further.items():
        old = _set_field(person, label, text, source=plan.wish.source, at=at, by=by)
        before["further"][label] = [*old, text]
    for record in plan.records:
        before["bases"][record.purpose.key] = _recorded(person, record, known, at=at, by=by)
    for purpose in plan.withdrawn:
        before["bases"][purpose.key] = _stopped(person, purpose, plan.wish.source, known, at=at, by=by)
    if plan.sales:
        before["sales"] = note_sales(person, plan.sales, plan.wish.source, at=at, by=by)
    return before


def _recorded(person: Person, record: Record, known: Catalogue, *, at: datetime, by: Actor) -> dict[str, Any]:
    old = _kept(recorded_basis(person.id, record.purpose.id), known)
    record_basis(person, record, at=at, by=by, channel="import")
    return {"old": old, "seq": person.choices_seq}


def _stopped(
    person: Person, purpose: Purpose, source: Source, known: Catalogue, *, at: datetime, by: Actor
) -> dict[str, Any]:
    row = recorded_basis(person.id, purpose.id)
    old = _kept(row, known)
    article = known.basis_of[row.legal_basis_id].article if row else ""
    if row and right(article, direct_marketing=purpose.direct_marketing) != "none":
        stop_purpose(person, purpose, known, at=at, by=by, channel="import")
    else:
        record = withdrawal(purpose, source)
        enter(person, row, record, event="basis.recorded", at=at, by=by, channel="import")
    return {"old": old, "seq": person.choices_seq}


def _kept(row: RecordedBasis | None, known: Catalogue) -> dict[str, Any] | None:
    """Return what a row says, as JSON can hold it."""
    if row is None:
        return None
    return {
        "basis": known.basis_of[row.legal_basis_id].key,
        "source": known.source_of[row.source_id].key,
        "status": row.status,
        "comment": row.comment,
        "evidence": row.evidence,
        "wording_version": row.wording_version,
    }


def _set_field(
    person: Person, label: str, text: str, *, source: Source, at: datetime, by: Actor
) -> tuple[str | None, str, int]:
    """Replace the item of that label and return its old value, its category and its source's id; the category stays."""
    old = [item for item in data_fields(person.id) if item.label == label]
    before = (old[-1].value, old[-1].category, old[-1].source_id) if old else (None, "", source.id)
    for item in old:
        remove_field(person, item, at=at, by=by, channel="import")
    add_field(
        person,
        label=label,
        category=before[1],
        value=text,
        source_id=source.id,
        source_key=source.key,
        at=at,
        by=by,
        channel="import",
    )
    return before
