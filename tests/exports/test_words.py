"""Nothing in the record is left as a code in the access copy."""

import re
from types import SimpleNamespace
from typing import Any, get_args

import pytest
from flask_babel import force_locale

from portal.config import LANGUAGES
from portal.exports.words import (
    actor_label,
    channel_label,
    core_field_label,
    event_label,
    letter_kind_label,
    letter_state_label,
    role_label,
    status_label,
)
from portal.ledger.models import Channel
from portal.legal_bases.rules import Status
from portal.mail.again import TO_STAFF
from portal.mail.kinds import KINDS
from portal.mail.models import LetterState
from portal.people.rules import CORE_FIELDS
from tests.house.sources import under
from tests.speaking import spoken

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
ACTORS = ("person", "staff", "import", "api", "system")
EVENTS = (
    "person.registered",
    "person.changed",
    "person.informed",
    "person.told_apart",
    "person.apart_taken_back",
    "field.added",
    "field.removed",
    "basis.recorded",
    "basis.lifted",
    "basis.corrected",
    "basis.restored",
    "basis.ended",
    "basis.undone",
    "basis.removed",
    "consent.given",
    "consent.withdrawn",
    "purpose.objected",
    "marketing.objected",
    "topic.chosen",
    "pause.set",
    "links.ended",
    "answer.received",
    "answer.confirmed",
    "address.refused",
    "address.works",
    "letter.retried",
    "letter.cancelled",
)
GONE = {"person.erased", "person.removed"}
"""After these there is nobody to tell."""


def entry(event: str, actor: str = "person", status: str | None = None) -> Any:
    """Return an entry that is in no ledger."""
    return SimpleNamespace(event=event, actor=actor, status=status)


def readable(words: str, code: str) -> bool:
    """Tell whether the words are words, and not the code."""
    return bool(words) and words[0].isupper() and words != code and "_" not in words and "." not in words


@pytest.mark.parametrize(
    ("label", "codes"),
    [
        (core_field_label, CORE_FIELDS),
        (status_label, (*get_args(Status), "on", "off")),
        (actor_label, ACTORS),
        (channel_label, get_args(Channel)),
        (role_label, ("admin", "officer", "marketing", "auditor")),
        (letter_kind_label, ("confirmation", "new_link", "choices_changed")),
        (letter_state_label, get_args(LetterState)),
    ],
)
def test_every_code_has_words_in_every_language(language: str, label: Any, codes: tuple[str, ...]) -> None:
    with spoken(language):
        told = {code: label(code) for code in codes}

    assert all(readable(words, code) for code, words in told.items()), told
    assert len(set(told.values())) == len(told)


@pytest.mark.parametrize("actor", ["person", "staff:bob@example.se", "system"])
@pytest.mark.parametrize("event", EVENTS)
def test_every_event_of_a_person_has_words(language: str, event: str, actor: str) -> None:
    with spoken(language):
        told = event_label(entry(event, actor))

    assert readable(told, event)


@pytest.mark.parametrize("event", ["consent.withdrawn", "purpose.objected", "marketing.objected"])
def test_what_the_person_did_is_told_apart_from_what_others_noted(language: str, event: str) -> None:
    with spoken(language):
        assert event_label(entry(event, "person")) != event_label(entry(event, "staff:bob@example.se"))


def test_a_yes_to_a_topic_is_told_apart_from_a_no(language: str) -> None:
    with spoken(language):
        told = {event_label(entry("topic.chosen", status=status)) for status in ("on", "off")}

    assert len(told) == 2


def test_the_name_of_who_did_it_is_never_told(language: str) -> None:
    with spoken(language):
        assert "bob" not in actor_label("staff:bob@example.se").lower()


@pytest.mark.parametrize("label", [core_field_label, status_label, actor_label, channel_label, role_label])
def test_a_code_of_a_later_day_is_told_as_it_is(language: str, label: Any) -> None:
    with spoken(language):
        assert label("brand-new") == "brand-new"


def test_no_event_of_a_person_in_the_sources_is_without_words(language: str) -> None:
    about = "address|answer|basis|consent|field|letter|marketing|pause|person|topic"
    written = re.compile(rf"[\"']((?:{about})[.][a-z_]+)[\"']")

    found = {event for path in under("portal") for event in written.findall(path.read_text(encoding="utf-8"))}

    with spoken(language):
        assert {event for event in found if not readable(event_label(entry(event)), event)} == GONE


def test_no_two_events_are_told_in_the_same_words(language: str) -> None:
    with spoken(language):
        told = {event: event_label(entry(event, "system", "on")) for event in EVENTS}

    assert len(set(told.values())) == len(told), told


def test_what_the_person_did_is_told_to_the_person(language: str) -> None:
    you = {"en": r"\byou\b|\byour\b", "sv": r"\bdu\b|\bdig\b|\bdin\b|\bditt\b"}[language]

    with spoken(language):
        told = {
            event: event_label(entry(event)) for event in ("consent.given", "consent.withdrawn", "marketing.objected")
        }

    assert all(re.search(you, words.lower()) for words in told.values()), told


def test_a_no_that_others_noted_is_not_laid_on_the_person(language: str) -> None:
    with spoken(language):
        told = {
            event_label(entry("consent.withdrawn", by))
            for by in ("staff:bob@example.se", "import:7", "system", "api:Shop")
        }

    assert len(told) == 1


def test_every_letter_that_a_person_can_get_has_a_name(language: str) -> None:
    with spoken(language):
        told = {kind: letter_kind_label(kind) for kind in KINDS.keys() - TO_STAFF}

    assert all(readable(words, kind) for kind, words in told.items()), told


def test_an_actor_is_told_by_kind_whatever_its_name_holds(language: str) -> None:
    names = ("", ":bob@example.se", ":a:b:c", ":system", ": ", ":person")

    with spoken(language):
        told = {actor_label(f"staff{name}") for name in names}

    assert len(told) == 1


def test_the_words_follow_the_language_in_force(language: str) -> None:
    other = next(one for one in LANGUAGES if one != language)

    with spoken(language):
        here = [event_label(entry(event)) for event in EVENTS]
        with force_locale(other):
            there = [event_label(entry(event)) for event in EVENTS]

    assert [event for event, one, two in zip(EVENTS, here, there, strict=True) if one == two] == []
