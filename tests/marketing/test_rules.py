"""The rule about one person and one address: a table of what it says, and what holds whatever it is asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.legal_bases.rules import STATUSES, Status
from portal.marketing.reasons import FIRST_YES, RANK, REASONS, YES, Reason, may_email
from portal.marketing.rules import UNKNOWN, Facts, Trace, Verdict, reason_for, verdict_for

CONSENT: Final = Facts(status="in_force", is_consent=True, is_allowed=True)
CONTRACT: Final = Facts(status="in_force")
SERVICE: Final = Facts(direct_marketing=False, status="in_force", is_allowed=True)
CUSTOMER: Final = Facts(is_customer=True)

TABLE: Final[list[tuple[Reason, Facts]]] = [
    ("consent", CONSENT),
    ("consent", replace(CONSENT, direct_marketing=False)),
    ("consent", replace(CONSENT, is_customer=True)),
    ("consent", replace(CONSENT, marketing_objected=True)),  # given after all marketing was stopped
    ("other_basis", SERVICE),
    ("other_basis", replace(SERVICE, direct_marketing=True)),  # the administrator allows it
    ("other_basis", replace(SERVICE, marketing_objected=True, paused=True)),
    ("existing_customer", CUSTOMER),
    ("existing_customer", replace(CUSTOMER, status="ended")),
    ("existing_customer", replace(CUSTOMER, status="ended", is_consent=True, is_allowed=True, asks_again=True)),
    ("existing_customer", replace(CONTRACT, is_customer=True)),
    ("bad_address", replace(CONSENT, address_refused=True)),
    ("objected", replace(CONSENT, status="objected")),
    ("objected", replace(CUSTOMER, marketing_objected=True)),
    ("objected", replace(CONSENT, status="withdrawn", marketing_objected=True)),
    ("objected", replace(CONSENT, status="expired", marketing_objected=True)),
    ("restricted", replace(CONSENT, restricted=True)),
    ("restricted", replace(CUSTOMER, restricted=True)),
    ("withdrawn", replace(CONSENT, status="withdrawn")),
    ("withdrawn", replace(CONSENT, status="withdrawn", is_customer=True)),
    ("withdrawn", replace(SERVICE, status="withdrawn", marketing_objected=True)),
    ("no_basis", Facts()),
    ("no_basis", Facts(direct_marketing=False, is_customer=True)),
    ("no_basis", replace(CONSENT, status="ended")),
    ("basis_not_allowed", CONTRACT),
    ("basis_not_allowed", replace(CONSENT, is_allowed=False)),
    ("basis_not_allowed", replace(CONTRACT, status="awaiting", is_customer=True)),
    ("basis_not_allowed", replace(CONTRACT, status="expired")),
    ("unconfirmed", replace(CONSENT, status="awaiting")),
    ("unconfirmed", replace(CONSENT, status="awaiting", is_customer=True)),
    ("unconfirmed", replace(CONSENT, unconfirmed=True)),
    ("unconfirmed", replace(CUSTOMER, unconfirmed=True)),
    ("expired", replace(CONSENT, status="expired")),
    ("expired", replace(CONSENT, status="expired", is_customer=True)),
    ("ask_again", replace(CONSENT, asks_again=True)),
    ("ask_again", replace(CONSENT, asks_again=True, is_customer=True)),
    ("paused", replace(CONSENT, paused=True)),
    ("paused", replace(CUSTOMER, paused=True)),
    ("topic_off", replace(CONSENT, topic_refused=True)),
    ("topic_off", replace(SERVICE, topic_refused=True)),
]

AT: Final = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
moments = st.none() | st.just(AT)
flags = st.booleans()
facts = st.builds(
    Facts,
    direct_marketing=flags,
    status=st.sampled_from([None, *STATUSES]),
    is_consent=flags,
    is_allowed=flags,
    asks_again=flags,
    marketing_objected=flags,
    restricted=flags,
    unconfirmed=flags,
    address_refused=flags,
    paused=flags,
    topic_refused=flags,
    is_customer=flags,
)
noes: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"status": "withdrawn"},
        {"status": "objected"},
        {"asks_again": True},
        {"marketing_objected": True},
        {"restricted": True},
        {"unconfirmed": True},
        {"address_refused": True},
        {"paused": True},
        {"topic_refused": True},
        {"is_customer": False},
    ]
)


@pytest.mark.parametrize(("reason", "person"), TABLE)
def test_the_rule_says_of_a_person(reason: Reason, person: Facts) -> None:
    assert reason_for(person) == reason


def test_the_table_has_every_reason_that_one_person_gives() -> None:
    assert {reason for reason, _ in TABLE} == set(REASONS) - {"unknown_address"}


def test_reasons_are_tried_from_the_strictest_and_every_no_comes_before_any_yes() -> None:
    person = Facts(
        status="objected",
        is_consent=True,
        asks_again=True,
        restricted=True,
        unconfirmed=True,
        address_refused=True,
        paused=True,
        topic_refused=True,
    )
    lifted: list[dict[str, Any]] = [
        {"address_refused": False},
        {"status": "withdrawn"},
        {"restricted": False},
        {"status": None},
        {"status": "expired"},
        {"is_allowed": True},
        {"unconfirmed": False},
        {"status": "in_force"},
        {"asks_again": False},
        {"paused": False},
        {"topic_refused": False},
    ]

    order = [reason_for(person)]
    for change in lifted:
        person = replace(person, **change)
        order.append(reason_for(person))

    assert order == [reason for reason in REASONS[: FIRST_YES + 1] if reason != "unknown_address"]
    assert {RANK[reason] for reason in YES} == set(range(FIRST_YES, len(REASONS)))


@given(facts)
def test_nothing_is_on_by_default(person: Facts) -> None:
    nothing = replace(person, status=None, is_customer=False)

    assert not may_email(reason_for(nothing))
    assert not verdict_for([]).may_email


@given(facts, st.lists(noes))
def test_adding_a_no_never_turns_a_no_into_a_yes(person: Facts, added: list[dict[str, Any]]) -> None:
    with_more = person
    for no in added:
        with_more = replace(with_more, **no)

    assert may_email(reason_for(person)) or not may_email(reason_for(with_more))


@given(facts, st.sampled_from(["withdrawn", "objected", "expired", "awaiting"]))
def test_only_what_is_in_force_or_a_sale_says_yes(person: Facts, status: Status) -> None:
    assert not may_email(reason_for(replace(person, status=status)))


@given(facts)
def test_direct_marketing_needs_a_consent_a_sale_or_what_was_allowed(person: Facts) -> None:
    marketing = replace(person, direct_marketing=True, is_allowed=False)

    assert reason_for(marketing) not in {"consent", "other_basis"}


@given(facts)
def test_a_sale_says_yes_to_direct_marketing_alone(person: Facts) -> None:
    assert reason_for(replace(person, direct_marketing=False)) != "existing_customer"


@given(facts)
def test_whoever_stopped_everything_gets_marketing_only_by_what_was_given_since(person: Facts) -> None:
    stopped = replace(person, direct_marketing=True, marketing_objected=True)

    assert not may_email(reason_for(stopped)) or stopped.status == "in_force"


@given(st.lists(facts, min_size=1, max_size=4), moments, st.randoms())
def test_the_strictest_decides_whatever_the_order(people: list[Facts], kept: datetime | None, dice: Any) -> None:
    verdict = verdict_for(people, kept_since=kept)
    dice.shuffle(people)

    assert verdict.reason == verdict_for(people, kept_since=kept).reason
    assert all(RANK[verdict.reason] <= RANK[reason_for(person)] for person in people)


@given(st.lists(facts, max_size=3), facts)
def test_another_person_at_the_address_never_turns_a_no_into_a_yes(people: list[Facts], another: Facts) -> None:
    before, after = verdict_for(people), verdict_for([*people, another])

    assert not people or before.may_email or not after.may_email


@given(st.lists(facts, max_size=3), moments)
def test_what_is_no_address_and_what_was_stopped_is_never_written_to(people: list[Facts], kept: datetime) -> None:
    assert verdict_for(people, is_address=False, kept_since=kept) == Verdict("bad_address")
    assert not verdict_for(people, kept_since=AT).may_email


def test_nobody_at_the_address_is_a_no_of_its_own() -> None:
    kept = verdict_for([], kept_since=AT)

    assert verdict_for([]) == UNKNOWN
    assert kept == Verdict("objected", since=AT)


@pytest.mark.parametrize(
    ("person", "since", "seq"),
    [
        (CONSENT, 1, 7),
        (replace(CONSENT, status="objected", marketing_objected=True), 1, 7),
        (replace(CONSENT, status="awaiting", unconfirmed=True), 1, 7),
        (Facts(), 1, 7),
        (replace(CONSENT, address_refused=True), 2, None),
        (replace(CONSENT, status="withdrawn", marketing_objected=True), 3, None),
        (replace(CONSENT, restricted=True), 4, None),
        (replace(CONSENT, unconfirmed=True), 5, None),
        (replace(CONSENT, paused=True), None, None),
        (replace(CONSENT, topic_refused=True), None, None),
        (CUSTOMER, None, None),
    ],
)
def test_a_verdict_tells_what_it_rests_on(person: Facts, since: int | None, seq: int | None) -> None:
    days = [AT + timedelta(days=number) for number in range(1, 6)]
    trace = Trace(4, 5, 6, 2, 7, *days)

    verdict = verdict_for([replace(person, trace=trace)])

    assert verdict[1:5] == (4, 5, 6, 2)
    assert (verdict.since, verdict.seq) == (AT + timedelta(days=since) if since else None, seq)


def test_of_people_with_the_same_reason_the_earlier_registered_is_named() -> None:
    people = [replace(CONSENT, trace=Trace(number)) for number in (9, 2, 5)]

    assert verdict_for(people).person_id == 2
