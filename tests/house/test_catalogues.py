"""Every sentence of the portal is in the catalogues, translated, with the same placeholders."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from portal.config import LANGUAGES
from tests.house.sources import ROOT

FOLDER = ROOT / "portal" / "translations"
KEYWORDS = ("-k", "_l", "-k", "lazy_gettext")
WRITTEN_IN = "en"
TRANSLATED = sorted(set(LANGUAGES) - {WRITTEN_IN})
PLACEHOLDER = re.compile(r"%\((\w+)\)")


@cache
def sources() -> Catalog:
    """Return what the portal says, as extracted now."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "messages.pot"
        extract = (sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", *KEYWORDS)
        subprocess.run([*extract, "-o", str(file), "."], cwd=ROOT, check=True)
        with file.open("rb") as stream:
            return read_po(stream)


@cache
def catalogue(language: str) -> Catalog:
    """Return the translations into a language."""
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as stream:
        return read_po(stream, locale=language)


def spoken(message: Message) -> tuple[str, ...]:
    """Return the translation in its number or numbers."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def written(message: Message) -> tuple[str, ...]:
    """Return the sentence in its number or numbers."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def key(message: Message) -> tuple[object, object]:
    """Return what tells one message from another."""
    return message.context, message.id


def messages(catalogue: Catalog) -> dict[tuple[object, object], Message]:
    """Return the catalogue's messages without its head."""
    return {key(message): message for message in catalogue if message.id}


def test_the_sources_say_something() -> None:
    assert len(messages(sources())) > 100


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    known = messages(catalogue(language))

    missing = [message.id for name, message in messages(sources()).items() if name not in known]
    empty = [message.id for message in known.values() if not all(spoken(message))]

    assert missing == []
    assert empty == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_of_a_sentence_that_is_gone(language: str) -> None:
    left = [message.id for name, message in messages(catalogue(language)).items() if name not in messages(sources())]

    assert left == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_a_guess(language: str) -> None:
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_sentence(language: str) -> None:
    wrong = [
        message.id
        for message in messages(catalogue(language)).values()
        for string in filter(None, spoken(message))
        if not set(PLACEHOLDER.findall(string)) <= set(PLACEHOLDER.findall(" ".join(written(message))))
        or (len(written(message)) == 1 and set(PLACEHOLDER.findall(string)) != set(PLACEHOLDER.findall(message.id)))
    ]

    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_the_space_and_stop_around_its_sentence(language: str) -> None:
    wrong = [
        message.id
        for message in messages(catalogue(language)).values()
        for string, sentence in zip(spoken(message), written(message), strict=False)
        if string
        and (sentence.endswith("."), sentence[:1].isspace(), sentence[-1:].isspace())
        != (string.endswith("."), string[:1].isspace(), string[-1:].isspace())
    ]

    assert wrong == []


def test_swedish_quotes_with_its_own_marks() -> None:
    foreign = [text for message in catalogue("sv") for text in spoken(message) if set(text) & {"“", "`"}]

    assert foreign == []


@pytest.mark.parametrize(("language", "foreign"), [("sv", '"“'), ("en", '"„»')])
def test_letters_quote_with_the_marks_of_their_language(language: str, foreign: str) -> None:
    files = (ROOT / "portal" / "mail" / "shipped").glob(f"*.{language}.txt")

    assert [file.name for file in files if set(file.read_text(encoding="utf-8")) & set(foreign)] == []


def test_no_letter_quotes_in_one_language_for_all() -> None:
    files = (ROOT / "portal" / "mail" / "letters").glob("*.py")
    formatted = re.compile(r"""f["'][^"']*[“”]""")

    assert [file.name for file in files if formatted.search(file.read_text(encoding="utf-8"))] == []
