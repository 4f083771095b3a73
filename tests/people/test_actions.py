"""Registering people, changing what is stored about them, and noting who looked."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entries_of, evidence_of, head, verify
from portal.ledger.rules import PERSON, SYSTEM, Actor
from portal.legal_bases.queries import catalogue
from portal.people.actions import add_field, change, note_look, register, remove_field
from portal.people.finding import search
from portal.people.models import DataField, Person
from portal.people.queries import data_field, data_fields, looks, people_at, was_looked_at
from tests import make
from tests.make import AT, BOB

Database = scoped_session[Session]
LATER = AT + timedelta(days=1)


def registered(**values: str) -> Person:
    """Register somebody from a web form."""
    source = catalogue().source("web_form")
    return register(values, source_id=source.id, source_key=source.key, at=AT, by=BOB, channel="form")


def changed(person: Person, **values: str) -> list[str]:
    """Change the person a day later, on their own page."""
    return change(person, values, at=LATER, by=PERSON, channel="page")


def last_entry(person: Person) -> LedgerEntry:
    """Return the latest entry about the person."""
    return entries_of(person.ref)[-1]


def last_evidence(person: Person) -> Any:
    """Return what stands beside the latest entry about the person."""
    seq = last_entry(person).seq
    return json.loads(evidence_of([seq])[seq])


def shoe_size(person: Person, value: str = "38") -> DataField:
    """Store the person's shoe size, as told on the phone."""
    source = catalogue().source("phone")
    return add_field(
        person,
        label="Shoe size",
        category="Clothes",
        value=value,
        source_id=source.id,
        source_key=source.key,
        at=AT,
        by=BOB,
        channel="staff",
    )


def test_what_is_registered_is_stored(session: Database) -> None:
    alice = registered(
        name="Alice Alm",
        email="alice@example.se",
        phone="070-123 45 67",
        company="Björkvik",
        title="Snickare",
        address="Storgatan 1\n123 45 Granhult",
        country="SE",
        language="sv",
    )

    session.expire_all()
    assert (alice.name, alice.email, alice.phone) == ("Alice Alm", "alice@example.se", "070-123 45 67")
    assert (alice.company, alice.title, alice.address) == ("Björkvik", "Snickare", "Storgatan 1\n123 45 Granhult")
    assert (alice.country, alice.language) == ("SE", "sv")


def test_a_name_is_enough(session: Database) -> None:
    alice = registered(name="Alice")

    assert (alice.email, alice.email_key, alice.phone, alice.language) == ("", "", "", "")


def test_values_are_stored_composed_and_without_space_around(session: Database) -> None:
    alice = registered(name="  A\N{COMBINING RING ABOVE}sa ", company="\tBjörkvik\n")

    assert (alice.name, alice.company) == ("Åsa", "Björkvik")


def test_what_is_no_core_field_is_not_stored(session: Database) -> None:
    alice = registered(name="Alice", id="7", ref="chosen", marketing_objected_at="now")

    assert alice.ref != "chosen"
    assert alice.marketing_objected_at is None


def test_a_person_is_known_to_the_ledger_by_random_bits(session: Database) -> None:
    refs = {registered(name="Alice").ref for _ in range(20)}

    assert len(refs) == 20
    assert {len(bytes.fromhex(ref)) for ref in refs} == {16}


def test_registering_is_entered_with_source_actor_and_channel(session: Database) -> None:
    alice = registered(name="Alice")

    [entry] = entries_of(alice.ref)
    assert (entry.event, entry.source, entry.actor, entry.channel) == (
        "person.registered",
        "web_form",
        "staff:bob@example.se",
        "form",
    )
    assert entry.at == alice.registered_at == alice.updated_at == AT
    assert alice.registered_by == "staff:bob@example.se"


def test_the_ledger_names_nobody(session: Database) -> None:
    alice = registered(name="Alice Alm", email="alice@example.se", phone="0701234567")
    changed(alice, name="Alice Ek", email="ek@example.se")
    remove_field(alice, shoe_size(alice, "Narrow feet"), at=LATER, by=BOB, channel="staff")

    rows = session.execute(select(LedgerEntry.__table__).where(LedgerEntry.person_ref == alice.ref)).all()

    told = repr(rows).casefold()
    assert not [word for word in ("alice", "alm", "ek@", "0701234567", "narrow", "shoe") if word in told]


def test_the_language_is_in_the_ledger_for_a_replay(session: Database) -> None:
    alice, dan = registered(name="Alice", language="en"), registered(name="Dan")

    assert json.loads(last_entry(alice).details) == {"language": "en"}
    assert json.loads(last_entry(dan).details) == {}


