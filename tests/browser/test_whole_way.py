"""The main job from end to end: register, confirm, open, see, stop, prove, and stay stopped."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page

from portal import clock
from portal.accounts.passwords import hashed
from portal.accounts.queries import staff_user
from portal.extensions import db
from portal.mail.delivery import chosen_carrier, deliver
from tests import make
from tests.databases import KINDS
from tests.mail.mail_server import MailServer

PASSWORD = "correct horse battery staple"
IMPORTED = "E-post;Namn\nalice@example.se;Alice Alm\n"


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Return each kind: here the browser stands at the end of everything else."""
    return str(request.param)


class Way(NamedTuple):
    """What is seen on the way."""

    letter_subject: str
    letter_text: str
    landing: str
    hub: str
    data: str
    done: str
    card: str
    workbook: bytes


@pytest.fixture
def way(app: Flask, address: str, smtp: MailServer, browser: Browser) -> Way:
    """Go the whole way once, as staff at a desk and as Alice on her phone without scripts."""
    app.config.update(PORTAL_BASE_URL=address, MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp.port)
    with app.app_context():
        make.organisation()
        make.staff(email="bob@example.se")
        bob = staff_user("bob@example.se")
        assert bob is not None
        bob.password = hashed(PASSWORD)
        db.session.commit()
    with browser.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE") as desk:
        staff = desk.new_page()
        _sign_in(staff, address)
        _register(staff, address)
        card_address = staff.url
        deliver(app, chosen_carrier(app), now=clock.now)
        letter = smtp.letters[0]
        text = letter.get_body(("plain",))
        assert text is not None
        words = text.get_content()
        found = re.search(rf"{re.escape(address)}/l/\S+", words)
        assert found is not None
        size = {"width": 360, "height": 740}
        with browser.new_context(java_script_enabled=False, viewport=size, locale="sv-SE") as pocket:
            phone = pocket.new_page()
            phone.goto(found.group())
            landing = phone.inner_text("main")
            phone.get_by_role("button", name="Öppna min sida").click()
            hub = phone.inner_text("main")
            phone.goto(f"{address}/me/data")
            data = phone.inner_text("main")
            phone.goto(f"{address}/me/")
            phone.get_by_role("button", name="Stoppa all marknadsföring").click()
            done = phone.inner_text("main")
        staff.goto(card_address)
        card = staff.inner_text("main")
        workbook = _exported(staff)
    return Way(str(letter["Subject"]), words, landing, hub, data, done, card, workbook)


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/staff/")
    page.get_by_label("E-post").fill("bob@example.se")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()


def _register(page: Page, address: str) -> None:
    page.goto(f"{address}/staff/people/new")
    page.get_by_label("Namn").fill("Alice Alm")
    page.get_by_label("E-post").fill("alice@example.se")
    page.get_by_role("main").get_by_label("Språk").select_option("sv")
    page.get_by_role("main").get_by_label("Källa").select_option(label="Visitkort")
    page.get_by_role("group", name="Försäljning och service").get_by_label("Rättslig grund").select_option(
        label="Berättigat intresse"
    )
    page.get_by_role("group", name="E-marknadsföring").get_by_label("Rättslig grund").select_option(label="Samtycke")
    page.get_by_role("button", name="Registrera", exact=True).click()


def _exported(page: Page) -> bytes:
    page.get_by_role("link", name="Exportera till Excel").click()
    page.get_by_label("Skäl").fill("Begäran om kopia")
    with page.expect_download() as download:
        page.get_by_role("button", name="Exportera", exact=True).click()
    return Path(download.value.path()).read_bytes()


def _cells(workbook: bytes) -> str:
    sheets = load_workbook(BytesIO(workbook), read_only=True).worksheets
    return "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def test_the_whole_way(way: Way, app: Flask, tmp_path: Path) -> None:
    assert way.letter_subject == "Björkvik Handel AB har sparat dina kontaktuppgifter"
    assert "alice@example.se" not in way.landing
    assert "Berättigat intresse" in way.hub
    assert "Samtycke" in way.hub
    assert "Visitkort" in way.hub
    assert "Alice Alm" in way.data
    assert "Vi skickar ingen mer marknadsföring" in way.done
    assert "Återkallat" in way.card
    told = _cells(way.workbook)
    assert "Återkallat" in told
    assert "alice@example.se" in told
    with app.app_context():
        db.session.remove()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["ledger", "verify"]).exit_code == 0
    file = tmp_path / "again.csv"
    file.write_text(IMPORTED, encoding="utf-8")
    again = runner.invoke(args=["people", "import", str(file), "--source", "import", "--basis", "e_marketing=consent"])
    assert again.exit_code == 0, again.output
    assert json.loads(again.stdout)["kept_no"] == [{"row": 2, "purpose": "e_marketing"}]
    exported = tmp_path / "alice.json"
    assert runner.invoke(args=["people", "export", "alice@example.se", "-o", str(exported)]).exit_code == 0
    assert "in_force" not in re.findall(r'"e_marketing".*', exported.read_text(encoding="utf-8"))
