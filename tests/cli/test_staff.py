"""flask staff: who may sign in."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.passwords import matches, owner_of_password_link
from portal.accounts.queries import all_staff, staff_user
from portal.extensions import db
from portal.mail.models import Letter

PASSWORD = "correct horse battery\n"


def test_a_staff_user_with_a_password_can_sign_in_with_it(app: Flask) -> None:
    done = app.test_cli_runner().invoke(
        args=["staff", "add", "bob@example.se", "--role", "officer", "--password-stdin"], input=PASSWORD
    )

    assert (done.exit_code, done.stdout) == (0, "bob@example.se may sign in as officer.\n")
    with app.app_context():
        bob = staff_user("bob@example.se")
        assert bob
        assert bob.role == "officer"
        assert matches("correct horse battery", bob.password)


def test_without_a_password_a_link_to_set_one_is_sent(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["staff", "add", "bob@example.se", "--role", "admin", "--name", "Bob"])

    assert done.exit_code == 0
    with app.app_context():
        letter = db.session.execute(select(Letter)).scalar_one()
        owner = owner_of_password_link(letter.facts["link"].rpartition("/")[2])
        assert owner
        assert (letter.kind, letter.recipient) == ("staff_welcome", "bob@example.se")
        assert (owner.email, owner.name, owner.password) == ("bob@example.se", "Bob", None)


def test_with_a_password_no_letter_is_sent(app: Flask) -> None:
    app.test_cli_runner().invoke(
        args=["staff", "add", "bob@example.se", "--role", "officer", "--password-stdin"], input=PASSWORD
    )

    with app.app_context():
        assert db.session.execute(select(Letter)).scalar_one_or_none() is None


def test_a_known_address_is_refused_in_one_line(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["staff", "add", "bob@example.se", "--role", "officer"])

    done = runner.invoke(args=["staff", "add", "BOB@example.se", "--role", "admin"])

    assert (done.exit_code, done.stderr) == (1, "Error: BOB@example.se is a staff user already\n")
    with app.app_context():
        assert [user.role for user in all_staff()] == ["officer"]


@pytest.mark.parametrize("email", ["bob", "bob@", "bob@example.se\nBcc: x@example.se", ""])
def test_what_is_no_address_is_refused(app: Flask, email: str) -> None:
    done = app.test_cli_runner().invoke(args=["staff", "add", email, "--role", "officer"])

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: that is not an e-mail address")


@pytest.mark.parametrize("password", ["short", "", "x" * 201])
def test_an_unfit_password_is_refused_and_nobody_is_added(app: Flask, password: str) -> None:
    done = app.test_cli_runner().invoke(
        args=["staff", "add", "bob@example.se", "--role", "officer", "--password-stdin"], input=password + "\n"
    )

    assert (done.exit_code, done.stderr) == (1, "Error: a password must have 12 to 200 characters\n")
    with app.app_context():
        assert all_staff() == []


@pytest.mark.parametrize("args", [["bob@example.se"], ["bob@example.se", "--role", "boss"], ["--role", "admin"], []])
def test_wrong_usage_exits_2(app: Flask, args: list[str]) -> None:
    assert app.test_cli_runner().invoke(args=["staff", "add", *args]).exit_code == 2