def test_a_new_person_begins_without_choices(session: Database) -> None:
    alice = registered(name="Alice")

    assert (alice.choices_seq, alice.marketing_objected_at, alice.restricted_at) == (0, None, None)


def test_the_same_person_can_be_registered_twice_with_one_address(session: Database) -> None:
    one, two = registered(name="Alice", email="a@example.se"), registered(name="Alice", email="A@example.se")

    assert [person.id for person in people_at("a@EXAMPLE.se")] == [one.id, two.id]


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Thị Hoa", "محمد الحسن", "王小明", "सीता", "O'Neill", 'Robert"); DROP TABLE people;--', "👩‍💻 Zoë", "𠜎"],
)
def test_every_script_comes_back_as_it_went_in(session: Database, name: str) -> None:
    alice = registered(name=name)
    session.commit()
    session.expire_all()

    assert session.get_one(Person, alice.id).name == name


def test_a_change_sets_only_what_differs_and_tells_it(session: Database) -> None:
    alice = registered(name="Alice Alm", email="alice@example.se", company="Björkvik")

    fields = changed(alice, name="Alice Ek", email="alice@example.se", company="Granhult")

    assert fields == ["company", "name"]
    assert (alice.name, alice.email, alice.company) == ("Alice Ek", "alice@example.se", "Granhult")


def test_a_change_is_entered_with_the_fields_names_alone(session: Database) -> None:
    alice = registered(name="Alice Alm")

    changed(alice, name="Alice Ek", title="Snickare")

    entry = last_entry(alice)
    assert (entry.event, entry.actor, entry.channel, entry.at) == ("person.changed", "person", "page", LATER)
    assert json.loads(entry.details) == {"fields": ["name", "title"]}


def test_old_and_new_stand_beside_the_entry(session: Database) -> None:
    alice = registered(name="Alice Alm", email="alice@example.se")

    changed(alice, name="Alice Ek", email="")

    assert last_evidence(alice) == {
        "old": {"name": "Alice Alm", "email": "alice@example.se"},
        "new": {"name": "Alice Ek", "email": ""},
    }


def test_the_moment_of_a_change_is_kept_and_that_of_registering_stays(session: Database) -> None:
    alice = registered(name="Alice")

    changed(alice, name="Alice Ek")

    assert (alice.registered_at, alice.updated_at) == (AT, LATER)


@pytest.mark.parametrize("name", ["Alice", " Alice ", "Alice\n"])
def test_what_is_the_same_when_tidied_is_no_change(session: Database, name: str) -> None:
    alice = registered(name="Alice")
    before = head()

    fields = changed(alice, name=name)

    assert fields == []
    assert (head(), alice.updated_at) == (before, AT)


def test_a_name_in_another_case_is_a_change(session: Database) -> None:
    alice = registered(name="alice")

    assert changed(alice, name="Alice") == ["name"]


@pytest.mark.parametrize("field", ["id", "ref", "email_key", "search_text", "choices_seq", "restricted_at"])
def test_only_core_fields_can_be_changed(session: Database, field: str) -> None:
    alice = registered(name="Alice")
    before = getattr(alice, field)

    fields = changed(alice, **{field: "7"})

    assert (fields, getattr(alice, field)) == ([], before)


@pytest.mark.parametrize("language", ["en", ""])
def test_another_language_is_told_for_a_replay(session: Database, language: str) -> None:
    alice = registered(name="Alice", language="sv")

    changed(alice, language=language)

    assert json.loads(last_entry(alice).details) == {"fields": ["language"], "language": language}


def test_a_changed_person_is_found_by_the_new_words_and_not_by_the_old(session: Database) -> None:
    alice = registered(name="Alice Alm", email="alice@example.se", phone="0701234567")

    changed(alice, name="Alice Ek", email="ek@example.org", phone="08-55 66 77")

    assert [person.id for person in search("ek example org 08556677")] == [alice.id]
    assert search("alm") == search("0701234567") == []
    assert people_at("alice@example.se") == []
    assert [person.id for person in people_at("EK@example.org")] == [alice.id]


def test_an_address_that_was_taken_away_is_no_key_any_more(session: Database) -> None:
    alice = registered(name="Alice", email="alice@example.se")

    changed(alice, email="")

    assert alice.email_key == ""
    assert people_at("") == []


