"""Checks that the fields of the staff's forms share; each says in a sentence what to do."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, Field, Form, IntegerField, SelectField
from wtforms.validators import DataRequired, ValidationError

from portal.people.rules import NotAnAddress, checked_email, has_control_characters, tidy

Check = Callable[[Form, Field], None]


def tidied(text: str | None) -> str:
    """Return what was typed in Unicode's composed form, without space around it; nothing gives an empty text."""
    return tidy(text or "")


def at_most(characters: int) -> Check:
    """Return a check that the text has at most so many characters."""

    def check(_form: Form, field: Field) -> None:
        if len(field.data or "") > characters:
            raise ValidationError(
                _(
                    "%(label)s: write at most %(most)s characters. This is %(count)s.",
                    label=field.label.text,
                    most=characters,
                    count=len(field.data),
                )
            )

    return check


def plain_text(*, several_lines: bool = False) -> Check:
    """Return a check that the text holds no control characters, and nothing that turns the reading direction around."""

    def check(_form: Form, field: Field) -> None:
        for character in field.data or "":
            if has_control_characters(character, several_lines=several_lines):
                raise ValidationError(
                    _(
                        "%(label)s: the text holds an invisible character that can't be stored (U+%(code)s). "
                        "Delete it or type the text anew.",
                        label=field.label.text,
                        code=f"{ord(character):04X}",
                    )
                )

    return check


def email_address(_form: Form, field: Field) -> None:
    """Check that the text is an e-mail address, and keep it as it is stored; an empty text passes."""
    if field.data:
        try:
            field.data = checked_email(field.data)
        except NotAnAddress as fault:
            raise ValidationError(_("Enter an e-mail address like name@example.se.")) from fault


def choice_field(label: str, message: str, *, required: bool = False) -> Any:
    """Return a field with choices to be given later, which says the message when something else is chosen."""

    def check(_form: Form, field: Field) -> None:
        if field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError(message)

    checks = [DataRequired(message), check] if required else [check]
    return SelectField(label, checks, filters=[tidied], default="", validate_choice=False)


class DayField(DateField):
    """A day as browsers send it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, or say how it is written."""
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(_("Enter the day as year-month-day, like 2026-11-24.")) from fault


class WholeNumberField(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, or say what is asked for."""
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(_("Enter a whole number.")) from fault
