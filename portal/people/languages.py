"""Which language a person is spoken to in."""

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


def spoken_language(language: str, country: str, default: str) -> str:
    """Return the person's own language, else their country's, else the organisation's; always one the portal speaks."""
    if language in LANGUAGES:
        return language
    return COUNTRY_LANGUAGES.get(country.upper(), default)
