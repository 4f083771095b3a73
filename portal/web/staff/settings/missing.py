"""Texts that lack a language which is offered: each page of the settings enters what finds its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from flask_babel import LazyString

from portal.texts import missing_languages


class Gap(NamedTuple):
    """One text that is there in some language and lacks another."""

    where: str
    """What it belongs to."""
    text: str
    """What the text is called."""
    languages: tuple[str, ...]
    """Those that it lacks."""
    url: str
    """The form where it is filled in."""


finders: list[Callable[[], Iterable[Gap]]] = []


def finds_gaps(finder: Callable[[], Iterable[Gap]]) -> Callable[[], Iterable[Gap]]:
    """Enter what finds a page's gaps; it is asked in a request, after those imported before it."""
    finders.append(finder)
    return finder


def gaps_in(
    texts: Mapping[str, Mapping[str, str]], labels: Mapping[str, LazyString | str], *, where: str, url: str
) -> Iterator[Gap]:
    """Give the gaps of something's texts that have a label, in the order of the labels."""
    for name, label in labels.items():
        if languages := missing_languages(texts.get(name, {})):
            yield Gap(where, str(label), languages, url)


def all_gaps() -> list[Gap]:
    """Return every gap, page by page."""
    return [gap for finder in finders for gap in finder()]
