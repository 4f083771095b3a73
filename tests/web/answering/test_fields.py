"""The fields of a web form: what is stored of what was typed, and what is said where it can't be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from portal.people.rules import CORE_FIELDS, LENGTHS
from portal.web.answering.fields import AUTOCOMPLETE, core_field
from portal.web.countries import country_names
from tests.speaking import spoken

TYPED = tuple(name for name in CORE_FIELDS if name not in {"email", "country", "language"})
LONGER = tuple(name for name in TYPED if name != "address")
INVISIBLE = ("\x00", "\x07", "\x1b", "\x7f", "\u202e", "\u2066", "\ue000", "\ufdd0", "\uffff")
GOOD = {"email": "alice@example.se", "country": "SE", "language": "sv"}
MISSING = {
    "sv": "{label}: fyll i det här.",
    "en": "{label}: fill this in.",
}


def form_of(name: str, typed: str | None, *, required: bool = False, language: str = "en") -> tuple[Form, list[str]]:
    """Return a form of that one field as it was sent, and what is said about it."""
    designed = type("OneField", (Form,), {name: core_field(name, required=required)})
    with spoken(language):
        form = designed(MultiDict() if typed is None else MultiDict({name: typed}))
        if name in {"country", "language"}:
            form[name].choices = []
        form.validate()
        return form, [str(error) for error in form[name].errors]


def said(name: str, typed: str | None, *, required: bool = False, language: str = "en") -> list[str]:
    """Return what is said about what was typed in the field."""
    return form_of(name, typed, required=required, language=language)[1]


def stored(name: str, typed: str) -> str:
    """Return what would be stored of what was typed, which nothing may be said about."""
    form, errors = form_of(name, typed)
    assert errors == []
    return str(form[name].data)


def label_of(name: str, language: str) -> str:
    """Return what the field is called."""
    form, _ = form_of(name, "")
    with spoken(language):
        return str(form[name].label.text)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", CORE_FIELDS)
def test_a_field_that_is_needed_asks_to_be_filled_in(name: str, language: str) -> None:
    wanted = [MISSING[language].format(label=label_of(name, language))]

    assert said(name, "", required=True, language=language) == wanted
    assert said(name, " \t ", required=True, language=language) == wanted
    assert said(name, None, required=True, language=language) == wanted


@pytest.mark.parametrize("name", [name for name in CORE_FIELDS if name != "email"])
def test_a_field_that_is_not_needed_may_stay_empty(name: str) -> None:
    assert said(name, "") == said(name, None) == []


@pytest.mark.parametrize("name", CORE_FIELDS)
def test_a_browser_knows_which_fields_are_needed_and_what_they_are(name: str) -> None:
    needed, free = form_of(name, "", required=True)[0][name], form_of(name, "")[0][name]

    assert needed.flags.required
    assert not free.flags.required
    assert f'autocomplete="{AUTOCOMPLETE[name]}"' in str(needed)
    assert " required" in str(needed) and " required" not in str(free)


@pytest.mark.parametrize("name", TYPED)
def test_a_text_may_be_as_long_as_is_stored_and_no_longer(name: str) -> None:
    most = LENGTHS[name]

    assert stored(name, "å" * most) == "å" * most
    assert said(name, "å" * (most + 1))[0].endswith(f"at most {most} characters. This is {most + 1}.")


def test_what_is_too_long_is_said_in_swedish_with_both_numbers() -> None:
    [words] = said("phone", "0" * 75, language="sv")

    assert words.startswith("Telefon")
    assert "60" in words and "75" in words


def test_space_around_a_text_is_not_counted() -> None:
    assert said("title", " " * 100 + "x" * LENGTHS["title"] + "\n" * 100) == []


def test_the_characters_that_are_told_are_those_that_would_be_stored() -> None:
    assert said("title", "  " + "x" * 201 + "   ")[0].endswith("This is 201.")


def test_a_letter_and_its_accent_are_one_character() -> None:
    assert stored("name", "A\u030a" * LENGTHS["name"]) == "Å" * LENGTHS["name"]


@pytest.mark.parametrize("name", TYPED)
def test_invisible_characters_are_refused_where_they_stand(name: str) -> None:
    answers = {character: said(name, f"a{character}b") for character in INVISIBLE}

    assert [repr(one) for one, words in answers.items() if "an invisible character" not in " ".join(words)] == []


@pytest.mark.parametrize("name", LONGER)
def test_a_field_of_one_line_takes_no_line_break(name: str) -> None:
    assert "an invisible character" in said(name, "a\r\nb")[0]


def test_an_address_has_several_lines() -> None:
    assert stored("address", " Gata 1\r\n123 45 Ort\r\n") == "Gata 1\r\n123 45 Ort"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(LONGER), st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=50))
def test_what_can_be_read_is_stored_and_what_is_stored_is_stored_again(name: str, text: str) -> None:
    once = stored(name, text)

    assert stored(name, once) == once


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CORE_FIELDS), st.text(st.characters(), max_size=80))
def test_whatever_is_typed_is_stored_or_answered_with_one_sentence(name: str, text: str) -> None:
    errors = said(name, text)

    assert len(errors) <= 1
    assert all(words.endswith(".") for words in errors)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("alice@example.se", "alice@example.se"),
        ("  alice@example.se ", "alice@example.se"),
        ("Alice@EXAMPLE.SE", "Alice@example.se"),
        ("alice+news@sub.example.co.uk", "alice+news@sub.example.co.uk"),
        ("åsa@björkvik.example.se", "åsa@björkvik.example.se"),
        ("alice@xn--bjrkvik-b1a.se", "alice@björkvik.se"),
    ],
)
def test_an_address_is_kept_as_letters_are_sent_to_it(typed: str, kept: str) -> None:
    assert stored("email", typed) == kept


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    "typed",
    [
        "alice",
        "@example.se",
        "alice@",
        "alice@localhost",
        "alice@@example.se",
        "alice@example..se",
        "alice @example.se",
        "Alice <alice@example.se>",
        "alice@example.se, eve@example.org",
        "mailto:alice@example.se",
    ],
)
def test_what_is_no_address_is_answered_with_how_one_is_written(typed: str, language: str) -> None:
    [words] = said("email", typed, language=language)

    assert "@example.se" in words


@pytest.mark.parametrize(
    "typed", ["alice@example.se\r\nBcc: eve@example.org", "alice@example.se\0", "a\x0b@example.se"]
)
def test_no_header_can_be_written_through_an_address(typed: str) -> None:
    assert "an invisible character" in said("email", typed)[0]


@pytest.mark.parametrize(("name", "typed", "kept"), [("country", "se", "SE"), ("language", "SV", "sv")])
def test_a_code_is_kept_as_the_standard_spells_it(name: str, typed: str, kept: str) -> None:
    assert stored(name, f" {typed} ") == kept


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("country", "ZZ"),
        ("country", "EU"),
        ("country", "Sverige"),
        ("country", "752"),
        ("language", "klingon"),
        ("language", "x" * 1000),
        ("language", "zz"),
    ],
)
def test_a_code_that_there_is_not_is_answered_with_the_list(name: str, typed: str) -> None:
    assert said(name, typed) == [f"Choose a {name} from the list."]
    assert "listan" in said(name, typed, language="sv")[0]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_country_that_is_offered_can_be_stored(language: str) -> None:
    refused = {code: errors for code in country_names(language) if (errors := said("country", code))}

    assert refused == {}


@pytest.mark.parametrize("name", CORE_FIELDS)
def test_what_was_typed_wrongly_stands_there_to_be_mended(name: str) -> None:
    typed = f"wrong\x07{name}"

    form, errors = form_of(name, typed)

    assert errors != []
    assert form[name].data == typed


@pytest.mark.parametrize("name", [*TYPED, "email"])
def test_what_was_typed_is_shown_as_text_and_never_as_a_tag(name: str) -> None:
    shown = str(form_of(name, '"><script>alert(1)</script>')[0][name])

    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
