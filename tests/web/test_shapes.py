"""Pages rendered once for each shape."""

from collections.abc import Iterator

import pytest
from flask import Flask, g
from jinja2 import DictLoader

from portal.web import shapes
from portal.web.shapes import filled_page, slot

rendered: list[str] = []


@pytest.fixture
def speaking(app: Flask) -> Iterator[None]:
    rendered.clear()
    app.jinja_env.loader = DictLoader({"page.html": "{{ note() }}{{ language }}: {{ name }}"})
    with app.test_request_context("/"):
        g.language, g.language_chosen = "en", False
        yield


def _page(shape: object, name: str) -> str:
    facts = {"name": slot("name"), "language": g.language, "note": lambda: rendered.append("x") or ""}  # type: ignore[func-returns-value]
    return filled_page("page.html", shape, lambda: facts, {"name": name})


def test_a_page_is_rendered_once_and_filled_for_each(speaking: None) -> None:
    pages = [_page(1, "Alice"), _page(1, "Charlie")]

    assert pages == ["en: Alice", "en: Charlie"]
    assert len(rendered) == 1


def test_values_are_escaped(speaking: None) -> None:
    assert _page(1, "<b>") == "en: &lt;b&gt;"


def test_a_value_that_looks_like_a_slot_stays_a_value(speaking: None) -> None:
    assert _page(1, slot("other")) == f"en: {slot('other')}"


def test_each_shape_and_language_is_rendered_by_itself(speaking: None) -> None:
    _page(1, "Alice")
    _page(2, "Alice")
    g.language = "sv"

    assert _page(1, "Alice") == "sv: Alice"
    assert len(rendered) == 3


def test_no_more_shapes_are_kept_than_allowed(app: Flask, speaking: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST", 3)

    for number in range(10):
        _page(number, "Alice")

    assert len(app.extensions["portal_shapes"]) <= 3
