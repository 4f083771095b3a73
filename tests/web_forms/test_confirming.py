"""What the person's yes brings about, and what it leaves alone."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.ledger.configuration import forget_version
from portal.ledger.queries import entries_of, evidence_of, head, verify
from portal.ledger.replay import replay
from portal.legal_bases.choices import stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.legal_bases.rules import StaleForm
from portal.mail.queries import was_confirmed
from portal.people.actions import change
from portal.people.models import Person
from portal.people.queries import locked_person
from portal.preferences.actions import choose_topics
from portal.preferences.queries import topics
from portal.web_forms.confirming import asked, chosen_topics, confirm
from tests import make
from tests.databases import only_sqlite
from tests.web_forms.designing import (
    answered,
    answers,
    bases,
    chosen,
    confirmed,
    events,
    everybody,
    letters,
    newsletter,
    reword,
)

Database = scoped_session[Session]
LATER = make.AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def _form(session: Database) -> None:
    newsletter()


def stop_marketing(person: Person, hours: int = 1) -> None:
    """Let the person say no to all marketing, so many hours after they were registered."""
    stop_all_marketing(locked_person(person.id), catalogue(), at=make.AT + timedelta(hours=hours))
    db.session.commit()


def test_somebody_new_is_confirmed_with_what_they_agreed_to() -> None:
    answered("e_marketing", "sales_service")

    confirmed(at=LATER)

    [alice] = everybody()
    assert alice.unconfirmed_since is None
    assert bases(alice) == {"sales_service": "in_force", "e_marketing": "in_force"}
    assert events(alice)[-3:] == ["consent.given", "consent.given", "answer.confirmed"]


@only_sqlite
def test_the_consent_says_wording_source_channel_person_and_evidence() -> None:
    answered()

    confirmed(at=LATER)

    [alice] = everybody()
    [row] = recorded_bases(alice.id)
    entry = next(entry for entry in entries_of(alice.ref) if entry.event == "consent.given")
    assert (entry.source, entry.wording_version, entry.channel, entry.actor) == ("web_form", 1, "form", "person")
    assert (row.since, row.evidence) == (LATER, "/forms/newsletter 2026-04-02T07:30:00Z")
    assert "/forms/newsletter 2026-04-02T07:30:00Z" in evidence_of([entry.seq])[entry.seq]


def test_the_ledger_holds_and_equals_what_is_stored() -> None:
    answered(chosen=["news"])

    confirmed(at=LATER)

    [alice] = everybody()
    state = replay(entries_of(alice.ref))
    assert verify() is None
    assert not state.unconfirmed
    assert state.bases["e_marketing"].status == "in_force"
    assert state.topics == chosen(alice)
    assert state.choices_seq == alice.choices_seq


@only_sqlite
def test_somebody_new_gets_the_letter_that_tells_everything() -> None:
    answered()

    confirmed(at=LATER)

    assert letters() == [("confirm_consent", "alice@example.se"), ("confirmation", "alice@example.se")]
    assert was_confirmed(everybody()[0].id)


@only_sqlite
def test_somebody_known_gets_a_receipt_for_each_consent() -> None:
    make.person()
    answered("e_marketing", "sales_service")

    confirmed(at=LATER)

    assert [kind for kind, _ in letters()] == ["confirm_consent", "choices_changed", "choices_changed"]


@only_sqlite
def test_what_was_typed_fills_what_is_empty_and_overwrites_nothing() -> None:
    alice = make.person(phone="08-111", language="sv")
    answered(name="Alicia", phone="08-222", company="Björkvik", language="en")

    confirmed(at=LATER)

    assert (alice.name, alice.phone, alice.language) == ("Alice Alm", "08-111", "sv")
    assert alice.company == "Björkvik"
    assert "person.changed" in events(alice)


@only_sqlite
def test_what_was_typed_is_not_kept_once_it_is_used() -> None:
    make.person()
    answered(company="Björkvik")

    confirmed(at=LATER)

    [answer] = answers()
    assert (answer.given, answer.confirmed_at) == ({}, LATER)


@only_sqlite
def test_of_two_answers_by_whoever_the_confirmed_one_says_who_it_is() -> None:
    answered(name="Mallory", phone="08-666", company="Evil AB")
    answered(name="Alice Alm", company="", phone="", at=LATER)

    confirmed(answers()[1], at=LATER)

    [alice] = everybody()
    assert (alice.name, alice.phone, alice.company) == ("Alice Alm", "", "")


@only_sqlite
def test_what_the_other_answer_agreed_to_goes_on_waiting() -> None:
    answered("sales_service", name="Mallory")
    answered("e_marketing", at=LATER)

    confirmed(answers()[1], at=LATER)

    assert bases(everybody()[0]) == {"sales_service": "awaiting", "e_marketing": "in_force"}


def test_a_no_is_lifted_for_exactly_what_was_agreed_to() -> None:
    alice = make.person(bases={"e_marketing": "consent", "sales_service": "consent"})
    stop_marketing(alice)
    stop_purpose(locked_person(alice.id), catalogue().purpose("sales_service"), catalogue(), at=make.AT)
    db.session.commit()
    answered("e_marketing", at=LATER)

    confirmed(at=LATER)

    assert bases(alice) == {"e_marketing": "in_force", "sales_service": "withdrawn"}
    assert alice.marketing_objected_at is not None


@only_sqlite
def test_a_no_between_answer_and_confirmation_is_lifted_and_stays_in_the_history() -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    answered()
    stop_marketing(alice, hours=2)

    confirmed(at=LATER)

    assert bases(alice) == {"e_marketing": "in_force"}
    assert [event for event in events(alice) if event.startswith("consent.")] == ["consent.withdrawn", "consent.given"]


def test_confirming_again_changes_nothing() -> None:
    answered()
    confirmed(at=LATER)
    before = head(), letters()

    confirmed(at=LATER + timedelta(hours=1))

    assert (head(), letters()) == before


@only_sqlite
def test_confirming_again_does_not_undo_a_later_no() -> None:
    answered()
    confirmed(at=LATER)
    [alice] = everybody()
    stop_marketing(alice, hours=48)

    confirmed(at=LATER + timedelta(days=3))

    assert bases(alice) == {"e_marketing": "withdrawn"}


@only_sqlite
def test_what_holds_already_is_not_recorded_again() -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    answered()

    confirmed(at=LATER)

    assert "consent.given" not in events(alice)
    assert [kind for kind, _ in letters()] == ["confirm_consent"]
    assert answers()[0].confirmed_at == LATER


@only_sqlite
def test_a_consent_replaces_another_basis() -> None:
    alice = make.person(bases={"sales_service": "legitimate_interests"})
    answered("sales_service")

    confirmed(at=LATER)

    [row] = recorded_bases(alice.id)
    assert (catalogue().basis_of[row.legal_basis_id].key, row.status) == ("consent", "in_force")


@only_sqlite
def test_the_wording_that_was_answered_to_counts() -> None:
    answered()
    reword(ask_again=False)
    forget_version()

    confirmed(at=LATER)

    [row] = recorded_bases(everybody()[0].id)
    assert row.wording_version == 1


@only_sqlite
def test_a_wording_that_asks_again_is_asked_about_instead() -> None:
    answered()
    reword(ask_again=True)
    forget_version()

    [item] = asked(answers()[0], catalogue())
    confirmed(at=LATER)

    [row] = recorded_bases(everybody()[0].id)
    assert (item.is_new, item.wording.version) == (True, 2)
    assert row.wording_version == 2
    assert answers()[0].consents == {"e_marketing": 2}


@only_sqlite
def test_a_yes_to_other_words_than_those_asked_about_is_refused() -> None:
    answered()
    [answer], [alice] = answers(), everybody()
    before = head()
    others = [{}, {"e_marketing": 2}, {"e_marketing": -1}, {"e_marketing": 1, "sales_service": 1}]

    for versions in others:
        with pytest.raises(StaleForm):
            confirm(alice, answer, versions, catalogue(), at=LATER)

    db.session.commit()
    assert head() == before
    assert bases(alice) == {"e_marketing": "awaiting"}
    assert alice.unconfirmed_since is not None


@only_sqlite
def test_what_takes_no_consent_any_more_can_not_be_confirmed(session: Database) -> None:
    answered()
    db.session.merge(catalogue().purpose("e_marketing")).active = False
    reword("sales_service", ask_again=False)
    forget_version()

    assert asked(answers()[0], catalogue()) == []
    with pytest.raises(StaleForm):
        confirmed(at=LATER)


@only_sqlite
def test_chosen_topics_are_on_and_the_rest_of_those_offered_off() -> None:
    answered(chosen=["news"])

    confirmed(at=LATER)

    assert chosen(everybody()[0]) == {"news": True, "promotions": False}
    assert [topic.key for topic in chosen_topics(answers()[0])] == ["news"]


@only_sqlite
def test_without_a_choice_every_topic_follows_its_purpose() -> None:
    answered()

    confirmed(at=LATER)

    assert chosen(everybody()[0]) == {}


@only_sqlite
def test_an_earlier_choice_of_topics_is_turned_on_and_never_off() -> None:
    alice = make.person()
    wanted = {topic: topic.key == "promotions" for topic in topics() if topic.key in {"news", "promotions"}}
    choose_topics(locked_person(alice.id), wanted, at=make.AT)
    db.session.commit()
    answered(chosen=["news"])

    confirmed(at=LATER)

    assert chosen(alice) == {"news": True, "promotions": True}


@only_sqlite
def test_topics_that_follow_a_purpose_in_use_go_on_following_it() -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    answered(chosen=["news"])

    confirmed(at=LATER)

    assert chosen(alice) == {"news": True}


@only_sqlite
def test_what_staff_change_counts_before_what_was_typed() -> None:
    answered(name="Mallory", phone="08-666")
    [alice] = everybody()
    change(locked_person(alice.id), {"name": "Alice Alm"}, at=LATER, by=make.BOB, channel="staff")
    db.session.commit()
    known = alice.unconfirmed_since is None

    confirmed(at=LATER)

    assert known
    assert alice.name == "Alice Alm"
    assert not replay(entries_of(alice.ref)).unconfirmed


@only_sqlite
def test_an_address_that_can_take_no_letter_is_no_obstacle(session: Database) -> None:
    alice = make.person()
    answered()
    alice.email = "not an address"
    db.session.commit()

    confirmed(at=LATER)

    assert bases(alice) == {"e_marketing": "in_force"}
