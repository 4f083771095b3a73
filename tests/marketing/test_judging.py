"""The rule in SQL: it says what the pure function says, about anybody and on both databases."""

import random
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.legal_bases.choices import give_consent
from portal.legal_bases.queries import catalogue
from portal.marketing.everybody import stricter_ranks
from portal.marketing.judging import folded_address, verdicts
from portal.marketing.questions import Question
from portal.marketing.ranking import about_everybody, rank_of
from portal.marketing.reasons import RANK, REASONS, Reason
from portal.marketing.rules import NOT_AN_ADDRESS, UNKNOWN, reason_for, verdict_for
from portal.people.kept_stops import Stop, keep_stops
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite
from tests.marketing.cast import AT, add_crowd, add_second_wording, allow_more, ask, facts_by_address
from tests.questions import noted

QUESTIONS = [("e_marketing", "news"), ("e_marketing", ""), ("sales_service", "")]


@pytest.mark.parametrize("allows_more", [False, True])
def test_the_statement_says_of_everybody_what_the_rule_says(
    session: scoped_session[Session], allows_more: bool
) -> None:
    add_second_wording(ask_again=allows_more)
    allow_more(soft_opt_in=allows_more, other_bases=allows_more)
    dice = random.Random(20260615)
    keys = [*add_crowd(dice, 900, 500), "nobody@example.se", ""]
    gone = {key for key in keys if key and dice.random() < 0.05}
    keep_stops([Stop(key, "marketing", "objected") for key in gone], at=AT)
    session.commit()
    seen = set()
    for purpose, topic in QUESTIONS:
        asked = ask(purpose, topic)

        found = verdicts(asked, keys)

        stopped = gone if asked.direct_marketing else set()
        people = facts_by_address(asked)
        expected = [
            verdict_for(people.get(key, []), is_address=bool(key), kept_since=AT if key in stopped else None)
            for key in keys
        ]
        assert found == expected
        assert everybody_judged(asked) == {
            facts.trace.person_id: stricter_reason(reason_for(facts), verdict.reason)
            for key, verdict in zip(keys, expected, strict=True)
            for facts in people.get(key, ())
        }
        seen.update(verdict.reason for verdict in expected)
    assert set(REASONS) - seen == (set() if allows_more else {"existing_customer", "ask_again"})


def everybody_judged(asked: Question) -> dict[int, Reason]:
    """Return the reason for each person by the statement about everybody, in two parts."""
    stricter = stricter_ranks(asked)
    columns = (Person.id, Person.email_key, rank_of(asked))
    first = db.session.execute(about_everybody(asked, *columns).order_by(Person.id).limit(400)).all()
    rest = db.session.execute(about_everybody(asked, *columns, after=first[-1].id).order_by(Person.id)).all()
    return {number: REASONS[min(rank, stricter.get(key, rank))] for number, key, rank in (*first, *rest)}


def stricter_reason(own: Reason, verdict: Reason) -> Reason:
    """Return which of the two is tried first."""
    return min(own, verdict, key=RANK.__getitem__)


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
def test_a_kept_stop_outlives_the_person_until_a_new_consent_lifts_it(session: scoped_session[Session]) -> None:
    keep_stops([Stop("alice@example.se", "marketing", "objected")], at=AT)
    session.commit()
    gone = verdicts(ask(), ["alice@example.se"])
    person = make.person()
    again = verdicts(ask(), ["alice@example.se"])
    marketing = catalogue().purpose("e_marketing")
    give_consent(person, marketing, catalogue(), source_key="customer_portal", wording_version=1, at=AT)
    session.commit()

    [lifted] = verdicts(ask(), ["alice@example.se"])

    assert [(one.reason, one.person_id) for one in (*gone, *again)] == [("objected", None), ("objected", person.id)]
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
