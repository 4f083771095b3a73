"""The rule in SQL: it says what the pure function says, about anybody and on both databases."""

import random
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from portal.marketing.judging import NOT_AN_ADDRESS, UNKNOWN, folded_address, verdicts
from portal.marketing.reasons import REASONS
from portal.marketing.rules import verdict_for
from portal.people.kept_stops import Stop, keep_stops, lift_kept_stop
from tests import make
from tests.databases import only_sqlite
from tests.marketing.cast import AT, add_crowd, add_second_wording, ask, facts_at
from tests.questions import noted

QUESTIONS = [("e_marketing", "news"), ("e_marketing", ""), ("sales_service", "")]


@pytest.mark.parametrize("ask_again", [False, True])
def test_the_statement_says_of_everybody_what_the_rule_says(session: scoped_session[Session], ask_again: bool) -> None:
    add_second_wording(ask_again=ask_again)
    dice = random.Random(20260615)
    keys = [*add_crowd(dice, 900, 500), "nobody@example.se", ""]
    gone = {key for key in keys if key and dice.random() < 0.05}
    keep_stops([Stop(key, "marketing", "objected") for key in gone], at=AT)
    session.commit()
    seen = set()
    for purpose, topic in QUESTIONS:
        asked = ask(purpose, topic)

        found = verdicts(asked, keys)

        expected = [
            verdict_for(facts_at(key, asked), is_address=bool(key), stopped=key in gone and asked.direct_marketing)
            for key in keys
        ]
        assert [verdict.reason for verdict in found] == expected
        seen.update(expected)
    assert set(REASONS) - seen == ({"existing_customer"} if ask_again else {"existing_customer", "ask_again"})


def test_a_verdict_tells_what_it_rests_on(session: scoped_session[Session]) -> None:
    person = make.person(bases={"e_marketing": "consent"})
    other = make.person(email="bo@example.se")

    [yes, unknown, bad, nothing] = verdicts(ask(), ["alice@example.se", "charlie@example.se", "", "bo@example.se"])

    assert (yes.reason, yes.person_id, yes.since, yes.wording_version) == ("consent", person.id, make.AT, 1)
    assert yes.seq == person.choices_seq
    assert (unknown, bad) == (UNKNOWN, NOT_AN_ADDRESS)
    assert (nothing.reason, nothing.person_id, nothing.basis_id) == ("no_basis", other.id, None)


@only_sqlite
def test_where_people_share_an_address_the_strictest_decides(session: scoped_session[Session]) -> None:
    make.person(bases={"e_marketing": "consent"})
    stopped = make.person(name="Arvid Alm")
    stopped.marketing_objected_at = make.AT + timedelta(days=1)
    session.commit()

    [verdict] = verdicts(ask(), ["alice@example.se"])

    assert (verdict.reason, verdict.person_id) == ("objected", stopped.id)
    assert verdict.since == make.AT + timedelta(days=1)


@only_sqlite
def test_a_kept_stop_outlives_the_person_until_it_is_lifted_for_the_purpose(session: scoped_session[Session]) -> None:
    keep_stops([Stop("alice@example.se", "marketing", "objected")], at=AT)
    session.commit()
    gone = verdicts(ask(), ["alice@example.se"])
    make.person(bases={"e_marketing": "consent"})
    again = verdicts(ask(), ["alice@example.se"])
    lift_kept_stop("alice@example.se", "e_marketing", at=AT)
    session.commit()

    [lifted] = verdicts(ask(), ["alice@example.se"])

    assert [(one.reason, one.since) for one in (*gone, *again)] == [("objected", AT)] * 2
    assert lifted.reason == "consent"


@only_sqlite
def test_a_stop_kept_for_one_purpose_leaves_others_alone(session: scoped_session[Session]) -> None:
    keep_stops([Stop("alice@example.se", "sales_service", "withdrawn")], at=AT)
    session.commit()

    reasons = [
        verdicts(ask(purpose, ""), ["alice@example.se"])[0].reason for purpose in ("e_marketing", "sales_service")
    ]

    assert reasons == ["unknown_address", "objected"]


def test_thousands_are_judged_by_two_questions(app: Flask, session: scoped_session[Session]) -> None:
    keys = add_crowd(random.Random(3), 50, 40) * 50
    session.commit()
    asked = ask()

    with noted(app) as questions:
        found = verdicts(asked, keys)

    assert len(found) == 2000
    assert len(questions) <= 2


def test_every_spelling_of_an_address_is_folded_and_what_is_none_is_empty() -> None:
    spellings = [
        "Alice@Example.SE",
        " alice@example.se ",
        "alice@räksmörgås.se",
        "alice",
        "",
        "a@b@c.se",
        "a\0b@example.se",
    ]

    folded = [folded_address(text) for text in spellings]

    assert folded == ["alice@example.se"] * 2 + ["alice@xn--rksmrgs-5wao1o.se"] + [""] * 4
