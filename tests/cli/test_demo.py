"""flask setup --demo: an invented organisation, told once and kept."""

import re
import stat
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from portal.accounts.passwords import matches
from portal.accounts.queries import all_staff, staff_user
from portal.clock import now
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entries_of, head, verify
from portal.ledger.replay import replay
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.links.queries import link_of
from portal.mail.models import Letter
from portal.mail.outbox import queue_letter
from portal.people.models import Person, PersonLook
from portal.preferences.models import Pause, TopicChoice
from portal.settings.queries import current_organisation
from portal.shipped.demo.acts import ACTS
from portal.shipped.demo.people import FIGURES
from portal.shipped.demo.playing import AGE
from tests import make


@pytest.fixture
def demo(app: Flask, runner: FlaskCliRunner) -> str:
    """Return what setting up the demo prints."""
    done = runner.invoke(args=["setup", "--demo"])
    assert done.exit_code == 0, done.output
    return done.stdout


def count(model: type[db.Model], *conditions: object) -> int:
    """Return how many rows fit."""
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]


def password(printed: str) -> str:
    """Return the printed password."""
    found = re.search(r"admin@example\.se  password: (\S+)$", printed, re.MULTILINE)
    assert found
    return found[1]


def links(printed: str) -> list[str]:
    """Return the printed links' tokens."""
    return re.findall(r"/l/(\S+)", printed)


def test_forty_people_work_with_bjorkvik_handel(app: Flask, demo: str) -> None:
    with app.app_context():
        assert count(Person) == len(FIGURES) == 40
        assert current_organisation().name == "Björkvik Handel AB"
        assert current_organisation().officer_email


def test_their_bases_sources_and_choices_vary(app: Flask, demo: str) -> None:
    with app.app_context():
        statuses = set(db.session.scalars(select(RecordedBasis.status)))
        articles = set(db.session.scalars(select(RecordedBasis.legal_basis_id)))
        sources = set(db.session.scalars(select(Person.source_id)))
        languages = set(db.session.scalars(select(Person.language)))
        assert statuses >= {"in_force", "withdrawn", "objected", "ended"}
        assert len(articles) >= 3
        assert len(sources) >= 8
        assert languages == {"sv", "en"}
        assert count(Person, Person.marketing_objected_at.is_not(None)) >= 3
        assert min(count(TopicChoice), count(Pause), count(PersonLook)) >= 3


def test_the_histories_span_two_years_in_order_and_end_before_today(app: Flask, demo: str) -> None:
    with app.app_context():
        of_people = select(LedgerEntry.at).where(LedgerEntry.person_ref.is_not(None)).order_by(LedgerEntry.seq)
        moments = db.session.scalars(of_people).all()
        assert list(moments) == sorted(moments)
        assert moments[-1] < now()
        assert 700 < (now() - moments[0]).days <= AGE.days


def test_what_is_stored_equals_a_replay_for_everybody(app: Flask, demo: str) -> None:
    with app.app_context():
        known = catalogue()
        for person in db.session.scalars(select(Person).order_by(Person.id)):
            state = replay(entries_of(person.ref))
            stored = {known.purpose_of[row.purpose_id].key: row.status for row in recorded_bases(person.id)}
            assert {key: basis.status for key, basis in state.bases.items()} == stored
            assert state.marketing_objected_at == person.marketing_objected_at
        assert verify() is None


def test_no_letter_is_on_its_way_to_anybody(app: Flask, demo: str) -> None:
    with app.app_context():
        assert set(db.session.scalars(select(Letter.state))) == {"sent", "failed"}
        assert all(letter.text and letter.subject for letter in db.session.scalars(select(Letter)))


def test_every_address_is_one_that_is_kept_for_examples(app: Flask, demo: str) -> None:
    with app.app_context():
        addresses = [person.email for person in db.session.scalars(select(Person)) if person.email]
        addresses += [user.email for user in all_staff()]
        assert {address.rpartition("@")[2] for address in addresses} == {"example.se", "example.com"}


def test_the_printed_password_opens_the_administrator_s_sign_in(app: Flask, demo: str) -> None:
    with app.app_context():
        admin = staff_user("admin@example.se")
        assert admin
        assert admin.role == "admin"
        assert matches(password(demo), admin.password)


def test_nobody_else_can_sign_in(app: Flask, demo: str) -> None:
    with app.app_context():
        assert [user.email for user in all_staff() if user.password] == ["admin@example.se"]


def test_the_password_is_kept_for_its_owner_alone(tmp_path: Path, demo: str) -> None:
    kept = tmp_path / "demo_password"

    assert kept.read_text().strip() == password(demo)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_three_people_s_links_are_printed_and_open(app: Flask, demo: str) -> None:
    with app.app_context():
        found = [link_of(token, "view", at=now()) for token in links(demo)]
        assert [link.state for link in found if link] == ["open"] * 3
        assert len({link.person_id for link in found if link}) == 3


def test_the_portal_s_address_is_printed(demo: str) -> None:
    assert "http://127.0.0.1:5000/\n" in demo
    assert "http://127.0.0.1:5000/staff/" in demo


def test_a_second_time_keeps_what_there_is_and_prints_fresh_links(
    app: Flask, runner: FlaskCliRunner, demo: str
) -> None:
    with app.app_context():
        before = (head(), count(Person), count(Letter))

    again = runner.invoke(args=["setup", "--demo"]).stdout

    with app.app_context():
        assert (head(), count(Person), count(Letter)) == before
    assert password(again) == password(demo)
    assert len(links(again)) == 3
    assert not set(links(again)) & set(links(demo))


def test_a_password_changed_in_the_portal_is_not_printed(app: Flask, runner: FlaskCliRunner, demo: str) -> None:
    with app.app_context():
        admin = staff_user("admin@example.se")
        assert admin
        admin.password = None
        db.session.commit()

    again = runner.invoke(args=["setup", "--demo"]).stdout

    assert password(demo) not in again


def test_a_portal_in_use_is_left_alone(app: Flask, runner: FlaskCliRunner) -> None:
    with app.app_context():
        make.person()
        before = head()

    done = runner.invoke(args=["setup", "--demo"])

    assert done.exit_code == 1
    assert "in use already" in done.stderr
    with app.app_context():
        assert (head(), count(Person)) == (before, 1)


def test_staff_alone_make_a_portal_in_use(app: Flask, runner: FlaskCliRunner) -> None:
    with app.app_context():
        make.staff()

    assert runner.invoke(args=["setup", "--demo"]).exit_code == 1


def test_every_step_of_every_figure_is_something_that_can_be_done() -> None:
    done = {step.act for figure in FIGURES for step in figure.steps}

    assert done - {"bounce"} <= ACTS.keys()


def test_a_letter_after_the_demo_is_an_ordinary_one(app: Flask, demo: str) -> None:
    with app.app_context():
        letter = queue_letter("new_link", recipient="alva.lindqvist@example.se", language="sv", person_id=1, at=now())

        assert letter.state == "due"


def test_there_is_a_web_form_to_answer_in_both_languages(app: Flask, demo: str) -> None:
    pages = {language: app.test_client().get(f"/forms/newsletter?lang={language}").text for language in ("sv", "en")}

    assert "<h1>Nyhetsbrev från Björkvik</h1>" in pages["sv"]
    assert "<h1>Newsletter from Björkvik</h1>" in pages["en"]
    assert 'name="consent_e_marketing"' in pages["en"]
