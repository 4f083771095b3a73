"""The settings of the catalogue as browsers show them, and a purpose added without scripts in few clicks."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from portal.extensions import db
from portal.legal_bases.cataloguing import locked_item
from portal.legal_bases.listed import PURPOSES
from portal.legal_bases.wordings import reword
from tests import make
from tests.browser.looking import faults
from tests.browser.signing_in import sign_in
from tests.legal_bases.catalogued import add, change, named
from tests.web.staff.signing_in import add_staff

MOST_CLICKS = 6
"""From the page that staff begin on to a purpose that is saved in two languages."""
WIDTHS = (360, 1280)
SETTINGS = "/staff/settings"
PAGES = [
    SETTINGS,
    f"{SETTINGS}/purposes",
    f"{SETTINGS}/purposes/new",
    f"{SETTINGS}/purposes/e_marketing",
    f"{SETTINGS}/purposes/e_marketing/wording",
    f"{SETTINGS}/purposes/e_marketing/wording/2",
    f"{SETTINGS}/legal-bases/consent",
    f"{SETTINGS}/sources",
    f"{SETTINGS}/sources/club/delete",
    f"{SETTINGS}/sources/chat/delete",
    f"{SETTINGS}/topics",
    f"{SETTINGS}/data-fields",
    f"{SETTINGS}/translations",
    "/staff/people/1/data/new",
]


@pytest.fixture(autouse=True)
def _catalogue(app: Flask) -> None:
    """Let Bob administer, a wording have two versions, something be changed, and something lack a language."""
    add_staff(app, "admin")
    with app.app_context():
        make.person(bases={"e_marketing": "consent", "sales_service": "contract"})
        change(PURPOSES, "e_marketing", retention_months=36, bases=["consent", "contract"])
        texts = {"text": {"sv": "Jag vill få nyheter varje vecka.", "en": "I want news every week."}}
        reword(locked_item(PURPOSES, "e_marketing"), texts, seen=1, at=make.AT, by=make.BOB, ask_again=True)
        add("sources", texts=named("Mässa"))
        add("data fields", "shoe_size", named("Skostorlek", "Shoe size"))
        db.session.commit()


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page in a phone's browser without scripts, with Bob signed in."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    sign_in(page, address, "en")
    yield page
    context.close()


class Clicking:
    """A hand that counts how often it clicks; writing in a field takes the keyboard alone."""

    def __init__(self) -> None:
        self.clicks = 0

    def __call__(self, target: Locator) -> None:
        self.clicks += 1
        target.click()


def test_no_page_has_a_fault_of_accessibility(page: Page, address: str) -> None:
    sign_in(page, address, "sv")
    found = {}

    for path in PAGES:
        page.goto(address + path)
        found[path] = faults(page, widths=WIDTHS)

    assert {path: some for path, some in found.items() if some} == {}


def test_no_refused_form_has_a_fault_of_accessibility(page: Page, address: str) -> None:
    sign_in(page, address, "en")
    found = {}

    for path in (f"{SETTINGS}/purposes/new", f"{SETTINGS}/purposes/e_marketing/wording"):
        page.goto(address + path)
        for field in page.locator("main input[type=text], main textarea").all():
            field.fill("")
        page.locator("main form button").first.click()
        assert page.title().startswith("Error: "), path
        found[path] = faults(page, widths=WIDTHS)

    assert {path: some for path, some in found.items() if some} == {}


def test_a_purpose_in_two_languages_takes_few_clicks(plain: Page, address: str) -> None:
    click = Clicking()
    plain.goto(f"{address}/staff/")

    click(plain.get_by_role("link", name="Settings"))
    click(plain.get_by_role("link", name="Purposes"))
    click(plain.get_by_role("link", name="Add a purpose"))
    for field, text in {
        "name_sv": "Kundklubb",
        "name_en": "Customer club",
        "description_sv": "Vi skickar brev till klubbens medlemmar.",
        "description_en": "We send letters to the members of the club.",
        "categories_sv": "Namn och adress",
        "categories_en": "Name and address",
        "text_sv": "Ja, jag vill vara med i klubben.",
        "text_en": "Yes, I want to join the club.",
    }.items():
        plain.locator(f"#{field}").fill(text)
    click(plain.get_by_label("It is direct marketing"))
    click(plain.get_by_role("checkbox", name="Consent", exact=True))
    click(plain.get_by_role("button", name="Add a purpose"))

    expect(plain.locator(".notice.success")).to_contain_text("“Customer club” is added.")
    expect(plain.locator("#kundklubb")).to_contain_text("Consent")
    assert click.clicks <= MOST_CLICKS


def test_a_list_is_put_in_order_without_scripts(plain: Page, address: str) -> None:
    plain.goto(f"{address}{SETTINGS}/topics")

    plain.get_by_role("button", name="Move up Urgent messages").click()

    expect(plain).to_have_url(re.compile("#urgent_messages$"))
    assert plain.locator("tbody tr").evaluate_all("rows => rows.map(row => row.id)") == [
        "invitations",
        "news",
        "urgent_messages",
        "promotions",
    ]
