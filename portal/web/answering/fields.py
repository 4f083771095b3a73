"""The fields that a web form may ask for, and what they say about values that can't be stored."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, Form, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import ValidationError

from portal.mail.addresses import UnusableRecipient, envelope_address
from portal.people.checks import BadValue, checked_core
from portal.people.rules import LENGTHS, tidy


class Storable:
    """Checks a core field as it would be stored, and keeps it so."""

    def __init__(self, *, required: bool) -> None:
        """Say whether the field may be empty."""
        self.required = required
        self.field_flags = {"required": True} if required else {}

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse what can't be stored, with the reason."""
        try:
            needed = (field.name,) if self.required else ()
            field.data = checked_core({field.name: field.data or ""}, required=needed)[field.name]
            if field.name == "email":
                envelope_address(field.data)
        except BadValue as fault:
            raise ValidationError(_sentence(field, fault)) from fault
        except UnusableRecipient as fault:
            raise ValidationError(_("Write the address like this: name@example.se.")) from fault


def _sentence(field: Field, fault: BadValue) -> str:
    label = field.label.text
    match fault.fault:
        case "missing":
            return str(_("%(label)s: fill this in.", label=label))
        case "too_long":
            return str(
                _(
                    "%(label)s: write at most %(most)s characters. This is %(count)s.",
                    label=label,
                    most=LENGTHS[field.name],
                    count=len(tidy(field.data)),
                )
            )
        case "unwritable":
            return str(
                _(
                    "%(label)s: the text holds an invisible character that can't be stored. "
                    "Delete it or type the text anew.",
                    label=label,
                )
            )
        case "no_country":
            return str(_("Choose a country from the list."))
        case "no_language":
            return str(_("Choose a language from the list."))
    return str(_("Write the address like this: name@example.se."))


_KINDS: Final[dict[str, tuple[Any, Any]]] = {
    "name": (StringField, _l("Name")),
    "email": (EmailField, _l("E-mail")),
    "phone": (TelField, _l("Phone")),
    "company": (StringField, _l("Company")),
    "title": (StringField, _l("Title")),
    "address": (TextAreaField, _l("Address")),
    "country": (SelectField, _l("Country")),
    "language": (SelectField, _l("Language")),
}
AUTOCOMPLETE: Final = {
    "name": "name",
    "email": "email",
    "phone": "tel",
    "company": "organization",
    "title": "organization-title",
    "address": "street-address",
    "country": "country",
    "language": "language",
}
"""What browsers fill in (HTML, autofill detail tokens)."""


def core_field(name: str, *, required: bool) -> Any:
    """Return the field for a core field of the person."""
    kind, label = _KINDS[name]
    options: dict[str, Any] = {"autocomplete": AUTOCOMPLETE[name]}
    if name == "address":
        options["rows"] = 3
    more = {"validate_choice": False} if kind is SelectField else {}
    return kind(label, [Storable(required=required)], default="", render_kw=options, **more)
