"""What goes with somebody is counted by its kind, and a duty lasts as long as its purpose says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.access_requests.actions import Asked, receive
from portal.customers.actions import record_sales
from portal.customers.models import Sale
from portal.customers.rules import SaleFact
from portal.erasure.queries import duties, going
from portal.erasure.reducing import reduce_person
from portal.ledger.rules import PERSON
from portal.legal_bases.actions import end_basis, record_basis
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue
from portal.links.actions import permanent_link
from portal.mail.letters.queued import confirmation
from portal.people.actions import add_field, note_look
from portal.people.models import Person
from portal.people.queries import locked_person
from tests import make
from tests.databases import only_sqlite
from tests.make import AT, BOB

pytestmark = only_sqlite
Database = scoped_session[Session]
LATE = datetime(2026, 4, 2, 22, 30, tzinfo=UTC)
"""Half past midnight on 3 April in Stockholm."""


def bound(session: Database, *, at: datetime = AT, months: int | None = 36, event: str = "recorded") -> Person:
    """Register Alice, of whom a law requires something for so long after that event."""
    alice = make.person(at=AT)
    record_basis(alice, make.record("sales_service", "legal_obligation"), at=at, by=BOB, channel="staff")
    purpose = session.get_one(Purpose, catalogue().purpose("sales_service").id)
    purpose.retention_months, purpose.retention_event = months, event  # type: ignore[assignment]
    session.commit()
    changed = catalogue().purpose("sales_service")
    changed.retention_months, changed.retention_event = months, event  # type: ignore[assignment]
    return alice


@pytest.mark.parametrize(
    ("at", "months", "event", "until"),
    [
        (AT, 36, "recorded", date(2029, 4, 2)),
        (LATE, 36, "recorded", date(2029, 4, 3)),
        (AT + timedelta(days=300), 12, "registered", date(2027, 4, 2)),
        (AT, 0, "recorded", date(2026, 4, 2)),
        (AT, None, "recorded", None),
        (AT, 36, "last_contact", None),
    ],
)
def test_a_duty_lasts_from_its_event_or_nobody_knows_how_long(
    session: Database, at: datetime, months: int | None, event: str, until: date | None
) -> None:
    alice = bound(session, at=at, months=months, event=event)

    [duty] = duties(alice)

    assert (duty.purpose.key, duty.basis.article, duty.until) == ("sales_service", "c", until)


def test_no_other_basis_and_no_ended_duty_binds(session: Database) -> None:
    alice = bound(session)
    record_basis(alice, make.record("e_marketing", "consent"), at=AT, by=BOB, channel="staff")

    before = [duty.purpose.key for duty in duties(alice)]
    end_basis(alice, catalogue().purpose("sales_service"), at=AT, by=BOB, channel="staff")

    assert before == ["sales_service"]
    assert duties(alice) == []


def test_each_kind_of_thing_is_counted_and_nobody_elses(session: Database) -> None:
    alice, dan = make.person(), make.person(name="Dan", email="dan@example.se")
    source = catalogue().source("phone")
    for person, count in ((alice, 2), (dan, 1)):
        for number in range(count):
            told = {"label": f"Note {number}", "category": "", "value": "x"}
            add_field(person, **told, source_id=source.id, source_key="phone", at=AT, by=BOB, channel="staff")
            note_look(person.id, kind="view", staff="bob@example.se", role="officer", reason="Opened", at=AT)
            confirmation(person, at=AT)
            asked = Asked("question", words=f"Why {number}?")
            receive(asked, locked_person(person.id), at=AT, by=PERSON, channel="page")
        permanent_link(person.id, "stop", "marketing", at=AT)
    session.commit()

    counts = going(alice)

    assert (counts.fields, counts.letters, counts.requests, counts.links, counts.looks) == (2, 2, 2, 1, 2)
    assert counts.proofs == 2
    assert going(dan)._replace(links=0) == (1, 1, 1, 1, 0, 1)


def test_sales_go_where_only_a_duty_is_left(session: Database) -> None:
    alice = bound(session)
    sale = SaleFact(AT.date(), "Skor", way_out_offered=True)
    record_sales(alice, [sale], source=catalogue().source("phone"), at=AT, by=BOB, channel="staff")
    session.commit()

    reduce_person(locked_person(alice.id), reason="request", actor=BOB, channel="staff", at=AT)
    session.commit()

    assert session.query(Sale).count() == 0
