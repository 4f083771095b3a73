"""The person's pages with an invented person's data."""

from dataclasses import replace

import pytest
from flask import Flask, g

from portal.settings.queries import current_organisation
from portal.web.staff.settings.look_form import PAGES
from portal.web.staff.settings.look_preview import MASKED, previews
from tests.legal_bases.catalogued import LISTS, retire
from tests.make import AT

TEXTS = {page: {"sv": f"Egna ord: {page}", "en": f"Own words: {page}"} for page in PAGES}


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: pages look alike on both."""
    return "sqlite"


def shown(app: Flask, language: str, **wished: object) -> list[tuple[str, str]]:
    """Return each page's name and HTML as an administrator who reads English is shown them."""
    with app.test_request_context("/staff/settings/look?lang=en"):
        app.preprocess_request()
        g.language = "en"
        organisation = replace(current_organisation(), **wished)  # type: ignore[arg-type]
        pages = previews(organisation, language, at=AT)
        assert (g.language, g.shows_persons_page) == ("en", False)
        return pages


def test_each_page_speaks_the_previews_language_and_is_named_in_the_administrators(app: Flask) -> None:
    for language, words in (("sv", "Egna ord"), ("en", "Own words")):
        pages = shown(app, language, texts=TEXTS, name="Björkvik & Co")

        assert [name for name, _page in pages] == [
            "Where a link leads first",
            "The person's own page",
            "After stopping marketing",
            "How we use your data",
        ]
        for key, (_name, page) in zip(PAGES, pages, strict=True):
            assert f'<html lang="{language}">' in page
            assert f"{words}: {key}" in page
            assert "Björkvik &amp; Co" in page


def test_the_invented_person_has_a_masked_address_and_the_purposes_in_use(app: Flask) -> None:
    with app.app_context():
        retire(LISTS["purposes"], "e_marketing")

    [_landing, (_name, hub), *_rest] = shown(app, "en")

    assert MASKED in hub
    assert "Sales and service" in hub
    assert "E-marketing" not in hub


def test_own_words_can_not_run_in_the_preview(app: Flask) -> None:
    texts = {page: {"en": "<script>alert(1)</script>"} for page in PAGES}

    for _name, page in shown(app, "en", texts=texts):
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page
