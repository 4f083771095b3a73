"""What files write for countries, languages, sources and legal bases, in Swedish or English, by key or by name."""

from collections.abc import Iterable
from functools import cache

from babel import Locale

from portal.config import LANGUAGES
from portal.legal_bases.models import LegalBasis, Purpose, Source
from portal.legal_bases.queries import Catalogue


def country_code(text: str) -> str:
    """Return the two letters of a country named in any language of the portal, or the text as it is."""
    return _countries().get(text.strip().casefold(), text)


def language_code(text: str) -> str:
    """Return the code of a language named in any language of the portal, without its region, or the text as it is."""
    plain = text.strip().casefold()
    return _languages().get(plain, plain.replace("_", "-").partition("-")[0])


@cache
def _countries() -> dict[str, str]:
    return {
        str(name).casefold(): str(code)
        for language in LANGUAGES
        for code, name in Locale(language).territories.items()
        if len(str(code)) == 2
    }


@cache
def _languages() -> dict[str, str]:
    return {
        str(name).casefold(): str(code)
        for language in LANGUAGES
        for code, name in Locale(language).languages.items()
        if len(str(code)) in {2, 3}
    }


def source_key(text: str, known: Catalogue) -> str:
    """Return the key of the source of that key, alias or name, or the text as it is."""
    return _key(text, known.all_sources)


def basis_key(text: str, known: Catalogue) -> str:
    """Return the key of the legal basis of that key, alias or name, or the text as it is."""
    return _key(text, known.all_bases)


def purpose_key(text: str, known: Catalogue) -> str:
    """Return the key of the purpose of that key, alias or name.

    :raises portal.legal_bases.queries.Unknown: there is none
    """
    key = _key(text, known.all_purposes)
    return known.purpose(key).key


def _key(text: str, items: Iterable[Purpose | LegalBasis | Source]) -> str:
    plain = text.strip().casefold()
    for item in items:
        names = (item.key, item.alias or "", *item.texts.get("name", {}).values())
        if plain in {name.casefold() for name in names if name}:
            return item.key
    return text.strip()
