"""The staff's pages about letters as browsers show them, and a day's work on them without scripts."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal import clock
from portal.extensions import db
from portal.ledger.rules import SYSTEM
from portal.mail.letters.queued import confirmation, new_link
from portal.mail.variants import add_variant, choose_sources
from portal.people.addresses import note_refused_address
from tests import make
from tests.browser.looking import faults
from tests.browser.signing_in import sign_in
from tests.web.staff.signing_in import add_staff

WIDTHS = (360, 1280)
WORDING = "/staff/settings/letters/new_link/en"
PAGES = [
    "/staff/settings/letters",
    "/staff/settings/letters/confirmation/sv",
    f"{WORDING}/versions",
    f"{WORDING}/versions/1",
    f"{WORDING}/shipped",
    "/staff/settings/letters/of-sources/new",
    "/staff/letters",
    "/staff/letters?state=failed",
    "/staff/letters?state=lost",
    "/staff/letters/1",
    "/staff/letters/2",
    "/staff/letters/all/retry?state=failed",
    "/staff/letters/uninformed",
    "/staff/letters/uninformed/send",
    "/staff/people/2",
]


@pytest.fixture(autouse=True)
def _letters(app: Flask) -> None:
    """Let Bob administer; Alice got a letter, Dan's was refused, and nobody has told Eva."""
    add_staff(app, "admin")
    with app.app_context():
        at = clock.now()
        alice, dan = make.person(), make.person(name="Dan Dahl", email="dan@example.se", source="import")
        make.person(name="Eva Ek", email="eva@example.se", source="unknown")
        confirmation(alice, at=at)
        refused = new_link(dan, at=at)
        assert refused is not None
        refused.state, refused.answer = "failed", "550 5.1.1 no such user"
        note_refused_address("dan@example.se", "550 5.1.1 no such user", at=at)
        key = add_variant("The fair", at=at, by=SYSTEM, channel="staff")
        choose_sources(key, ["chat"], at=at, by=SYSTEM, channel="staff")
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

    for path in (WORDING, "/staff/settings/letters/of-sources/new"):
        page.goto(address + path)
        page.locator("main input[required]").first.fill("")
        page.locator("main form button:not([formaction])").first.click()
        assert page.title().startswith("Error: "), path
        found[path] = faults(page, widths=WIDTHS)

    assert {path: some for path, some in found.items() if some} == {}


def test_a_letter_is_worded_tried_and_taken_back_without_scripts(plain: Page, address: str) -> None:
    plain.goto(address + WORDING)
    plain.get_by_label("Subject").fill("A link for {name}")

    with plain.context.expect_page() as opened:
        plain.get_by_role("button", name="See the letter (new tab)").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("A link for Anna Andersson")
    expect(opened.value.frame_locator("iframe").first.locator("h1")).to_have_text("A link for Anna Andersson")
    plain.get_by_role("button", name="Save the words").click()
    expect(plain.get_by_role("status")).to_contain_text("The new words are saved.")
    plain.get_by_role("link", name="Back to the shipped words").click()
    plain.get_by_role("button", name="Use the shipped words").click()

    expect(plain.get_by_label("Subject")).to_have_value("Your link to your page at {organisation}")


def test_the_dark_letter_is_dark_where_everything_else_is_light(page: Page, address: str) -> None:
    sign_in(page, address, "en")
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/staff/letters/1")

    grounds = [
        page.frame_locator("iframe").nth(number).locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
        for number in (0, 1)
    ]

    assert grounds == ["rgb(243, 245, 247)", "rgb(20, 24, 29)"]


def test_those_ticked_are_informed_otherwise_without_scripts(plain: Page, address: str) -> None:
    plain.goto(f"{address}/staff/letters/uninformed")
    plain.get_by_label("Choose Eva Ek").check()
    plain.get_by_role("button", name="Those ticked were informed otherwise…").click()

    plain.get_by_label("How they were informed").fill("Told by phone")
    plain.get_by_role("button", name="Note it").click()

    expect(plain.get_by_role("status")).to_contain_text("Noted: 1 person was informed.")
    expect(plain.get_by_text("Eva Ek")).to_have_count(0)


def test_a_refused_letter_is_tried_again_without_scripts(plain: Page, address: str) -> None:
    plain.goto(f"{address}/staff/letters?state=failed")
    plain.get_by_role("link", name=re.compile("Try all of these again")).click()

    plain.get_by_role("button", name="Try 1 letter again").click()

    expect(plain.get_by_role("status").first).to_contain_text("1 letter is tried again.")
