"""Change people who are in the register already, as a row says."""

from datetime import datetime

from portal.imports.creating import withdrawal
from portal.imports.planning import Plan
from portal.ledger.rules import Actor
from portal.legal_bases.actions import enter, record_basis
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.models import Source
from portal.legal_bases.queries import Catalogue, recorded_basis
from portal.legal_bases.rules import right
from portal.people.actions import add_field, change, remove_field
from portal.people.models import Person
from portal.people.queries import data_fields, locked_person


def update(plan: Plan, known: Catalogue, *, at: datetime, by: Actor) -> None:
    """Carry out the plan for a person whose row is locked."""
    person = locked_person(plan.person_id)
    if plan.core:
        change(person, plan.core, at=at, by=by, channel="import")
    for label, text in plan.further.items():
        _set_field(person, label, text, source=plan.wish.source, at=at, by=by)
    for record in plan.records:
        record_basis(person, record, at=at, by=by, channel="import")
    for purpose in plan.withdrawn:
        row = recorded_basis(person.id, purpose.id)
        article = known.basis_of[row.legal_basis_id].article if row else ""
        if row and right(article, direct_marketing=purpose.direct_marketing) != "none":
            stop_purpose(person, purpose, known, at=at, by=by, channel="import")
        else:
            enter(
                person,
                row,
                withdrawal(purpose, plan.wish.source),
                event="basis.recorded",
                at=at,
                by=by,
                channel="import",
            )


def _set_field(person: Person, label: str, text: str, *, source: Source, at: datetime, by: Actor) -> None:
    """Replace the item of that label; it keeps its category."""
    old = [item for item in data_fields(person.id) if item.label == label]
    for item in old:
        remove_field(person, item, at=at, by=by, channel="import")
    add_field(
        person,
        label=label,
        category=old[-1].category if old else "",
        value=text,
        source_id=source.id,
        source_key=source.key,
        at=at,
        by=by,
        channel="import",
    )
