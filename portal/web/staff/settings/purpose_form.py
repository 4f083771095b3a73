"""The form of a purpose: everything that the law wants told about a use of data."""

from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, Field, SelectMultipleField
from wtforms.validators import NumberRange, Optional, ValidationError

from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue
from portal.legal_bases.uses import people_by_basis
from portal.web.staff.checks import WholeNumberField, choice_field
from portal.web.staff.settings.listing import ItemForm
from portal.web.staff.settings.words import NAME, Part, Words, alias_field

LONGEST_RETENTION = 1200
"""Months: a hundred years."""

PURPOSE_WORDS = (
    NAME,
    Words("description", _l("What the data is used for"), _l("Plain words to the person."), "13(1)(c), 14(1)(c)", 3),
    Words("interest", _l("Our interest"), _l("When it rests on legitimate interests."), "13(1)(d), 14(2)(b)", 3),
    Words("categories", _l("Kinds of data"), "", "14(1)(d)", 2),
    Words("recipients", _l("Recipients"), _l("Who gets the data, by name where you can."), "13(1)(e), 14(1)(e)", 2),
    Words(
        "transfers",
        _l("Countries outside the EU/EEA"),
        _l("Where to, and what safeguards the data there. Or that there are none."),
        "13(1)(f), 14(1)(f)",
        2,
    ),
    Words("retention", _l("Kept until"), _l("How long, in words."), "13(2)(a), 14(2)(a)", 2),
    Words("refusal", _l("If you say no"), _l("What not giving the data means for the person."), "13(2)(e)", 2),
    Words(
        "automated",
        _l("Automated decisions"),
        _l("How they are made and what they mean for the person. Or that there are none."),
        "13(2)(f), 14(2)(g)",
        2,
    ),
)
EVENTS = {
    "recorded": _l("The basis was last recorded"),
    "registered": _l("The person was registered"),
    "last_contact": _l("The latest contact"),
}


def _chosen(form: ItemForm, field: Field) -> None:
    known = {basis.key for basis in catalogue().all_bases}
    if not field.data or not set(field.data) <= known:
        raise ValidationError(_("Choose at least one legal basis from the list."))


def _allowed(form: ItemForm, field: Field) -> None:
    if field.data and field.data not in (form.bases.data or ()):
        raise ValidationError(_("The default must be one of the legal bases that you allow."))


class PurposeForm(ItemForm):
    """A purpose with its bases, retention and texts."""

    alias = alias_field()
    direct_marketing = BooleanField(
        _l("It is direct marketing"),
        description=_l(
            "People can stop it at any time, whatever it rests on. It stays once somebody's basis is recorded."
        ),
    )
    bases = SelectMultipleField(
        _l("Legal bases that it may rest on"),
        [_chosen],
        validate_choice=False,
        description=_l(
            "The law asks for this: GDPR article 13(1)(c), 14(1)(c). Only these are offered for new recordings."
        ),
    )
    default_basis = choice_field(_l("Default basis"), _l("Choose a legal basis from the list."))
    default_basis.args = (default_basis.args[0], [*default_basis.args[1], _allowed])
    retention_months = WholeNumberField(
        _l("Months that the data is kept"),
        [Optional(), NumberRange(1, LONGEST_RETENTION, _l("Enter from 1 to 1200 months, or nothing."))],
        description=_l("Empty when the time can't be given in months."),
    )
    retention_event = choice_field(_l("Counted from"), _l("Choose what the months are counted from."), required=True)
    required = BooleanField(
        _l("A law or a contract requires the person to give the data"),
        description=_l("The law asks for this: GDPR article 13(2)(e)."),
    )
    parts = (
        Part("", ("name", "description", "direct_marketing")),
        Part(_l("Legal basis"), ("bases", "default_basis", "interest")),
        Part(_l("The data"), ("categories", "recipients", "transfers")),
        Part(_l("How long it is kept"), ("retention_months", "retention_event", "retention")),
        Part(_l("For the person"), ("required", "refusal", "automated")),
        Part(_l("In imports and programs"), ("alias",)),
    )


def offer_choices(form: Any, purpose: Purpose | None) -> None:
    """Offer the bases in use and those that the purpose has, each with how many people rest on it."""
    own = {basis.key for basis in purpose.bases} if purpose else set()
    offered = [basis for basis in catalogue().all_bases if basis.active or basis.key in own]
    form.bases.choices = [(basis.key, basis.name(g.language)) for basis in offered]
    form.default_basis.choices = [("", _("None")), *form.bases.choices]
    form.retention_event.choices = list(EVENTS.items())
    form.retention_event.data = form.retention_event.data or "recorded"
    resting = people_by_basis(purpose.id) if purpose else {}
    form.hints = {"bases": {key: people_rest(count) for key, count in resting.items()}}


def people_rest(count: int) -> str:
    """Return in words how many people's use rests on something."""
    return str(ngettext("%(num)s person rests on it now.", "%(num)s people rest on it now.", count))
