"""The items of every list: added, changed, ordered, taken out of use, restored and deleted, each with its entry."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import head, verify
from portal.legal_bases.cataloguing import (
    Fixed,
    InUse,
    NotListed,
    Taken,
    change_item,
    delete_item,
    locked_item,
    move_item,
    names_taken,
    set_active,
)
from portal.legal_bases.listed import BASES, FIELD_KINDS, PURPOSES, SOURCES
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import Unknown, catalogue
from portal.people.field_kinds import all_field_kinds
from portal.preferences.listed import TOPICS
from portal.preferences.queries import all_topics
from tests import make
from tests.legal_bases.catalogued import FACTS, LISTS, add, change, last_details, last_entry, named, retire
from tests.make import AT, BOB

Database = scoped_session[Session]
TEXTS = named("Klubb", "Club", description={"en": "We send letters"})
EVENTS = {
    "purposes": "purpose",
    "bases": "basis_kind",
    "sources": "source",
    "topics": "topic_kind",
    "data fields": "field_kind",
}


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: the life of an item on both databases has a test of its own."""
    return "sqlite"


def order(name: str) -> list[str]:
    """Return the keys of the list in its order."""
    items: dict[str, Any] = {
        "purposes": catalogue().all_purposes,
        "bases": catalogue().all_bases,
        "sources": catalogue().all_sources,
        "topics": all_topics(),
        "data fields": all_field_kinds(),
    }
    return [item.key for item in items[name]]


def move(name: str, key: str, *, up: bool) -> bool:
    """Move an item one place."""
    return move_item(LISTS[name], key, up=up, at=AT, by=BOB)


def test_an_item_is_added_at_the_end_and_is_seen_at_once(session: Database) -> None:
    for name in LISTS:
        before = order(name)

        add(name)

        assert order(name) == [*before, "club"]


def test_adding_is_entered_with_everything_about_the_item(session: Database) -> None:
    for name in LISTS:
        add(name)

        entry, details = last_entry(), last_details()
        assert (entry.event, entry.actor, entry.channel) == (f"{EVENTS[name]}.added", "staff:bob@example.se", "staff")
        assert details["key"] == "club"
        assert details["new"] == {**FACTS[name], "name.sv": "Klubb", "name.en": "Club"}


def test_the_entry_names_the_item_in_the_ledgers_own_column(session: Database) -> None:
    for name in sorted(set(LISTS) - {"data fields"}):
        add(name)

        assert getattr(last_entry(), LISTS[name].column) == "club"


def test_a_key_is_given_once(session: Database) -> None:
    for name in LISTS:
        add(name)

        with pytest.raises(Taken, match="key"):
            add(name)


def test_a_key_is_no_other_items_alias_either(session: Database) -> None:
    for key in ("store", "emarketing", "e_marketing"):
        with pytest.raises(Taken, match="key"):
            add("purposes", key.lower())


def test_an_alias_is_nobody_elses_name(session: Database) -> None:
    for alias in ("STORE", "Emarketing", "sales_service"):
        with pytest.raises(Taken, match="alias"):
            add("purposes", alias=alias)


def test_an_item_goes_by_its_alias_in_any_case(session: Database) -> None:
    add("purposes", alias="CLUB7")

    assert catalogue().purpose("club7").key == "club"


def test_an_alias_may_be_the_items_own_key_in_another_case(session: Database) -> None:
    for name in ("purposes", "bases", "sources"):
        add(name, alias="CLUB")

        assert change(LISTS[name], "club", texts=named("Klubben"))[1] == {"name.en": None, "name.sv": "Klubben"}


def test_everything_that_came_with_the_portal_can_be_reworded(session: Database) -> None:
    for listed in (PURPOSES, BASES, SOURCES):
        keys = list(session.scalars(select(listed.model.key).order_by(listed.model.id)))

        assert all(change(listed, key, texts=named(f"Ny {key}"))[1] for key in keys)


def test_what_differs_is_set_and_told_before_and_after(session: Database) -> None:
    add("purposes", texts=TEXTS)

    told = change(
        PURPOSES, "club", TEXTS | named("Klubben", "Club"), retention_months=24, bases=["consent", "contract"]
    )

    old = {"name.sv": "Klubb", "retention_months": 12, "bases": ["consent"]}
    new = {"name.sv": "Klubben", "retention_months": 24, "bases": ["consent", "contract"]}
    assert told == (old, new)
    assert (last_details()["old"], last_details()["new"]) == (old, new)
    assert last_entry().event == "purpose.changed"


