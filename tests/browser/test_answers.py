"""An answer from both sides as browsers show it: staff complete and send it, the person fetches it by a code."""

import re
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from portal.extensions import db
from tests import make
from tests.browser.looking import faults
from tests.browser.signing_in import sign_in
from tests.web.staff.requests.answering import silence
from tests.web.staff.requests.asking import keep, letters
from tests.web.staff.signing_in import add_staff
from tests.web.subject.coding import newest_code
from tests.web.subject.visiting import link_to

WIDTHS = (360, 1280)


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what browsers show does not depend on the database."""
    return "sqlite"


@pytest.fixture
def reference(app: Flask) -> str:
    """Return the reference of Alice's request; the portal does not say who gets data for e-marketing."""
    add_staff(app, "admin")
    with app.app_context():
        make.organisation()
        alice = make.person(bases={"e_marketing": "consent"}, language="en", company="Friends of Erik Ek")
        found = keep("access", alice.id, words="Everything, please.")
        db.session.commit()
    silence(app, "recipients")
    return found


def completed(page: Page, answer: str) -> None:
    """Fill in what is missing, and add a row, a file and words to hide."""
    page.get_by_role("link", name="Recipients: E-marketing").first.click()
    page.get_by_label("What the answer says").fill("The printer Tryck AB")
    page.get_by_role("button", name="Keep for this answer").click()
    page.goto(answer)
    page.get_by_text("Add data from another system").click()
    page.get_by_label("System", exact=True).fill("Cash register")
    page.get_by_label("Data, one item a line").fill("Shoe size: 37\nNote: called by Erik Ek")
    page.get_by_role("button", name="Add the data").click()
    page.get_by_text("Hide words about somebody else").click()
    page.get_by_label("Words to hide").fill("Erik Ek")
    page.get_by_label("Reason", exact=True).fill("It is about a neighbour")
    page.get_by_role("button", name="Hide the words").click()
    page.get_by_text("Attach a file").click()
    contract = {"name": "contract.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF"}
    page.get_by_label("File", exact=True).set_input_files(contract)
    page.get_by_role("button", name="Attach the file").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_staff_complete_the_answer_and_the_person_fetches_it(
    app: Flask, browser: Browser, address: str, reference: str, scripts: bool
) -> None:
    page = browser.new_context(java_script_enabled=scripts).new_page()
    sign_in(page, address, "en")
    answer = f"{address}/staff/requests/{reference}/answer"

    page.goto(f"{address}/staff/requests")
    page.get_by_role("link", name="Check and send answer").click()
    expect(page.get_by_text("The answer can't be sent yet.")).to_be_visible()
    completed(page, answer)
    page.get_by_role("link", name="Other systems").click()
    expect(page.get_by_text("called by █████")).to_be_visible()
    page.goto(answer)
    page.get_by_label("I have looked in other systems.").first.check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("The answer is sent")).to_be_visible()

    [letter] = letters(app, "answer_ready")
    person = browser.new_context(java_script_enabled=scripts, viewport={"width": 360, "height": 740}).new_page()
    person.goto(letter.facts["link"].replace("http://127.0.0.1:5000", address))
    person.get_by_role("button", name="Go to the answer").click()
    person.get_by_role("button", name="E-mail me a code").click()
    person.get_by_label("Code").fill(newest_code(app))
    person.get_by_role("button", name="Continue").click()
    with person.expect_download() as begun:
        person.get_by_role("button", name=f"Download {reference}.xlsx").click()
    book = load_workbook(BytesIO(begun.value.path().read_bytes()), read_only=True)
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"The printer Tryck AB", "Shoe size", "Note", "contract.pdf", "It is about a neighbour"} <= cells
    page.goto(answer)
    expect(page.get_by_role("row", name=re.compile(rf"{reference}\.xlsx.* 1 "))).to_be_visible()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_of_an_answer_passes_axe(
    app: Flask, page: Page, address: str, reference: str, language: str
) -> None:
    sign_in(page, address, language)
    answer = f"{address}/staff/requests/{reference}/answer"
    found = {}
    for path in ("", "/parts?part=recipients&purpose=e_marketing", "/preview/history", "/preview/letters"):
        page.goto(answer + path)
        found[path] = faults(page, widths=WIDTHS)
    page.goto(answer)
    page.locator("form[action$='/send'] button").click()
    found["refused"] = faults(page, widths=WIDTHS)
    assert not any(found.values()), found


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_of_a_copy_passes_axe(app: Flask, page: Page, address: str, language: str) -> None:
    with app.app_context():
        make.organisation()
        alice = make.person(bases={"e_marketing": "consent"}, language=language).id
    page.goto(address + link_to(app, alice))
    page.locator("form[action*='/open'] button").click()
    found = {}
    page.goto(f"{address}/me/copy")
    found["copy"] = faults(page, widths=WIDTHS)
    page.locator("form[action='/me/code'] button").click()
    found["code"] = faults(page, widths=WIDTHS)
    page.locator("form[action='/me/code/enter'] button").click()
    found["wrong"] = faults(page, widths=WIDTHS)
    page.locator("#code").fill(newest_code(app))
    page.locator("form[action='/me/code/enter'] button").click()
    found["proven"] = faults(page, widths=WIDTHS)
    assert not any(found.values()), found
