"""The latest changes in words, from entries as the ledger holds them."""

import json
from typing import Any

import pytest

from portal.ledger.models import LedgerEntry
from portal.texts import Piece
from portal.web.staff.settings.latest import Row, Told, actor_name, told_changes
from tests.make import AT
from tests.web.staff.settings.spoken import spoken
from tests.web.staff.settings.test_listing import SHELF


def told(event: str, *, language: str = "en", actor: str = "staff:bob@example.se", **details: Any) -> Told:
    """Return the entry about the fair, unless it is about another item, in words."""
    about = {"key": "fair"} | details
    entry = LedgerEntry(at=AT, event=event, actor=actor, details=json.dumps(about), source=about["key"])
    with spoken(language):
        [change] = told_changes(SHELF, [entry])
    return change


@pytest.mark.parametrize(
    ("event", "english", "swedish"),
    [
        ("source.added", "Added", "Tillagd"),
        ("source.changed", "Changed", "Ändrad"),
        ("source.deactivated", "Taken out of use", "Tagen ur bruk"),
        ("source.restored", "Taken into use again", "Tagen i bruk igen"),
        ("source.deleted", "Deleted", "Borttagen"),
    ],
)
def test_a_deed_is_told_in_the_pages_language(event: str, english: str, swedish: str) -> None:
    deeds = [told(event, language=language).deed for language in ("en", "sv")]

    assert deeds == [english, swedish]


def test_a_deed_of_a_newer_portal_is_told_by_its_name() -> None:
    assert told("source.painted").deed == "painted"


def test_a_move_tells_both_places() -> None:
    places = {"old": {"place": 3}, "new": {"place": 2}}

    assert told("source.moved", **places).deed == "Moved from place 3 to 2"
    assert told("source.moved", language="sv", **places).deed == "Flyttad från plats 3 till 2"
    assert told("source.moved", **places).rows == []


def test_a_wording_tells_its_version() -> None:
    entry = LedgerEntry(at=AT, event="wording.added", actor="system", details="{}", wording_version=4, source="fair")

    for language, words in (("en", "Consent wording, version 4"), ("sv", "Samtyckestext, version 4")):
        with spoken(language):
            assert [change.deed for change in told_changes(SHELF, [entry])] == [words]


def test_asking_again_and_no_longer_are_told_apart() -> None:
    deeds = [told("wording.ask_again", new={"ask_again": asks}).deed for asks in (True, False)]

    assert deeds == ["Asks again for consents", "No longer asks again for consents"]


def test_a_change_has_its_moment_and_its_item() -> None:
    change = told("source.changed", old={}, new={})

    assert (change.at, change.name, change.rows) == (AT, "Fair", [])


def test_an_item_that_is_gone_is_called_as_it_was_called_then() -> None:
    names = {"old": {"name.sv": "Torg", "name.en": "Market"}}

    assert told("source.deleted", key="market", **names).name == "Market"
    assert told("source.deleted", key="market", language="sv", **names).name == "Torg"


@pytest.mark.parametrize(
    ("names", "called"), [({"name.sv": "Torg"}, "Torg"), ({"name.en": ""}, "market"), ({"alias": "M"}, "market")]
)
def test_an_item_that_is_gone_goes_by_another_languages_name_and_without_any_by_its_key(
    names: dict[str, str], called: str
) -> None:
    assert told("source.deleted", key="market", old=names).name == called


def test_an_item_that_was_renamed_is_called_as_it_is_now() -> None:
    change = told("source.changed", old={"name.en": "Market"}, new={"name.en": "Fair"})

    assert change.name == "Fair"


def test_a_text_is_told_with_what_was_removed_and_added() -> None:
    [row] = told("source.changed", old={"name.en": "Old fair"}, new={"name.en": "Spring fair"}).rows

    assert row.label == "Name (English)"
    assert row.pieces == (Piece("removed", "Old"), Piece("added", "Spring"), Piece("same", "fair"))
    assert (row.old, row.new) == ("", "")


def test_a_text_that_was_not_there_is_all_added_and_one_that_is_emptied_all_removed() -> None:
    added, removed = (
        told("source.changed", **sides).rows[0].pieces
        for sides in (
            {"old": {"name.en": None}, "new": {"name.en": "Fair"}},
            {"old": {"name.en": "Fair"}, "new": {"name.en": None}},
        )
    )

    assert added == (Piece("added", "Fair"),)
    assert removed == (Piece("removed", "Fair"),)


def test_facts_are_told_before_and_after_in_words() -> None:
    change = told(
        "source.changed",
        language="sv",
        old={"alias": None, "from_person": True},
        new={"alias": "FAIR", "from_person": False},
    )

    assert change.rows == [Row("Annat systems nyckel", "\N{EN DASH}", "FAIR"), Row("From the person", "Ja", "Nej")]


def test_what_differs_has_one_order() -> None:
    sides = {"name.sv": "a", "alias": "b", "name.en": "c"}

    rows = told("source.changed", old=sides, new=dict(reversed(sides.items()))).rows

    assert [row.label for row in rows] == ["Another system's key", "Name (English)", "Name (Svenska)"]


def test_only_a_change_tells_what_differs() -> None:
    facts = {"name.en": "Fair", "alias": "FAIR"}

    assert [told(f"source.{deed}", old=facts, new=facts).rows for deed in ("added", "deleted", "restored")] == [
        [],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("actor", "english", "swedish"),
    [
        ("staff:bob@example.se", "bob@example.se", "bob@example.se"),
        ("staff:odd:name@example.se", "odd:name@example.se", "odd:name@example.se"),
        ("system", "The portal", "Portalen"),
        ("staff:", "A member of staff", "En medarbetare"),
    ],
)
def test_staff_are_told_by_their_address_and_others_by_what_they_are(actor: str, english: str, swedish: str) -> None:
    names = []
    for language in ("en", "sv"):
        with spoken(language):
            names.append(actor_name(actor))

    assert names == [english, swedish]


def test_the_changes_keep_the_order_they_come_in() -> None:
    entries = [
        LedgerEntry(at=AT, event=f"source.{deed}", actor="system", details=json.dumps({"key": key}), source=key)
        for deed, key in (("restored", "shop"), ("deactivated", "fair"), ("added", "shop"))
    ]

    with spoken():
        changes = told_changes(SHELF, entries)

    assert [(change.deed, change.name) for change in changes] == [
        ("Taken into use again", "Butik"),
        ("Taken out of use", "Fair"),
        ("Added", "Butik"),
    ]


def test_an_older_entry_that_tells_no_key_is_found_by_the_ledgers_own_column() -> None:
    entry = LedgerEntry(at=AT, event="source.restored", actor="system", details="{}", source="fair")

    with spoken("sv"):
        assert [change.name for change in told_changes(SHELF, [entry])] == ["Mässa"]
