"""An import from upload to undo as browsers show it, with scripts and without."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal import clock
from portal.jobs.running import Runner
from tests.browser.looking import faults
from tests.web.staff.signing_in import PASSWORD, add_staff

WIDTHS = (360, 1280)
ROWS = "Namn;E-post;Företag;EMARKETING;Skostorlek\nÅsa Öberg;asa@example.se;Björkvik AB;61A;37\nFel;fel;;;\n"


@pytest.fixture
def file(app: Flask, tmp_path: Path) -> Path:
    """Let Bob work here, and return a file for him to bring in."""
    add_staff(app)
    path = tmp_path / "kunder.csv"
    path.write_bytes(ROWS.encode("cp1252"))
    return path


def sign_in(page: Page, address: str, language: str) -> None:
    """Let Bob in, with pages in the language, and show him the imports."""
    page.goto(f"{address}/staff/login?lang={language}&next=/staff/imports")
    page.locator("#email").fill("bob@example.se")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(f"{address}/staff/imports")


def work(app: Flask) -> None:
    """Let a worker do everything there is to do."""
    Runner(app, now=clock.now).work(60, stopped=lambda: False)


def press(page: Page, name: str) -> None:
    """Press the button of that name."""
    page.get_by_role("button", name=name, exact=True).click()


def test_no_state_of_an_import_has_a_fault_of_accessibility(app: Flask, page: Page, address: str, file: Path) -> None:
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        found[state] = faults(page, widths=WIDTHS)

    sign_in(page, address, "sv")
    look("imports")
    press(page, "Ladda upp filen")
    look("no file")
    page.set_input_files("#file", file)
    press(page, "Ladda upp filen")
    look("columns")
    press(page, "Kontrollera filen")
    look("no source")
    page.select_option("#source", "import")
    press(page, "Kontrollera filen")
    look("checking")
    work(app)
    expect(page.get_by_role("button", name="Starta importen")).to_be_visible()
    look("checked")
    press(page, "Starta importen")
    work(app)
    expect(page.get_by_role("link", name="Ta tillbaka hela importen")).to_be_visible()
    look("done")
    page.get_by_role("link", name="Ta tillbaka hela importen").click()
    look("undo")
    press(page, "Ta tillbaka importen")
    work(app)
    expect(page.get_by_text("Vad som togs tillbaka")).to_be_visible()
    look("undone")
    page.goto(f"{address}/staff/jobs")
    look("jobs")
    page.goto(f"{address}/staff/jobs/1")
    look("job")

    assert {state: some for state, some in found.items() if some} == {}
    assert len(found) == 11


def test_without_scripts_a_button_shows_how_far_it_has_come(
    app: Flask, browser: Browser, address: str, file: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    sign_in(page, address, "en")
    page.set_input_files("#file", file)
    press(page, "Upload the file")
    page.select_option("#source", "import")
    press(page, "Check the file")
    expect(page.get_by_text("Waiting to begin.")).to_be_visible()

    work(app)
    page.get_by_role("link", name="Refresh").click()
    press(page, "Start the import")
    work(app)
    page.get_by_role("link", name="Refresh").click()

    expect(page.get_by_text("1 letter was queued to somebody new.")).to_be_visible()
    context.close()
