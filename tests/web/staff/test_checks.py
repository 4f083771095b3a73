"""The checks that the staff's forms share."""

import pytest
from flask import Flask
from wtforms import Form, StringField

from portal.web.staff.checks import at_most, choice_field, email_address, plain_text, tidied


class Words(Form):
    """A form with a field for each check."""

    line = StringField("Line", [at_most(5), plain_text()], [tidied])
    text = StringField("Text", [plain_text(several_lines=True)], [tidied])
    email = StringField("E-mail", [email_address], [tidied])
    choice = choice_field("Choice", "Choose from the list.")
    needed = choice_field("Needed", "Choose from the list.", required=True)


def form(**values: str) -> Words:
    """Return the form with those values, and something chosen where it must be."""
    made = Words(data={})
    made.choice.choices = [("", ""), ("a", "A")]
    made.needed.choices = [("", ""), ("a", "A")]
    for name, value in {"needed": "a", **values}.items():
        made[name].data = value
    return made


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: no database is asked here."""
    return "sqlite"


@pytest.mark.parametrize(
    "values",
    [
        {"line": "12345"},
        {"line": "🩷👩‍👧"},
        {"line": "a\u0301"},
        {"text": "one\r\ntwo\tthree"},
        {"email": ""},
        {"choice": "a"},
        {"choice": ""},
    ],
)
def test_what_can_be_stored_passes(app: Flask, values: dict[str, str]) -> None:
    with app.test_request_context():
        assert form(**values).validate()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("line", "123456", "Line: write at most 5 characters. This is 6."),
        ("line", "a\nb", "U+000A"),
        ("line", "\ufdd0", "U+FDD0"),
        ("line", "\ue000", "U+E000"),
        ("line", "a\u2066", "U+2066"),
        ("text", "a\x00b", "U+0000"),
        ("email", "nobody", "Enter an e-mail address like name@example.se."),
        ("choice", "b", "Choose from the list."),
        ("needed", "", "Choose from the list."),
    ],
)
def test_what_can_not_be_stored_is_refused_in_a_sentence(app: Flask, name: str, value: str, words: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        app.preprocess_request()
        filled = form(**{name: value})

        assert not filled.validate()
        assert words in str(filled[name].errors[0])


def test_an_address_is_kept_as_it_is_stored(app: Flask) -> None:
    with app.test_request_context():
        filled = form(email="Alice@EXÄMPLE.se")
        filled.validate()

        assert filled.email.data == "Alice@exämple.se"


@pytest.mark.parametrize(("typed", "kept"), [(None, ""), ("  Alice \n", "Alice"), ("A\u030asa", "Åsa")])
def test_text_is_composed_and_without_space_around_it(typed: str | None, kept: str) -> None:
    assert tidied(typed) == kept
