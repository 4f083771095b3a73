"""The use of somebody's data is restricted to storage, once, and lifted."""

from datetime import timedelta

from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import entries_of, evidence_of
from portal.people.restricting import lift_restriction, restrict
from tests import make
from tests.databases import only_sqlite
from tests.make import AT, BOB

Database = scoped_session[Session]
LATER = AT + timedelta(days=1)


@only_sqlite
def test_restricting_and_lifting_are_entries_with_the_reason_beside_them(session: Database) -> None:
    alice = make.person()

    restricted = restrict(alice, reason="Alice says the address is wrong", at=AT, by=BOB, channel="staff")
    since = alice.restricted_at
    lifted = lift_restriction(alice, reason="It was right", at=LATER, by=BOB, channel="staff")

    *_, first, second = entries_of(alice.ref)
    assert (restricted, since, lifted, alice.restricted_at) == (True, AT, True, None)
    assert (first.event, second.event) == ("person.restricted", "person.restriction_lifted")
    assert "Alice" not in first.details
    assert "address is wrong" in evidence_of([first.seq])[first.seq]


@only_sqlite
def test_doing_it_twice_changes_nothing(session: Database) -> None:
    alice = make.person()
    restrict(alice, at=AT, by=BOB, channel="staff")

    again = restrict(alice, at=LATER, by=BOB, channel="staff")

    assert (again, alice.restricted_at) == (False, AT)
    assert lift_restriction(alice, at=LATER, by=BOB, channel="staff")
    assert not lift_restriction(alice, at=LATER, by=BOB, channel="staff")
    assert len(entries_of(alice.ref)) == 3
