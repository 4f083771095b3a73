"""Kinds of further data: offered by forms, matched by name, and shown in the reader's language."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from portal.exports.personal import personal_data
from portal.legal_bases.listed import FIELD_KINDS
from portal.legal_bases.queries import catalogue
from portal.people.actions import add_field
from portal.people.field_kinds import (
    all_field_kinds,
    category_of,
    field_kinds,
    item_category,
    item_label,
    kind_named,
    label_of,
)
from portal.people.models import DataField, FieldKind, Person
from portal.people.queries import data_fields
from tests import make
from tests.legal_bases.catalogued import add, change, named, retire
from tests.make import AT, BOB

Database = scoped_session[Session]
SHOES = named("Skostorlek", "Shoe size", category={"sv": "Storlekar", "en": "Sizes"})


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what things are called does not depend on the database."""
    return "sqlite"


@pytest.fixture
def shoes(session: Database) -> FieldKind:
    """Return the kind that the administrator has named for shoe sizes."""
    kind: FieldKind = add("data fields", "shoe_size", SHOES)
    return kind


def stored(label: str, category: str = "", person: Person | None = None) -> DataField:
    """Store an item about Alice, unless said otherwise."""
    source = catalogue().source("phone")
    return add_field(
        person or make.person(),
        label=label,
        category=category,
        value="42",
        source_id=source.id,
        source_key=source.key,
        at=AT,
        by=BOB,
        channel="staff",
    )


def test_there_are_none_before_the_administrator_names_some(session: Database) -> None:
    assert field_kinds() == ()


def test_kinds_come_in_their_order_and_only_those_in_use(session: Database, shoes: FieldKind) -> None:
    add("data fields", "hat_size", named("Hattstorlek", "Hat size"))
    add("data fields", "glove_size", named("Handskstorlek", "Glove size"))

    retire(FIELD_KINDS, "hat_size")

    assert [kind.key for kind in field_kinds()] == ["shoe_size", "glove_size"]
    assert [kind.key for kind in all_field_kinds()] == ["shoe_size", "hat_size", "glove_size"]


@pytest.mark.parametrize("words", ["Skostorlek", "shoe size", " SHOE SIZE ", "shoe_size"])
def test_a_kind_is_known_by_its_name_in_any_language_or_its_key(
    session: Database, shoes: FieldKind, words: str
) -> None:
    kind = kind_named(words)

    assert kind
    assert kind.key == "shoe_size"


@pytest.mark.parametrize("words", ["Shoe", "", "Shoe size (EU)", "Storlekar"])
def test_other_words_are_no_kind(session: Database, shoes: FieldKind, words: str) -> None:
    assert kind_named(words) is None


def test_a_kind_out_of_use_is_not_matched(session: Database, shoes: FieldKind) -> None:
    retire(FIELD_KINDS, "shoe_size")

    assert kind_named("Shoe size") is None


def test_an_item_stored_under_a_kinds_name_is_of_that_kind(session: Database, shoes: FieldKind) -> None:
    item = stored("shoe size")

    assert item.kind_id == shoes.id
    assert (item.label, item.value) == ("shoe size", "42")


def test_free_text_stays_free_text(session: Database, shoes: FieldKind) -> None:
    item = stored("Favourite colour", "Taste")

    assert item.kind_id is None
    assert (label_of(item, "sv"), category_of(item, "sv")) == ("Favourite colour", "Taste")


@pytest.mark.parametrize(
    ("language", "label", "category"), [("sv", "Skostorlek", "Storlekar"), ("en", "Shoe size", "Sizes")]
)
def test_an_item_of_a_kind_is_called_so_in_the_readers_language(
    session: Database, shoes: FieldKind, language: str, label: str, category: str
) -> None:
    item = stored("Skostorlek")

    assert label_of(item, language) == label
    assert category_of(item, language) == category


def test_a_category_written_by_hand_gives_way_to_the_kinds(session: Database, shoes: FieldKind) -> None:
    item = stored("Skostorlek", "Kläder")

    assert category_of(item, "sv") == "Storlekar"


def test_a_kind_without_category_leaves_the_written_one(session: Database) -> None:
    add("data fields", "hat_size", named("Hattstorlek"))

    assert category_of(stored("Hattstorlek", "Kläder"), "sv") == "Kläder"


def test_a_missing_language_falls_back_and_says_which(session: Database) -> None:
    add("data fields", "hat_size", named("Hattstorlek"))

    label = label_of(stored("Hattstorlek"), "en")

    assert (label, getattr(label, "language", "")) == ("Hattstorlek", "sv")


def test_a_reworded_kind_renames_what_is_stored(session: Database, shoes: FieldKind) -> None:
    item = stored("Shoe size")

    change(FIELD_KINDS, "shoe_size", SHOES | named("Skonummer", "Size of shoes"))

    assert label_of(item, "sv") == "Skonummer"


def test_a_kind_out_of_use_still_names_what_is_stored(session: Database, shoes: FieldKind) -> None:
    item = stored("Shoe size")

    retire(FIELD_KINDS, "shoe_size")

    assert label_of(item, "sv") == "Skostorlek"


def test_an_unknown_kind_is_no_fault(session: Database) -> None:
    assert item_label(99, "Shoe size", "sv") == "Shoe size"
    assert item_category(99, "", "sv") == ""


@pytest.mark.parametrize(("language", "label"), [("sv", "Skostorlek"), ("en", "Shoe size")])
def test_the_access_copy_speaks_the_readers_language(
    app: Flask, session: Database, shoes: FieldKind, language: str, label: str
) -> None:
    alice = make.person()
    stored("SHOE SIZE", person=alice)

    with app.test_request_context():
        stored_data = personal_data(alice, language)

    assert stored_data.rows[-1][:2] == (label, "42")


def test_items_are_kept_apart_from_their_kinds(session: Database, shoes: FieldKind) -> None:
    alice = make.person()
    stored("Shoe size", person=alice)
    stored("Favourite colour", person=alice)

    labels = [label_of(item, "sv") for item in data_fields(alice.id)]

    assert sorted(labels) == ["Favourite colour", "Skostorlek"]
