"""What an answer does before anybody has confirmed it: little, and the same for everybody."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.ledger.queries import entries_of, head, verify
from portal.ledger.replay import replay
from portal.legal_bases.choices import stop_all_marketing
from portal.legal_bases.queries import catalogue
from portal.links.models import Link
from portal.mail.letters.new_links import queue_new_links
from portal.mail.letters.queued import choices_changed, confirmation, new_link
from portal.mail.models import Letter
from portal.mail.queries import confirmation_state
from portal.people.models import Person
from portal.people.queries import locked_person
from tests import make
from tests.databases import only_sqlite
from tests.web_forms.designing import answered, answers, bases, events, everybody, letters, newsletter

Database = scoped_session[Session]
LATER = make.AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def _form(session: Database) -> None:
    newsletter()


def unchanged(person: Person) -> tuple[object, ...]:
    """Return everything that must stay as it is until an answer is confirmed."""
    columns = {name: getattr(person, name) for name in Person.__table__.columns.keys()}  # noqa: SIM118 - a collection
    return columns, bases(person), replay(entries_of(person.ref))


def test_somebody_new_is_registered_with_consents_that_wait() -> None:
    answered("e_marketing", "sales_service", phone="08-123", company="Björkvik", language="sv")

    [alice] = everybody()
    assert (alice.name, alice.email, alice.phone) == ("Alice Alm", "alice@example.se", "08-123")
    assert (alice.company, alice.language) == ("Björkvik", "sv")
    assert alice.unconfirmed_since == make.AT
    assert bases(alice) == {"sales_service": "awaiting", "e_marketing": "awaiting"}
    assert events(alice) == ["person.registered", "basis.recorded", "basis.recorded", "answer.received"]


@only_sqlite
def test_what_waits_has_source_wording_channel_and_no_person_behind_it() -> None:
    answered()

    recorded = entries_of(everybody()[0].ref)[1]
    assert (recorded.source, recorded.wording_version) == ("web_form", 1)
    assert (recorded.channel, recorded.actor) == ("form", "system")


@only_sqlite
def test_the_ledger_holds_and_equals_what_is_stored() -> None:
    answered()

    [alice] = everybody()
    state = replay(entries_of(alice.ref))
    assert verify() is None
    assert state.unconfirmed
    assert {key: item.status for key, item in state.bases.items()} == {"e_marketing": "awaiting"}


@only_sqlite
def test_the_answers_entry_tells_what_was_agreed_to_and_nothing_personal() -> None:
    answered(chosen=["news"], name="Mallory", phone="08-666")

    entry = entries_of(everybody()[0].ref)[-1]
    assert json.loads(entry.details) == {
        "form": "newsletter",
        "answer": 1,
        "consents": {"e_marketing": 1},
        "topics": ["news"],
    }
    assert all(text not in entry.details for text in ("Mallory", "alice", "666"))


@only_sqlite
def test_the_letter_that_asks_is_the_only_one() -> None:
    answered()

    assert letters() == [("confirm_consent", "alice@example.se")]


@only_sqlite
def test_the_letters_link_lasts_seven_days() -> None:
    answered()

    [link] = db.session.scalars(select(Link)).all()
    assert (link.use, link.scope) == ("confirm", "answer:1:newsletter")
    assert link.expires_at == make.AT + timedelta(days=7)


def test_nothing_changes_for_somebody_known() -> None:
    alice = make.person(bases={"sales_service": "contract"}, phone="08-111")
    before = unchanged(alice)

    answered("e_marketing", "sales_service", name="Mallory", phone="08-666", company="Evil AB", language="en")

    session = db.session
    session.expire_all()
    assert unchanged(alice) == before
    assert len(everybody()) == 1
    assert events(alice)[-1] == "answer.received"


@only_sqlite
def test_what_was_typed_about_somebody_known_waits_beside() -> None:
    alice = make.person()

    answered(chosen=["news"], company="Björkvik")

    [answer] = answers()
    assert (answer.person_id, answer.registers, answer.confirmed_at) == (alice.id, False, None)
    assert answer.given["company"] == "Björkvik"
    assert (answer.consents, answer.topics) == ({"e_marketing": 1}, ["news"])


def test_a_no_stays_a_no() -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_all_marketing(locked_person(alice.id), catalogue(), at=make.AT)
    db.session.commit()

    answered(at=LATER)

    assert bases(alice) == {"e_marketing": "withdrawn"}
    assert letters() == [("confirm_consent", "alice@example.se")]


@only_sqlite
def test_the_letter_goes_to_the_address_on_file_however_it_was_typed() -> None:
    make.person()

    answered(email="ALICE@Example.SE")

    assert letters() == [("confirm_consent", "alice@example.se")]
    assert len(everybody()) == 1


@only_sqlite
def test_of_several_at_one_address_the_one_of_that_name_is_asked() -> None:
    make.person(name="Alva Alm")
    alice = make.person(name="Alice Älm")

    answered(name="alice alm")

    assert [answer.person_id for answer in answers()] == [alice.id]


@only_sqlite
def test_of_several_at_one_address_without_that_name_the_first_is_asked() -> None:
    alva = make.person(name="Alva Alm")
    make.person(name="Alice Alm")

    answered(name="Somebody Else")

    assert [answer.person_id for answer in answers()] == [alva.id]


@only_sqlite
def test_a_second_answer_registers_nobody_and_changes_nothing() -> None:
    answered(name="Mallory", phone="08-666")
    answered("sales_service", at=LATER)

    [mallory] = everybody()
    assert (mallory.name, mallory.phone) == ("Mallory", "08-666")
    assert bases(mallory) == {"e_marketing": "awaiting"}
    assert [answer.registers for answer in answers()] == [True, False]


def test_an_answer_that_is_not_served_leaves_nothing() -> None:
    before = head()

    answered(served=False)

    assert (everybody(), answers(), letters(), head()) == ([], [], [], before)
    assert db.session.scalars(select(Link)).all() == []


@only_sqlite
def test_one_about_somebody_known_that_is_not_served_leaves_nothing_either() -> None:
    alice = make.person()
    before = unchanged(alice), head()

    answered(served=False)

    db.session.expire_all()
    assert (unchanged(alice), head()) == before
    assert (answers(), letters()) == ([], [])


def test_known_and_unknown_ask_the_database_the_same() -> None:
    make.person()
    answered(email="warm@example.se")
    asked: dict[str, list[str]] = {"alice@example.se": [], "nobody@example.org": []}

    for address, statements in asked.items():

        def note(_connection: object, _cursor: object, statement: str, *_: object, to: list[str] = statements) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                to.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        answered(email=address)
        event.remove(db.engine, "before_cursor_execute", note)

    known, unknown = asked.values()
    assert known
    assert known == unknown


@only_sqlite
def test_a_name_in_any_script_is_kept() -> None:
    names = ["Å", "محمد", "用户", "x" * 200]

    for number, name in enumerate(names):
        answered(name=name, email=f"p{number}@example.se")

    assert [person.name for person in everybody()] == names


@only_sqlite
def test_no_other_letter_goes_to_somebody_unconfirmed() -> None:
    answered()
    [alice] = everybody()

    queue_new_links("alice@example.se", at=LATER)
    others = [
        confirmation(alice, at=LATER),
        new_link(alice, at=LATER),
        choices_changed(alice, "chose", reference="1", at=LATER),
    ]
    db.session.commit()

    assert others == [None, None, None]
    assert confirmation_state(alice).state == "unconfirmed"
    due = db.session.scalars(select(Letter.kind).where(Letter.state == "due")).all()
    assert due == ["confirm_consent"]
