"""The staff's people pages as browsers show them, and a day's work on them without scripts."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal import clock
from portal.extensions import db
from portal.jobs.running import Runner
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.queries import catalogue
from portal.mail.letters.queued import confirmation
from portal.people.queries import locked_person
from portal.people.telling_apart import tell_apart
from tests import make
from tests.browser.looking import faults
from tests.browser.signing_in import sign_in
from tests.bulk.changing import asked, terms
from tests.web.staff.signing_in import add_staff

LANGUAGES = ("sv", "en")
PHONE = "070-123 45 67"
WIDTHS = (360, 1280)
PAGES = [
    "/staff/people",
    "/staff/people?q=alice&status=withdrawn",
    "/staff/people?status=lost",
    "/staff/people?q=zzz",
    "/staff/people/duplicates?by=phone",
    "/staff/people/duplicates?by=lost",
    "/staff/people/duplicates/apart",
    "/staff/people/bulk",
    "/staff/people/bulk/new?q=ali",
    "/staff/people/bulk/1",
    "/staff/people/new",
    "/staff/people/1",
    "/staff/people/1/edit",
    "/staff/people/1/data/new",
    "/staff/people/1/export",
    "/staff/people/1/links/end",
    "/staff/people/1/letters/1",
    "/staff/people/1/privacy",
    "/staff/people/1/privacy/sales_service",
    "/staff/people/1/privacy/sales_service/stop",
    "/staff/people/1/privacy/sales_service/end",
    "/staff/people/1/privacy/e_marketing/lift",
    "/staff/people/1/stop-marketing",
    "/staff/settings/organisation",
]
FORMS = [
    "/staff/people/new",
    "/staff/people/bulk/new",
    "/staff/people/1/edit",
    "/staff/people/1/data/new",
    "/staff/people/1/export",
    "/staff/people/1/privacy/e_marketing/lift",
    "/staff/settings/organisation",
]


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    """Let Bob administer, and register Alice, who has withdrawn and got a letter, and Dan, who has her number."""
    add_staff(app, "admin")
    with app.app_context():
        bases = {"e_marketing": "consent", "sales_service": "legitimate_interests"}
        alice = make.person(
            bases=bases, company="Björkvik Handel AB", address="Storgatan 1\n123 45 Björkvik", phone=PHONE
        )
        make.person(name="Dan Dahl", email="dan@example.se", source="import", phone=PHONE)
        tell_apart([alice], at=clock.now(), by=make.BOB)
        asked(terms(basis="contract"))
        known, at = catalogue(), clock.now()
        stop_purpose(locked_person(alice.id), known.purpose("e_marketing"), known, at=at, comment="Called")
        confirmation(alice, at=at)
        db.session.commit()
    app.test_cli_runner().invoke(args=["mail", "deliver"])


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page in a phone's browser without scripts, with Bob signed in."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    sign_in(page, address, "en")
    yield page
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_fault_of_accessibility(page: Page, address: str, language: str) -> None:
    sign_in(page, address, language)
    found = {}

    for path in PAGES:
        page.goto(address + path)
        found[path] = faults(page, widths=WIDTHS)

    assert {path: some for path, some in found.items() if some} == {}


def test_no_refused_form_has_a_fault_of_accessibility(page: Page, address: str) -> None:
    sign_in(page, address, "en")
    found = {}

    for path in FORMS:
        page.goto(address + path)
        for field in page.locator("main input:not([type=hidden], [type=radio], [type=checkbox]), main textarea").all():
            field.fill("")
        page.locator("main form button:not([formaction])").first.click()
        assert page.title().startswith("Error: "), path
        found[path] = faults(page, widths=WIDTHS)

    assert {path: some for path, some in found.items() if some} == {}


def test_the_dialog_opens_in_place_and_has_no_fault(page: Page, address: str) -> None:
    sign_in(page, address, "en")
    page.goto(f"{address}/staff/people/1")

    page.get_by_role("link", name="Show and change").click()

    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Legal basis: Alice Alm")
    assert page.url == f"{address}/staff/people/1"
    assert faults(page, widths=WIDTHS) == []


def test_the_dialog_closes_with_escape_and_gives_the_focus_back(page: Page, address: str) -> None:
    sign_in(page, address, "en")
    page.goto(f"{address}/staff/people/1")
    page.get_by_role("link", name="Show and change").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.locator("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Show and change")).to_be_focused()


def test_a_letter_is_shown_in_a_frame_that_runs_nothing(page: Page, address: str) -> None:
    sign_in(page, address, "en")
    page.goto(f"{address}/staff/people/1")

    page.get_by_role("link", name="Confirmation of what is stored").click()

    letter = page.frame_locator("iframe").first
    expect(letter.locator("h1")).to_contain_text("har sparat dina kontaktuppgifter")
    assert [frame.get_attribute("sandbox") for frame in page.locator("iframe").all()] == ["", ""]


def test_a_person_is_registered_and_found_without_scripts(plain: Page, address: str) -> None:
    plain.get_by_role("link", name="Register a person").click()
    plain.get_by_label("Name").fill("Zoë Öberg")
    plain.get_by_label("E-mail").fill("zoe@example.se")
    plain.locator("#source").select_option("business_card")
    plain.locator("#basis_e_marketing").select_option("consent")
    plain.get_by_role("button", name="Register", exact=True).click()
    expect(plain.locator("[role=status]")).to_contain_text("The confirmation letter is on its way.")

    plain.goto(f"{address}/staff/people")
    plain.locator("#q").fill("oberg zo")
    plain.get_by_role("button", name="Search").click()

    expect(plain.get_by_role("link", name="Zoë Öberg")).to_be_visible()
    expect(plain.locator("td .tag")).to_have_text("Consent")


def test_a_likely_duplicate_is_shown_and_registered_anyway_without_scripts(plain: Page) -> None:
    plain.get_by_role("link", name="Register a person").click()
    plain.get_by_label("Name").fill("Alice Alm")
    plain.locator("#source").select_option("phone")
    plain.get_by_role("button", name="Register", exact=True).click()
    expect(plain.get_by_role("heading", name="Is it one of these?")).to_be_visible()

    plain.get_by_role("button", name="Register anyway").click()

    expect(plain).to_have_url(re.compile(r"/staff/people/3$"))


def test_a_no_is_noted_and_lifted_on_evidence_without_scripts(plain: Page, address: str) -> None:
    plain.goto(f"{address}/staff/people/1")
    plain.get_by_role("link", name="Show and change").click()
    plain.get_by_role("link", name="The person has said yes since").click()
    plain.locator("#basis").select_option("consent")
    plain.locator("#source").select_option("email")
    plain.locator("#evidence").fill("E-mail of today")
    plain.locator("#dated").fill(clock.today("Europe/Stockholm").isoformat())

    plain.get_by_role("button", name="Record the basis over the no").click()

    expect(plain.locator(".timeline")).to_contain_text("Legal basis recorded after a no")
    expect(plain.locator(".timeline")).to_contain_text("E-mail of today")


def test_the_copy_is_downloaded_without_scripts(plain: Page, address: str) -> None:
    plain.goto(f"{address}/staff/people/1/export")
    plain.locator("#reason").fill("She asked for a copy")

    with plain.expect_download() as download:
        plain.get_by_role("button", name="Export").click()

    assert download.value.suggested_filename.endswith(".xlsx")
    plain.goto(f"{address}/staff/people/1")
    expect(plain.locator("table").last).to_contain_text("She asked for a copy")


def test_a_basis_is_changed_for_everybody_found_and_put_back_without_scripts(
    app: Flask, plain: Page, address: str
) -> None:
    plain.goto(f"{address}/staff/people?q=dan")
    plain.get_by_role("link", name="Change the legal basis of everybody found").click()
    plain.locator("#purpose").select_option("sales_service")
    plain.locator("#basis").select_option("contract")
    plain.locator("#source").select_option("phone")
    plain.get_by_role("button", name="See what it would change").click()
    expect(plain.locator("main")).to_contain_text("1 person was found.")

    plain.get_by_role("button", name="Change the legal basis of 1 person").click()
    Runner(app, now=clock.now).work(60, stopped=lambda: False)
    plain.get_by_role("link", name="Refresh").click()
    expect(plain.locator("main")).to_contain_text("The legal basis of 1 person is changed.")
    plain.get_by_role("button", name="Put back the legal basis of 1 person").click()
    Runner(app, now=clock.now).work(60, stopped=lambda: False)
    plain.get_by_role("link", name="Refresh").click()

    expect(plain.locator("main")).to_contain_text("For 1 person it is as it was before.")


def test_people_are_told_apart_without_scripts(plain: Page, address: str) -> None:
    plain.get_by_role("link", name="Likely duplicates").click()
    plain.get_by_role("link", name="Same phone number").click()
    expect(plain.get_by_role("link", name="Dan Dahl")).to_be_visible()

    plain.get_by_role("button", name="These are different people").click()

    expect(plain.locator("main")).to_contain_text("No likely duplicates of this kind.")
