"""Who may be asked for consent: a no always comes first, and nothing is asked twice."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.asking.rules import Answer, Outcome, Present, answer_of, may_remind, outcome
from portal.legal_bases.rules import STATUSES, Status
from portal.marketing.reasons import RANK, REASONS, YES

STATUS = st.none() | st.sampled_from(STATUSES)
REASON = st.sampled_from(REASONS)
FLAGS = ("is_kept", "stopped_all", "paused", "has_address", "unconfirmed", "asked_lately")
PRESENT = st.builds(Present, reason=REASON, address_reason=REASON, status=STATUS, **dict.fromkeys(FLAGS, st.booleans()))
NOES = ("bad_address", "objected", "restricted", "withdrawn")


def test_every_flag_is_tried() -> None:
    assert {item.name for item in fields(Present)} == {"reason", "address_reason", "status", *FLAGS}


@pytest.mark.parametrize(
    ("present", "what"),
    [
        (Present(), "ask"),
        (Present("expired"), "ask"),
        (Present("ask_again"), "ask"),
        (Present("unconfirmed", status="awaiting"), "ask"),
        (Present("basis_not_allowed"), "ask"),
        (Present("existing_customer"), "ask"),
        (Present("consent"), "consented"),
        (Present("consent", stopped_all=True), "consented"),
        (Present("other_basis"), "other_basis"),
        (Present("objected"), "objected"),
        (Present("no_basis", stopped_all=True), "objected"),
        (Present("unconfirmed", stopped_all=True, status="awaiting"), "objected"),
        (Present("no_basis", "objected", is_kept=True), "objected"),
        (Present("consent", "objected", is_kept=True), "objected"),
        (Present("no_basis", "objected"), "shared_no"),
        (Present("no_basis", "withdrawn"), "shared_no"),
        (Present("no_basis", "restricted"), "shared_no"),
        (Present("no_basis", "bad_address"), "address_refused"),
        (Present("bad_address"), "address_refused"),
        (Present("bad_address", has_address=False), "no_address"),
        (Present("restricted"), "restricted"),
        (Present("withdrawn"), "withdrawn"),
        (Present("withdrawn", "objected"), "withdrawn"),
        (Present(unconfirmed=True), "unconfirmed"),
        (Present(paused=True), "paused"),
        (Present("consent", paused=True), "paused"),
        (Present(asked_lately=True), "asked_lately"),
        (Present("consent", asked_lately=True), "consented"),
    ],
)
def test_everybody_is_asked_or_left_out_for_a_reason(present: Present, what: Outcome) -> None:
    assert outcome(present) == what


@given(PRESENT)
def test_nobody_is_asked_who_has_said_no_or_can_not_be_written_to(present: Present) -> None:
    said_no = present.reason in NOES or present.address_reason in NOES or (present.stopped_all and not is_yes(present))
    hindered = present.unconfirmed or present.paused or not present.has_address

    if said_no or hindered or present.asked_lately:
        assert outcome(present) != "ask"


def is_yes(present: Present) -> bool:
    """Tell whether the person has consented, also after a stop of all marketing."""
    return present.reason == "consent"


@given(PRESENT)
def test_whoever_consented_or_rests_on_another_basis_is_never_asked(present: Present) -> None:
    if present.reason in {"consent", "other_basis"}:
        assert outcome(present) != "ask"


@given(PRESENT, REASON)
def test_a_stricter_word_about_the_address_never_makes_a_question(present: Present, stricter: str) -> None:
    if outcome(present) != "ask" and RANK[stricter] < RANK[present.address_reason]:  # type: ignore[index]
        assert outcome(replace(present, address_reason=stricter)) != "ask"  # type: ignore[arg-type]


@given(PRESENT, st.sampled_from(["stopped_all", "paused", "unconfirmed", "asked_lately", "is_kept"]))
def test_one_more_reason_never_makes_a_question(present: Present, more: str) -> None:
    if outcome(present) != "ask":
        assert outcome(replace(present, **{more: True})) != "ask"


@given(PRESENT)
def test_somebody_who_may_be_asked_may_also_get_a_letter_of_some_sort(present: Present) -> None:
    if outcome(present) == "ask":
        assert present.has_address
        assert RANK[present.address_reason] > RANK["withdrawn"]
        assert present.reason not in YES - {"existing_customer"}


@given(PRESENT)
def test_only_those_who_still_owe_an_answer_are_reminded(present: Present) -> None:
    if may_remind(present):
        assert present.status == "awaiting"
        assert outcome(replace(present, asked_lately=False)) == "ask"


@given(PRESENT)
def test_being_asked_a_while_ago_is_what_a_reminder_is_for(present: Present) -> None:
    assert may_remind(replace(present, asked_lately=True)) == may_remind(replace(present, asked_lately=False))


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
