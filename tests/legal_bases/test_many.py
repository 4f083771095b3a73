"""What is recorded for one purpose and many people, read and written together."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import entries_of, entries_with_evidence, head, verify
from portal.ledger.replay import replay
from portal.legal_bases.choices import stop_all_marketing
from portal.legal_bases.many import Change, Held, held, remove, write
from portal.legal_bases.queries import catalogue, recorded_basis
from portal.people.actions import note_looks
from portal.people.models import Person
from portal.people.queries import looks
from tests import make
from tests.databases import only_sqlite
from tests.ledger.test_replay import stored_state
from tests.make import AT, BOB

Database = scoped_session[Session]
LATER = AT + timedelta(days=1)


def sales(people: Sequence[int], *, lock: bool = False) -> list[Held]:
    """Return what is recorded for the people and sales."""
    return held(people, catalogue().purpose("sales_service").id, lock=lock)


def contract(one: Held, **more: Any) -> Change:
    """Return that the person's basis for sales becomes a contract."""
    known = catalogue()
    facts: dict[str, Any] = {
        "event": "basis.recorded",
        "basis_id": known.basis("contract").id,
        "status": "in_force",
        "source_id": known.source("phone").id,
        "comment": "",
        "evidence": "",
        "wording_version": None,
        "since": LATER,
        "details": {},
    }
    return Change(held=one, **facts | more)


def written(*changes: Change) -> list[int]:
    """Write the changes, for Bob, a day later."""
    known = catalogue()
    return write(changes, known.purpose("sales_service"), known, at=LATER, by=BOB, channel="staff")


def equals_replay(session: Database, person_id: int) -> bool:
    """Tell whether what is stored about the person is what the ledger says."""
    session.expire_all()
    person = session.get_one(Person, person_id)
    return replay(entries_of(person.ref)) == stored_state(person)


def test_people_are_read_in_the_order_of_their_ids_with_and_without_a_basis(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    dan = make.person(name="Dan", email="dan@example.se", bases={"sales_service": "contract"})
    stop_all_marketing(alice, catalogue(), at=AT)
    dan.restricted_at = AT
    session.commit()

    first, second = sales([dan.id, alice.id, 999], lock=True)

    assert first == Held(alice.id, alice.ref, marketing_objected=True, restricted=False, row=None)
    assert (second.person_id, second.marketing_objected, second.restricted) == (dan.id, False, True)
    assert second.row
    assert (second.row.status, second.row.since, second.row.wording_version) == ("in_force", AT, None)


def test_new_and_changed_rows_are_written_together(session: Database) -> None:
    alice = make.person().id
    dan = make.person(name="Dan", email="dan@example.se", bases={"sales_service": "legitimate_interests"}).id
    seq, _ = head()

    seqs = written(*(contract(one) for one in sales([alice, dan])))

    assert seqs == [seq + 1, seq + 2]
    session.expire_all()
    for person_id, number in zip((alice, dan), seqs, strict=True):
        row = recorded_basis(person_id, catalogue().purpose("sales_service").id)
        assert row
        assert (row.legal_basis_id, row.seq, row.changed_by) == (catalogue().basis("contract").id, number, str(BOB))
        assert session.get_one(Person, person_id).choices_seq == number
        assert equals_replay(session, person_id)
    assert verify() is None


@only_sqlite
def test_words_stand_beside_the_ledger_and_nothing_where_there_are_none(session: Database) -> None:
    alice = make.person().id
    dan = make.person(name="Dan", email="dan@example.se").id
    first, second = sales([alice, dan])

    told, silent = written(contract(first, comment="Order 12"), contract(second))

    entries = entries_with_evidence([told, silent])
    assert json.loads(entries[told][1]) == {"comment": "Order 12", "evidence": ""}
    assert entries[silent][1] == ""
    assert entries_with_evidence([]) == {}


@only_sqlite
def test_nothing_written_leaves_everything_as_it_is(session: Database) -> None:
    alice = make.person().id
    before = head()

    seqs = written()
    removed = remove(
        sales([alice]),
        catalogue().purpose("sales_service"),
        catalogue(),
        details={},
        at=LATER,
        by=BOB,
        channel="staff",
    )

    assert (seqs, removed, head()) == ([], [], before)


def test_removed_rows_are_gone_and_the_ledger_says_what_they_were(session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract", "e_marketing": "consent"}).id
    [one] = sales([alice], lock=True)
    known = catalogue()

    [seq] = remove([one], known.purpose("sales_service"), known, details={"bulk": 7}, at=LATER, by=BOB, channel="staff")

    assert one.row
    entry, _ = entries_with_evidence([seq])[seq]
    old = {"basis": "contract", "status": "in_force", "since": AT.isoformat(), "seq": one.row.seq}
    assert (entry.event, entry.purpose, entry.status) == ("basis.removed", "sales_service", None)
    assert json.loads(entry.details) == {"bulk": 7, "old": old}
    assert recorded_basis(alice, known.purpose("sales_service").id) is None
    assert recorded_basis(alice, known.purpose("e_marketing").id) is not None
    assert equals_replay(session, alice)


@only_sqlite
def test_what_is_put_back_holds_since_it_did_before(session: Database) -> None:
    alice = make.person(bases={"sales_service": "contract"}).id
    [one] = sales([alice])
    since = AT - timedelta(days=30)

    written(contract(one, event="basis.undone", status="expired", since=since, details={"since": since.isoformat()}))

    [after] = sales([alice])
    assert after.row
    assert (after.row.status, after.row.since) == ("expired", since)
    assert equals_replay(session, alice)


@only_sqlite
def test_many_are_told_that_they_were_exported_each_in_their_language(session: Database) -> None:
    alice = make.person().id
    dan = make.person(name="Dan", email="dan@example.se").id

    note_looks({alice: "En lista", dan: "A list"}, kind="export", staff="bob@example.se", role="officer", at=AT)

    told = [[(look.kind, look.staff, look.role, look.reason, look.at) for look in looks(key)] for key in (alice, dan)]
    same = ("export", "bob@example.se", "officer")
    assert told == [[(*same, "En lista", AT)], [(*same, "A list", AT)]]
