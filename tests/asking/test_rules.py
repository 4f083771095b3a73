"""Who may be asked for consent: a no always comes first, and nothing is asked twice."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.asking.rules import Answer, Outcome, Present, answer_of, may_remind, outcome
from portal.legal_bases.rules import STATUSES, Status

STATUS = st.none() | st.sampled_from(STATUSES)
PRESENT = st.builds(
    Present, status=STATUS, **{item.name: st.booleans() for item in fields(Present) if item.name != "status"}
)


@pytest.mark.parametrize(
    ("present", "what"),
    [
        (Present(), "ask"),
        (Present(status="expired", is_consent=True), "ask"),
        (Present(status="ended"), "ask"),
        (Present(status="awaiting", is_consent=True), "ask"),
        (Present(status="in_force", is_consent=True, asks_again=True), "ask"),
        (Present(status="in_force"), "ask"),
        (Present(status="objected"), "objected"),
        (Present(marketing_objected=True), "objected"),
        (Present(status="in_force", is_consent=True, marketing_objected=True), "objected"),
        (Present(marketing_objected=True, direct_marketing=False), "ask"),
        (Present(status="withdrawn", is_consent=True), "withdrawn"),
        (Present(restricted=True), "restricted"),
        (Present(has_address=False), "no_address"),
        (Present(address_refused=True), "address_refused"),
        (Present(unconfirmed=True), "unconfirmed"),
        (Present(shared_no=True), "shared_no"),
        (Present(status="in_force", is_consent=True), "consented"),
        (Present(status="in_force", is_enough=True), "other_basis"),
        (Present(asked_lately=True), "asked_lately"),
    ],
)
def test_everybody_is_asked_or_left_out_for_a_reason(present: Present, what: Outcome) -> None:
    assert outcome(present) == what


@given(PRESENT)
def test_nobody_is_asked_who_has_said_no_or_can_not_be_written_to(present: Present) -> None:
    said_no = present.status in {"withdrawn", "objected"} or (present.direct_marketing and present.marketing_objected)
    hindered = present.restricted or present.address_refused or present.unconfirmed or not present.has_address

    if said_no or hindered or present.shared_no or present.asked_lately:
        assert outcome(present) != "ask"


@given(PRESENT, st.sampled_from(["marketing_objected", "restricted", "address_refused", "unconfirmed", "shared_no"]))
def test_one_more_reason_never_makes_a_question(present: Present, more: str) -> None:
    if outcome(present) != "ask":
        assert outcome(replace(present, **{more: True})) != "ask"


@given(PRESENT)
def test_only_those_who_still_owe_an_answer_are_reminded(present: Present) -> None:
    if may_remind(present):
        assert present.status == "awaiting"
        assert outcome(replace(present, asked_lately=False)) == "ask"


@pytest.mark.parametrize(
    ("status", "consent", "newer", "answer"),
    [
        ("awaiting", True, False, "silent"),
        ("in_force", True, True, "yes"),
        ("withdrawn", True, True, "no"),
        ("objected", False, True, "no"),
        ("in_force", False, True, "other"),
        ("awaiting", True, True, "other"),
        ("expired", True, True, "other"),
        (None, False, False, "other"),
    ],
)
def test_what_is_recorded_now_tells_the_answer(status: Status, answer: Answer, *, consent: bool, newer: bool) -> None:
    assert answer_of(status, is_consent=consent, is_newer=newer) == answer
