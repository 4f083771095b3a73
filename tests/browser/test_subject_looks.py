"""The person's pages as browsers show them: no fault of accessibility, no overflow, in both languages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page

from portal import clock
from portal.extensions import db
from portal.people.actions import note_look
from portal.people.queries import locked_person
from tests.browser.looking import faults
from tests.web.subject.visiting import add_person, link_to, name_organisation

LANGUAGES = ("sv", "en")
OPEN = ["/", "/?done=signed-out", "/link", "/link/sent", "/privacy", "/l/forged", "/me/"]
BEHIND = [
    "/me/",
    "/me/data",
    "/me/preferences",
    "/me/history",
    "/me/links",
    "/me/purposes/e_marketing",
    "/me/purposes/sales_service",
]
LinkOf = Callable[[str], str]


@pytest.fixture
def alice(app: Flask) -> int:
    name_organisation(app)
    person_id = add_person(app, language="")
    with app.app_context():
        at = clock.now() - timedelta(days=1)
        note_look(person_id, kind="view", staff="bob@example.se", role="officer", reason="Called", at=at)
        db.session.commit()
    return person_id


@pytest.fixture
def link_of(app: Flask, alice: int) -> LinkOf:
    def make(use: str) -> str:
        if use == "expired":
            return link_to(app, alice, at=clock.now() - timedelta(days=40))
        return link_to(app, alice, use, "purpose:e_marketing" if use == "stop" else "")  # type: ignore[arg-type]

    return make


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visited(page: Page, app: Flask, address: str, alice: int, language: str) -> Page:
    """Open Alice's page in the language."""
    page.goto(f"{address}{link_to(app, alice)}?lang={language}")
    page.click("form[action*='/open'] button")
    page.wait_for_load_state()
    return page


@pytest.mark.parametrize("path", OPEN)
def test_open_pages_have_no_fault(page: Page, address: str, alice: int, path: str, language: str) -> None:
    page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")

    assert faults(page) == []


@pytest.mark.parametrize("use", ["view", "preferences", "expired", "stop"])
def test_links_pages_have_no_fault(page: Page, link_of: LinkOf, address: str, use: str, language: str) -> None:
    page.goto(f"{address}{link_of(use)}?lang={language}")

    assert faults(page) == []


@pytest.mark.parametrize("path", BEHIND)
def test_pages_of_a_visit_have_no_fault(visited: Page, address: str, path: str) -> None:
    visited.goto(address + path)

    assert faults(visited) == []


def test_stopping_and_what_follows_has_no_fault(visited: Page, address: str) -> None:
    visited.click("form[action='/me/stop'] button")
    receipt = faults(visited)
    visited.goto(f"{address}/me/")
    hub = faults(visited, widths=(320, 1280))
    visited.goto(f"{address}/me/purposes/e_marketing/consent")

    assert receipt + hub + faults(visited) == []


def test_a_form_with_an_error_has_no_fault(page: Page, address: str, alice: int, language: str) -> None:
    page.goto(f"{address}/link?lang={language}")
    page.fill("#email", "alice")
    page.click("main button")

    assert page.title().startswith({"sv": "Fel: ", "en": "Error: "}[language])
    assert page.input_value("#email") == "alice"
    assert faults(page) == []


def test_an_old_form_and_a_saved_one_have_no_fault(visited: Page, app: Flask, address: str, alice: int) -> None:
    visited.goto(f"{address}/me/preferences")
    visited.uncheck("#topics-0")
    visited.click("form[action='/me/preferences'] button")
    saved = faults(visited, widths=(320, 1280))
    with app.app_context():
        locked_person(alice).choices_seq += 1
        db.session.commit()
    visited.check("#topics-0")
    visited.click("form[action='/me/preferences'] button")

    assert saved + faults(visited, widths=(320, 1280)) == []


def test_unusually_long_words_fit_a_narrow_phone(page: Page, app: Flask, address: str) -> None:
    name_organisation(app)
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte"
    person_id = add_person(app, name=long * 2, email=f"{long[:60]}@{'a' * 60}.example.se")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}{link_to(app, person_id)}")
    page.click("form[action*='/open'] button")
    page.goto(f"{address}/me/data")

    assert faults(page, widths=(320,)) == []


def test_text_spacing_of_wcag_loses_nothing(visited: Page) -> None:
    visited.set_viewport_size({"width": 320, "height": 640})
    visited.evaluate(
        """() => { for (const element of document.querySelectorAll('body, body *')) { const style = element.style;
        style.lineHeight = '1.5'; style.letterSpacing = '0.12em'; style.wordSpacing = '0.16em'; } }"""
    )

    assert visited.evaluate("document.documentElement.scrollWidth") <= 320


def test_twice_the_text_size_needs_no_sideways_scrolling(visited: Page) -> None:
    visited.set_viewport_size({"width": 640, "height": 800})
    visited.evaluate("() => { document.documentElement.style.fontSize = '200%' }")

    assert visited.evaluate("document.documentElement.scrollWidth") <= 640


def test_forced_colours_keep_buttons_outlined(visited: Page) -> None:
    visited.emulate_media(forced_colors="active")

    borders = visited.evaluate(
        "() => [...document.querySelectorAll('main button')].map(button => getComputedStyle(button).borderTopWidth)"
    )

    assert borders and set(borders) == {"2px"}
