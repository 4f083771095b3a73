"""Entries become the same bytes everywhere."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ledger.rules import FIELDS, PERSON, SYSTEM, Actor, canonical_json, canonical_moment, commitment, entry_hash

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
ENTRY = dict.fromkeys(FIELDS, "x") | {"at": AT, "seq": 1}


@pytest.mark.parametrize(
    ("actor", "spelled"),
    [
        (PERSON, "person"),
        (SYSTEM, "system"),
        (Actor("staff", "bob@example.se"), "staff:bob@example.se"),
        (Actor("import", "7"), "import:7"),
    ],
)
def test_an_actor_is_spelled_by_kind_and_name(actor: Actor, spelled: str) -> None:
    assert str(actor) == spelled


def test_json_is_spelled_with_sorted_keys_no_spaces_and_no_escapes() -> None:
    assert canonical_json({"b": [1, None], "a": "Åsa"}) == '{"a":"Åsa","b":[1,null]}'


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none(), min_size=2))
def test_the_order_in_which_a_value_was_made_does_not_matter(values: dict[str, object]) -> None:
    turned = dict(reversed(list(values.items())))

    assert canonical_json(turned) == canonical_json(values)


def test_a_moment_is_spelled_in_utc_with_microseconds() -> None:
    summer = AT.astimezone(timezone(timedelta(hours=2)))

    assert canonical_moment(summer) == "2026-04-02T07:30:00.000000Z"


def test_the_same_moment_in_another_zone_gives_the_same_hash() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=-5)))

    assert entry_hash(ENTRY | {"at": elsewhere}) == entry_hash(ENTRY)


@pytest.mark.parametrize("field", [name for name in FIELDS if name != "at"])
def test_every_field_counts(field: str) -> None:
    assert entry_hash(ENTRY | {field: "y"}) != entry_hash(ENTRY)
    assert entry_hash(ENTRY | {field: None}) != entry_hash(ENTRY)


def test_a_microsecond_counts() -> None:
    assert entry_hash(ENTRY | {"at": AT + timedelta(microseconds=1)}) != entry_hash(ENTRY)


def test_values_can_not_move_from_one_field_to_the_next() -> None:
    one = ENTRY | {"purpose": "ab", "basis": ""}
    other = ENTRY | {"purpose": "a", "basis": "b"}

    assert entry_hash(one) != entry_hash(other)


def test_what_is_no_field_does_not_count() -> None:
    assert entry_hash(ENTRY | {"comment": "anything"}) == entry_hash(ENTRY)


@given(st.binary(min_size=32, max_size=32), st.text(), st.text())
def test_a_commitment_binds_to_its_text(key: bytes, told: str, forged: str) -> None:
    same = commitment(key, told) == commitment(key, forged)

    assert same is (told == forged)


def test_a_commitment_tells_nothing_without_its_key() -> None:
    assert commitment(b"a" * 32, "Alice") != commitment(b"b" * 32, "Alice")
