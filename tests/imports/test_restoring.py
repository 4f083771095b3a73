"""What an import changed in however many rows is one change: what stood first, and what stood last."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.imports.restoring import Change, Restored

NAMES = st.sampled_from(["name", "phone", "company"])
TEXTS = st.text("abc", max_size=2)


def before(**more: Any) -> dict[str, Any]:
    """Return what one row noted about a person."""
    return {"core": {}, "further": {}, "bases": {}, **more}


def test_nothing_changed_is_nothing_to_put_back() -> None:
    assert Change.of([]) == Change.of([before(), before()]) == Change()


def test_one_change_is_kept_as_it_is() -> None:
    made = Change.of([before(core={"phone": ["1", "2"]}, bases={"news": {"old": None, "seq": 7}})])

    assert made == Change({"phone": ("1", "2")}, {}, {"news": (None, 7)})


def test_of_several_values_the_first_and_the_last_count() -> None:
    made = Change.of([before(core={"phone": [old, new]}) for old, new in (["1", "2"], ["2", "3"], ["3", "4"])])

    assert made.core == {"phone": ("1", "4")}


def test_a_value_that_came_back_by_itself_is_as_before() -> None:
    made = Change.of([before(core={"phone": ["1", "2"]}), before(core={"phone": ["2", "1"]})])

    assert made.core == {"phone": ("1", "1")}


def test_rows_about_different_things_are_all_kept() -> None:
    made = Change.of([before(core={"phone": ["1", "2"]}), before(core={"company": ["", "AB"]})])

    assert made.core == {"phone": ("1", "2"), "company": ("", "AB")}


def test_a_further_item_keeps_its_first_category_and_source() -> None:
    first = before(further={"Hat": ["M", "clothes", 3, "L"]})
    second = before(further={"Hat": ["L", "", 8, "XL"]})

    assert Change.of([first, second]).further == {"Hat": ("M", "clothes", 3, "XL")}


def test_a_further_item_that_was_not_there_is_to_go_again() -> None:
    first = before(further={"Hat": [None, "", 8, "L"]})
    second = before(further={"Hat": ["L", "", 8, "XL"]})

    assert Change.of([first, second]).further["Hat"] == (None, "", 8, "XL")


def test_a_basis_is_as_before_the_first_row_and_known_by_the_entry_of_the_last() -> None:
    old = {"basis": "contract", "status": "in_force"}
    later = {"basis": "consent", "status": "in_force"}

    made = Change.of([before(bases={"news": {"old": old, "seq": 7}}), before(bases={"news": {"old": later, "seq": 9}})])

    assert made.bases == {"news": (old, 9)}


def test_a_basis_that_was_not_there_is_to_end_again() -> None:
    later = {"basis": "consent", "status": "in_force"}

    made = Change.of(
        [before(bases={"news": {"old": None, "seq": 7}}), before(bases={"news": {"old": later, "seq": 9}})]
    )

    assert made.bases == {"news": (None, 9)}


@given(st.lists(st.tuples(NAMES, TEXTS), max_size=10), st.dictionaries(NAMES, TEXTS))
def test_putting_back_the_first_values_undoes_all_the_rows(rows: list[tuple[str, str]], stored: dict[str, str]) -> None:
    now = dict.fromkeys(["name", "phone", "company"], "") | stored
    at_first, noted = dict(now), []
    for name, text in rows:
        noted.append(before(core={name: [now[name], text]}))
        now[name] = text

    made = Change.of(noted)

    assert {name: new for name, (_, new) in made.core.items()} == {name: now[name] for name in made.core}
    assert now | {name: old for name, (old, _) in made.core.items()} == at_first


def test_a_no_that_was_kept_is_nothing_that_was_put_back() -> None:
    assert not Restored().anything
    assert not Restored(kept_no=1).anything
    assert Restored(values=1).anything
    assert Restored(bases_ended=1).anything
    assert Restored(bases_restored=1).anything
