"""Changing the legal basis of everybody found: the form, what it would do, applying it, putting it back."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from werkzeug.test import TestResponse

from portal import clock
from portal.bulk.models import BulkChange
from portal.bulk.queries import change_by_id
from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.running import Runner
from portal.ledger.models import LedgerHead
from portal.ledger.queries import entries_of, verify
from portal.legal_bases import finding
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.models import ConsentWording
from portal.legal_bases.queries import catalogue
from portal.people.queries import locked_person, person_by_id
from tests.databases import only_sqlite
from tests.make import BOB
from tests.web.staff.people.working import at_work, basis_of, looks_at, registered, submit
from tests.web.staff.signing_in import form_token

pytestmark = only_sqlite
NEW = "/staff/people/bulk/new"
WISH = {
    "purpose": "sales_service",
    "basis": "legitimate_interests",
    "source": "user",
    "comment": "Agreed in March",
    "evidence": "",
}


def wished(client: FlaskClient, search: str = "", **fields: str) -> TestResponse:
    """Fill in the form for those whom the search finds, and send it."""
    return submit(client, f"{NEW}?{search}", **{**WISH, **fields})


def acted(client: FlaskClient, page: str, deed: str) -> TestResponse:
    """Press a button on the page of a bulk change."""
    token = form_token(client.get(page))
    return client.post(f"{page}/{deed}", data={"csrf_token": token})


def worked(app: Flask) -> None:
    """Let a worker do what is waiting."""
    Runner(app, now=clock.now).work(60, stopped=lambda: False)


def three(app: Flask) -> list[int]:
    """Register Alice with nothing recorded, Dan with the basis already, and Eva who has said no."""
    alice = registered(app)
    dan = registered(app, name="Dan Dahl", email="dan@example.se", bases={"sales_service": "legitimate_interests"})
    eva = registered(app, name="Eva Ek", email="eva@example.se", bases={"sales_service": "legitimate_interests"})
    with app.app_context():
        known = catalogue()
        stop_purpose(locked_person(eva), known.purpose("sales_service"), known, at=clock.now())
        db.session.commit()
    return [alice, dan, eva]


def status_of(app: Flask, person_id: int) -> str | None:
    """Return the status of the basis for sales, or None when there is none."""
    with app.app_context():
        row = basis_of(person_id, "sales_service")
        return row.status if row else None


def test_the_search_leads_to_the_form_and_says_whom_it_concerns(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    registered(app)
    search = client.get("/staff/people?q=ali&source=business_card")
    onwards = re.search(r'href="(/staff/people/bulk/new[^"]*)"', search.text)
    assert onwards

    page = client.get(onwards[1].replace("&amp;", "&"))

    assert "“ali”, from Business card" in page.text
    assert "A no is never changed." in page.text


def test_the_preview_counts_and_tells_reasons_and_changes_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, *_ = three(app)

    page = client.get(wished(client).location)

    assert "3 people were found. The legal basis of 1 would be changed." in page.text
    assert re.search(r"Said no, which is kept</th><td[^>]*>1</td>", page.text)
    assert re.search(r"Is so already</th><td[^>]*>1</td>", page.text)
    assert re.findall(r"<bdi>([^<]+)</bdi></a></th>", page.text) == ["Alice Alm", "Eva Ek", "Dan Dahl"]
    assert "Change the legal basis of 1 person" in page.text
    assert status_of(app, alice) is None


def test_only_those_found_are_concerned(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    three(app)

    page = client.get(wished(client, "q=alice").location)

    assert "1 person was found." in page.text
    assert "Left as they are" not in page.text


def test_what_was_previewed_is_applied_by_bob(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, dan, eva = three(app)
    page = wished(client).location

    acted(client, page, "apply")
    waiting = client.get(page)
    worked(app)

    assert "Waiting to begin." in waiting.text
    assert [status_of(app, person) for person in (alice, dan, eva)] == ["in_force", "in_force", "objected"]
    assert "The legal basis of 1 person is changed." in client.get(page).text
    with app.app_context():
        entry = entries_of(person_by_id(alice).ref)[-1]
        assert (entry.event, entry.actor, entry.channel) == ("basis.recorded", str(BOB), "staff")
        assert verify() is None


def test_the_card_tells_what_the_change_was_for(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, *_ = three(app)
    acted(client, wished(client).location, "apply")
    worked(app)

    assert "Agreed in March" in client.get(f"/staff/people/{alice}").text


def test_a_change_is_put_back(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, *_ = three(app)
    page = wished(client).location
    acted(client, page, "apply")
    worked(app)

    acted(client, page, "undo")
    worked(app)

    assert status_of(app, alice) is None
    assert "For 1 person it is as it was before." in client.get(page).text
    assert "Removed: a bulk change was put back" in client.get(f"/staff/people/{alice}").text


def test_a_basis_is_ended(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    _, dan, eva = three(app)
    page = wished(client, basis="-end-").location

    acted(client, page, "apply")
    worked(app)

    assert [status_of(app, person) for person in (dan, eva)] == ["ended", "objected"]
    assert "None: end the basis that there is" in client.get(page).text


def test_a_preview_is_dropped(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    three(app)
    page = wished(client, "q=alice").location

    answer = acted(client, page, "drop")

    assert answer.location == "/staff/people?q=alice"
    assert "It was dropped, and nothing was changed." in client.get(page).text
    assert "Change the legal basis of" not in client.get(page).text


@pytest.mark.parametrize("deeds", [("apply", "apply"), ("apply", "drop"), ("undo",), ("drop", "apply")])
def test_what_comes_too_late_or_too_early_changes_nothing(
    app: Flask, client: FlaskClient, deeds: tuple[str, ...]
) -> None:
    at_work(app, client)
    three(app)
    page = wished(client).location
    token = form_token(client.get(page))

    answers = [client.post(f"{page}/{deed}", data={"csrf_token": token}) for deed in deeds]

    assert answers[-1].location == page
    assert "That could not be done now." in client.get(page).text
    with app.app_context():
        assert len(db.session.scalars(select(Job)).all()) == (1 if deeds[0] == "apply" else 0)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"purpose": ""}, "Choose a purpose."),
        ({"basis": ""}, "Choose a legal basis, or to end the one there is."),
        ({"basis": "61Z"}, "Choose a legal basis, or to end the one there is."),
        ({"source": ""}, "Choose where this comes from."),
        ({"purpose": "e_marketing", "basis": "public_task"}, "The purpose can&#39;t rest on that. Choose one of: "),
        ({"purpose": "e_marketing", "basis": "consent"}, "Say what proves that each of them has consented."),
        ({"comment": "x" * 2001}, "write at most 2000 characters"),
        ({"evidence": "\u202e"}, "invisible character"),
    ],
)
def test_what_can_not_be_recorded_is_told_and_what_was_typed_is_kept(
    app: Flask, client: FlaskClient, fields: dict[str, str], reason: str
) -> None:
    at_work(app, client)
    three(app)

    page = wished(client, "q=ali", **{"comment": "Agreed in March", **fields})

    assert page.status_code == 422
    assert reason in page.text
    assert "There is a problem" in page.text
    assert ("Agreed in March" in page.text) is ("comment" not in fields)
    with app.app_context():
        assert db.session.scalars(select(BulkChange)).all() == []


def test_a_consent_without_words_to_consent_to_is_refused(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    three(app)
    with app.app_context():
        db.session.execute(delete(ConsentWording))
        db.session.execute(update(LedgerHead).values(configuration="new"))
        db.session.commit()

    page = wished(client, purpose="e_marketing", basis="consent", evidence="Signed list")

    assert page.status_code == 422
    assert "The purpose has no words to consent to yet." in page.text


def test_a_consent_with_evidence_is_to_the_wording_of_today(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, *_ = three(app)
    page = wished(client, "q=alice", purpose="e_marketing", basis="consent", evidence="Signed list").location

    acted(client, page, "apply")
    worked(app)

    with app.app_context():
        row = basis_of(alice, "e_marketing")
        assert row
        assert (row.status, row.wording_version, row.evidence) == ("in_force", 1, "Signed list")


def test_a_search_that_finds_nobody_has_nothing_to_change(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    page = wished(client, "q=zzz")

    assert page.location == "/staff/people?q=zzz"
    assert "there is nothing to change" in client.get(page.location).text


@pytest.mark.parametrize("search", ["purpose=nothing", "status=lost", f"q={'x' * 201}"])
def test_a_search_that_can_not_be_is_told_by_the_search(app: Flask, client: FlaskClient, search: str) -> None:
    at_work(app, client)

    page = client.get(f"{NEW}?{search}")

    assert page.location.startswith("/staff/people?")
    assert client.get(page.location).status_code == 422


def test_many_people_are_counted_by_a_job(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "FEW", 2)
    at_work(app, client)
    three(app)

    page = wished(client).location
    counting = client.get(page)
    worked(app)

    assert "The people are being counted. Nothing is changed yet." in counting.text
    assert 'data-refresh="2"' in counting.text
    assert "3 people were found." in client.get(page).text


def test_the_list_of_those_left_alone_is_taken_out_and_shown_to_them(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice, dan, eva = three(app)
    page = wished(client).location

    answer = acted(client, page, "left")

    with ZipFile(BytesIO(answer.data)) as book:
        sheet = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "Dan Dahl" in sheet
    assert "Said no, which is kept" in sheet
    assert "Alice Alm" not in sheet
    with app.app_context():
        looks = [[(look.kind, look.role, look.reason) for look in looks_at(person)] for person in (alice, dan, eva)]
    told = ("export", "officer", "Du fanns på en lista över personer vars rättsliga grund lämnades som den var")
    assert looks == [[], [told], [told]]


def test_a_long_list_is_noted_in_pieces(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.web.staff.people.bulk_left.CHUNK", 1)
    at_work(app, client)
    _, dan, eva = three(app)

    acted(client, wished(client).location, "left")

    with app.app_context():
        assert [len(looks_at(person)) for person in (dan, eva)] == [1, 1]


def test_a_cancelled_change_tells_how_far_it_came_and_can_go_on(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    three(app)
    page = wished(client).location
    acted(client, page, "apply")
    with app.app_context():
        job_id = change_by_id(int(page.rpartition("/")[2])).job_id
    submit(client, f"/staff/jobs/{job_id}/cancel", form_at=f"/staff/jobs/{job_id}")

    broken = client.get(page).text

    assert "Broken off." in broken
    assert "1 person is still to be changed." in broken
    assert "Change the legal basis of 1 person" in broken


def test_the_job_leads_to_the_page_of_the_change(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    three(app)
    page = wished(client).location
    acted(client, page, "apply")
    worked(app)

    jobs = client.get("/staff/jobs").text

    assert "Bulk change: change the legal basis" in jobs
    assert f'href="{page}"' in client.get("/staff/jobs/1").text


def test_bulk_changes_are_listed_latest_first(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    three(app)
    for search in ("q=alice", "q=dan"):
        wished(client, search)
    acted(client, wished(client, "q=eva").location, "drop")

    page = client.get("/staff/people/bulk")

    assert re.findall(r"<bdi>(“\w+”)</bdi></td>", page.text) == ["“dan”", "“alice”"]
    assert "Not applied" in page.text


def test_the_list_goes_on_where_it_ended(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.web.staff.people.bulk.PAGE", 1)
    at_work(app, client)
    three(app)
    for search in ("q=alice", "q=dan"):
        wished(client, search)
    onwards = re.search(r'href="(/staff/people/bulk\?before=\d+)"', client.get("/staff/people/bulk").text)
    assert onwards

    assert "“alice”" in client.get(onwards[1]).text
    for nonsense in ("x", "-1", str(2**70)):
        assert client.get(f"/staff/people/bulk?before={nonsense}").status_code == 200


@pytest.mark.parametrize("path", ["/7", "/7/apply", "/7/undo", "/7/drop", "/7/left"])
def test_a_change_that_is_not_there_is_a_page_that_is_not_there(app: Flask, client: FlaskClient, path: str) -> None:
    at_work(app, client)
    token = form_token(client.get("/staff/people/new"))
    address = f"/staff/people/bulk{path}"

    answer = client.get(address) if path == "/7" else client.post(address, data={"csrf_token": token})

    assert answer.status_code == 404


def test_an_auditor_sees_what_was_done_and_no_buttons(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    three(app)
    page = wished(client).location
    at_work(app, client, "auditor", email="charlie@example.se")

    seen = client.get(page)

    assert "3 people were found." in seen.text
    assert "Change the legal basis of 1 person" not in seen.text
    assert "Download the list" in seen.text
    assert client.get(NEW).status_code == 403
    assert "/bulk/new" not in client.get("/staff/people").text


def test_the_pages_speak_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, language="sv")
    three(app)

    page = wished(client).location

    assert "Ändra rättslig grund för alla som hittades" in client.get(NEW).text
    assert "3 personer hittades. Den rättsliga grunden skulle ändras för 1." in client.get(page).text
    assert "Massändringar" in client.get("/staff/people/bulk").text
