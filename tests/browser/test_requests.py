"""A request from both sides, as browsers show it: asked on a phone without scripts, found first and answered."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal import clock
from portal.access_requests.queries import locked_request
from portal.access_requests.timing import pause
from portal.extensions import db
from tests import make
from tests.browser.looking import faults
from tests.browser.signing_in import sign_in
from tests.web.staff.requests.asking import asked_outside, keep
from tests.web.staff.signing_in import add_staff
from tests.web.subject.visiting import add_person, link_to, name_organisation

WIDTHS = (320, 1280)
HOSTILE = "<img src=x onerror=alert(1)>" + "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 2


@pytest.fixture
def alice(app: Flask) -> int:
    """Let Bob administer, and register Alice, whose data is used in legitimate interest."""
    name_organisation(app)
    add_staff(app, "admin")
    return add_person(app, bases={"sales_service": "legitimate_interests"})


def found_at(page: Page, address: str, paths: list[str]) -> dict[str, list[str]]:
    """Return the faults of each page that has any."""
    found = {}
    for path in paths:
        page.goto(address + path)
        found[path] = faults(page, widths=WIDTHS)
    return {path: some for path, some in found.items() if some}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_page_about_requests_has_a_fault(page: Page, app: Flask, address: str, alice: int, language: str) -> None:
    with app.app_context():
        waiting, late = (
            keep("question", alice, at=clock.now() - timedelta(days=days), words=HOSTILE + str(days))
            for days in (3, 60)
        )
        pause(locked_request(waiting), HOSTILE, at=clock.now(), by=make.BOB, channel="staff")
        db.session.commit()
    outside = asked_outside(app, name=HOSTILE[:100], address="Storgatan 1")
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    acts = [f"/staff/requests/{outside}{act}" for act in ("", "/extend", "/nothing", "/refuse", "/person", "/reply")]
    new = ["", "?q=ali", "?person=1", "?outside=1"]

    sign_in(page, address, language)
    staffs = found_at(
        page,
        address,
        ["/staff/requests", "/staff/requests?state=lost", f"/staff/requests/{waiting}", *acts]
        + [f"/staff/requests/new{who}" for who in new],
    )
    page.goto(f"{address}{link_to(app, alice)}?lang={language}")
    page.click("form[action*='/open'] button")
    persons = found_at(
        page,
        address,
        ["/me/", "/me/requests", f"/me/requests/{waiting}", f"/me/requests/{late}"]
        + [f"/me/requests/new/{kind}" for kind in ("access", "objection", "correction")],
    )

    assert staffs | persons == {}


def test_a_question_goes_there_and_back_without_scripts(browser: Browser, app: Flask, address: str, alice: int) -> None:
    phone = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}).new_page()
    phone.goto(address + link_to(app, alice))
    phone.click("form[action*='/open'] button")
    phone.get_by_role("link", name="Ask for something else").click()
    phone.get_by_role("link", name="Ask something else").click()
    phone.get_by_role("button", name="Send the question").click()
    expect(phone.get_by_role("alert")).to_contain_text("Write your question.")
    phone.get_by_label("Your question").fill("Who has my number?")
    phone.get_by_role("button", name="Send the question").click()
    expect(phone.locator("main")).to_contain_text("You will get an answer by")

    desk = browser.new_context(java_script_enabled=False).new_page()
    sign_in(desk, address, "en")
    desk.goto(f"{address}/staff/requests")
    desk.get_by_role("link", name="Answer the question").click()
    desk.get_by_label("Answer").fill("Nobody but us.")
    desk.get_by_role("button", name="Send the answer").click()

    expect(desk.get_by_role("status")).to_contain_text("The letter is on its way.")
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Nobody but us.")
    phone.context.close()
    desk.context.close()


def test_a_dialog_in_place_extends_the_time(page: Page, app: Flask, address: str, alice: int) -> None:
    with app.app_context():
        reference = keep("access", alice)
    sign_in(page, address, "en")
    page.goto(f"{address}/staff/requests/{reference}")

    page.get_by_role("link", name="Extend the time").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("Three archives.")
    page.get_by_role("dialog").get_by_role("button", name="Extend the time").click()

    expect(page.get_by_role("status")).to_contain_text("The time is extended.")
    expect(page.locator("main")).to_contain_text("To three months from receipt.")
