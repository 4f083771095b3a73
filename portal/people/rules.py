"""What counts as a usable name, address or phone number, and how people are compared and searched."""

import re
import unicodedata
from contextlib import suppress
from typing import Final

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

CORE_FIELDS: Final = ("name", "email", "phone", "company", "title", "address", "country", "language")
LENGTHS: Final = {
    "name": 200,
    "email": 254,
    "phone": 60,
    "company": 200,
    "title": 200,
    "address": 1000,
    "country": 2,
    "language": 8,
}
"""Characters at the most."""

LONGEST_LOCAL_PART = 64
"""Characters before the @ (RFC 5321 section 4.5.3.1.1), with it one more."""
LONGEST_WORD = 250
"""Characters of a word that people are found by; PostgreSQL's index takes 2046 bytes."""

_PLAIN_ADDRESS = re.compile(
    r"(?=.{6,200}\Z)[A-Za-z0-9_+-]{1,60}(?:\.[A-Za-z0-9_+-]{1,30}){0,3}"
    r"@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?\.){1,5}([A-Za-z]{2,20}))"
)
"""What nearly every address looks like, and no rule speaks against."""
_WORD = re.compile(r"[^\W_]+")
_SET_ASIDE = frozenset(SPECIAL_USE_DOMAIN_NAMES)
_UNWANTED = {"Cc", "Cs", "Co"}
_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class NotAnAddress(ValueError):
    """The text is not an e-mail address."""


def has_control_characters(text: str, *, several_lines: bool = False) -> bool:
    """Tell whether the text holds control, private or direction-overriding characters, or what will never be one.

    Line breaks and tabs pass where several lines are allowed.
    """
    if text.isprintable():  # nothing that is looked for here counts as printable
        return False
    allowed = "\r\n\t" if several_lines else ""
    return any(
        character in _BIDI_OVERRIDES
        or _is_noncharacter(ord(character))
        or (unicodedata.category(character) in _UNWANTED and character not in allowed)
        for character in text
    )


def _is_noncharacter(code: int) -> bool:
    """Tell whether Unicode will never give the code a character; others it may have given one since."""
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def tidy(text: str) -> str:
    """Return the text in Unicode's composed form, without space around it."""
    return unicodedata.normalize("NFC", text).strip()


def checked_email(text: str) -> str:
    """Return the address as it is stored: local part as given, domain in lower case Unicode (RFC 6531).

    :raises NotAnAddress: it can't be an address; nothing is asked of the network
    """
    plain = _PLAIN_ADDRESS.fullmatch(text)
    if plain and len(text) - len(plain[1]) <= LONGEST_LOCAL_PART and _is_ordinary(plain[1].lower()):
        return text[: -len(plain[1])] + plain[1].lower()
    try:
        return validate_email(tidy(text), check_deliverability=False, allow_smtputf8=True).normalized
    except EmailNotValidError as fault:
        raise NotAnAddress(str(fault)) from fault


def _is_ordinary(domain: str) -> bool:
    """Tell whether a domain in small letters is neither encoded nor set aside for other uses (RFC 6761)."""
    return "--" not in domain and domain.rpartition(".")[2] not in _SET_ASIDE


def email_key(address: str) -> str:
    """Return the address folded for comparing: compatibility-composed, case-folded, domain in ASCII (RFC 5891)."""
    if address.isascii():
        return address.strip().lower()
    local, at, domain = unicodedata.normalize("NFKC", address).strip().casefold().rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain}"


def folded_words(text: str) -> list[str]:
    """Return the words of the text without case and accents; digits count as letters, what is endless is cut."""
    if text.isascii():
        return [word[:LONGEST_WORD] for word in _WORD.findall(text.lower())]
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return [word[:LONGEST_WORD] for word in _WORD.findall(bare.casefold())]


def search_text(name: str, email: str, company: str, phone: str) -> str:
    """Return the words that a person is found by, each once, the phone number also as one run of digits."""
    words = [word for text in (name, email, company, phone) for word in folded_words(text)]
    digits = "".join(character for character in phone if character.isdigit())
    if digits:
        words.append(digits)
        if digits.startswith("46"):
            words.append("0" + digits[2:])
    return " ".join(dict.fromkeys(words))


def masked_email(address: str) -> str:
    """Return the address with its local part hidden but for the first character: ``a•••@example.se``."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}•••{at}{domain}" if at else "•••"