def test_a_text_that_is_emptied_is_told_as_gone(session: Database) -> None:
    add("purposes", texts=TEXTS)

    old, new = change(PURPOSES, "club", named("Klubb", "Club", description={}))

    assert (old, new) == ({"description.en": "We send letters"}, {"description.en": None})


def test_saving_the_same_again_enters_nothing(session: Database) -> None:
    for name in LISTS:
        add(name)
        before = head()

        told = change(LISTS[name], "club")

        assert told == ({}, {})
        assert head() == before


def test_texts_in_a_language_that_is_no_longer_offered_stay(session: Database) -> None:
    item = add("sources", texts={"name": {"sv": "Mässa", "nb": "Messe"}})

    change(SOURCES, "club", named("Mässan", "Fair"))

    session.refresh(item)
    assert item.texts == {"name": {"sv": "Mässan", "en": "Fair", "nb": "Messe"}}


def test_a_default_basis_is_kept_by_its_key(session: Database) -> None:
    add("purposes", default_basis="consent")

    old, new = change(PURPOSES, "club", default_basis=None)

    assert (old, new) == ({"default_basis": "consent"}, {"default_basis": None})
    assert catalogue().purpose("club").default_basis_id is None


def test_bases_stand_in_the_order_of_their_list(session: Database) -> None:
    add("purposes", bases=["legitimate_interests", "consent"])

    assert [basis.key for basis in catalogue().purpose("club").bases] == ["consent", "legitimate_interests"]


def test_an_unknown_item_can_not_be_changed(session: Database) -> None:
    with pytest.raises(NotListed):
        locked_item(PURPOSES, "nothing")


def test_changing_to_anothers_alias_is_refused(session: Database) -> None:
    add("purposes", alias="CLUB7")

    with pytest.raises(Taken, match="alias"):
        change(PURPOSES, "club", alias="store")

    assert catalogue().purpose("club").alias == "CLUB7"


def test_an_item_keeps_its_own_alias(session: Database) -> None:
    add("purposes", alias="CLUB7")

    assert change(PURPOSES, "club", alias="club7") == ({"alias": "CLUB7"}, {"alias": "club7"})


def test_marketing_stays_marketing_once_somebody_rests_on_it(session: Database) -> None:
    make.person(bases={"e_marketing": "consent"})

    with pytest.raises(Fixed, match="direct_marketing"):
        change(PURPOSES, "e_marketing", direct_marketing=False)


def test_a_purpose_that_somebody_rests_on_does_not_become_marketing(session: Database) -> None:
    make.person(bases={"sales_service": "contract"})

    with pytest.raises(Fixed, match="direct_marketing"):
        change(PURPOSES, "sales_service", direct_marketing=True)


def test_a_purpose_nobody_rests_on_may_become_marketing(session: Database) -> None:
    add("purposes", direct_marketing=False)

    change(PURPOSES, "club", direct_marketing=True)

    assert catalogue().purpose("club").direct_marketing


def test_a_basis_that_somebody_rests_on_keeps_its_letter(session: Database) -> None:
    make.person(bases={"sales_service": "contract"})

    with pytest.raises(Fixed, match="article"):
        change(BASES, "contract", article="a")


def test_a_basis_nobody_rests_on_may_get_another_letter(session: Database) -> None:
    add("bases")

    change(BASES, "club", article="e")

    assert catalogue().basis("club").article == "e"


def test_a_topic_stays_under_its_purpose(session: Database) -> None:
    add("topics")

    with pytest.raises(Fixed, match="purpose"):
        change(TOPICS, "club", purpose="sales_service")


def test_an_item_is_taken_out_of_use_and_into_use_again(session: Database) -> None:
    for name in LISTS:
        item = add(name)

        retire(LISTS[name], "club")
        out = (item.active, last_entry().event)
        retire(LISTS[name], "club", active=True)

        assert out == (False, f"{EVENTS[name]}.deactivated")
        assert (item.active, last_entry().event) == (True, f"{EVENTS[name]}.restored")


def test_taking_out_of_use_twice_is_entered_once(session: Database) -> None:
    add("sources")
    retire(SOURCES, "club")
    before = head()

    changed = set_active(SOURCES, locked_item(SOURCES, "club"), active=False, at=AT, by=BOB)

    assert not changed
    assert head() == before


def test_an_item_changes_places_with_its_neighbour(session: Database) -> None:
    for name in ("purposes", "bases", "sources", "topics"):
        first, second, *rest = order(name)

        moved = move(name, second, up=True)

        assert moved
        assert order(name) == [second, first, *rest]


def test_moving_there_and_back_leaves_the_order(session: Database) -> None:
    before = order("sources")

    move("sources", "phone", up=False)
    move("sources", "phone", up=True)

    assert order("sources") == before


