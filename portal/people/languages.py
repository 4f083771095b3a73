"""Which language a person is spoken to in."""

from collections.abc import Collection
from typing import Final

from portal.config import LANGUAGES

COUNTRY_LANGUAGES: Final = {
    "AX": "sv",
    "SE": "sv",
    "AU": "en",
    "CA": "en",
    "GB": "en",
    "IE": "en",
    "MT": "en",
    "NZ": "en",
    "US": "en",
}
"""Country (ISO 3166-1) -> its language (ISO 639-1), where that is one the portal speaks."""


def spoken_language(language: str, country: str, default: str, offered: Collection[str] = LANGUAGES) -> str:
    """Return the person's own language, else their country's, else the organisation's; always one that is offered.

    :param default: the organisation's, which is among those offered
    """
    if language in offered:
        return language
    of_country = COUNTRY_LANGUAGES.get(country.upper(), default)
    return of_country if of_country in offered else default
