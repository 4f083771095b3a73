"""Who may sign in: the list, invitations, and one user's page."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.actions import AUTHENTICATOR
from portal.accounts.models import StaffUser
from portal.accounts.passwords import owner_of_password_link
from portal.accounts.queries import staff_user
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.mail.models import Letter
from tests import make
from tests.web.staff.people.working import at_work, submit
from tests.web.staff.signing_in import add_staff, is_signed_in, post, sign_in

PAGE = "/staff/settings/staff"
ADA = "ada@example.se"
KARIN = {"name": "Karin Holm", "email": "karin@example.se", "role": "officer", "language": "en"}


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: the changes themselves are tested on both."""
    return "sqlite"


@pytest.fixture(autouse=True)
def ada_at_work(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, "admin", email=ADA)


@pytest.fixture
def bob(app: Flask) -> str:
    """Return the address of Bob's page; he is an officer with a password and a code."""
    add_staff(app)
    with app.app_context():
        user = staff_user("bob@example.se")
        assert user
        user.tf_totp_secret, user.tf_primary_method, user.mf_recovery_codes = "secret", AUTHENTICATOR, []
        db.session.commit()
        return f"{PAGE}/{user.id}"


def user_now(app: Flask, email: str = "bob@example.se") -> StaffUser:
    with app.app_context():
        user = staff_user(email)
        assert user
        db.session.expunge(user)
        return user


def events(app: Flask) -> list[str]:
    """Return what the ledger says was done about staff, oldest first."""
    with app.app_context():
        statement = select(LedgerEntry.event).where(LedgerEntry.event.like("staff.%")).order_by(LedgerEntry.seq)
        return [event for event in db.session.scalars(statement) if event != "staff.added"]


def letters(app: Flask) -> list[Letter]:
    with app.app_context():
        return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def test_the_list_shows_role_code_and_when_they_last_signed_in(app: Flask, client: FlaskClient, bob: str) -> None:
    page = client.get(PAGE).text

    assert f'<a href="{bob}"><bdi>Bob</bdi></a>' in page
    assert '<td data-label="Code at sign-in">On</td>' in page
    assert '<td data-label="Last signed in">Never</td>' in page


def test_signing_in_is_noted(app: Flask, client: FlaskClient) -> None:
    add_staff(app)

    sign_in(app.test_client())

    assert user_now(app).last_signed_in_at
    assert '<td data-label="Last signed in"><time' in client.get(PAGE).text


def test_an_invitation_adds_the_user_and_sends_a_link(app: Flask, client: FlaskClient) -> None:
    answer = submit(client, f"{PAGE}/new", **KARIN)

    assert (answer.status_code, answer.location) == (303, PAGE)
    letter = letters(app)[0]
    assert (letter.kind, letter.recipient, letter.language) == ("staff_welcome", "karin@example.se", "en")
    with app.app_context():
        owner = owner_of_password_link(letter.facts["link"].rpartition("/")[2])
        assert owner and (owner.name, owner.role, owner.language) == ("Karin Holm", "officer", "en")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Enter the name."),
        ({"email": ""}, "Enter the e-mail address."),
        ({"email": "karin"}, "Enter an e-mail address"),
        ({"email": ADA.upper()}, "There is a user with that address already."),
        ({"role": "boss"}, "Choose a role."),
        ({"language": "xx"}, "Choose a language from the list."),
        ({"name": "Karin\0"}, "invisible character"),
    ],
)
def test_a_wrong_invitation_is_said_and_kept(
    app: Flask, client: FlaskClient, fields: dict[str, str], words: str
) -> None:
    answer = submit(client, f"{PAGE}/new", **{**KARIN, **fields})

    assert answer.status_code == 422
    assert words in answer.text
    assert "karin" in answer.text.lower() or "name" in fields
    assert letters(app) == []


def test_name_and_role_are_changed(app: Flask, client: FlaskClient, bob: str) -> None:
    submit(client, bob, name="Bob Berg", role="auditor", language="sv")

    user = user_now(app)
    assert (user.name, user.role, user.language) == ("Bob Berg", "auditor", "sv")
    assert events(app) == ["staff.changed"] * 3


