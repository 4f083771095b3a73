"""Why a row does not go in: kept as a code with its values, and said in any language."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.people.checks import BadValue

Say = Callable[[str], str]

_SENTENCES: Final[dict[str, Callable[..., LazyString]]] = {
    "missing": lambda **v: _l("%(field)s is missing", **v),
    "too_long": lambda **v: _l("%(field)s is longer than %(most)s characters", **v),
    "unwritable": lambda **v: _l("%(field)s holds a character that can't be stored", **v),
    "not_an_address": lambda **v: _l("%(field)s is not an e-mail address", **v),
    "no_country": lambda **v: _l("%(field)s is not a country code of two letters (ISO 3166-1)", **v),
    "no_language": lambda **v: _l("%(field)s is not a language code (ISO 639-1)", **v),
    "more_cells": lambda **v: _l("the row has more cells than the header", **v),
    "unknown": lambda **v: _l("there is no '%(key)s'", **v),
    "not_allowed": lambda **v: _l("the purpose can't rest on that legal basis: %(pair)s", **v),
    "half_pair": lambda **v: _l("a legal basis needs its purpose, and a purpose its legal basis", **v),
    "restricted": lambda **v: _l("the use of the person's data is restricted to storage", **v),
    "half_sale": lambda **v: _l("a sale needs both its day and its class of goods", **v),
    "no_yes": lambda **v: _l("the answer to “%(field)s” is neither yes nor no", **v),
    "no_day": lambda **v: _l("%(field)s is not a day like 2026-11-24", **v),
    "no_goods": lambda **v: _l("the class of goods has no letter or digit", **v),
    "long_goods": lambda **v: _l("the class of goods is longer than 100 characters", **v),
    "unwritable_goods": lambda **v: _l("the class of goods holds a character that can't be stored", **v),
    "future_sale": lambda **v: _l("the day of the sale is in the future", **v),
    "ancient_sale": lambda **v: _l("the day of the sale is before 1900", **v),
    "shared": lambda **v: _l("several people share the address", **v),
}


class Reason(NamedTuple):
    """A code and what its sentence tells; fields of a person are told by their names in code."""

    code: str
    values: dict[str, Any]

    def said(self, field_label: Say = str) -> str:
        """Return the reason as a clause in the language in force, with fields called as they are told there."""
        values = dict(self.values)
        if "field" in values:
            values["field"] = field_label(values["field"])
        return str(_SENTENCES[self.code](**values))


class Refused(Exception):
    """The row can't be imported; the message says why."""

    def __init__(self, code: str, **values: Any) -> None:
        """Keep the reason."""
        super().__init__(code)
        self.reason = Reason(code, values)

    def __str__(self) -> str:
        """Return the reason in the language in force."""
        return self.reason.said()


def of_value(fault: BadValue) -> Refused:
    """Return the refusal of a row with a value that can't be stored."""
    more = {"most": fault.most} if fault.most else {}
    return Refused(fault.fault, field=fault.field, **more)
