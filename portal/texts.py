"""Texts that staff word in several languages, with a marked fallback."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Literal, NamedTuple, Self

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from portal.config import LANGUAGES

Texts = dict[str, dict[str, str]]
"""Field -> language -> text."""


class Text(str):
    """A text that knows its language, so that a page can mark a fallback with ``lang``."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Self:
        """Make the text in that language."""
        self = super().__new__(cls, text)
        self.language = language
        return self


def worded(texts: Mapping[str, Mapping[str, str]], field: str, language: str) -> Text:
    """Return the field's text in the language, else in the first language that has one, else empty."""
    spoken = texts.get(field, {})
    for choice in (language, *LANGUAGES, *spoken):
        if spoken.get(choice):
            return Text(spoken[choice], choice)
    return Text("", language)


def missing_languages(spoken: Mapping[str, str]) -> tuple[str, ...]:
    """Return the offered languages that lack a text which another language has."""
    lacking = tuple(language for language in LANGUAGES if not spoken.get(language))
    return lacking if any(spoken.values()) else ()


class Piece(NamedTuple):
    """Words that stand in both texts, or in one of them."""

    kind: Literal["same", "removed", "added"]
    words: str


def compared(old: str, new: str) -> Iterator[Piece]:
    """Give the words of two texts in reading order: those of both, and before those that were added the removed."""
    before, after = old.split(), new.split()
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", " ".join(before[start:end]))
            continue
        if end > start:
            yield Piece("removed", " ".join(before[start:end]))
        if new_end > new_start:
            yield Piece("added", " ".join(after[new_start:new_end]))


class Worded:
    """A model whose texts stand in one column, field by field and language by language."""

    texts: Mapped[Texts] = mapped_column(JSON, default=dict)

    def text(self, field: str, language: str) -> Text:
        """Return the field's text in the language, or its fallback."""
        return worded(self.texts, field, language)

    def name(self, language: str) -> Text:
        """Return the name in the language, or its fallback."""
        return self.text("name", language)
