"""The latest changes of the configuration are found among any number of entries about people."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.actions import append
from portal.ledger.changes import DEEDS, added_by_staff, latest_changes
from portal.ledger.rules import SYSTEM, Draft
from tests.databases import only_sqlite
from tests.make import AT, BOB

Database = scoped_session[Session]


def enter(*drafts: Draft, by: object = BOB) -> list[int]:
    """Enter changes a day after the portal was set up."""
    return append(drafts, at=AT + timedelta(days=1), by=by, channel="staff")  # type: ignore[arg-type]


def about(key: str, deed: str = "changed") -> Draft:
    """Return a change of a data field, whose key stands in the details."""
    return Draft(f"field_kind.{deed}", details={"key": key, "new": {"name.sv": f'"key":"{key}x"'}})


def test_the_newest_change_comes_first(session: Database) -> None:
    enter(Draft("purpose.changed", purpose="club"), Draft("purpose.moved", purpose="club"))

    found = latest_changes(("purpose",), column="purpose", key="club")

    assert [entry.event for entry in found] == ["purpose.moved", "purpose.changed"]


def test_no_more_are_returned_than_asked_for(session: Database) -> None:
    enter(*[Draft("source.changed", source="chat") for _ in range(15)])

    found = latest_changes(("source",))

    assert len(found) == 10
    assert found[0].seq - found[-1].seq == 9


@only_sqlite
def test_what_happened_to_people_is_no_change_of_the_list(session: Database) -> None:
    enter(Draft("purpose.objected", purpose="club", person_ref="a" * 32), Draft("purpose.changed", purpose="club"))

    found = latest_changes(("purpose",), column="purpose", key="club")

    assert [entry.event for entry in found] == ["purpose.changed"]


@only_sqlite
def test_the_wordings_of_a_purpose_come_among_its_changes(session: Database) -> None:
    found = latest_changes(("purpose", "wording"), column="purpose", key="e_marketing")

    assert [entry.event for entry in found] == ["wording.added", "purpose.added"]


@only_sqlite
def test_another_items_changes_are_left_out(session: Database) -> None:
    enter(Draft("source.changed", source="chat"), Draft("source.changed", source="phone"))

    assert len(latest_changes(("source",), column="source", key="chat")) == 1


@pytest.mark.parametrize("key", ["shoe_size", "shoe"])
def test_a_key_in_the_details_is_found_whole(session: Database, key: str) -> None:
    enter(about("shoe_size"), about("shoe"), about("shoeXsize"))

    found = latest_changes(("field_kind",), key=key)

    assert [entry.details.count(f'"key":"{key}",') for entry in found] == [1]


def test_every_deed_is_found(session: Database) -> None:
    for deed in DEEDS:
        enter(about("shoe", deed))

        assert latest_changes(("field_kind",))[0].event == f"field_kind.{deed}"


def test_who_added_an_item_is_known(session: Database) -> None:
    [seq] = enter(Draft("source.added", source="fair"))

    assert added_by_staff("source", "source", "fair") == seq


@only_sqlite
def test_what_came_with_the_portal_was_added_by_nobody(session: Database) -> None:
    enter(Draft("source.added", source="fair"), by=SYSTEM)

    assert added_by_staff("purpose", "purpose", "e_marketing") is None
    assert added_by_staff("source", "source", "fair") is None


@only_sqlite
def test_an_item_added_twice_counts_from_the_second_time(session: Database) -> None:
    _first, _gone, second = enter(about("shoe", "added"), about("shoe", "deleted"), about("shoe", "added"))

    assert added_by_staff("field_kind", "", "shoe") == second


@only_sqlite
def test_they_are_found_without_reading_what_happened_to_people(session: Database) -> None:
    enter(*[Draft("links.ended", person_ref="a" * 32) for _ in range(500)])

    plan = session.execute(
        text(
            "EXPLAIN QUERY PLAN SELECT * FROM ledger_entries WHERE person_ref IS NULL "
            "AND event IN ('purpose.added', 'purpose.changed') ORDER BY seq DESC LIMIT 10"
        )
    ).all()

    assert "SEARCH ledger_entries USING INDEX ix_ledger_entries_person_ref (person_ref=?)" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
