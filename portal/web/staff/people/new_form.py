"""The form for a new person: core data, source, a basis per purpose, and a few rows of further data."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from portal.legal_bases.actions import Record
from portal.legal_bases.models import LegalBasis, Purpose
from portal.legal_bases.queries import Catalogue
from portal.web.staff.checks import at_most, choice_field, plain_text, tidied
from portal.web.staff.people.person_form import PersonForm

ROWS = 3
"""Rows of further data; more are added on the person's card."""
LONGEST_LABEL = 200
LONGEST_TEXT = 2000
"""Characters of a comment, a proof or a value of further data."""


class PurposePart(NamedTuple):
    """The fields of one purpose."""

    purpose: Purpose
    basis: SelectField
    comment: Field
    evidence: Field


class FurtherPart(NamedTuple):
    """The fields of one row of further data."""

    label: Field
    category: Field
    value: Field


class NewPersonForm(PersonForm):
    """What is asked about everybody; ``new_person_form`` adds the purposes and rows."""

    source = choice_field(_l("Source"), _l("Choose where the data comes from."), required=True)
    letter = BooleanField(_l("Send the confirmation letter"), default=True)
    token = HiddenField()

    known: Catalogue

    @property
    def purpose_parts(self) -> list[PurposePart]:
        """The fields of each active purpose, by rank."""
        return [
            PurposePart(purpose, *(self[f"{name}_{purpose.key}"] for name in ("basis", "comment", "evidence")))
            for purpose in self.known.purposes
        ]

    @property
    def further_parts(self) -> list[FurtherPart]:
        """The fields of each row of further data."""
        return [
            FurtherPart(*(self[f"{name}_{number}"] for name in ("label", "category", "value")))
            for number in range(1, ROWS + 1)
        ]

    def records(self) -> list[Record]:
        """Return the bases that were chosen; a purpose without one is left out."""
        source = self.known.source(self.source.data)
        return [
            Record(
                part.purpose,
                basis,
                source,
                comment=part.comment.data,
                evidence=part.evidence.data,
                wording_version=wording_shown(self.known, part.purpose, basis),
            )
            for part in self.purpose_parts
            if part.basis.data
            for basis in [self.known.basis(part.basis.data)]
        ]

    def further(self) -> list[FurtherPart]:
        """Return the rows that something was written in."""
        return [part for part in self.further_parts if part.value.data]


def wording_shown(known: Catalogue, purpose: Purpose, basis: LegalBasis) -> int | None:
    """Return the version of the consent wording that holds now, or None when the basis is no consent."""
    wording = known.wording(purpose) if basis.article == "a" else None
    return wording.version if wording else None


def basis_field(*, required: bool = False) -> Any:
    """Return a field for a legal basis; ``offer_bases`` gives it the choices."""
    message = _l("Choose one of the legal bases that the purpose may rest on.")
    return choice_field(_l("Legal basis"), message, required=required)


def offer_bases(field: SelectField, purpose: Purpose, none: str) -> None:
    """Offer the bases that the purpose may rest on, and first of all none."""
    active = (basis for basis in purpose.bases if basis.active)
    field.choices = [("", none), *((basis.key, basis.name(g.language)) for basis in active)]


def comment_field(label: str, checks: Sequence[Any] = ()) -> TextAreaField:
    """Return a field for a few sentences."""
    return TextAreaField(
        label, [*checks, at_most(LONGEST_TEXT), plain_text(several_lines=True)], [tidied], render_kw={"rows": 2}
    )


def new_person_form(known: Catalogue) -> NewPersonForm:
    """Return the form as it was sent, or empty; no purpose has a basis before one is chosen."""
    fields: dict[str, object] = {}
    for purpose in known.purposes:
        fields[f"basis_{purpose.key}"] = basis_field()
        fields[f"comment_{purpose.key}"] = comment_field(_l("Comment"))
        fields[f"evidence_{purpose.key}"] = comment_field(_l("Evidence"))
    for number in range(1, ROWS + 1):
        fields[f"label_{number}"] = _further_field(_l("What"), LONGEST_LABEL, [_named])
        fields[f"category_{number}"] = _further_field(_l("Category"), LONGEST_LABEL)
        fields[f"value_{number}"] = _further_field(_l("Value"), LONGEST_TEXT, [_valued])
    form: NewPersonForm = type("OfferedForm", (NewPersonForm,), {**fields, "known": known})()
    form.offering()
    for part in form.purpose_parts:
        offer_bases(part.basis, part.purpose, _("None: not used for this"))
    form.source.choices = [("", ""), *((source.key, source.name(g.language)) for source in known.sources)]
    return form


def _further_field(label: str, longest: int, checks: Sequence[Any] = ()) -> StringField:
    return StringField(label, [at_most(longest), plain_text(), *checks], [tidied])


def _named(form: NewPersonForm, field: Field) -> None:
    if not field.data and form[field.name.replace("label", "value")].data:
        raise ValidationError(_("Say what the value is."))


def _valued(form: NewPersonForm, field: Field) -> None:
    if not field.data and form[field.name.replace("value", "label")].data:
        raise ValidationError(_("Enter a value, or leave the row empty."))
