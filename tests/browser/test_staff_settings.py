"""The pages of the settings as browsers show them, and a fresh portal set up without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal.accounts.queries import staff_user
from portal.extensions import db
from portal.settings.queries import current_organisation
from portal.settings.rules import palette
from tests import make
from tests.browser.looking import faults
from tests.settings.pictures import png
from tests.web.staff.signing_in import EMAIL, PASSWORD, add_staff

WIDTHS = (360, 1280)
PAGES = [
    "/staff/",
    "/staff/settings/organisation",
    "/staff/settings/look",
    "/staff/settings/staff",
    "/staff/settings/staff/new",
    "/staff/settings/staff/1",
    "/staff/settings/staff/2",
    "/staff/settings/staff/3",
]


@pytest.fixture(autouse=True)
def _staff(app: Flask) -> None:
    """Let Bob administer beside Karin, whose phone is lost, and Sara, who was shut out."""
    add_staff(app, "admin")
    with app.app_context():
        karin = make.staff(email="karin@example.se", name="Karin Holm")
        karin.tf_totp_secret, karin.tf_primary_method = "secret", "authenticator"
        make.staff("auditor", email="sara@example.se", name="Sara Nyberg").active = False
        db.session.commit()


def sign_in(page: Page, address: str, language: str) -> None:
    """Let Bob in, to the start page, in the language."""
    page.goto(f"{address}/staff/login?lang={language}")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(f"{address}/staff/")


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """Return a page in a phone's browser without scripts, with Bob signed in."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    sign_in(page, address, "en")
    yield page
    context.close()


def logo(folder: Path) -> Path:
    """Return a picture on the disk."""
    file = folder / "logo.png"
    file.write_bytes(png(120, 40))
    return file


def test_no_page_has_a_fault_of_accessibility(page: Page, address: str, tmp_path: Path) -> None:
    sign_in(page, address, "sv")
    found = {}

    for path in PAGES:
        page.goto(address + path)
        found[path] = faults(page, widths=WIDTHS)
    page.goto(f"{address}/staff/settings/look")
    page.locator("#logo").set_input_files(logo(tmp_path))
    page.locator("#colour").fill("#ffcc00")
    page.get_by_role("button", name="Visa hur det ser ut").click()
    found["preview"] = faults(page, widths=WIDTHS)
    page.get_by_role("button", name="Spara utseendet").click()
    found["saved"] = faults(page, widths=WIDTHS)
    page.goto(f"{address}/privacy")
    found["yellow"] = faults(page, widths=WIDTHS)

    assert {path: some for path, some in found.items() if some} == {}


def test_a_refused_form_has_no_fault_of_accessibility(page: Page, address: str) -> None:
    sign_in(page, address, "en")
    page.goto(f"{address}/staff/settings/look")
    page.locator("#colour").fill("red")

    page.get_by_role("button", name="Save the look").click()

    assert page.title().startswith("Error: ")
    assert faults(page, widths=WIDTHS) == []


def test_the_look_is_previewed_and_saved_without_scripts(plain: Page, address: str, app: Flask, tmp_path: Path) -> None:
    plain.goto(f"{address}/staff/settings/look")
    plain.locator("#logo").set_input_files(logo(tmp_path))
    plain.locator("#colour").fill("#e30613")
    plain.locator("#hub_en").fill("Call us.\n\nOr read https://example.se/more.")

    plain.get_by_role("button", name="Show how it looks").click()

    light = bytes.fromhex(palette("#e30613").light[1:])
    rgb = f"rgb({light[0]}, {light[1]}, {light[2]})"
    hub = plain.frame_locator("iframe").nth(1)
    expect(hub.get_by_role("link", name="https://example.se/more")).to_be_visible()
    expect(hub.get_by_role("button", name="Stop all marketing")).to_have_css("background-color", rgb)
    expect(hub.locator("img.own")).to_have_js_property("naturalWidth", 120)
    plain.get_by_role("button", name="Save the look").click()
    expect(plain.locator("[role=status]")).to_contain_text("The look is saved.")
    with app.app_context():
        assert current_organisation().colour == "#e30613"


def test_nothing_in_a_preview_can_be_pressed(page: Page, address: str) -> None:
    sign_in(page, address, "en")
    page.goto(f"{address}/staff/settings/look")
    page.get_by_role("button", name="Show how it looks").click()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.method))

    page.frame_locator("iframe").nth(1).get_by_role("button", name="Stop all marketing").click()

    page.wait_for_timeout(300)
    assert "POST" not in posts


def test_somebody_is_invited_and_shut_out_without_scripts(plain: Page, address: str, app: Flask) -> None:
    plain.goto(f"{address}/staff/settings/staff")
    plain.get_by_role("link", name="Invite somebody").click()
    plain.get_by_label("Name").fill("Tom Reed")
    plain.get_by_label("E-mail address").fill("tom@example.se")
    plain.get_by_label("Marketing").check()
    plain.get_by_role("button", name="Send the invitation").click()
    expect(plain.locator("[role=status]")).to_contain_text("is on its way to tom@example.se")

    plain.get_by_role("link", name="Tom Reed").click()
    plain.get_by_role("button", name="Deactivate Tom Reed").click()

    expect(plain.get_by_role("button", name="Restore Tom Reed")).to_be_visible()
    with app.app_context():
        tom = staff_user("tom@example.se")
        assert tom and not tom.active


def test_the_list_of_the_first_day_is_ticked_and_hidden_without_scripts(plain: Page, address: str) -> None:
    plain.get_by_role("button", name="The purposes are right for us").click()
    expect(plain.locator(".to-do .tag-a")).to_have_count(1)

    plain.get_by_role("button", name="Hide the list").click()

    expect(plain).to_have_url(f"{address}/staff/requests")
