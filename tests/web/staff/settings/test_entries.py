"""The list in which each page of the settings enters itself."""

from collections.abc import Iterator

import pytest
from flask import Blueprint
from flask_babel import lazy_gettext

from portal.web.staff.gate import sections
from portal.web.staff.settings.entries import Entry, entries, settings_page
from tests.web.staff.settings.spoken import spoken


@pytest.fixture
def _put_back() -> Iterator[None]:
    """Leave the list as it was."""
    before = list(entries)
    yield
    entries[:] = before
    sections.pop("lamps", None)


@pytest.mark.usefixtures("_put_back")
def test_a_page_stands_after_those_before_it_and_is_open_to_who_may_set_things() -> None:
    label, hint = lazy_gettext("Look"), lazy_gettext("Name")
    bp = Blueprint("lamps", __name__)

    made = settings_page(bp, label=label, hint=hint, start="staff.lamps.show")

    assert made is bp
    assert entries[-1] == Entry("settings", label, hint, "staff.lamps.show")
    assert sections["lamps"].area == "settings"


def test_no_two_pages_have_one_name_or_one_address() -> None:
    for language in ("sv", "en"):
        with spoken(language):
            labels = [str(entry.label) for entry in entries]

        assert len(set(labels)) == len(labels)
    assert len({entry.start for entry in entries}) == len(entries)


def test_every_page_is_explained_in_both_languages_by_a_sentence() -> None:
    told = []
    for language in ("sv", "en"):
        with spoken(language):
            told.append([str(entry.hint) for entry in entries])

    assert [hint for hint in told[0] + told[1] if not hint.endswith(".")] == []
    assert [hint for hint in told[0] if hint in told[1]] == []
