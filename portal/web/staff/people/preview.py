"""What the confirmation letter will say, before the person is registered."""

from datetime import datetime

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue
from portal.mail.gathering import Item, further_named
from portal.mail.letters.queued import letter_language
from portal.mail.previews import preview_confirmation
from portal.people.field_kinds import kind_named
from portal.people.models import Person
from portal.web.staff.gate import belongs_to, current_actor, only_reads
from portal.web.staff.people.letter_page import letter_page
from portal.web.staff.people.new_form import NewPersonForm, new_person_form

bp = belongs_to(
    Blueprint("new_person_preview", __name__, url_prefix="/people/new/preview"), "people", only_changes=True
)


@bp.post("")
@only_reads
def show() -> ResponseReturnValue:
    """Show the letter as it would be sent; nothing is stored."""
    form = new_person_form(catalogue())
    if not form.validate():
        return render_template("staff/people/new.html", form=form, duplicates=(), language=g.language), 422
    at = clock.now()
    person = _person(form, at)
    language = letter_language(person)
    words = preview_confirmation(
        person,
        _bases(form, at),
        further=further_named(_further(form), language),
        language=language,
        at=at,
    )
    return letter_page(words.subject, words.text, words.html, recipient=person.email)


def _person(form: NewPersonForm, at: datetime) -> Person:
    source = catalogue().source(form.source.data)
    return Person(
        **form.values(), source_id=source.id, registered_at=at, registered_by=str(current_actor()), updated_at=at
    )


def _further(form: NewPersonForm) -> list[Item]:
    rows = [(kind_named(row.label.data or ""), row) for row in form.further()]
    return [Item(kind.id if kind else None, row.category.data or "", row.label.data or "") for kind, row in rows]


def _bases(form: NewPersonForm, at: datetime) -> list[RecordedBasis]:
    return [
        RecordedBasis(
            purpose_id=record.purpose.id,
            legal_basis_id=record.basis.id,
            source_id=record.source.id,
            status=record.status,
            wording_version=record.wording_version,
            since=at,
            changed_at=at,
            changed_by=str(current_actor()),
        )
        for record in form.records()
    ]
