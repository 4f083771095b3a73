"""Why a file can't be read is a sentence that tells what to do, in the language of whoever reads it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_babel import force_locale

from portal.config import LANGUAGES
from portal.imports.reading import faults
from portal.imports.reading.faults import Unreadable
from tests.speaking import speaking_app

VALUES = {"row": 3, "most": 200, "ending": ".csv"}
CODES = tuple(faults._SENTENCES)
RAISED = re.compile(r'(?:Fault|Unreadable)\(\s*"(\w+)"(?: if .+? else "(\w+)")?')


@pytest.fixture(scope="module", autouse=True)
def speaking() -> Iterator[None]:
    """Let sentences be said in every language."""
    with speaking_app().app_context():
        yield


def said(code: str, language: str, **values: object) -> str:
    """Return the sentence in that language."""
    with force_locale(language):
        return str(Unreadable(code, values))


@pytest.mark.parametrize(
    ("code", "values", "english", "swedish"),
    [
        ("empty", {}, "The file is empty.", "Filen är tom."),
        (
            "large",
            {"most": 200},
            "The file is larger than 200 MB. Split it.",
            "Filen är större än 200 MB. Dela upp den.",
        ),
        (
            "broken_workbook",
            {},
            "The Excel workbook is broken. Open it in Excel and save it anew.",
            "Excelfilen är trasig. Öppna den i Excel och spara den på nytt.",
        ),
        (
            "broken_text",
            {},
            "The file is UTF-8 text, but some of it is broken. Export it anew.",
            "Filen är UTF-8-text, men en del av den är trasig. Exportera den på nytt.",
        ),
    ],
)
def test_the_reader_is_told_what_to_do(code: str, values: dict[str, object], english: str, swedish: str) -> None:
    assert (said(code, "en", **values), said(code, "sv", **values)) == (english, swedish)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["open_quote", "long_cell", "bad_row"])
def test_a_fault_in_a_row_tells_its_number(code: str, language: str) -> None:
    assert re.search(r"\b4711\b", said(code, language, row=4711))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["large", "many_rows", "wide_header"])
def test_a_fault_of_measure_tells_the_most_there_may_be(code: str, language: str) -> None:
    assert re.search(r"\b77\b", said(code, language, most=77))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ending_that_misleads_and_the_right_one_are_told(language: str) -> None:
    sentence = said("not_named_excel", language, ending=".txt")

    assert ".txt" in sentence
    assert ".xlsx" in sentence


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_is_said_in_each_language_with_all_its_values(code: str) -> None:
    sentences = [said(code, language, **VALUES) for language in LANGUAGES]

    assert len(set(sentences)) == len(LANGUAGES)
    for sentence in sentences:
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "%" not in sentence


def test_every_code_that_reading_raises_has_a_sentence() -> None:
    folder = Path(faults.__file__).parent
    raised = {
        code
        for path in folder.glob("*.py")
        for found in RAISED.findall(path.read_text(encoding="utf-8"))
        for code in found
        if code
    }

    assert {"empty", "old_excel", "slow", "long_cell", "bad_row"} <= raised
    assert raised <= set(CODES)


def test_the_same_fault_is_said_in_the_language_of_each_reader() -> None:
    fault = Unreadable("picture")

    with force_locale("sv"):
        swedish = str(fault)
    with force_locale("en"):
        english = str(fault)

    assert swedish != english == "The file is a picture, not a table."


def test_what_a_sentence_tells_is_kept_as_it_was() -> None:
    values = {"row": 3}
    fault = Unreadable("open_quote", values)
    values["row"] = 4

    assert (fault.code, fault.values, fault.args) == ("open_quote", {"row": 3}, ("open_quote",))
