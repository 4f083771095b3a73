"""Adding, changing, deactivating and restoring forms."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import head, verify
from portal.web_forms.actions import KeyTaken, change_form, set_active
from portal.web_forms.queries import NoSuchForm, all_forms, form_by_key, locked_form
from tests import make
from tests.databases import only_sqlite
from tests.web_forms.designing import DESIGN, newsletter

Database = scoped_session[Session]


def latest_entry() -> LedgerEntry:
    """Return the ledger's latest entry."""
    return db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(1)).one()


def latest_details() -> dict[str, Any]:
    """Return what the latest entry tells."""
    told: dict[str, Any] = json.loads(latest_entry().details)
    return told


@only_sqlite
def test_a_form_is_there_at_once(session: Database) -> None:
    assert all_forms() == ()

    newsletter()

    form = form_by_key("newsletter")
    assert (form.key, form.active, form.source) == ("newsletter", True, "web_form")
    assert form.text("title", "en") == "The newsletter"
    assert form.purposes == ["e_marketing", "sales_service"]


@only_sqlite
def test_adding_is_entered_with_all_that_was_set(session: Database) -> None:
    newsletter()

    entry, details = latest_entry(), latest_details()
    assert (entry.event, entry.actor, entry.channel) == ("form.added", "staff:bob@example.se", "staff")
    assert details["form"] == "newsletter"
    assert details["new"]["texts"]["title"] == {"sv": "Nyhetsbrevet", "en": "The newsletter"}
    assert verify() is None


@only_sqlite
def test_two_forms_can_not_have_one_key(session: Database) -> None:
    newsletter()

    with pytest.raises(KeyTaken):
        newsletter()


@only_sqlite
def test_a_change_is_entered_with_old_and_new(session: Database) -> None:
    newsletter()

    changed = change_form(
        locked_form("newsletter"), replace(DESIGN, asked={"phone": "required"}), at=make.AT, by=make.BOB
    )
    session.commit()

    assert changed
    assert latest_entry().event == "form.changed"
    assert latest_details() == {
        "form": "newsletter",
        "old": {"asked": {"phone": "asked", "company": "asked"}},
        "new": {"asked": {"phone": "required"}},
    }
    assert form_by_key("newsletter").asked == {"phone": "required"}


@only_sqlite
def test_saving_the_same_again_enters_nothing(session: Database) -> None:
    newsletter()
    before = head()

    changed = change_form(locked_form("newsletter"), DESIGN, at=make.AT, by=make.BOB)

    assert not changed
    assert head() == before


def test_a_form_is_taken_out_of_use_and_restored(session: Database) -> None:
    newsletter()

    set_active(locked_form("newsletter"), active=False, at=make.AT, by=make.BOB)
    session.commit()
    out, told = form_by_key("newsletter").active, latest_entry().event
    set_active(locked_form("newsletter"), active=True, at=make.AT, by=make.BOB)
    session.commit()

    assert (out, told) == (False, "form.deactivated")
    assert (form_by_key("newsletter").active, latest_entry().event) == (True, "form.restored")


@only_sqlite
def test_restoring_a_form_in_use_enters_nothing(session: Database) -> None:
    newsletter()
    before = head()

    assert not set_active(locked_form("newsletter"), active=True, at=make.AT, by=make.BOB)
    assert head() == before


@only_sqlite
def test_a_form_that_is_not_there_is_told_apart(session: Database) -> None:
    with pytest.raises(NoSuchForm):
        form_by_key("newsletter")
    with pytest.raises(NoSuchForm):
        locked_form("newsletter")
