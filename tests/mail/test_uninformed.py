"""People whose data came from elsewhere and who have not been told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.extensions import db
from portal.informing.actions import inform_chosen, inform_some, note_informed
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entries_of, evidence_of
from portal.ledger.replay import replay
from portal.legal_bases.models import Source
from portal.mail.letters.queued import confirmation, new_link
from portal.mail.models import Letter
from portal.mail.queries import confirmation_states
from portal.mail.rules import last_day_to_inform
from portal.mail.uninformed import Outlook, outlook, place_of, still_uninformed, uninformed_places
from portal.people.actions import change
from portal.people.addresses import note_refused_address
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite
from tests.mail.conftest import AT, Send

LATER = AT + timedelta(days=2)
DEED: dict[str, Any] = {"at": LATER, "by": make.BOB, "channel": "staff"}
ZONE = "Europe/Stockholm"


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def imported(name: str = "Alice", *, days: int = 0, **values: Any) -> Person:
    """Register somebody whose data came from elsewhere, so many days after the first."""
    email = values.pop("email", f"{name.lower()}@example.se")
    return make.person(source="import", name=name, email=email, at=AT + timedelta(days=days), **values)


def listed() -> list[int]:
    """Return the ids on the list."""
    return [place.id for place in uninformed_places(most=99)]


def everybody() -> int:
    """Send to everybody a part at a time, and tell how many letters that made."""
    letters, after = 0, None
    while (part := inform_some(after, **DEED)).last:
        letters, after = letters + part.letters, part.last
        db.session.commit()
    db.session.rollback()
    return letters


def recipients() -> list[str]:
    """Return to whom confirmations were queued, in order."""
    statement = select(Letter.recipient).where(Letter.kind == "confirmation").order_by(Letter.id)
    return list(db.session.scalars(statement))


def test_whoever_comes_from_elsewhere_is_on_the_list() -> None:
    alice = imported()

    assert listed() == [alice.id]


@only_sqlite
@pytest.mark.parametrize("source", ["business_card", "web_form", "phone"])
def test_whoever_gave_the_data_themselves_is_not(source: str) -> None:
    make.person(source=source)

    assert listed() == []


def test_the_most_urgent_come_first_whatever_their_source() -> None:
    late = imported("Charlie", days=2)
    first = make.person(source="unknown", name="Dan", email="dan@example.se", at=AT)
    middle = imported("Eva", days=1)

    assert listed() == [first.id, middle.id, late.id]


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    people = [imported(f"P{number}", days=number // 2) for number in range(5)]

    pages, after = [], None
    while page := uninformed_places(after=after, most=2):
        pages += [place.id for place in page]
        after = page[-1]

    assert pages == [person.id for person in people]


def test_a_sent_confirmation_takes_off_the_list(send: Send) -> None:
    alice = imported()
    confirmation(alice, at=AT)
    db.session.commit()

    send(LATER)

    db.session.expire_all()
    assert (listed(), alice.confirmed_at) == ([], LATER)


@only_sqlite
def test_a_second_confirmation_leaves_the_day_of_the_first(send: Send) -> None:
    alice = imported()
    for day in (1, 2):
        confirmation(alice, at=AT)
        db.session.commit()
        send(AT + timedelta(days=day))

    db.session.refresh(alice)
    assert alice.confirmed_at == AT + timedelta(days=1)


def test_another_letter_takes_nobody_off(send: Send) -> None:
    alice = imported()
    alice_id = alice.id
    new_link(alice, at=AT)
    db.session.commit()

    send(LATER)

    assert listed() == [alice_id]


@only_sqlite
@pytest.mark.parametrize("state", ["held", "due", "failed", "cancelled"])
def test_a_letter_that_was_not_sent_takes_nobody_off(state: Any) -> None:
    alice = imported()
    letter = confirmation(alice, at=AT)
    assert letter
    letter.state = state
    db.session.commit()

    assert listed() == [alice.id]


@only_sqlite
def test_a_source_set_to_be_from_the_person_takes_its_people_off() -> None:
    imported()
    source = db.session.scalars(select(Source).where(Source.key == "import")).one()
    source.from_person = True
    db.session.commit()

    make.organisation(name="Anew")

    assert listed() == []


@only_sqlite
def test_somebody_who_is_gone_is_not_on_the_list() -> None:
    alice = imported()
    db.session.delete(alice)
    db.session.commit()

    assert listed() == []
    assert place_of(alice.id) is None


def test_everybody_is_sent_a_letter() -> None:
    for name in ("Alice", "Charlie", "Dan"):
        imported(name)

    assert everybody() == 3
    assert recipients() == ["alice@example.se", "charlie@example.se", "dan@example.se"]


def test_sending_again_sends_nobody_a_second_letter() -> None:
    imported()
    everybody()

    assert everybody() == 0
    assert len(recipients()) == 1


@only_sqlite
def test_a_letter_that_waits_already_is_enough() -> None:
    confirmation(imported(), at=AT)
    db.session.commit()

    assert everybody() == 0


def test_after_a_failure_a_letter_is_sent_again() -> None:
    letter = confirmation(imported(), at=AT)
    assert letter
    letter.state = "failed"
    db.session.commit()

    assert everybody() == 1


@only_sqlite
def test_without_an_address_or_with_a_refused_one_no_letter_is_queued() -> None:
    imported("Nobody", email="")
    imported("Charlie")
    note_refused_address("charlie@example.se", "550 no", at=AT)
    db.session.commit()

    assert everybody() == 0


@only_sqlite
def test_the_letter_is_in_the_persons_language() -> None:
    imported("Alice", language="en")
    imported("Bo", language="", country="SE")
    everybody()

    assert list(db.session.scalars(select(Letter.language).order_by(Letter.id))) == ["en", "sv"]


def test_each_part_is_in_the_ledger_with_its_count() -> None:
    imported()
    everybody()

    entry = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(1)).one()
    assert (entry.event, entry.details, entry.person_ref) == ("confirmations.queued", '{"count":1}', None)


def test_those_chosen_are_sent_a_letter_and_nobody_else() -> None:
    alice, told = imported(), make.person(name="Told", email="told@example.se")
    imported("Charlie")

    assert inform_chosen([alice.id, told.id, 4711], **DEED) == 1
    assert recipients() == ["alice@example.se"]


def test_those_informed_otherwise_leave_the_list() -> None:
    alice, charlie = imported(), imported("Charlie")

    assert note_informed([alice.id, charlie.id, alice.id], "Told by phone", **DEED) == 2

    db.session.commit()
    assert (listed(), alice.informed_at) == ([], LATER)


def test_how_they_were_informed_stands_beside_the_ledger() -> None:
    alice = imported()
    note_informed([alice.id], "Told by phone", **DEED)

    entry = entries_of(alice.ref)[-1]

    assert (entry.event, entry.details) == ("person.informed", "{}")
    assert evidence_of([entry.seq]) == {entry.seq: '{"comment":"Told by phone"}'}
    assert replay(entries_of(alice.ref)).informed_at == alice.informed_at


@only_sqlite
def test_whoever_is_not_on_the_list_is_not_noted() -> None:
    alice = make.person()

    assert note_informed([alice.id], "Told", **DEED) == 0
    assert alice.informed_at is None


@only_sqlite
def test_noted_twice_is_noted_once() -> None:
    alice = imported()
    note_informed([alice.id], "Told", **DEED)

    assert note_informed([alice.id], "Told again", **DEED) == 0


@only_sqlite
def test_the_outlook_tells_what_sending_would_do() -> None:
    imported("Alice")
    imported("Nobody", email="")
    imported("Charlie")
    note_refused_address("charlie@example.se", "550 no", at=AT)
    confirmation(imported("Dan"), at=AT)
    db.session.commit()

    assert outlook(most=10) == Outlook(1, 1, 1, 1, is_more=False)


@only_sqlite
def test_the_outlook_counts_no_more_than_it_is_asked_for() -> None:
    for number in range(3):
        imported(f"P{number}")

    assert outlook(most=2) == Outlook(2, 0, 0, 0, is_more=True)


def test_why_several_people_got_no_letter_is_told_at_once() -> None:
    sent, nobody = imported("Alice"), imported("Nobody", email="")
    confirmation(sent, at=AT)
    db.session.commit()

    states = confirmation_states([sent, nobody])

    assert {person_id: state.state for person_id, state in states.items()} == {
        sent.id: "queued",
        nobody.id: "no_address",
    }


@only_sqlite
def test_nobody_chosen_is_nobody() -> None:
    assert still_uninformed([]) == []
    assert confirmation_states([]) == {}


@only_sqlite
def test_a_new_address_makes_a_letter_possible_again() -> None:
    alice = imported()
    note_refused_address(alice.email_key, "550 no", at=AT)
    db.session.commit()

    change(alice, {"email": "right@example.se"}, **DEED)
    db.session.commit()

    assert everybody() == 1


@pytest.mark.parametrize(
    ("registered", "last"),
    [
        (datetime(2026, 1, 31, 12, tzinfo=UTC), date(2026, 2, 28)),
        (datetime(2028, 1, 31, 12, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 4, 2, 7, 30, tzinfo=UTC), date(2026, 5, 2)),
        (datetime(2026, 12, 31, 12, tzinfo=UTC), date(2027, 1, 31)),
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), date(2026, 5, 1)),
        (datetime(2026, 3, 31, 21, 30, tzinfo=UTC), date(2026, 4, 30)),
    ],
)
def test_the_last_lawful_day_is_a_month_later(registered: datetime, last: date) -> None:
    assert last_day_to_inform(registered, ZONE) == last


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ZONES = st.sampled_from([ZONE, "UTC", "America/New_York", "Pacific/Auckland"])


@given(MOMENTS, ZONES)
def test_the_last_day_has_the_same_date_or_is_the_months_last(registered: datetime, zone: str) -> None:
    came, last = registered.astimezone(ZoneInfo(zone)).date(), last_day_to_inform(registered, zone)

    assert (last.year * 12 + last.month) - (came.year * 12 + came.month) == 1
    assert last.day == came.day or (last.day < came.day and (last + timedelta(days=1)).day == 1)


@given(MOMENTS, MOMENTS, ZONES)
def test_whoever_was_registered_first_has_no_later_last_day(first: datetime, second: datetime, zone: str) -> None:
    earlier, later = sorted((first, second))

    assert last_day_to_inform(earlier, zone) <= last_day_to_inform(later, zone)