def test_a_change_does_not_make_open_forms_about_choices_stale(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    before = alice.choices_seq

    changed(alice, name="Alice Ek")

    assert alice.choices_seq == before > 0


def test_a_further_item_is_stored_with_where_it_came_from(session: Database) -> None:
    alice = registered(name="Alice")

    item = shoe_size(alice)

    session.flush()
    assert (item.label, item.category, item.value) == ("Shoe size", "Clothes", "38")
    assert (item.source_id, item.recorded_at, item.recorded_by) == (catalogue().source("phone").id, AT, str(BOB))


def test_a_further_item_is_entered_with_its_source_and_its_words_beside(session: Database) -> None:
    alice = registered(name="Alice")

    shoe_size(alice)

    assert (last_entry(alice).event, last_entry(alice).source) == ("field.added", "phone")
    assert last_evidence(alice) == {"label": "Shoe size", "old": None, "new": "38"}


def test_a_further_item_can_be_taken_away_and_stays_in_the_evidence(session: Database) -> None:
    alice = registered(name="Alice")
    item = shoe_size(alice)
    session.commit()

    remove_field(alice, item, at=LATER, by=BOB, channel="staff")

    assert data_fields(alice.id) == []
    assert last_entry(alice).event == "field.removed"
    assert last_evidence(alice) == {"label": "Shoe size", "old": "38", "new": None}


def test_further_items_come_by_category_and_label(session: Database) -> None:
    alice, source = registered(name="Alice"), catalogue().source("phone")
    for category, label in (("Orders", "Latest"), ("Clothes", "Shoe size"), ("Clothes", "Hat size")):
        add_field(
            alice,
            label=label,
            category=category,
            value="x",
            source_id=source.id,
            source_key=source.key,
            at=AT,
            by=BOB,
            channel="staff",
        )

    assert [item.label for item in data_fields(alice.id)] == ["Hat size", "Shoe size", "Latest"]


def test_a_further_item_is_found_only_through_its_own_person(session: Database) -> None:
    alice, charlie = registered(name="Alice"), registered(name="Charlie")
    item = shoe_size(alice)
    session.flush()

    assert data_field(alice.id, item.id) is item
    assert data_field(charlie.id, item.id) is None
    assert data_field(alice.id, item.id + 1) is None


def test_a_look_is_noted_with_who_and_why(session: Database) -> None:
    alice = registered(name="Alice")

    note_look(alice.id, kind="view", staff="bob@example.se", role="officer", reason="support", at=LATER)

    [look] = looks(alice.id)
    assert (look.kind, look.staff, look.role, look.reason, look.at) == (
        "view",
        "bob@example.se",
        "officer",
        "support",
        LATER,
    )


def test_a_look_is_no_change_and_not_in_the_ledger(session: Database) -> None:
    alice = registered(name="Alice")
    before = head()

    note_look(alice.id, kind="export", staff="bob@example.se", role="officer", reason="", at=LATER)

    session.flush()
    assert head() == before
    assert alice.updated_at == AT


def test_looks_come_latest_first_and_are_each_person_s_own(session: Database) -> None:
    alice, dan = registered(name="Alice"), registered(name="Dan")
    for person, hours in ((alice, 1), (alice, 3), (dan, 2), (alice, 2)):
        note_look(
            person.id,
            kind="view",
            staff="bob@example.se",
            role="officer",
            reason=str(hours),
            at=AT + timedelta(hours=hours),
        )

    assert [look.reason for look in looks(alice.id)] == ["3", "2", "1"]
    assert [look.reason for look in looks(dan.id)] == ["2"]


@pytest.mark.parametrize(
    ("staff", "kind", "hours", "looked"),
    [
        ("bob@example.se", "view", 1, True),
        ("bob@example.se", "view", 0, False),
        ("bob@example.se", "view", -1, False),
        ("bob@example.se", "export", 1, False),
        ("eve@example.se", "view", 1, False),
    ],
)
def test_only_a_view_by_the_same_colleague_since_then_is_the_same_look(
    session: Database, staff: str, kind: Any, hours: int, looked: bool
) -> None:
    alice = registered(name="Alice")

    note_look(alice.id, kind=kind, staff=staff, role="officer", reason="", at=AT + timedelta(hours=hours))
    session.flush()

    assert was_looked_at(alice.id, staff="bob@example.se", since=AT) is looked


@pytest.mark.parametrize("by", [PERSON, SYSTEM, BOB, Actor("import", "7"), Actor("api", "shop")])
def test_whoever_registers_is_named(session: Database, by: Actor) -> None:
    source = catalogue().source("import")

    alice = register({"name": "Alice"}, source_id=source.id, source_key=source.key, at=AT, by=by, channel="import")

    assert alice.registered_by == last_entry(alice).actor == str(by)


def test_what_is_rolled_back_was_never_registered(session: Database) -> None:
    before = head()
    registered(name="Alice", email="alice@example.se")

    session.rollback()

    assert people_at("alice@example.se") == []
    assert (head(), session.scalar(select(func.count()).select_from(Person))) == (before, 0)
    assert verify() is None