def test_an_administrator_keeps_their_own_role(app: Flask, client: FlaskClient, bob: str) -> None:
    own = f"{PAGE}/{user_now(app, ADA).id}"

    answer = submit(client, own, name="Ada", role="officer", language="")

    assert answer.status_code == 422
    assert "You can&#39;t change your own role" in answer.text
    assert user_now(app, ADA).role == "admin"


def test_an_administrator_does_not_shut_themselves_out(app: Flask, client: FlaskClient) -> None:
    own = f"{PAGE}/{user_now(app, ADA).id}"

    answer = submit(client, f"{own}/deactivate", form_at=own)

    assert answer.status_code == 422
    assert user_now(app, ADA).active


def test_who_is_deactivated_can_not_sign_in_until_restored(app: Flask, client: FlaskClient, bob: str) -> None:
    submit(client, f"{bob}/deactivate", form_at=bob)
    refused = sign_in(app.test_client())
    page = client.get(bob).text

    submit(client, f"{bob}/restore", form_at=bob)

    assert refused.status_code == 422
    assert "Restore Bob" in page and "Deactivate Bob" not in page
    assert sign_in(app.test_client()).status_code == 302
    assert events(app) == ["staff.deactivated", "staff.restored"]


def test_all_sessions_end(app: Flask, client: FlaskClient) -> None:
    add_staff(app)
    browser = app.test_client()
    sign_in(browser)
    page = f"{PAGE}/{user_now(app).id}"

    submit(client, f"{page}/sessions/end", form_at=page)

    assert not is_signed_in(browser)


def test_a_lost_phone_is_reset_for_a_reason_and_the_user_told(app: Flask, client: FlaskClient, bob: str) -> None:
    submit(client, f"{bob}/codes/reset", form_at=bob, reason="Lost the phone, asked in person")

    letter = letters(app)[0]
    assert user_now(app).tf_totp_secret is None
    assert (letter.kind, letter.recipient) == ("staff_changed", "bob@example.se")
    assert (letter.facts["change"], letter.facts["by"]) == ("codes_reset", "Bob")
    assert events(app) == ["staff.codes_reset"]


def test_a_reset_needs_a_reason(app: Flask, client: FlaskClient, bob: str) -> None:
    answer = submit(client, f"{bob}/codes/reset", form_at=bob, reason=" ")

    assert (answer.status_code, "Enter a reason." in answer.text) == (422, True)
    assert user_now(app).tf_totp_secret


def test_there_is_nothing_to_reset_without_a_code(app: Flask, client: FlaskClient) -> None:
    own = f"{PAGE}/{user_now(app, ADA).id}"

    answer = submit(client, f"{own}/codes/reset", form_at=own, reason="Lost the phone")

    assert (answer.status_code, "There is no code to reset." in answer.text) == (422, True)


@pytest.mark.parametrize(("password", "kind"), [(None, "staff_welcome"), ("x", "staff_password")])
def test_another_link_is_sent(app: Flask, client: FlaskClient, bob: str, password: str | None, kind: str) -> None:
    with app.app_context():
        user = staff_user("bob@example.se")
        assert user
        user.password = password
        db.session.commit()

    submit(client, f"{bob}/invite", form_at=bob)

    assert [letter.kind for letter in letters(app)] == [kind]
    assert events(app) == ["staff.invited"]


def test_no_more_than_three_links_an_hour_are_sent(app: Flask, client: FlaskClient, bob: str) -> None:
    answers = [submit(client, f"{bob}/invite", form_at=bob).status_code for _ in range(4)]

    assert answers == [303, 303, 303, 422]
    assert len(letters(app)) == 3


def test_who_is_deactivated_gets_no_link(app: Flask, client: FlaskClient, bob: str) -> None:
    submit(client, f"{bob}/deactivate", form_at=bob)

    answer = submit(client, f"{bob}/invite", form_at=bob)

    assert (answer.status_code, "Restore the user first." in answer.text) == (422, True)


@pytest.mark.parametrize("path", ["/99", "/2147483647", "/99999999999999999999"])
def test_nobody_by_that_number_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(PAGE + path).status_code == 404


