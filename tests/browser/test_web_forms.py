"""Web forms as browsers show them: no fault of accessibility, and the whole way without scripts."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal import clock
from tests.browser.looking import faults
from tests.browser.test_staff_people import sign_in
from tests.web.staff.signing_in import add_staff
from tests.web.subject.filling_in import add_newsletter, confirm_path, statuses
from tests.web.subject.visiting import name_organisation
from tests.web_forms.designing import answered

WIDTHS = (360, 1280)
SETTINGS = "/staff/settings/forms"
PAGES = [SETTINGS, f"{SETTINGS}/new", f"{SETTINGS}/newsletter", f"{SETTINGS}/newsletter/preview"]
ASKED = dict.fromkeys(("phone", "company", "title", "address", "country", "language"), "asked")


@pytest.fixture(autouse=True)
def _form(app: Flask) -> None:
    name_organisation(app)
    add_newsletter(app, asked=ASKED, purposes=("e_marketing", "sales_service"))


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """Return a page in a phone's browser without scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_page_of_visitors_has_a_fault(page: Page, app: Flask, address: str, language: str) -> None:
    with app.app_context():
        answered("e_marketing", chosen=["news"], at=clock.now(), language=language)
    path, found = confirm_path(app), {}

    for place in ("/forms/newsletter", "/forms/newsletter/sent", path):
        page.goto(f"{address}{place}?lang={language}")
        found[place] = faults(page, widths=WIDTHS)
    page.locator("main form button").click()
    page.wait_for_url("**/done*")
    found["done"] = faults(page, widths=WIDTHS)
    page.goto(f"{address}/forms/newsletter?lang={language}")
    page.locator("main form button").click()
    page.wait_for_load_state()
    assert page.title().startswith({"sv": "Fel: ", "en": "Error: "}[language])
    found["wrong"] = faults(page, widths=WIDTHS)

    assert {place: some for place, some in found.items() if some} == {}


def test_no_page_of_staff_has_a_fault(page: Page, app: Flask, address: str) -> None:
    add_staff(app, "admin")
    sign_in(page, address, "en")
    found = {}

    for place in PAGES:
        page.goto(address + place)
        found[place] = faults(page, widths=WIDTHS)
    page.goto(f"{address}{SETTINGS}/new")
    page.get_by_role("button", name="Add the form").click()
    found["wrong"] = faults(page, widths=WIDTHS)

    assert {place: some for place, some in found.items() if some} == {}


def test_a_visitor_answers_and_confirms_without_scripts(
    plain: Page, app: Flask, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.web.answering.form.is_in_time", lambda _age: True)
    plain.goto(f"{address}/forms/newsletter?lang=en&email=alice@example.se")
    plain.get_by_label("Name").fill("Zoë Öberg")
    plain.get_by_label("I want to get news, invitations and offers").check()
    plain.get_by_label("News", exact=True).check()
    plain.get_by_role("button", name="Send my answer").click()
    expect(plain.get_by_role("heading", name="Look in your mail")).to_be_visible()

    plain.goto(f"{address}{confirm_path(app)}?lang=en")
    plain.get_by_role("button", name="Yes, I consent").click()

    expect(plain.get_by_text("Thank you very much!")).to_be_visible()
    assert statuses(app) == [{"e_marketing": "in_force"}]
