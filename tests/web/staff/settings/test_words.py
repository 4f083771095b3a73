"""Forms for texts in several languages, and the keys that are typed beside them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.legal_bases.keys import is_alias, is_key
from portal.texts import Texts
from portal.web.languages import OWN_NAMES
from portal.web.staff.settings.words import NAME, WordedForm, Words, alias_field, made
from tests.web.staff.settings.spoken import sent, spoken

STORY = Words("story", "Story", rows=3, longest=20)  # type: ignore[arg-type]


class NamedForm(WordedForm):
    """A form about something with a name and another system's key."""

    alias = alias_field()


Form = made(NamedForm, (NAME, STORY), adding=True)
LINE = st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=12)


def faults(fields: dict[str, Any], language: str = "en") -> dict[str, list[str]]:
    """Return what is wrong with what was sent, by the names of the fields."""
    with sent(fields, language):
        form = Form()
        form.validate()
        form.has_any("name")
        return {name: [str(words) for words in said] for name, said in form.errors.items() if name}


def test_each_text_has_a_control_in_each_language_that_is_called_by_its_own_name() -> None:
    with spoken():
        form = Form()

        controls = [(language, own, field.name) for language, own, field in form.spoken(STORY)]

    assert controls == [("sv", "Svenska", "story_sv"), ("en", "English", "story_en")]


def test_a_text_of_one_line_is_typed_on_one_and_a_longer_one_on_several() -> None:
    with spoken():
        form = Form()

        controls = form.name_sv(), form.story_sv()

    assert str(controls[0]).startswith("<input")
    assert str(controls[1]).startswith("<textarea")
    assert 'rows="3"' in str(controls[1])


def test_a_control_is_labelled_with_the_text_and_the_language() -> None:
    with spoken("sv"):
        form = Form()

        assert (str(form.name_sv.label.text), str(form.name_en.label.text)) == ("Namn (Svenska)", "Namn (English)")


def test_only_a_form_for_something_new_asks_for_the_key() -> None:
    with spoken():
        assert "key" in Form()
        assert "key" not in made(NamedForm, (NAME,))()


def test_what_was_written_is_given_language_by_language_and_what_is_empty_left_out() -> None:
    with sent({"name_sv": " Klubb ", "name_en": "", "story_en": "Once"}):
        assert Form().texts((NAME, STORY)) == {"name": {"sv": "Klubb"}, "story": {"en": "Once"}}


def test_spaces_alone_are_nothing_written() -> None:
    with sent({"name_sv": "  ", "name_en": "\t"}):
        assert Form().texts((NAME,)) == {"name": {}}


@settings(max_examples=25)
@given(st.fixed_dictionaries({field: st.fixed_dictionaries({"sv": LINE, "en": LINE}) for field in ("name", "story")}))
def test_what_a_form_is_filled_in_with_is_what_it_gives_back(texts: Texts) -> None:
    with spoken():
        form = Form()

        form.show_texts(texts)

        assert form.texts((NAME, STORY)) == {
            field: {language: text for language, text in told.items() if text} for field, told in texts.items()
        }


def test_a_form_shows_nothing_of_texts_it_does_not_ask_for() -> None:
    with spoken():
        form = Form()

        form.show_texts({"secret": {"sv": "Hemligt"}, "name": {"fi": "Kerho", "en": "Club"}})

        assert (form.name_sv.data, form.name_en.data) == ("", "Club")


def test_a_name_in_either_language_is_enough() -> None:
    assert faults({"name_sv": "Klubb"}) == {}
    assert faults({"name_en": "Club"}) == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Name: write it in at least one language."), ("sv", "Namn: skriv på minst ett språk.")],
)
def test_a_name_in_no_language_is_said_once_at_the_first(language: str, words: str) -> None:
    assert faults({"story_sv": "En gång"}, language) == {"name_sv": [words]}


def test_a_name_that_is_wrong_is_not_also_missing() -> None:
    found = faults({"name_sv": "x" * 101})

    assert found == {"name_sv": ["Name (Svenska): write at most 100 characters. This is 101."]}


def test_a_name_wrong_in_one_language_is_wrong_though_the_other_is_right() -> None:
    found = faults({"name_sv": "Klubb", "name_en": "Club\x07"}, "sv")

    assert list(found) == ["name_en"]
    assert "osynligt tecken som inte kan sparas (U+0007)" in found["name_en"][0]


def test_several_lines_are_taken_only_where_there_is_room_for_them() -> None:
    found = faults({"name_sv": "Klubb\r\nen", "story_sv": "En\r\ngång"})

    assert list(found) == ["name_sv"]


def test_each_text_has_its_own_length() -> None:
    assert faults({"name_sv": "x" * 100, "story_sv": "x" * 20}) == {}
    assert list(faults({"name_sv": "x" * 100, "story_sv": "x" * 21})) == ["story_sv"]


def test_a_text_is_measured_as_it_is_kept() -> None:
    decomposed = "a\u030a" * 20

    with sent({"name_sv": "Å", "story_sv": decomposed}):
        form = Form()

        assert form.validate()
        assert form.story_sv.data == "\u00e5" * 20


def test_a_key_and_an_alias_may_be_left_out() -> None:
    assert faults({"name_sv": "Klubb", "key": "", "alias": " "}) == {}


@pytest.mark.parametrize("key", ["Klubb", "1klubb", "_klubb", "klubb-en", "klubb en", "k\u00e4lla", "new", "k" * 41])
def test_what_can_not_be_a_key_is_refused_in_a_sentence(key: str) -> None:
    english, swedish = (faults({"name_sv": "Klubb", "key": key}, language)["key"] for language in ("en", "sv"))

    assert english[0].startswith("Write the key with at most 40 small letters a-z")
    assert swedish[0].startswith("Skriv nyckeln med h\u00f6gst 40 sm\u00e5 bokst\u00e4ver a-z")


@settings(max_examples=25)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=45))
def test_the_form_takes_the_keys_and_aliases_that_the_lists_take(text: str) -> None:
    with sent({"name_sv": "Klubb", "key": text, "alias": text}):
        form = Form()
        form.validate()

        assert bool(form.key.errors) is not is_key(form.key.data)
        assert bool(form.alias.errors) is not is_alias(form.alias.data)


def test_every_language_of_the_portal_is_asked_for() -> None:
    with spoken():
        names = {name for name in Form()._fields if name.startswith("name_")}

    assert names == {f"name_{code}" for code, _own in OWN_NAMES}
