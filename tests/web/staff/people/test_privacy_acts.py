"""Stopping and ending on behalf of the person."""

from flask import Flask
from flask.testing import FlaskClient

from portal.legal_bases.queries import catalogue
from portal.people.queries import person_by_id
from tests.web.staff.people.test_privacy import page_of, said_no
from tests.web.staff.people.working import at_work, basis_of, events_of, registered, submit


def status_of(person_id: int, purpose: str = "e_marketing") -> str:
    """Return the status of what is recorded."""
    row = basis_of(person_id, purpose)
    assert row
    return row.status


def source_of(person_id: int, purpose: str = "e_marketing") -> str:
    """Return the key of the source of what is recorded."""
    row = basis_of(person_id, purpose)
    assert row
    return catalogue().source_of[row.source_id].key


def test_a_consent_is_withdrawn_for_a_person_who_calls(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})

    answer = submit(client, f"{page_of(alice, 'e_marketing')}/stop", source="phone", comment="Called on Monday")

    with app.app_context():
        row = basis_of(alice, "e_marketing")
        assert answer.status_code == 303
        assert row
        assert (row.status, row.comment, row.changed_by) == ("withdrawn", "Called on Monday", "staff:bob@example.se")


def test_an_objection_is_noted_where_the_basis_is_an_interest(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"sales_service": "legitimate_interests"})

    submit(client, f"{page_of(alice, 'sales_service')}/stop", source="phone")

    with app.app_context():
        assert status_of(alice, "sales_service") == "objected"


def test_marketing_is_objected_to_though_nothing_is_recorded(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app)

    submit(client, f"{page_of(alice, 'e_marketing')}/stop", source="phone")

    with app.app_context():
        assert status_of(alice) == "objected"


def test_a_contract_can_not_be_objected_to(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"sales_service": "contract"})

    answer = submit(
        client, f"{page_of(alice, 'sales_service')}/stop", source="phone", form_at=page_of(alice, "sales_service")
    )

    with app.app_context():
        assert status_of(alice, "sales_service") == "in_force"
    assert answer.status_code == 409
    assert "Object for the person" not in answer.text.split("E-marketing")[0]


def test_a_stop_pressed_twice_is_one_stop(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})
    stop = f"{page_of(alice, 'e_marketing')}/stop"
    submit(client, stop, source="phone")

    submit(client, stop, source="phone", form_at=page_of(alice, "sales_service"))

    with app.app_context():
        assert events_of(alice).count("consent.withdrawn") == 1


def test_too_long_a_comment_stops_nothing_and_is_kept(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})

    answer = submit(client, f"{page_of(alice, 'e_marketing')}/stop", source="phone", comment="x" * 2001)

    with app.app_context():
        assert status_of(alice) == "in_force"
    assert answer.status_code == 422
    assert "x" * 2001 in answer.text


def test_a_basis_is_ended_with_a_comment(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"sales_service": "contract"})

    submit(client, f"{page_of(alice, 'sales_service')}/end", source="email", comment="The contract ran out")

    with app.app_context():
        assert status_of(alice, "sales_service") == "ended"
        assert events_of(alice)[-1] == "basis.ended"


def test_a_stop_tells_how_it_became_known(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})

    submit(client, f"{page_of(alice, 'e_marketing')}/stop", source="phone")

    with app.app_context():
        assert source_of(alice) == "phone"


def test_a_stop_without_a_source_asks_for_one(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})

    answer = submit(client, f"{page_of(alice, 'e_marketing')}/stop", comment="Called on Monday")

    assert answer.status_code == 422
    assert "Called on Monday" in answer.text


def test_an_end_tells_how_it_became_known(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"sales_service": "contract"})

    submit(client, f"{page_of(alice, 'sales_service')}/end", source="email")

    with app.app_context():
        assert source_of(alice, "sales_service") == "email"


def test_a_no_is_not_ended(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent"})
    with app.app_context():
        said_no(alice)

    answer = submit(client, f"{page_of(alice, 'e_marketing')}/end", source="email")

    with app.app_context():
        assert status_of(alice) == "withdrawn"
    assert answer.status_code == 409


def test_an_old_form_ends_nothing(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"sales_service": "contract"})

    answer = submit(client, f"{page_of(alice, 'sales_service')}/end", source="email", seen="1")

    with app.app_context():
        assert status_of(alice, "sales_service") == "in_force"
    assert answer.status_code == 409


def test_all_marketing_is_stopped_for_the_person(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    alice = registered(app, bases={"e_marketing": "consent", "sales_service": "contract"})

    submit(client, f"/staff/people/{alice}/stop-marketing")

    with app.app_context():
        assert person_by_id(alice).marketing_objected_at is not None
        assert status_of(alice) == "withdrawn"
        assert status_of(alice, "sales_service") == "in_force"
