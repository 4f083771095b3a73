"""Questions for consent, sales, bounces and complaints as browsers show them, and a question's whole way."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from portal import clock
from portal.extensions import db
from portal.jobs.running import Runner
from portal.mail.models import Letter
from tests import make
from tests.browser.looking import faults
from tests.browser.signing_in import sign_in
from tests.web.staff.signing_in import add_staff

WIDTHS = (360, 1280)
FILE = "email;kind\nalice@example.se;complaint\nodd;bounce\n"


def work(app: Flask) -> None:
    """Let a worker do what is waiting, and send the letters."""
    Runner(app, now=clock.now).work(60, stopped=lambda: False)
    app.test_cli_runner().invoke(args=["mail", "deliver"])


@pytest.fixture
def bob(app: Flask, page: Page, address: str) -> Page:
    """Return the page of Bob, who administers, with Alice and Dan registered."""
    add_staff(app, "admin")
    with app.app_context():
        make.person(language="en")
        make.person(name="Dan Dahl", email="dan@example.se", language="en")
    sign_in(page, address, "sv")
    return page


def test_every_page_on_the_way_of_a_question_a_sale_and_a_file_can_be_used_by_everybody(
    app: Flask, bob: Page, address: str, tmp_path: Path
) -> None:
    found: dict[str, list[str]] = {}

    def look(*paths: str) -> None:
        for path in paths or ("",):
            if path:
                bob.goto(address + path)
            found[path or bob.url] = faults(bob, widths=WIDTHS)

    look("/staff/people/questions")
    bob.goto(f"{address}/staff/people/questions/new")
    bob.locator("main form button").click()
    look()
    bob.locator("#purpose").select_option("e_marketing")
    bob.locator("main form button").click()
    look()
    look("/staff/people/questions/1/letter/sv", "/staff/people/questions/1")
    bob.locator("form[action$='/ask'] button").click()
    look()
    work(app)
    look("/staff/people/questions/1", "/staff/settings/direct-marketing")
    bob.goto(f"{address}/staff/people/1/sales/new")
    bob.locator("main form button").click()
    look()
    bob.locator("[name=sold_on]").fill("2026-01-15")
    bob.locator("[name=goods]").fill("Skor")
    bob.locator("#way_out-0").check()
    bob.locator("[name=source]").select_option("phone")
    bob.locator("main form button").click()
    look()
    look("/staff/people/1/sales/1/delete")
    file = tmp_path / "bounces.csv"
    file.write_text(FILE)
    bob.goto(f"{address}/staff/marketing/feedback")
    bob.locator("main form button").click()
    look()
    bob.locator("#file").set_input_files(file)
    bob.locator("main form button").click()
    bob.wait_for_url("**/feedback/1")
    work(app)
    look("/staff/marketing/feedback/1", "/staff/marketing/feedback")

    assert {path: some for path, some in found.items() if some} == {}
    with app.app_context():
        letter = db.session.query(Letter).filter_by(kind="ask_consent", person_id=2).one()
        link = re.search(r"/l/\S+\?ask=\S+", letter.text or "")
    assert link
    bob.goto(address + link[0])
    look()
    bob.get_by_role("button", name="Read and answer yes or no").click()
    look()
    bob.get_by_role("button", name="No thanks").click()
    assert "Your no is saved." in bob.locator("h1").inner_text()
    assert {path: some for path, some in found.items() if some} == {}
