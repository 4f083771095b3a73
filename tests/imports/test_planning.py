"""What a row changes is decided before anything is written, and a no is always kept."""

from types import SimpleNamespace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports.checking import Wish
from portal.imports.planning import Plan, Stored, StoredBasis, after, plan
from portal.legal_bases.actions import Record
from portal.legal_bases.rules import Status

IMPORT: Any = SimpleNamespace(id=8, key="import")
CONSENT: Any = SimpleNamespace(id=1, key="consent", article="a")
CONTRACT: Any = SimpleNamespace(id=2, key="contract", article="b")
SALES: Any = SimpleNamespace(id=1, key="sales_service", direct_marketing=False, bases=[CONSENT, CONTRACT])
MARKETING: Any = SimpleNamespace(id=2, key="e_marketing", direct_marketing=True, bases=[CONSENT, CONTRACT])
CORE = {"name": "Alice", "email": "alice@example.se"}
STATUSES = st.none() | st.sampled_from(get_args(Status))


def wish(*records: Record, core: dict[str, str] | None = None, **more: Any) -> Wish:
    """Return what a row asks for."""
    return Wish(2, "alice@example.se", CORE if core is None else core, IMPORT, records, **more)


def record(purpose: Any = MARKETING, basis: Any = CONSENT, comment: str = "") -> Record:
    """Return a basis to be recorded."""
    return Record(purpose, basis, IMPORT, comment=comment)


def stored(status: Status | None = None, *, purpose: Any = MARKETING, objected: bool = False, **more: Any) -> Stored:
    """Return Alice, who is in the register."""
    basis = {"legal_basis_id": 1, "source_id": 8, "comment": "", "by_import": True} | more
    return Stored(7, CORE, objected, {purpose.id: StoredBasis(status=status, **basis)} if status else {})


def test_somebody_unknown_is_created_with_all_that_is_asked() -> None:
    asked = wish(record(), withdrawn=[SALES], further={"Shoe size": "37"})

    done = plan(asked, None)

    assert (done.outcome, done.core, list(done.records)) == ("created", CORE, [record()])
    assert (list(done.withdrawn), done.further, list(done.kept_no)) == ([SALES], {"Shoe size": "37"}, [])


def test_somebody_known_to_whom_nothing_is_new_stays_as_they_are() -> None:
    done = plan(wish(record()), stored("in_force"))

    assert (done.outcome, done.person_id, done.records) == ("unchanged", 7, [])


def test_only_fields_that_differ_are_changed() -> None:
    done = plan(wish(core=CORE | {"phone": "1"}), stored())

    assert (done.outcome, done.core) == ("updated", {"phone": "1"})


def test_another_spelling_of_the_address_is_no_change() -> None:
    done = plan(wish(core=CORE | {"email": "ALICE@example.se"}), stored())

    assert done.outcome == "unchanged"


@pytest.mark.parametrize("status", ["withdrawn", "objected"])
@pytest.mark.parametrize("purpose", [SALES, MARKETING])
def test_a_no_is_kept_and_told(status: Status, purpose: Any) -> None:
    done = plan(wish(record(purpose)), stored(status, purpose=purpose))

    assert (done.outcome, list(done.records), list(done.kept_no)) == ("unchanged", [], [purpose])


@pytest.mark.parametrize("status", [None, "ended", "expired"])
def test_a_stop_of_all_marketing_is_kept(status: Status | None) -> None:
    done = plan(wish(record()), stored(status, objected=True))

    assert (done.outcome, list(done.kept_no)) == ("unchanged", [MARKETING])


def test_a_stop_of_all_marketing_leaves_other_purposes_free() -> None:
    done = plan(wish(record(SALES)), stored(objected=True))

    assert (done.outcome, done.kept_no) == ("updated", [])


@given(STATUSES, st.booleans(), st.sampled_from([SALES, MARKETING]), st.sampled_from([CONSENT, CONTRACT]))
def test_whatever_is_stored_nothing_is_recorded_over_a_no(
    status: Status | None, objected: bool, purpose: Any, basis: Any
) -> None:
    done = plan(wish(record(purpose, basis)), stored(status, purpose=purpose, objected=objected))

    if status in {"withdrawn", "objected"}:
        assert not done.records
    assert not (done.records and done.kept_no)


def test_a_withdrawal_in_the_file_is_noted_once() -> None:
    asked = wish(withdrawn=[MARKETING])

    assert plan(asked, stored("in_force")).outcome == "updated"
    assert plan(asked, stored("withdrawn")).outcome == "unchanged"
    assert plan(asked, stored("objected")).outcome == "unchanged"


@pytest.mark.parametrize("status", ["ended", "expired", "awaiting"])
def test_a_basis_that_no_longer_holds_is_recorded_anew(status: Status) -> None:
    assert plan(wish(record()), stored(status)).outcome == "updated"


def test_another_basis_replaces_the_one_in_force() -> None:
    assert plan(wish(record(basis=CONTRACT)), stored("in_force")).outcome == "updated"


def test_an_import_rewords_its_own_comment_and_nobody_else_s() -> None:
    asked = wish(record(comment="New"))

    assert plan(asked, stored("in_force")).outcome == "updated"
    assert plan(asked, stored("in_force", by_import=False)).outcome == "unchanged"


def test_further_data_that_differs_is_changed() -> None:
    known = Stored(7, CORE, further={"Shoe size": "37", "Hat": "M"})

    done = plan(wish(further={"Shoe size": "38", "Hat": "M"}), known)

    assert (done.outcome, done.further) == ("updated", {"Shoe size": "38"})


@given(STATUSES, st.booleans(), st.booleans())
def test_the_same_row_after_itself_changes_nothing(status: Status | None, objected: bool, withdraws: bool) -> None:
    asked = wish(record(SALES), withdrawn=[MARKETING] if withdraws else [], further={"Hat": "M"})
    known = stored(status, objected=objected)

    first: Plan = plan(asked, known)

    assert plan(asked, after(first, known)).outcome == "unchanged"


def test_the_same_row_after_a_newcomer_changes_nothing() -> None:
    asked = wish(record(), record(SALES, CONTRACT), further={"Hat": "M"})

    assert plan(asked, after(plan(asked, None), None)).outcome == "unchanged"
