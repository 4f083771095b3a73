"""The plain format in which staff word letters: paragraphs, ``## heading``, ``- item`` and ``{placeholder}``."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from portal.mail.blocks import Block, Blocks, Heading, Items, Paragraph, Value

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Offer:
    """The placeholders that one kind of letter offers."""

    inline: frozenset[str]
    """They stand for words within a sentence."""
    blocks: frozenset[str] = frozenset()
    """They stand alone on their line, for paragraphs, lists or buttons."""
    required: frozenset[str] = frozenset()
    """Without them the letter would not tell what the law asks for, or lack its link."""


class WrongWording(ValueError):
    """A subject or body can't be stored.

    ``placeholder`` is what is wrong, ``offered`` what may stand there, and ``in_subject`` tells where it is.
    """

    def __init__(self, placeholder: str, offered: Collection[str]) -> None:
        """Keep the placeholder, without braces, and the names that are offered in its place, sorted."""
        self.placeholder = placeholder
        self.offered = tuple(sorted(offered))
        self.in_subject = False
        super().__init__(f"{{{placeholder}}}: {', '.join(self.offered)}")


class UnknownPlaceholder(WrongWording):
    """The letter offers no placeholder of that name, or a brace stands alone."""


class MisplacedPlaceholder(WrongWording):
    """A placeholder for paragraphs, a list or a button stands within a sentence, a heading, a list or the subject."""


class MissingPlaceholder(WrongWording):
    """The letter must have this placeholder."""


Values = Mapping[str, Value]
Filled = Callable[[Values], Blocks]


def check_wording(subject: str, body: str, offer: Offer) -> None:
    """Refuse a wording that could not be filled in.

    :raises UnknownPlaceholder: it names a placeholder that the letter does not offer
    :raises MisplacedPlaceholder: a block placeholder does not stand alone on its line
    :raises MissingPlaceholder: a required placeholder is not there
    """
    try:
        _check_line(subject, offer)
    except WrongWording as fault:
        fault.in_subject = True
        raise
    named = set(_names(subject))
    for line in body.splitlines():
        if _kind(line.strip(), offer) != "block":
            _check_line(line, offer)
        named.update(_names(line))
    missing = sorted(offer.required - named)
    if missing:
        raise MissingPlaceholder(missing[0], offer.required)


def _names(line: str) -> list[str]:
    return [found[1] for found in _PLACEHOLDER.finditer(line)]


def _check_line(line: str, offer: Offer) -> None:
    for name in _names(line):
        if name in offer.blocks:
            raise MisplacedPlaceholder(name, offer.inline)
        if name not in offer.inline:
            raise UnknownPlaceholder(name, offer.inline | offer.blocks)
    rest = _PLACEHOLDER.sub("", line)
    if "{" in rest or "}" in rest:
        raise UnknownPlaceholder(rest.strip()[:40], offer.inline | offer.blocks)


def filled_line(line: str, values: Values) -> str:
    """Return a line with its placeholders filled in; space in a value becomes single spaces."""
    return _PLACEHOLDER.sub(lambda found: _SPACE.sub(" ", str(values[found[1]])), line)


def parsed(body: str, offer: Offer) -> tuple[Filled, ...]:
    """Return for each part of a body the function that fills it in with values."""
    parts: list[Filled] = []
    for kind, group in groupby((line.strip() for line in body.splitlines()), lambda line: _kind(line, offer)):
        lines = tuple(group)
        match kind:
            case "heading":
                parts.extend(_heading(line.removeprefix("## ").strip()) for line in lines)
            case "item":
                parts.append(_items(tuple(line.removeprefix("- ").strip() for line in lines)))
            case "block":
                parts.extend(_blocks(line[1:-1]) for line in lines)
            case "words":
                parts.append(_paragraph(lines))
    return tuple(parts)


def _kind(line: str, offer: Offer) -> Literal["heading", "item", "block", "words", "nothing"]:
    if not line:
        return "nothing"
    if line.startswith("## "):
        return "heading"
    if line.startswith("- "):
        return "item"
    alone = _PLACEHOLDER.fullmatch(line)
    return "block" if alone and alone[1] in offer.blocks else "words"


def _heading(line: str) -> Filled:
    return lambda values: (Heading(filled_line(line, values)),)


def _paragraph(lines: tuple[str, ...]) -> Filled:
    return lambda values: (Paragraph("\n".join(filled_line(line, values) for line in lines)),)


def _items(lines: tuple[str, ...]) -> Filled:
    return lambda values: (Items(tuple(filled_line(line, values) for line in lines)),)


def _blocks(name: str) -> Filled:
    def fill(values: Values) -> Blocks:
        value = values[name]
        return (Paragraph(value),) if isinstance(value, str) else value

    return fill


def filled(parts: tuple[Filled, ...], values: Values) -> Blocks:
    """Return the blocks of a whole letter."""
    blocks: list[Block] = []
    for part in parts:
        blocks.extend(part(values))
    return tuple(blocks)
