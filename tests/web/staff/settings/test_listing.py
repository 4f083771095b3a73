"""What the lists of the catalogue have in common, with a list that stands in no database."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from wtforms import BooleanField, StringField

from portal.legal_bases.cataloguing import Fixed, Taken
from portal.legal_bases.listed import Listed
from portal.legal_bases.models import Source
from portal.web.staff.settings.listing import NOTHING, ItemForm, Listing
from portal.web.staff.settings.words import NAME, Part, Words, alias_field
from tests.web.staff.settings.spoken import sent, spoken

STORY = Words("story", "Story", rows=3)  # type: ignore[arg-type]


class ShelfForm(ItemForm):
    """A source as its form asks for it."""

    from_person = BooleanField("From the person")
    alias = alias_field()
    note = StringField("Note")
    parts = (Part("", ("name",)), Part("More", ("from_person", "alias")))


class Shelf(Listing):
    """A list of two sources."""

    listed = Listed(Source, event="source", column="source", plain=("alias", "from_person"))
    form = ShelfForm
    words = (NAME,)
    more_words = (STORY,)
    more_parts = (Part("Story", ("story",)),)

    def __init__(self, *sources: Source) -> None:
        self.sources = sources

    def items(self) -> Sequence[Source]:
        """Return the sources."""
        return self.sources


def source(key: str = "fair", *, alias: str | None = None, from_person: bool = True, **names: str) -> Source:
    return Source(key=key, alias=alias, from_person=from_person, texts={"name": names or {"sv": "Mässa", "en": "Fair"}})


FAIR, SHOP = source(), source("shop", sv="Butik")
SHELF = Shelf(FAIR, SHOP)


def test_an_item_is_found_by_its_key_and_another_key_finds_none() -> None:
    assert SHELF.item("shop") is SHOP
    assert SHELF.item("Shop") is None
    assert SHELF.item("") is None


def test_an_item_is_called_by_its_name_in_the_pages_language() -> None:
    for language, name in (("sv", "Mässa"), ("en", "Fair")):
        with spoken(language):
            assert SHELF.name_of("fair") == name


def test_a_name_falls_back_and_a_lost_item_is_called_by_its_key() -> None:
    with spoken("en"):
        assert SHELF.name_of("shop") == "Butik"
        assert SHELF.name_of("gone") == "gone"


def test_a_list_without_groups_is_one_group_without_a_heading() -> None:
    assert SHELF.groups() == [("", (FAIR, SHOP))]


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("en", True, "Yes"),
        ("en", False, "No"),
        ("sv", True, "Ja"),
        ("sv", False, "Nej"),
        ("en", None, NOTHING),
        ("en", "", NOTHING),
        ("en", [], NOTHING),
        ("en", ["a", "b"], "a, b"),
        ("sv", [True, None], f"Ja, {NOTHING}"),
        ("en", 0, "0"),
        ("en", 24, "24"),
    ],
)
def test_a_fact_reads_as_words(language: str, value: Any, words: str) -> None:
    with spoken(language):
        assert SHELF.value_words("fact", value) == words


@pytest.mark.parametrize(
    ("name", "language", "label"),
    [
        ("name.sv", "en", "Name (Svenska)"),
        ("name.en", "sv", "Namn (English)"),
        ("name.fi", "en", "Name (fi)"),
        ("story.en", "en", "Story (English)"),
        ("unknown.sv", "en", "unknown (Svenska)"),
        ("alias", "en", "Another system's key"),
        ("from_person", "sv", "From the person"),
        ("unknown", "en", "unknown"),
    ],
)
def test_facts_and_texts_are_called_as_in_the_form_and_old_ones_by_their_names(
    name: str, language: str, label: str
) -> None:
    with spoken(language):
        assert SHELF.label(name) == label


def test_the_form_for_something_new_asks_for_more_and_last_for_the_key() -> None:
    assert [(part.heading, part.names) for part in SHELF.new_parts] == [
        ("", ("name",)),
        ("Story", ("story",)),
        ("More", ("from_person", "alias", "key")),
    ]
    with spoken():
        assert {"story_sv", "story_en", "key"} <= set(SHELF.new_form()._fields)
        assert {"story_sv", "story_en", "key"}.isdisjoint(SHELF.filled(FAIR)._fields)


def test_the_state_of_an_item_is_told_by_every_fact_and_text_of_it() -> None:
    states = [
        SHELF.state(one)
        for one in (
            source(),
            source(alias="FAIR"),
            source(from_person=False),
            source(sv="Mässa"),
            source(sv="Mässa", en="Fare"),
        )
    ]

    assert len(set(states)) == len(states)
    assert all(re.fullmatch("[0-9a-f]{64}", state) for state in states)


def test_the_state_does_not_depend_on_the_order_of_texts_or_on_empty_ones() -> None:
    assert SHELF.state(source(sv="Mässa", en="Fair")) == SHELF.state(source(en="Fair", sv="Mässa"))
    assert SHELF.state(source(sv="Mässa", en="")) == SHELF.state(source(sv="Mässa"))


def test_a_form_is_filled_in_with_what_holds_and_remembers_it() -> None:
    item = source(alias="FAIR", from_person=False)

    with spoken():
        form = SHELF.filled(item)

        assert (form["name_sv"].data, form["name_en"].data) == ("Mässa", "Fair")
        assert (form["alias"].data, form["from_person"].data) == ("FAIR", False)
        assert form.seen.data == SHELF.state(item)


def test_what_is_sent_goes_before_what_holds() -> None:
    with sent({"name_sv": "Marknad", "seen": "earlier"}):
        form = SHELF.posted(FAIR)

        assert form.texts(SHELF.words) == {"name": {"sv": "Marknad"}}
        assert (form.seen.data, form["from_person"].data) == ("earlier", False)


def test_a_fact_that_is_left_empty_is_none_and_what_is_no_fact_is_left_out() -> None:
    with sent({"name_sv": "Mässa", "alias": " ", "note": "x"}):
        form = SHELF.posted(FAIR)

        assert form.facts(SHELF.listed) == {"alias": None, "from_person": False}


def test_a_list_that_refuses_says_so_at_the_field_it_is_about() -> None:
    with spoken("sv"):
        form = SHELF.new_form()

        form.say(Taken("key"))
        form.say(Fixed("from_person"))

        assert form["key"].errors == ["Något annat i listan har redan den nyckeln."]
        assert "rättigheter" in form["from_person"].errors[0]
        assert form["alias"].errors == ()


def test_a_key_that_is_taken_later_is_said_at_the_alias_where_no_key_is_asked_for() -> None:
    with spoken():
        form = SHELF.filled(FAIR)

        form.say(Taken("key"))

        assert form["alias"].errors == ["Another one in the list has this key already."]


def test_a_text_knows_that_it_is_one_and_a_fact_that_it_is_none() -> None:
    with spoken():
        form = SHELF.filled(FAIR)

        assert form.is_about("name") is NAME
        assert form.is_about("alias") is None
