"""Whether values from outside may be stored as a person's core data."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Final, Literal

from babel import Locale

from portal.people.rules import LENGTHS, NotAnAddress, checked_email, has_control_characters, tidy

Fault = Literal["missing", "too_long", "unwritable", "not_an_address", "no_country", "no_language"]

_SENTENCES: Final[dict[Fault, str]] = {
    "missing": "{field} is missing",
    "too_long": "{field} is longer than {most} characters",
    "unwritable": "{field} holds a character that can't be stored",
    "not_an_address": "{field} is not an e-mail address",
    "no_country": "{field} is not a country code of two letters (ISO 3166-1)",
    "no_language": "{field} is not a language code (ISO 639-1)",
}
_CODES: Final[dict[str, Fault]] = {"country": "no_country", "language": "no_language"}
"""Fields that hold a code -> what is wrong with one that there is not."""
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Groups, tests and the unknown, which CLDR lists among territories."""


class BadValue(ValueError):
    """A value can't be stored; the message is a clause that names the field."""

    def __init__(self, field: str, fault: Fault, most: int = 0) -> None:
        """Say what is wrong with the field, and how many characters it may have."""
        super().__init__(_SENTENCES[fault].format(field=field, most=most))
        self.field, self.fault, self.most = field, fault, most


def checked_text(field: str, text: str, most: int, *, several_lines: bool = False) -> str:
    """Return the text as it is stored.

    :raises BadValue: it is too long, or holds control characters
    """
    tidied = tidy(text)
    if len(tidied) > most:
        raise BadValue(field, "too_long", most)
    if has_control_characters(tidied, several_lines=several_lines):
        raise BadValue(field, "unwritable")
    return tidied


def checked_core(values: Mapping[str, str], *, required: Collection[str] = ("name",)) -> dict[str, str]:
    """Return the core fields as they are stored.

    :raises BadValue: the first value that can't be stored
    """
    checked = {
        field: checked_text(field, text, LENGTHS[field], several_lines=field == "address")
        for field, text in values.items()
        if field not in _CODES
    }
    checked.update((field, _checked_code(field, tidy(values[field]))) for field in _CODES if field in values)
    for field in required:
        if not checked.get(field):
            raise BadValue(field, "missing")
    if checked.get("email"):
        try:
            checked["email"] = checked_email(checked["email"])
        except NotAnAddress as fault:
            raise BadValue("email", "not_an_address") from fault
    return checked


def _checked_code(field: str, text: str) -> str:
    code = text.upper() if field == "country" else text.lower()
    if code and code not in (_countries() if field == "country" else _languages()):
        raise BadValue(field, _CODES[field])
    return code


@cache
def _countries() -> frozenset[str]:
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES


@cache
def _languages() -> frozenset[str]:
    return frozenset(str(code) for code in Locale("en").languages if len(str(code)) in {2, 3})
