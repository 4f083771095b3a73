"""Deletion, correction, restriction and objection as browsers show them, and an erasure from both sides."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from portal import clock
from portal.access_requests.actions import Asked
from portal.access_requests.objections import stop_objected_use
from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.running import Runner
from portal.ledger.queries import verify
from portal.ledger.rules import PERSON
from portal.legal_bases.queries import catalogue
from portal.mail.delivery import deliver
from portal.mail.folder import FolderCarrier
from portal.people.actions import add_field
from portal.people.queries import locked_person, people_at
from tests import make
from tests.browser.looking import faults
from tests.browser.signing_in import sign_in
from tests.browser.test_requests import HOSTILE, WIDTHS, found_at
from tests.erasure.traces import traces
from tests.imports.tables import imported
from tests.web.staff.requests.asking import keep
from tests.web.staff.signing_in import add_staff
from tests.web.subject.visiting import add_person, link_to, name_organisation

NAME, EMAIL = "Anna Qvarnström", "anna.qvarnstrom@skogsbyn.example"


@pytest.fixture
def alice(app: Flask) -> int:
    """Let Bob administer, and register Alice, who objected to how her data is used and whom a duty keeps."""
    name_organisation(app)
    add_staff(app, "admin")
    return add_person(app, bases={"sales_service": "legitimate_interests"}, name=HOSTILE[:90])


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_page_about_what_is_decided_has_a_fault(
    page: Page, app: Flask, address: str, alice: int, language: str
) -> None:
    with app.app_context():
        person, source = locked_person(alice), catalogue().source("phone")
        told = {"source_id": source.id, "source_key": "phone", "at": clock.now(), "by": make.BOB, "channel": "staff"}
        add_field(person, label=HOSTILE[:80], category="", value=HOSTILE, **told)  # type: ignore[arg-type]
        asked = Asked("objection", purpose="sales_service", words=HOSTILE)
        stop_objected_use(person, asked, catalogue(), at=clock.now(), by=PERSON, channel="page")
        db.session.commit()
        kinds = ("erasure", "restriction", "correction", "objection")
        purposes = {"objection": "sales_service"}
        pages = [
            f"/staff/requests/{keep(kind, alice, words=HOSTILE, purpose=purposes.get(kind, ''))}/{kind}"
            for kind in kinds
        ]
        obliged = make.person(email="dan@example.se", bases={"sales_service": "legal_obligation"}).id
    page.on("dialog", lambda _: pytest.fail("a script ran"))

    sign_in(page, address, language)
    staffs = found_at(
        page,
        address,
        [*pages, *(f"/staff/people/{one}/{act}" for one in (alice, obliged) for act in ("erase", "restriction"))],
    )
    page.goto(f"{address}{link_to(app, obliged)}?lang={language}")
    page.click("form[action*='/open'] button")
    page.goto(f"{address}/me/delete")
    persons = faults(page, widths=WIDTHS)

    assert (staffs, persons) == ({}, [])


def test_somebody_is_erased_from_both_sides_without_scripts_and_comes_back_without_marketing(
    browser: Browser, app: Flask, address: str, alice: int, tmp_path: Path
) -> None:
    anna = add_person(app, name=NAME, email=EMAIL, phone="070-987 65 43")
    phone = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}).new_page()
    phone.goto(address + link_to(app, anna))
    phone.click("form[action*='/open'] button")
    phone.get_by_role("link", name="Request deletion").click()
    phone.get_by_role("button", name="Request deletion").click()
    expect(phone.locator("main")).to_contain_text("You will get an answer by")

    desk = browser.new_context(java_script_enabled=False).new_page()
    sign_in(desk, address, "en")
    desk.goto(f"{address}/staff/requests")
    desk.get_by_role("link", name="See what goes, and erase").click()
    desk.get_by_role("button", name=f"Erase {NAME}").click()
    expect(desk.get_by_role("status")).to_contain_text("The person is erased. The letter is on its way.")
    phone.reload()
    expect(phone.locator("main")).not_to_contain_text("Qvarnström")
    for context in (phone.context, desk.context):
        context.close()

    deliver(app, FolderCarrier(tmp_path / "post"), now=clock.now)
    with app.app_context():
        db.session.rollback()
        job_id = db.session.scalars(select(Job.id)).one()
        db.session.rollback()
        Runner(app, now=clock.now).finish(job_id)
        assert traces(["Qvarnström", "skogsbyn", "0709876543"]) == []
        assert verify() is None
        db.session.rollback()
        done = imported(app, ("email", "name", "EMARKETING"), [(EMAIL, NAME, "61A")])
        assert (done.created, done.kept_no) == (1, 1)
        assert people_at(EMAIL)[0].marketing_objected_at is not None
    assert len(list((tmp_path / "post").glob("*.eml"))) >= 1
