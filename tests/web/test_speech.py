"""How templates find their words."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from portal.factory import create_app


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app({"TESTING": True}, instance=tmp_path)


def shown(app: Flask, path: str, template: str, **values: Any) -> str:
    with app.test_request_context(path):
        app.preprocess_request()
        return render_template_string(template, **values)


@pytest.mark.parametrize(("path", "words"), [("/nowhere", "Logga ut"), ("/nowhere?lang=en", "Sign out")])
def test_a_sentence_is_said_in_the_pages_language(app: Flask, path: str, words: str) -> None:
    assert shown(app, path, "{{ _('Sign out') }}") == words


@pytest.mark.parametrize(("path", "words"), [("/nowhere", "Logga ut"), ("/nowhere?lang=en", "Sign out")])
def test_a_macro_speaks_the_pages_language_too(app: Flask, path: str, words: str) -> None:
    template = "{% macro say() %}{{ _('Sign out') }}{% endmacro %}{{ say() }}"

    assert shown(app, path, template) == words


def test_an_imported_macro_speaks_the_pages_language_too(app: Flask) -> None:
    template = "{% from 'shared/forms.html' import button_form %}{{ button_form('/x', _('Sign out')) }}"
    summary = "{% from 'shared/forms.html' import error_summary %}{{ error_summary(form) }}"

    assert "Logga ut" in shown(app, "/nowhere", template)
    assert "There is a problem" in shown(app, "/nowhere?lang=en", summary, form=SimpleNamespace(errors={}))


def test_facts_are_escaped_and_words_are_not(app: Flask) -> None:
    page = shown(app, "/nowhere?lang=en", "{{ _('On. Recovery codes left: %(num)s', num=fact) }}", fact="<b>")

    assert page == "On. Recovery codes left: &lt;b&gt;"


def test_a_sentence_never_translated_is_said_as_it_stands(app: Flask) -> None:
    assert shown(app, "/nowhere", "{{ _('Nobody has translated this: 100 %% sure') }}") == (
        "Nobody has translated this: 100 % sure"
    )


@pytest.mark.parametrize(("num", "words"), [(0, "0 cats"), (1, "1 cat"), (7, "7 cats")])
def test_counts_have_their_forms(app: Flask, num: int, words: str) -> None:
    template = "{{ ngettext('%(num)s cat', '%(num)s cats', num) }}"

    assert shown(app, "/nowhere?lang=en", template, num=num) == words


def test_a_letter_written_meanwhile_speaks_its_own_language(app: Flask) -> None:
    with app.test_request_context("/nowhere"):
        app.preprocess_request()
        with force_locale("en"):
            letter = render_template_string("{{ _('Sign out') }}")
        page = render_template_string("{{ _('Sign out') }}")

    assert (letter, page) == ("Sign out", "Logga ut")


def test_outside_requests_the_portals_language_is_spoken(app: Flask) -> None:
    with app.app_context():
        assert render_template_string("{{ _('Sign out') }}") == "Logga ut"
