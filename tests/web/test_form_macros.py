"""How fields, hints and errors hang together."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, get_template_attribute
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

Macro = Callable[..., str]


class Example(Form):
    """One field of each kind."""

    name = StringField("Name", [InputRequired("Write a name.")], description="In full")
    nick = StringField("Nickname")
    agree = BooleanField("I agree", [InputRequired("Tick it.")])
    topics = SelectMultipleField("Topics", choices=[SelectChoice("a", "Apples"), SelectChoice("p", "Pears")])
    size = RadioField("Size", choices=[SelectChoice("s", "Small"), SelectChoice("l", "Large")], default="l")


@pytest.fixture(autouse=True)
def speaking(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?lang=en"):
        app.preprocess_request()
        yield


@pytest.fixture
def macro() -> Callable[[str], Macro]:
    return lambda name: get_template_attribute("shared/forms.html", name)


def _failed() -> Example:
    form = Example(MultiDict({"topics": "a"}))
    form.validate()
    return form


def test_every_control_has_its_label(macro: Callable[[str], Macro]) -> None:
    shown = macro("text_field")(Example().name)

    assert '<label for="name">Name</label>' in shown


def test_what_need_not_be_given_says_so(macro: Callable[[str], Macro]) -> None:
    assert "(optional)" in macro("text_field")(Example().nick)
    assert "(optional)" not in macro("text_field")(Example().name)


def test_hint_and_error_are_tied_to_the_control(macro: Callable[[str], Macro]) -> None:
    shown = macro("text_field")(_failed().name, autocomplete="name")

    assert re.search(r'<input[^>]*aria-describedby="name-hint name-error"', shown)
    assert 'aria-invalid="true"' in shown
    assert 'autocomplete="name"' in shown
    assert 'id="name-error"' in shown and 'id="name-hint"' in shown


def test_a_right_field_is_not_called_wrong(macro: Callable[[str], Macro]) -> None:
    assert "aria-invalid" not in macro("text_field")(Example().name)


def test_the_summary_links_to_each_wrong_field_in_the_same_words(macro: Callable[[str], Macro]) -> None:
    shown = macro("error_summary")(_failed())

    assert '<a href="#name">Write a name.</a>' in shown
    assert '<a href="#agree">Tick it.</a>' in shown
    assert "There is a problem" in shown


def test_a_checkbox_stands_beside_its_label(macro: Callable[[str], Macro]) -> None:
    shown = macro("checkbox")(_failed().agree)

    assert '<label for="agree">I agree</label>' in shown
    assert 'id="agree-error"' in shown


def test_choices_stand_under_one_legend_with_what_was_chosen(macro: Callable[[str], Macro]) -> None:
    shown = macro("choices")(_failed().topics, hints={"p": "Green"})

    assert "<legend>Topics</legend>" in shown
    assert re.search(r'value="a" checked', shown)
    assert re.search(r'value="p" aria-describedby="topics-1-hint"', shown)
    assert shown.count('type="checkbox"') == 2


def test_one_of_several_is_chosen_by_radio_buttons(macro: Callable[[str], Macro]) -> None:
    shown = macro("choices")(Example().size)

    assert shown.count('type="radio"') == 2
    assert re.search(r'value="l" checked', shown)


def test_a_value_is_escaped(macro: Callable[[str], Macro]) -> None:
    shown = macro("text_field")(Example(MultiDict({"name": '"><script>'})).name)

    assert "<script>" not in shown