def test_an_auditor_sees_and_changes_nothing(app: Flask, bob: str) -> None:
    browser = app.test_client()
    at_work(app, browser, "auditor", email="sara@example.se")

    page = browser.get(bob)

    assert page.status_code == 200
    assert "Deactivate" not in page.text
    assert browser.get(f"{PAGE}/new").status_code == 200


def required(client: FlaskClient, **fields: Any) -> Any:
    return submit(client, f"{PAGE}/codes", form_at=PAGE, **fields)


def test_a_role_that_takes_a_code_is_led_to_set_it_up_and_gets_nowhere_else(app: Flask, client: FlaskClient) -> None:
    add_staff(app, "auditor")
    required(client, roles=["auditor"])
    browser = app.test_client()

    start = sign_in(browser, onwards="/staff/people")
    elsewhere = browser.get("/staff/people")
    page = browser.get("/staff/account/codes").text

    assert start.status_code == 302
    assert (elsewhere.status_code, elsewhere.location) == (303, "/staff/account/codes")
    assert "Din roll kräver en kod" in page
    assert "/staff/settings" not in page


def test_a_role_that_takes_a_code_is_let_on_with_one(app: Flask, client: FlaskClient, bob: str) -> None:
    required(client, roles=["officer"])
    browser = app.test_client()
    with browser.session_transaction("/staff/") as session:
        session["_user_id"] = user_now(app).fs_uniquifier

    assert browser.get("/staff/people").status_code == 200


def test_where_the_role_takes_a_code_it_is_not_stopped(app: Flask, client: FlaskClient, bob: str) -> None:
    required(client, roles=["officer"])
    browser = app.test_client()
    with browser.session_transaction("/staff/") as session:
        session["_user_id"] = user_now(app).fs_uniquifier

    answer = post(browser, "/staff/account/codes/stop", form_at="/staff/account/", current="correct horse battery")

    assert answer.status_code == 422
    assert user_now(app).tf_totp_secret


def test_the_roles_are_entered_in_the_log_and_can_be_unticked(app: Flask, client: FlaskClient) -> None:
    required(client, roles=["auditor", "officer"])
    required(client)

    assert 'value="auditor" checked' not in client.get(PAGE).text
    with app.app_context():
        statement = select(LedgerEntry.details).where(LedgerEntry.event == "settings.changed").order_by(LedgerEntry.seq)
        assert db.session.scalars(statement).all() == [
            '{"name":"code_roles","new":["officer","auditor"],"old":null}',
            '{"name":"code_roles","new":[],"old":["officer","auditor"]}',
        ]


def test_a_role_that_there_is_not_is_refused(client: FlaskClient) -> None:
    answer = required(client, roles=["boss"])

    assert (answer.status_code, "Choose roles from the list." in answer.text) == (422, True)


def test_it_speaks_swedish(app: Flask, bob: str) -> None:
    browser = app.test_client()
    at_work(app, browser, "admin", email="sara@example.se", language="sv")

    assert "Medarbetare" in browser.get(PAGE).text
    assert "Inaktivera Bob" in browser.get(bob).text


def told(app: Flask) -> list[tuple[str, dict[str, Any]]]:
    """Return what Ada did about staff, oldest first, and what the ledger tells of it."""
    with app.app_context():
        statement = (
            select(LedgerEntry)
            .where(LedgerEntry.event.like("staff.%"), LedgerEntry.actor == f"staff:{ADA}")
            .order_by(LedgerEntry.seq)
        )
        return [(entry.event, json.loads(entry.details)) for entry in db.session.scalars(statement)]


def test_the_ledger_tells_whom_each_deed_was_about_and_what_differs(app: Flask, client: FlaskClient, bob: str) -> None:
    about = {"email": "bob@example.se"}

    submit(client, bob, name="Bob", role="auditor", language="en")
    submit(client, f"{bob}/sessions/end", form_at=bob)
    submit(client, f"{bob}/codes/reset", form_at=bob, reason=" Lost the phone ")
    submit(client, f"{bob}/deactivate", form_at=bob)
    submit(client, f"{bob}/restore", form_at=bob)

    assert told(app) == [
        ("staff.changed", {**about, "name": "role", "old": "officer", "new": "auditor"}),
        ("staff.changed", {**about, "name": "language", "old": "", "new": "en"}),
        ("staff.sessions_ended", about),
        ("staff.codes_reset", {**about, "reason": "Lost the phone"}),
        ("staff.deactivated", about),
        ("staff.restored", about),
    ]


