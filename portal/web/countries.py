"""The countries that forms offer, by their names."""

from babel import Locale

_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
"""Groups, tests and the unknown, which CLDR lists among territories."""


def country_names(language: str) -> dict[str, str]:
    """Return the countries' names in the language by their ISO 3166-1 code."""
    territories = Locale.parse(language).territories
    return {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }
