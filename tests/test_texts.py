"""Texts in several languages, and what stands in for one that is missing."""

import pytest

from portal.texts import Text, Worded, worded

TEXTS = {
    "name": {"sv": "Nyheter", "en": "News"},
    "description": {"sv": "Bara på svenska"},
    "interest": {"de": "Nur auf Deutsch"},
    "empty": {"sv": "", "en": "Only in English"},
}


def test_a_text_is_given_in_the_language_that_is_asked_for() -> None:
    assert worded(TEXTS, "name", "en") == "News"
    assert worded(TEXTS, "name", "en").language == "en"


@pytest.mark.parametrize(
    ("field", "language", "text", "spoken"),
    [
        ("description", "en", "Bara på svenska", "sv"),
        ("interest", "sv", "Nur auf Deutsch", "de"),
        ("empty", "sv", "Only in English", "en"),
        ("name", "fi", "Nyheter", "sv"),
    ],
)
def test_a_missing_text_falls_back_and_tells_its_language(field: str, language: str, text: str, spoken: str) -> None:
    found = worded(TEXTS, field, language)

    assert (found, found.language) == (text, spoken)


def test_a_text_that_nobody_wrote_is_empty_and_claims_no_other_language() -> None:
    found = worded(TEXTS, "refusal", "en")

    assert (found, found.language) == ("", "en")


def test_a_text_is_a_string_like_any_other() -> None:
    assert Text("Nyheter", "sv").upper() == "NYHETER"
    assert f"{Text('Nyheter', 'sv')}!" == "Nyheter!"


def test_a_worded_model_reads_its_own_texts() -> None:
    class Purpose(Worded):
        texts = TEXTS  # type: ignore[assignment]

    assert Purpose().name("sv") == "Nyheter"
    assert Purpose().text("description", "en").language == "sv"
