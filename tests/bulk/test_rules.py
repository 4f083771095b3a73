"""What a bulk change does to one person, and why it leaves another alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.bulk.rules import Present, Wish, is_no, outcome, outcome_of_undoing
from portal.legal_bases.rules import NO, STATUSES, Status

PRESENTS = st.builds(
    Present,
    marketing_objected=st.booleans(),
    restricted=st.booleans(),
    status=st.none() | st.sampled_from(STATUSES),
    basis_id=st.integers(1, 3),
    wording_version=st.none() | st.integers(1, 2),
)
WISHES = st.builds(
    Wish,
    basis_id=st.none() | st.integers(1, 3),
    direct_marketing=st.booleans(),
    outdated=st.frozensets(st.none() | st.integers(1, 2), max_size=2),
)


def present(status: Status | None = None, **more: bool | int) -> Present:
    """Return a person for whom basis 1 stands in that status, or nothing."""
    facts = {"marketing_objected": False, "restricted": False} | more
    return Present(status=status, basis_id=1 if status else None, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("basis_id", "status", "becomes"),
    [
        (1, None, "change"),
        (2, "in_force", "change"),
        (1, "in_force", "same"),
        (1, "awaiting", "change"),
        (1, "expired", "change"),
        (1, "ended", "change"),
        (1, "withdrawn", "said_no"),
        (2, "objected", "said_no"),
        (None, None, "nothing"),
        (None, "in_force", "change"),
        (None, "awaiting", "change"),
        (None, "expired", "change"),
        (None, "ended", "nothing"),
        (None, "withdrawn", "said_no"),
    ],
)
def test_what_becomes_of_a_person_follows_from_what_is_recorded(
    basis_id: int | None, status: Status | None, becomes: str
) -> None:
    assert outcome(Wish(basis_id, direct_marketing=False), present(status)) == becomes


@given(wish=WISHES, one=PRESENTS)
def test_nothing_is_changed_over_a_no(wish: Wish, one: Present) -> None:
    no = one.status in NO or (
        wish.direct_marketing and one.marketing_objected and one.status not in {"in_force", "awaiting"}
    )

    assert (outcome(wish, one) == "said_no") is no


@given(wish=WISHES, one=PRESENTS)
def test_nothing_is_changed_for_a_person_whose_use_is_restricted(wish: Wish, one: Present) -> None:
    assert outcome(wish, one) != "change" or not one.restricted


def test_a_consent_given_after_stopping_all_marketing_is_no_no() -> None:
    one = present("in_force", marketing_objected=True)

    assert not is_no(one, direct_marketing=True)
    assert outcome(Wish(2, direct_marketing=True), one) == "change"


def test_a_consent_to_a_wording_that_no_longer_counts_is_recorded_anew() -> None:
    wish = Wish(1, direct_marketing=True, outdated=frozenset({1}))

    assert outcome(wish, present("in_force", wording_version=1)) == "change"
    assert outcome(wish, present("in_force", wording_version=2)) == "same"


@given(old=st.none() | st.sampled_from(STATUSES), one=PRESENTS, marketing=st.booleans())
def test_what_somebody_has_changed_since_stays(old: Status | None, one: Present, marketing: bool) -> None:
    assert outcome_of_undoing(old, one, is_ours=False, direct_marketing=marketing) == "changed_since"


@pytest.mark.parametrize(
    ("old", "becomes"),
    [
        ("in_force", "no_since"),
        ("awaiting", "no_since"),
        ("expired", "no_since"),
        ("ended", "undone"),
        (None, "undone"),
    ],
)
def test_what_was_in_use_is_not_put_back_over_a_no(old: Status | None, becomes: str) -> None:
    stopped = present("ended", marketing_objected=True)

    assert outcome_of_undoing(old, stopped, is_ours=True, direct_marketing=True) == becomes


@given(old=st.sampled_from(["in_force", "awaiting", "expired"]), one=PRESENTS, marketing=st.booleans())
def test_undoing_never_puts_a_use_back_over_a_no(old: Status, one: Present, marketing: bool) -> None:
    undone = outcome_of_undoing(old, one, is_ours=True, direct_marketing=marketing) == "undone"

    assert undone is not is_no(one, direct_marketing=marketing)
