"""What staff have said about the first day."""

import json
from itertools import permutations

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.models import LedgerEntry
from portal.ledger.queries import head
from portal.settings.first_day import (
    LOOKED_THROUGH,
    FirstDay,
    LookedThrough,
    first_day,
    hide_first_day,
    note_looked_through,
)
from portal.settings.queries import current_organisation
from tests import make
from tests.databases import only_sqlite
from tests.make import AT, BOB

pytestmark = only_sqlite
Database = scoped_session[Session]


def look_through(what: LookedThrough) -> None:
    """Let Bob say that it is right."""
    note_looked_through(what, at=AT, by=BOB, channel="staff")


def told(session: Database) -> list[dict[str, object]]:
    """Return what the ledger tells of settings, oldest first."""
    statement = select(LedgerEntry.details).where(LedgerEntry.event == "settings.changed").order_by(LedgerEntry.seq)
    return [json.loads(details) for details in session.scalars(statement)]


def test_what_is_said_holds_at_once_and_stands_in_the_ledger(session: Database) -> None:
    before = first_day()

    look_through("letters")
    looked = first_day()
    hide_first_day(at=AT, by=BOB, channel="staff")

    assert before == FirstDay(hidden=False, looked_through=())
    assert looked == FirstDay(hidden=False, looked_through=("letters",))
    assert first_day() == FirstDay(hidden=True, looked_through=("letters",))
    assert told(session) == [
        {"name": "first_day_looked_through", "old": None, "new": ["letters"]},
        {"name": "first_day_hidden", "old": None, "new": True},
    ]


def test_what_was_looked_through_has_one_order_whichever_came_first(session: Database) -> None:
    for order in permutations(LOOKED_THROUGH):
        for what in order:
            look_through(what)

        assert first_day().looked_through == LOOKED_THROUGH
        session.rollback()


def test_what_was_said_before_is_not_entered_again(session: Database) -> None:
    look_through("purposes")
    hide_first_day(at=AT, by=BOB, channel="staff")
    before = head()

    look_through("purposes")
    hide_first_day(at=AT, by=BOB, channel="staff")

    assert head() == before


def test_what_is_taken_back_was_never_said(session: Database) -> None:
    look_through("purposes")
    session.commit()

    look_through("letters")
    session.rollback()

    assert first_day().looked_through == ("purposes",)


def test_the_first_day_and_the_organisation_do_not_disturb_each_other(session: Database) -> None:
    make.organisation(name="Björkvik Handel AB")
    hide_first_day(at=AT, by=BOB, channel="staff")
    make.organisation(name="Björkvik AB")

    assert current_organisation().name == "Björkvik AB"
    assert first_day().hidden
