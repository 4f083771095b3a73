"""The gate of the staff's pages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from portal.accounts.models import Role
from portal.accounts.queries import staff_user
from portal.extensions import db
from portal.factory import create_app
from portal.web.staff import gate
from tests.databases import only_sqlite
from tests.web.staff.signing_in import EMAIL, add_staff, form_token, is_signed_in, sign_in


def with_pages(app: Flask) -> Flask:
    """Return the portal on the same database, with pages about people."""
    house = create_app(
        {"TESTING": True, "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"]},
        instance=Path(app.instance_path),
    )
    door = Blueprint("door", __name__, url_prefix="/staff/door")
    door.before_request(gate.guard)
    rooms = Blueprint("rooms", __name__)
    gate.belongs_to(rooms, "people")
    rooms.add_url_rule("/room", "look", lambda: gate.current_staff().email)
    rooms.add_url_rule("/room", "act", lambda: str(gate.current_actor()), methods=["POST"])
    rooms.add_url_rule("/find", "find", gate.only_reads(lambda: "found"), methods=["POST"])
    door.register_blueprint(rooms)
    house.register_blueprint(door)
    return house


@pytest.fixture
def house(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(gate, "sections", dict(gate.sections))
    made = with_pages(app)
    yield made
    with made.app_context():
        db.engine.dispose()


def answers(house: Flask, role: Role) -> tuple[int, int, int]:
    """Return how looking, acting and finding are answered."""
    client = house.test_client()
    add_staff(house, role)
    sign_in(client)
    fields = {"csrf_token": form_token(client.get("/staff/account/"))}
    return (
        client.get("/staff/door/room").status_code,
        client.post("/staff/door/room", data=fields).status_code,
        client.post("/staff/door/find", data=fields).status_code,
    )


@pytest.mark.parametrize(
    ("role", "expected"),
    [("admin", (200, 200, 200)), ("officer", (200, 200, 200)), ("auditor", (200, 403, 200)), ("marketing", (403,) * 3)],
)
def test_each_role_may_what_its_role_says(house: Flask, role: Role, expected: tuple[int, int, int]) -> None:
    assert answers(house, role) == expected


def test_pages_that_say_nothing_are_closed_to_everybody(house: Flask) -> None:
    del gate.sections["rooms"]

    assert answers(house, "admin") == (403, 403, 403)


def test_a_stranger_is_sent_to_the_sign_in_page_and_back_later(house: Flask) -> None:
    answer = house.test_client().get("/staff/door/room?page=2")

    assert (answer.status_code, answer.location) == (302, "/staff/login?next=/staff/door/room?page%3D2")


def test_the_page_knows_who_is_looking_and_the_ledger_who_acts(house: Flask) -> None:
    client = house.test_client()
    add_staff(house)
    sign_in(client)
    fields = {"csrf_token": form_token(client.get("/staff/account/"))}

    assert client.get("/staff/door/room").text == EMAIL
    assert client.post("/staff/door/room", data=fields).text == f"staff:{EMAIL}"


def test_somebody_who_is_shut_out_is_out_at_once(app: Flask, client: FlaskClient) -> None:
    add_staff(app)
    sign_in(client)

    with app.app_context():
        bob = staff_user(EMAIL)
        assert bob
        bob.active = False
        db.session.commit()

    assert not is_signed_in(client)


def test_a_session_of_nobody_is_a_stranger(client: FlaskClient) -> None:
    with client.session_transaction("/staff/") as session:
        session["_user_id"] = "nobody"

    assert client.get("/staff/").status_code == 302


def test_the_persons_session_does_not_open_the_gate(app: Flask, client: FlaskClient) -> None:
    add_staff(app)
    sign_in(client)
    with client.session_transaction("/staff/") as session:
        named = session["_user_id"]
    stranger = app.test_client()

    with stranger.session_transaction("/me/") as session:
        session["_user_id"] = named

    assert not is_signed_in(stranger)


def test_a_page_that_does_not_exist_says_so(client: FlaskClient) -> None:
    assert client.get("/staff/nowhere").status_code == 404


def test_the_users_own_language_is_spoken_unless_another_was_chosen(app: Flask, client: FlaskClient) -> None:
    add_staff(app)
    sign_in(client)
    with app.app_context():
        bob = staff_user(EMAIL)
        assert bob
        bob.language = "en"
        db.session.commit()

    own = client.get("/staff/account/").text
    chosen = client.get("/staff/account/?lang=sv").text

    assert ('<html lang="en">' in own, '<html lang="sv">' in chosen) == (True, True)


@pytest.mark.parametrize("path", ["/staff/settings/organisation", "/staff/settings/staff", "/staff/settings/staff/1"])
def test_the_menu_tells_where_one_is_also_on_pages_of_another_area(app: Flask, client: FlaskClient, path: str) -> None:
    add_staff(app, "admin")
    sign_in(client)

    assert '<a href="/staff/settings" aria-current="page">' in client.get(path).text


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/staff/people", "People"),
        ("/staff/people/new", "People"),
        ("/staff/letters", "Sent letters"),
        ("/staff/letters/all/cancel", "Sent letters"),
        ("/staff/letters/uninformed", "Not yet informed"),
        ("/staff/letters/uninformed/send", "Not yet informed"),
        ("/staff/settings/letters", "Settings"),
    ],
)
def test_the_menu_shows_under_which_one_entry_a_page_stands(
    app: Flask, client: FlaskClient, path: str, entry: str
) -> None:
    add_staff(app, "admin")
    sign_in(client)

    page = client.get(f"{path}?lang=en").text

    menu = page.split('<nav class="navigation"')[1].split("</nav>")[0]
    assert menu.count("aria-current") == 1
    assert f'aria-current="page">{entry}</a>' in menu


@pytest.mark.parametrize(
    ("role", "sees"), [("admin", True), ("officer", True), ("auditor", True), ("marketing", False)]
)
def test_letters_stand_in_the_menu_of_those_who_work_with_them(
    app: Flask, client: FlaskClient, role: Role, *, sees: bool
) -> None:
    add_staff(app, role)
    sign_in(client)

    page = client.get("/staff/account/?lang=en").text

    assert ("Sent letters</a>" in page, "Not yet informed</a>" in page) == (sees, sees)


@only_sqlite
def test_the_menu_stands_in_the_order_of_the_areas_whatever_was_imported_first(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_staff(app, "admin")
    sign_in(client)
    before = re.findall(r'<li><a href="(/staff/[^"]*)"', client.get("/staff/people").text)
    monkeypatch.setattr(gate, "sections", dict(reversed(gate.sections.items())))

    after = re.findall(r'<li><a href="(/staff/[^"]*)"', client.get("/staff/people").text)

    assert before[0] == "/staff/requests"
    assert after[0] == "/staff/requests"
    assert before[-1] == after[-1] == "/staff/settings"
