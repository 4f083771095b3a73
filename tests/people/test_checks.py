"""Values from outside are stored only when they can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.checks import BadValue, checked_core, checked_text
from portal.people.rules import CORE_FIELDS, LENGTHS, has_control_characters, tidy

GOOD = {"name": "Alice Alm", "email": "alice@example.se"}


def test_good_values_come_back_as_they_are_stored() -> None:
    checked = checked_core(
        GOOD | {"email": " Alice@EXAMPLE.se", "country": "se", "language": "SV", "address": "Gata 1\n123 45 Ort "}
    )

    assert checked == {
        "name": "Alice Alm",
        "email": "Alice@example.se",
        "country": "SE",
        "language": "sv",
        "address": "Gata 1\n123 45 Ort",
    }


@pytest.mark.parametrize(
    ("values", "field", "fault"),
    [
        ({"name": ""}, "name", "missing"),
        ({"name": " \t"}, "name", "missing"),
        ({"name": "x" * 201}, "name", "too_long"),
        ({"name": "Al\0ice"}, "name", "unwritable"),
        ({"name": "Al\nice"}, "name", "unwritable"),
        ({"name": "\u202eecilA"}, "name", "unwritable"),
        ({"email": "alice"}, "email", "not_an_address"),
        ({"email": "alice@example.se\r\nBcc: x@y.se"}, "email", "unwritable"),
        ({"phone": "1" * 61}, "phone", "too_long"),
        ({"company": "\x1b[31m"}, "company", "unwritable"),
        ({"title": "x" * 201}, "title", "too_long"),
        ({"address": "x\0"}, "address", "unwritable"),
        ({"country": "Narnia"}, "country", "no_country"),
        ({"country": "EU"}, "country", "no_country"),
        ({"country": "12"}, "country", "no_country"),
        ({"language": "klingon"}, "language", "no_language"),
        ({"language": "s\0"}, "language", "no_language"),
    ],
)
def test_a_bad_value_is_refused_with_its_field_and_fault(values: dict[str, str], field: str, fault: str) -> None:
    with pytest.raises(BadValue) as told:
        checked_core(GOOD | values)

    assert (told.value.field, told.value.fault) == (field, fault)


def test_what_is_required_may_not_be_missing() -> None:
    assert checked_core({"name": "Alice"}) == {"name": "Alice"}
    with pytest.raises(BadValue, match="email is missing"):
        checked_core({"name": "Alice"}, required=("name", "email"))


def test_a_name_of_two_hundred_characters_is_taken() -> None:
    assert checked_core({"name": "Å" * 200})["name"] == "Å" * 200


def test_the_message_names_the_field_and_the_limit() -> None:
    with pytest.raises(BadValue, match="comment is longer than 5 characters"):
        checked_text("comment", "123456", 5)


@given(st.dictionaries(st.sampled_from(CORE_FIELDS), st.text(max_size=300)))
def test_whatever_comes_is_taken_whole_or_refused(values: dict[str, str]) -> None:
    try:
        checked = checked_core(values)
    except BadValue:
        return

    assert checked.keys() == values.keys()
    assert all(len(text) <= LENGTHS[field] for field, text in checked.items())
    assert not any(has_control_characters(text, several_lines=field == "address") for field, text in checked.items())
    assert checked["name"] == tidy(values["name"])