def test_what_holds_already_is_not_entered_again(app: Flask, client: FlaskClient, bob: str) -> None:
    submit(client, bob, name="Bob", role="officer", language="")
    submit(client, f"{bob}/restore", form_at=bob)
    untouched = told(app)
    for _ in range(2):
        submit(client, f"{bob}/deactivate", form_at=bob)

    assert untouched == []
    assert [event for event, _details in told(app)] == ["staff.deactivated"]


def test_an_invitation_is_entered_and_written_in_the_organisations_language(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make.organisation(languages=["en"], language="en")

    submit(client, f"{PAGE}/new", **{**KARIN, "email": " Karin@Example.SE ", "language": ""})

    assert [letter.language for letter in letters(app)] == ["en"]
    [(event, details)] = told(app)
    assert event == "staff.added"
    assert "karin@example.se" in json.dumps(details).lower()


def test_mistakes_are_told_at_once_in_swedish_and_what_was_typed_is_kept(app: Flask, bob: str) -> None:
    browser = app.test_client()
    at_work(app, browser, "admin", email="sara@example.se", language="sv")

    wrong = submit(browser, f"{PAGE}/new", name="", email="karin@", role="boss", language="xx")
    taken = submit(browser, f"{PAGE}/new", **{**KARIN, "email": "BOB@example.se", "name": "<Karin>"})
    reset = submit(browser, f"{bob}/codes/reset", form_at=bob, reason="")
    own = f"{PAGE}/{user_now(app, 'sara@example.se').id}"
    role = submit(browser, own, name="Sara", role="auditor", language="sv")

    assert [answer.status_code for answer in (wrong, taken, reset, role)] == [422] * 4
    for words in (
        "Ange namnet.",
        "Ange en e-postadress, till exempel namn@example.se.",
        "Välj en roll.",
        "Välj ett språk i listan.",
    ):
        assert words in wrong.text
    assert 'value="karin@"' in wrong.text
    assert "Det finns redan en användare med den adressen." in taken.text
    assert 'value="&lt;Karin&gt;"' in taken.text
    assert "Ange en anledning." in reset.text
    assert "Du kan inte ändra din egen roll eller inaktivera dig själv." in role.text


def test_nobody_takes_the_role_from_the_last_administrator_who_can_sign_in(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make.staff("admin", email="eva@example.se", name="Eva")
    eva, ada = (f"{PAGE}/{user_now(app, email).id}" for email in ("eva@example.se", ADA))
    submit(client, f"{eva}/deactivate", form_at=eva)

    answer = submit(client, ada, name="Ada", role="officer", language="")
    submit(client, eva, name="Eva", role="officer", language="")

    assert answer.status_code == 422
    assert (user_now(app, ADA).role, user_now(app, "eva@example.se").role) == ("admin", "officer")


def test_who_is_shut_out_stands_last_and_in_words(app: Flask, client: FlaskClient, bob: str) -> None:
    with app.app_context():
        make.staff("auditor", email="zoe@example.se", name="Zoe")
    submit(client, f"{bob}/deactivate", form_at=bob)

    page = client.get(PAGE).text

    assert page.index("Zoe") < page.rindex("<bdi>Bob</bdi>")
    assert "Deactivated" in page


def test_a_language_that_is_no_longer_offered_is_kept_until_another_is_chosen(
    app: Flask, client: FlaskClient, bob: str
) -> None:
    submit(client, bob, name="Bob", role="officer", language="en")
    with app.app_context():
        make.organisation(languages=["sv"], language="sv")

    kept = submit(client, bob, name="Bobby", role="officer", language="en")
    invited = submit(client, f"{PAGE}/new", **KARIN)

    assert (kept.status_code, invited.status_code) == (303, 422)
    assert (user_now(app).name, user_now(app).language) == ("Bobby", "en")
