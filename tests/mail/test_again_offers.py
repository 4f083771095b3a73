"""Whether staff are offered to try a letter again or to cancel it."""

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.mail.again import TO_STAFF, may_cancel, may_retry
from portal.mail.kinds import KINDS
from portal.mail.models import Letter, LetterState
from portal.mail.rules import LEASE
from tests.make import AT

STATES: tuple[LetterState, ...] = get_args(LetterState)


@given(due=st.timedeltas(timedelta(days=-9), timedelta(days=9)), state=st.sampled_from(STATES))
def test_a_letter_to_a_person_can_be_tried_when_it_failed_or_waits_longer_than_a_worker_keeps_it(
    due: timedelta, state: LetterState
) -> None:
    letter = Letter(kind="new_link", person_id=1, state=state, due_at=AT + due)

    assert may_retry(letter, at=AT) == (state == "failed" or (state == "due" and due > LEASE))


@pytest.mark.parametrize("kind", KINDS)
def test_a_failed_letter_about_nobody_can_be_tried_if_it_goes_to_staff(kind: str) -> None:
    letter = Letter(kind=kind, person_id=None, state="failed", due_at=AT)

    assert may_retry(letter, at=AT) == (kind in TO_STAFF)


@given(due=st.timedeltas(timedelta(days=-9), timedelta(days=9)), person=st.none() | st.integers(1, 9))
def test_what_is_over_can_not_be_cancelled_and_what_waits_can_whenever_it_is_due(
    due: timedelta, person: int | None
) -> None:
    letters = [Letter(kind="new_link", person_id=person, state=state, due_at=AT + due) for state in STATES]

    assert [letter.state for letter in letters if may_cancel(letter)] == [
        state for state in STATES if state in {"held", "due"}
    ]


@pytest.mark.parametrize("state", ["sent", "cancelled", "held"])
@pytest.mark.parametrize("kind", sorted(TO_STAFF))
def test_a_letter_to_staff_is_not_tried_again_unless_it_failed_or_waits(kind: str, state: LetterState) -> None:
    assert not may_retry(Letter(kind=kind, person_id=None, state=state, due_at=AT + timedelta(days=9)), at=AT)


@given(earlier=st.timedeltas(timedelta(0), timedelta(days=9)))
def test_what_can_be_tried_now_could_have_been_before(earlier: timedelta) -> None:
    letter = Letter(kind="new_link", person_id=1, state="due", due_at=AT + LEASE + timedelta(seconds=1))

    assert may_retry(letter, at=AT) and may_retry(letter, at=AT - earlier)
