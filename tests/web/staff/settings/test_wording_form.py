"""The form of a consent wording."""

import pytest

from portal.web.staff.settings.wording_form import WORDING_WORDS, WordingForm
from portal.web.staff.settings.words import made
from tests.web.staff.settings.spoken import sent, spoken

Form = made(WordingForm, WORDING_WORDS)
YES = {"text_sv": "Ja, skicka brev.", "text_en": "Yes, send me letters."}


def said(language: str = "en", **fields: str) -> dict[str, list[str]]:
    """Return what is wrong with a wording that is right but for those fields."""
    with sent({**YES, **fields}, language):
        form = Form()
        form.validate()
        return {str(name): [str(words) for words in faults] for name, faults in form.errors.items()}


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/privacy",
        "/privacy?lang=sv#rights",
        "https://example.se",
        "http://example.se/integritet",
        "https://björkvik.se/dataskydd",
        "HTTPS://EXAMPLE.SE/",
        "  https://example.se/  ",
        "https://[2001:db8::1]/privacy",
    ],
)
def test_a_statement_stands_on_the_portals_own_page_or_on_the_web(address: str) -> None:
    assert said(statement_url_sv=address, statement_url_en=address) == {}


@pytest.mark.parametrize(
    "address",
    [
        "privacy",
        "www.example.se",
        "//example.se/privacy",
        "/\\example.se/privacy",
        "https://",
        "https:///privacy",
        "https://example.se/our privacy",
        "/our privacy",
        "javascript:alert(1)",
        "data:text/html,hello",
        "ftp://example.se/privacy",
        "mailto:privacy@example.se",
        "https://[oops",
    ],
)
def test_anything_else_is_no_address_of_a_page(address: str) -> None:
    found = said(statement_url_en=address)

    assert list(found) == ["statement_url_en"]
    assert found["statement_url_en"][0].startswith("Enter a web address that begins with https://, or /privacy")


def test_each_language_has_a_statement_of_its_own_and_a_fault_of_its_own() -> None:
    found = said("sv", statement_url_sv="integritet", statement_url_en="/privacy")

    assert found == {
        "statement_url_sv": ["Skriv en webbadress som börjar med https://, eller /privacy för portalens egen sida."]
    }


def test_an_address_has_at_most_500_characters() -> None:
    whole = f"https://example.se/{'x' * 481}"

    assert said(statement_url_sv=whole) == {}
    assert "at most 500 characters. This is 501." in said(statement_url_sv=f"{whole}x")["statement_url_sv"][0]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_words_in_one_language_are_enough(language: str) -> None:
    other = {"sv": "en", "en": "sv"}[language]

    assert said(**{f"text_{other}": ""}) == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "What the person says yes to: write it in at least one language."),
        ("sv", "Vad personen säger ja till: skriv på minst ett språk."),
    ],
)
def test_there_is_something_to_say_yes_to(language: str, words: str) -> None:
    assert said(language, text_sv="", text_en=" ") == {"text_sv": [words]}


def test_all_faults_are_told_at_once() -> None:
    found = said(text_sv="", text_en="", statement_url_en="privacy", statement_title_sv="x" * 201)

    assert set(found) == {"text_sv", "statement_url_en", "statement_title_sv"}


def test_nobody_is_asked_again_unless_it_is_ticked() -> None:
    with sent(YES):
        unticked = Form().ask_again.data
    with sent({**YES, "ask_again": "y"}):
        ticked = Form().ask_again.data

    assert (unticked, ticked) == (False, True)


def test_the_words_may_have_several_lines_and_the_title_one() -> None:
    found = said(text_sv="Ja,\r\nskicka brev.", statement_title_sv="Så använder vi\r\ndina uppgifter")

    assert list(found) == ["statement_title_sv"]


def test_it_is_filled_in_with_the_latest_words() -> None:
    with spoken():
        form = Form()

        form.show_texts({"text": {"sv": "Ja"}, "statement_url": {"en": "/privacy"}})

        assert form.texts(WORDING_WORDS) == {
            "text": {"sv": "Ja"},
            "statement_title": {},
            "statement_url": {"en": "/privacy"},
        }
