"""What somebody wrote into the portal never runs: not on the person's pages, the staff's, nor in a letter."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.legal_bases.actions import record_basis
from portal.legal_bases.cataloguing import locked_item
from portal.legal_bases.listed import PURPOSES
from portal.legal_bases.wordings import reword
from portal.links.models import PersonSession
from portal.mail.letters.queued import confirmation
from portal.people.actions import add_field, note_look
from tests import make
from tests.legal_bases.catalogued import add, change
from tests.web.staff.signing_in import EMAIL, PASSWORD, add_staff
from tests.web.subject.visiting import link_to

HOSTILE = (
    "\"'><img src=x onerror=alert(1)><script>alert(2)</script></textarea></title><svg onload=alert(3)>"
    "<a href='javascript:alert(4)'>x</a>{{alert(5)}}"
)
PERSONS = (
    "/me/",
    "/me/data",
    "/me/history",
    "/me/purposes/e_marketing",
    "/me/preferences",
    "/me/links",
    "/privacy",
    "/",
)
STAFFS = (
    "/staff/people",
    f"/staff/people?q={HOSTILE[:60]}",
    "/staff/people/1",
    "/staff/people/1/edit",
    "/staff/people/1/export",
    "/staff/people/1/letters/1",
    "/staff/people/1/data/1/delete",
    "/staff/people/1/links/end",
    "/staff/people/1/stop-marketing",
    "/staff/people/1/privacy",
    "/staff/people/1/privacy/e_marketing",
    "/staff/people/1/privacy/e_marketing/stop",
    "/staff/people/1/privacy/e_marketing/end",
    "/staff/letters",
    "/staff/letters/1",
    "/staff/letters/uninformed",
    "/staff/settings/letters",
    "/staff/settings/letters/confirmation/sv",
    "/staff/people/1/data/new",
    "/staff/settings/organisation",
    "/staff/settings/purposes",
    "/staff/settings/purposes/e_marketing",
    "/staff/settings/purposes/e_marketing/wording",
    "/staff/settings/purposes/e_marketing/wording/2",
    "/staff/settings/data-fields/hostile/delete",
    "/staff/settings/translations",
    f"/staff/login?next={HOSTILE[:60]}",
)


@pytest.fixture
def ran(page: Page) -> list[str]:
    """Return what scripts have said, as it comes."""
    said: list[str] = []
    page.context.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    return said


@pytest.fixture(autouse=True)
def _written(app: Flask) -> None:
    """Let every field that takes text hold scripts."""
    add_staff(app, "admin")
    with app.app_context():
        make.organisation(
            name=HOSTILE,
            number=HOSTILE[:60],
            postal_address=HOSTILE,
            contact_phone=HOSTILE[:60],
            officer_name=HOSTILE,
            authority_name=HOSTILE,
        )
        core: dict[str, Any] = {
            "name": HOSTILE,
            "phone": HOSTILE[:60],
            "company": HOSTILE,
            "title": HOSTILE,
            "address": HOSTILE,
        }
        spoken = {"sv": HOSTILE}
        add("data fields", "hostile", {"name": spoken, "category": spoken})
        change(PURPOSES, "e_marketing", {"name": spoken, "description": spoken})
        reword(locked_item(PURPOSES, "e_marketing"), {"text": spoken}, seen=1, at=make.AT, by=make.BOB)
        alice, now = make.person(**core), clock.now()
        noted = make.record(comment=HOSTILE, evidence=HOSTILE)
        record_basis(alice, noted, at=now, by=make.BOB, channel="staff")
        further: dict[str, Any] = {"label": HOSTILE, "category": HOSTILE, "value": HOSTILE}
        add_field(alice, **further, source_id=1, source_key="user", at=now, by=make.BOB, channel="staff")
        note_look(alice.id, kind="view", staff=HOSTILE, role="officer", reason=HOSTILE, at=now)
        confirmation(alice, at=now)
        db.session.commit()
    app.test_cli_runner().invoke(args=["mail", "deliver"])


def test_nothing_that_is_stored_runs_on_the_persons_pages(page: Page, app: Flask, address: str, ran: list[str]) -> None:
    page.goto(address + link_to(app, 1))
    page.locator("form[action$='/open'] button").click()

    shown = []
    for path in PERSONS:
        page.goto(address + path)
        shown.append("<script>alert(2)" in page.inner_text("body"))

    assert all(shown)
    assert ran == []


def test_nothing_that_is_stored_runs_on_the_staffs_pages(page: Page, address: str, ran: list[str]) -> None:
    page.goto(f"{address}/staff/login")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()

    answers = [page.goto(address + path) for path in STAFFS]

    assert [answer.status for answer in answers if answer] == [200] * len(STAFFS)
    assert ran == []


def test_nothing_that_is_typed_runs_in_the_preview_of_a_letter(page: Page, address: str, ran: list[str]) -> None:
    page.goto(f"{address}/staff/login")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    page.goto(f"{address}/staff/people/new")
    page.locator("#name").fill(HOSTILE)
    page.locator("#email").fill("dan@example.se")
    page.locator("#source").select_option("phone")
    page.locator("#label_1").fill(HOSTILE)
    page.locator("#value_1").fill(HOSTILE)

    with page.context.expect_page() as opened:
        page.locator("button[formaction$='/preview']").click()

    letter = opened.value.frame_locator("iframe").first.locator("body")
    assert "<script>alert(2)" in letter.inner_text()
    assert ran == []


def test_a_scanner_that_runs_scripts_changes_nothing_and_begins_no_visit(page: Page, app: Flask, address: str) -> None:
    paths = [link_to(app, 1), link_to(app, 1, "preferences"), link_to(app, 1, "stop")]
    with app.app_context():
        before = len(db.session.scalars(select(LedgerEntry.seq)).all())

    for path in paths * 3:
        page.goto(address + path)
        page.wait_for_load_state("networkidle")

    with app.app_context():
        after = len(db.session.scalars(select(LedgerEntry.seq)).all())
        visits = db.session.scalars(select(PersonSession)).all()
    assert (after, list(visits)) == (before, [])
    assert page.context.cookies() == []
