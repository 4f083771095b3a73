"""flask people erase."""

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from portal.extensions import db
from portal.ledger.queries import entries_of, evidence_of, verify
from portal.mail.models import Letter
from portal.people.kept_stops import MARKETING, kept_stops
from portal.people.queries import people_at
from tests import make
from tests.databases import only_sqlite
from tests.erasure.traces import traces

ALICE = "alice@example.se"
ERASE = ("people", "erase")


@pytest.fixture
def ref(app: Flask) -> str:
    """Return what the ledger calls Alice, who consented to e-marketing."""
    with app.app_context():
        return make.person(bases={"e_marketing": "consent"}).ref


@pytest.mark.parametrize("letter", [True, False])
@only_sqlite
def test_a_person_is_erased_told_and_their_address_kept_from_marketing(
    app: Flask, runner: FlaskCliRunner, ref: str, *, letter: bool
) -> None:
    more = () if letter else ("--no-letters",)

    done = runner.invoke(args=[*ERASE, ALICE, "--reason", "Asked by phone on 2 April", *more])

    assert (done.exit_code, done.stdout, done.stderr) == (0, "Erased.\n", "")
    with app.app_context():
        last = entries_of(ref)[-1]
        assert (last.event, last.actor, last.channel) == ("person.erased", "system", "cli")
        assert "Asked by phone" in evidence_of([last.seq])[last.seq]
        assert kept_stops([ALICE]) == {ALICE: {MARKETING: "objected"}}
        kinds = db.session.scalars(select(Letter.kind)).all()
        assert kinds == (["erased"] if letter else [])


@only_sqlite
def test_the_files_are_cleared_by_the_command_itself(app: Flask, runner: FlaskCliRunner, ref: str) -> None:
    runner.invoke(args=[*ERASE, ALICE, "--reason", "She asked", "--no-letters"])

    with app.app_context():
        assert traces(["alice"]) == []
        assert verify() is None


@pytest.mark.parametrize(
    ("named", "reason", "words"),
    [
        (ALICE, "Ms Alm rang", "must not name the person"),
        (ALICE, "from alice@example.se", "must not name the person"),
        (ALICE, "  ", "Give a reason"),
        (ALICE, "x" * 2001, "Give a reason"),
        ("nobody@example.se", "Asked", "Nobody has that id or address."),
        ("7", "Asked", "Nobody has that id or address."),
    ],
)
@only_sqlite
def test_what_cannot_be_done_is_refused_in_one_line(
    app: Flask, runner: FlaskCliRunner, ref: str, *, named: str, reason: str, words: str
) -> None:
    done = runner.invoke(args=[*ERASE, named, "--reason", reason])

    assert done.exit_code == 1
    assert words in done.stderr
    with app.app_context():
        assert [person.ref for person in people_at(ALICE)] == [ref]


@only_sqlite
def test_a_reason_is_required(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=[*ERASE, ALICE]).exit_code == 2
