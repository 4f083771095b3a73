"""How templates show moments, days and texts in another language."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from jinja2 import UndefinedError

from portal.factory import create_app
from portal.texts import Text

AT = datetime(2026, 4, 2, 22, 30, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app({"TESTING": True}, instance=tmp_path)


def shown(app: Flask, path: str, template: str, **values: Any) -> str:
    with app.test_request_context(path):
        app.preprocess_request()
        return render_template_string(template, **values)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/nowhere", "3 april 2026 kl. 00.30"),
        ("/nowhere?lang=en", "3 April 2026, 00:30"),
        ("/staff/nowhere", "2026-04-03 00:30"),
        ("/staff/nowhere?lang=en", "2026-04-03 00:30"),
    ],
)
def test_a_moment_is_shown_in_the_portals_time_zone(app: Flask, path: str, words: str) -> None:
    assert shown(app, path, "{{ at|moment }}", at=AT) == f'<time datetime="2026-04-03T00:30+02:00">{words}</time>'


@pytest.mark.parametrize(
    ("path", "words"),
    [("/nowhere", "2 april 2026"), ("/nowhere?lang=en", "2 April 2026"), ("/staff/nowhere", "2026-04-02")],
)
def test_a_day_is_shown_as_it_is(app: Flask, path: str, words: str) -> None:
    assert shown(app, path, "{{ on|day }}", on=date(2026, 4, 2)) == f'<time datetime="2026-04-02">{words}</time>'


def test_the_day_of_a_moment_is_its_local_day(app: Flask) -> None:
    assert shown(app, "/nowhere", "{{ at|day }}", at=AT) == '<time datetime="2026-04-03">3 april 2026</time>'


def test_a_text_in_the_pages_language_stands_as_it_is(app: Flask) -> None:
    assert shown(app, "/nowhere", "{{ text|spoken }}", text=Text("Försäljning", "sv")) == "Försäljning"


def test_a_text_in_another_language_is_marked(app: Flask) -> None:
    text = Text("Försäljning", "sv")

    assert shown(app, "/nowhere?lang=en", "{{ text|spoken }}", text=text) == '<span lang="sv">Försäljning</span>'


@pytest.mark.parametrize("path", ["/nowhere", "/nowhere?lang=en"])
def test_markup_in_a_text_is_escaped(app: Flask, path: str) -> None:
    page = shown(app, path, "{{ text|spoken }}", text=Text("<b>&", "sv"))

    assert "&lt;b&gt;&amp;" in page


@pytest.mark.parametrize("text", [Text("", "sv"), ""])
def test_nothing_is_shown_as_nothing(app: Flask, text: str) -> None:
    assert shown(app, "/nowhere?lang=en", "{{ text|spoken }}", text=text) == ""


def test_a_forgotten_variable_is_a_fault(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        shown(app, "/nowhere", "{{ forgotten }}")


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("", ""),
        (" \n ", ""),
        ("One\ntwo", '<p class="lines">One\ntwo</p>'),
        ("One\r\n \r\n\r\ntwo", '<p class="lines">One</p>\n<p class="lines">two</p>'),
        ("<b>&</b>", '<p class="lines">&lt;b&gt;&amp;&lt;/b&gt;</p>'),
        (
            "See https://example.se/a?b=1&c=2.",
            '<p class="lines">See <a href="https://example.se/a?b=1&amp;c=2">https://example.se/a?b=1&amp;c=2</a>.</p>',
        ),
        ("(https://example.se)", '<p class="lines">(<a href="https://example.se">https://example.se</a>)</p>'),
        ("http://example.se", '<p class="lines">http://example.se</p>'),
        ("javascript:alert(1)", '<p class="lines">javascript:alert(1)</p>'),
        ('https://"onclick=x', '<p class="lines">https://&#34;onclick=x</p>'),
    ],
)
def test_plain_text_becomes_paragraphs_with_links_and_nothing_else(app: Flask, text: str, markup: str) -> None:
    assert shown(app, "/nowhere", "{{ text|paragraphs }}", text=text) == markup


def test_paragraphs_in_another_language_say_so(app: Flask) -> None:
    page = shown(app, "/nowhere", "{{ text|paragraphs }}", text=Text("Hello", "en"))

    assert page == '<p class="lines" lang="en">Hello</p>'
