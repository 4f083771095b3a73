"""Texts that staff word in several languages, with a marked fallback."""

from collections.abc import Mapping
from typing import Self

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


class Worded:
    """A model whose texts stand in one column, field by field and language by language."""

    texts: Mapped[Texts] = mapped_column(JSON, default=dict)

    def text(self, field: str, language: str) -> Text:
        """Return the field's text in the language, or its fallback."""
        return worded(self.texts, field, language)

    def name(self, language: str) -> Text:
        """Return the name in the language, or its fallback."""
        return self.text("name", language)
