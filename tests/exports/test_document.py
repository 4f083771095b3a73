"""A document before anybody decides how it is written."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime

import pytest

from portal.exports.document import Column, Document, Section

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
SHOES = Section("shoes", "Shoes", (Column("size", "Size"),), [(37,)])
HATS = Section("hats", "Hats", (Column("size", "Size"),), [])
WARDROBE = Document("Wardrobe", "en", "Europe/Stockholm", AT, (SHOES, HATS))


def test_a_section_is_found_by_its_key_whatever_its_title_says() -> None:
    renamed = replace(WARDROBE, sections=(replace(SHOES, title="Skor"), HATS))

    assert renamed.section("shoes").rows == [(37,)]


def test_an_empty_section_is_found_too() -> None:
    assert WARDROBE.section("hats") is HATS


@pytest.mark.parametrize("key", ["Shoes", "shoe", "", "gloves"])
def test_a_section_that_is_not_there_is_told(key: str) -> None:
    with pytest.raises(StopIteration):
        WARDROBE.section(key)


def test_what_is_to_be_written_is_not_changed_on_the_way() -> None:
    with pytest.raises(FrozenInstanceError):
        WARDROBE.title = "Another"  # type: ignore[misc]
