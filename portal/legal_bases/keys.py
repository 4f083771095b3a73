"""Keys of purposes, bases, sources, topics and data fields: made from a name, and fixed afterwards."""

import re
from collections.abc import Container

from portal.people.rules import folded_words

LONGEST_KEY = 40
RESERVED = frozenset({"new"})
"""What an address has in a key's place."""

_KEY = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST_KEY - 1}}}")
_ALIAS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


def is_key(text: str) -> bool:
    """Tell whether the text can be a key: small ASCII letters, digits and underscores, a letter first."""
    return bool(_KEY.fullmatch(text)) and text not in RESERVED


def is_alias(text: str) -> bool:
    """Tell whether the text can be another system's key for the same thing."""
    return bool(_ALIAS.fullmatch(text))


def made_key(name: str, taken: Container[str], *, otherwise: str) -> str:
    """Return a key made from the name, numbered when it is taken.

    :param otherwise: the key of a name that has no letter in ASCII
    """
    words = "_".join(folded_words(name))
    letters = re.sub(r"[^a-z0-9_]", "", words).strip("_")
    slug = re.sub(r"^[^a-z]+", "", letters)[:LONGEST_KEY].rstrip("_") or otherwise
    number, key = 1, slug
    while key in taken or not is_key(key):
        number += 1
        end = f"_{number}"
        key = slug[: LONGEST_KEY - len(end)].rstrip("_") + end
    return key
