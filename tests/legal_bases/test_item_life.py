"""The whole life of an item of each list, on both databases."""

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.changes import latest_changes
from portal.ledger.queries import verify
from portal.legal_bases.cataloguing import NotListed, Taken, delete_item, locked_item, move_item
from tests.legal_bases.catalogued import LISTS, add, change, named, retire
from tests.make import AT, BOB

Database = scoped_session[Session]


@pytest.mark.parametrize("name", LISTS)
def test_an_item_is_added_changed_moved_retired_restored_and_deleted(session: Database, name: str) -> None:
    listed = LISTS[name]
    add(name, "first")
    add(name)

    change(listed, "club", named("Klubben", "The club"))
    move_item(listed, "club", up=True, at=AT, by=BOB)
    retire(listed, "club")
    retire(listed, "club", active=True)
    delete_item(listed, locked_item(listed, "club"), at=AT, by=BOB)
    session.commit()

    deeds = [
        entry.event.rpartition(".")[2]
        for entry in reversed(latest_changes((listed.event,), column=listed.column, key="club"))
    ]
    assert deeds == ["added", "changed", "moved", "deactivated", "restored", "deleted"]
    assert verify() is None
    with pytest.raises(NotListed):
        locked_item(listed, "club")


def test_two_who_add_the_same_key_at_once_get_one_item(session: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add("sources")
    session.expunge_all()
    monkeypatch.setattr("portal.legal_bases.cataloguing.names_taken", lambda *_, **__: set())

    with pytest.raises(Taken):
        add("sources", texts=named("Någon annan"))

    session.rollback()
    assert locked_item(LISTS["sources"], "club").texts["name"]["sv"] == "Klubb"
