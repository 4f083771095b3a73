"""The forms of the privacy dialog."""

from datetime import date
from typing import TypeVar

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import HiddenInput

from portal.legal_bases.actions import Record
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import Catalogue
from portal.web.staff.checks import DayField, choice_field
from portal.web.staff.people.new_form import basis_field, comment_field, offer_bases, wording_shown


class NoteForm(FlaskForm):
    """Why something is done, what proves it, and how it became known."""

    source = choice_field(_l("Source"), _l("Choose where this comes from."), required=True)
    comment = comment_field(_l("Comment"))
    evidence = comment_field(_l("Evidence"))
    seen = IntegerField(widget=HiddenInput(), default=-1)
    """The person's latest decision when the form was opened."""


class BasisForm(NoteForm):
    """A basis and where it comes from; ``basis_form`` adds the bases of a purpose."""

    basis = basis_field(required=True)
    purpose: Purpose
    known: Catalogue

    def record(self) -> Record:
        """Return what is to be recorded."""
        basis = self.known.basis(self.basis.data)
        return Record(
            self.purpose,
            basis,
            self.known.source(self.source.data),
            comment=self.comment.data,
            evidence=self.evidence.data,
            wording_version=wording_shown(self.known, self.purpose, basis),
        )


class LiftForm(BasisForm):
    """A basis over a no: only with evidence, its day, and a reason when the no was a mistake."""

    evidence = comment_field(
        _l("Evidence"), [DataRequired(_l("Say what proves that the person has changed their mind."))]
    )
    dated = DayField(
        _l("Date of the evidence"), [InputRequired(_l("Enter the day as year-month-day, like 2026-11-24."))]
    )
    correction = comment_field(_l("Reason for the correction"))

    def day(self) -> date:
        """Return the day of the evidence; the form must have passed its checks."""
        day: date | None = self.dated.data
        if day is None:
            raise ValueError("the day is missing")
        return day


FormOfBasis = TypeVar("FormOfBasis", bound=BasisForm)


def basis_form(kind: type[FormOfBasis], known: Catalogue, purpose: Purpose) -> FormOfBasis:
    """Return the form as it was sent, or empty, with the bases that the purpose may rest on."""
    form: FormOfBasis = type(kind.__name__, (kind,), {"purpose": purpose, "known": known})()
    offer_bases(form.basis, purpose, "")
    _offer_sources(form, known)
    return form


def note_form(known: Catalogue, **values: int) -> NoteForm:
    """Return the form as it was sent, or filled in with the values."""
    form = NoteForm(**values)
    _offer_sources(form, known)
    return form


def _offer_sources(form: NoteForm, known: Catalogue) -> None:
    form.source.choices = [("", ""), *((source.key, source.name(g.language)) for source in known.sources)]


def say_date_must_follow(form: LiftForm, no_day: str) -> None:
    """Put the reason why the evidence does not lift the no at its date."""
    form.dated.errors = [_("The evidence must be from %(day)s or later, and not from the future.", day=no_day)]