def test_the_entry_of_a_move_tells_the_places(session: Database) -> None:
    move("bases", "contract", up=True)

    assert last_entry().event == "basis_kind.moved"
    assert (last_details()["old"], last_details()["new"]) == ({"place": 2}, {"place": 1})


def test_at_the_end_there_is_nowhere_to_move(session: Database) -> None:
    for key, up in (("consent", True), ("legitimate_interests", False)):
        before = head()

        moved = move("bases", key, up=up)

        assert not moved
        assert head() == before


def test_a_topic_moves_among_those_of_its_own_purpose(session: Database) -> None:
    add("topics", "service_news", purpose="sales_service")
    add("topics", "surveys")

    moved = move("topics", "surveys", up=True)

    among = [key for key in order("topics") if key != "service_news"]
    assert moved
    assert among == ["invitations", "news", "promotions", "surveys", "urgent_messages"]


def test_a_topic_alone_under_its_purpose_does_not_move(session: Database) -> None:
    add("topics", "service_news", purpose="sales_service")

    assert not move("topics", "service_news", up=True)


def test_items_of_equal_rank_are_put_in_order_when_one_moves(session: Database) -> None:
    for purpose in session.query(Purpose):
        purpose.rank = 1
    add("purposes")

    move("purposes", "club", up=True)

    assert order("purposes") == ["sales_service", "club", "e_marketing"]


def test_an_unknown_item_does_not_move(session: Database) -> None:
    with pytest.raises(NotListed):
        move("purposes", "nothing", up=True)


def test_an_item_that_nothing_has_used_is_deleted(session: Database) -> None:
    for name in LISTS:
        before = order(name)
        add(name)

        delete_item(LISTS[name], locked_item(LISTS[name], "club"), at=AT, by=BOB)
        session.commit()

        assert order(name) == before
        assert last_entry().event == f"{EVENTS[name]}.deleted"
        assert last_details()["old"]["name.sv"] == "Klubb"


def test_a_deleted_key_can_be_given_again(session: Database) -> None:
    add("purposes")
    delete_item(PURPOSES, locked_item(PURPOSES, "club"), at=AT, by=BOB)
    session.commit()

    add("purposes")

    assert catalogue().purpose("club").key == "club"


def test_what_came_with_the_portal_is_never_deleted(session: Database) -> None:
    for name, key in (("purposes", "e_marketing"), ("bases", "public_task"), ("sources", "chat"), ("topics", "news")):
        with pytest.raises(InUse):
            delete_item(LISTS[name], locked_item(LISTS[name], key), at=AT, by=BOB)


def test_an_item_in_use_is_not_deleted(session: Database) -> None:
    add("purposes")
    make.person(bases={"club": "consent"})

    with pytest.raises(InUse):
        delete_item(PURPOSES, locked_item(PURPOSES, "club"), at=AT, by=BOB)

    session.rollback()
    assert catalogue().purpose("club").active


def test_the_names_taken_are_keys_and_aliases(session: Database) -> None:
    taken = names_taken(PURPOSES, but="e_marketing")

    assert taken == {"sales_service", "store"}


def test_data_fields_have_no_aliases(session: Database) -> None:
    add("data fields")

    assert names_taken(FIELD_KINDS) == {"club"}


def test_the_ledger_holds_after_everything(session: Database) -> None:
    add("purposes")
    change(PURPOSES, "club", retention_months=None)
    move("purposes", "club", up=True)
    retire(PURPOSES, "club")
    delete_item(PURPOSES, locked_item(PURPOSES, "club"), at=AT, by=BOB)
    session.commit()

    assert verify() is None


def test_a_deleted_purpose_is_unknown(session: Database) -> None:
    add("purposes")
    delete_item(PURPOSES, locked_item(PURPOSES, "club"), at=AT, by=BOB)
    session.commit()

    with pytest.raises(Unknown):
        catalogue().purpose("club")


def test_what_is_refused_changes_nothing(session: Database) -> None:
    make.person(bases={"e_marketing": "consent"})
    before, purpose = head(), locked_item(PURPOSES, "e_marketing")
    facts = PURPOSES.snapshot(purpose) | {"direct_marketing": False, "retention_months": 1}
    kept = {name: facts[name] for name in (*PURPOSES.plain, *PURPOSES.one, *PURPOSES.many)}

    with pytest.raises(Fixed):
        change_item(PURPOSES, purpose, kept, purpose.texts, at=AT, by=BOB)

    assert head() == before
    assert purpose.retention_months == 24
