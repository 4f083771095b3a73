"""Which language a person is spoken to in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import LANGUAGES
from portal.people.languages import COUNTRY_LANGUAGES, spoken_language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_persons_own_language_comes_first(language: str) -> None:
    assert spoken_language(language, "GB", "sv") == language


def test_the_countrys_language_comes_second() -> None:
    assert spoken_language("", "GB", "sv") == "en"


def test_the_country_may_be_in_small_letters() -> None:
    assert spoken_language("", "gb", "sv") == "en"


def test_the_organisations_language_comes_last() -> None:
    assert spoken_language("", "DE", "sv") == "sv"


def test_a_language_that_the_portal_does_not_speak_gives_way_to_the_country() -> None:
    assert spoken_language("fi", "SE", "en") == "sv"


def test_every_countrys_language_is_one_that_the_portal_speaks() -> None:
    assert set(COUNTRY_LANGUAGES.values()) <= set(LANGUAGES)


@given(st.text(), st.text(), st.sampled_from(LANGUAGES))
def test_whatever_is_stored_the_answer_is_a_language_that_the_portal_speaks(
    language: str, country: str, default: str
) -> None:
    assert spoken_language(language, country, default) in LANGUAGES


@given(st.text(), st.text(), st.sampled_from([("sv",), ("en",), LANGUAGES]), st.data())
def test_whatever_is_offered_the_answer_is_among_it(
    language: str, country: str, offered: tuple[str, ...], data: st.DataObject
) -> None:
    default = data.draw(st.sampled_from(offered))

    assert spoken_language(language, country, default, offered) in offered


def test_a_language_that_is_not_offered_gives_way_to_the_organisations() -> None:
    assert spoken_language("en", "GB", "sv", ["sv"]) == "sv"
