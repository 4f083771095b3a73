"""Nothing in the record is left as a code in the access copy."""

from types import SimpleNamespace
from typing import Any, get_args

import pytest
from flask import Flask
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
from portal.mail.models import LetterState
from portal.people.rules import CORE_FIELDS
from tests.databases import only_sqlite

pytestmark = [only_sqlite, pytest.mark.parametrize("language", LANGUAGES)]
ACTORS = ("person", "staff", "import", "api", "system")
EVENTS = (
    "person.registered",
    "person.changed",
    "field.added",
    "field.removed",
    "basis.recorded",
    "basis.lifted",
    "basis.corrected",
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
    "person.told_apart",
    "person.apart_taken_back",
)


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
def test_every_code_has_words_in_every_language(app: Flask, language: str, label: Any, codes: tuple[str, ...]) -> None:
    with app.app_context(), force_locale(language):
        told = {code: label(code) for code in codes}

    assert all(readable(words, code) for code, words in told.items()), told
    assert len(set(told.values())) == len(told)


@pytest.mark.parametrize("actor", ["person", "staff:bob@example.se", "system"])
@pytest.mark.parametrize("event", EVENTS)
def test_every_event_of_a_person_has_words(app: Flask, language: str, event: str, actor: str) -> None:
    with app.app_context(), force_locale(language):
        told = event_label(entry(event, actor))

    assert readable(told, event)


@pytest.mark.parametrize("event", ["consent.withdrawn", "purpose.objected", "marketing.objected"])
def test_what_the_person_did_is_told_apart_from_what_others_noted(app: Flask, language: str, event: str) -> None:
    with app.app_context(), force_locale(language):
        assert event_label(entry(event, "person")) != event_label(entry(event, "staff:bob@example.se"))


def test_a_yes_to_a_topic_is_told_apart_from_a_no(app: Flask, language: str) -> None:
    with app.app_context(), force_locale(language):
        told = {event_label(entry("topic.chosen", status=status)) for status in ("on", "off")}

    assert len(told) == 2


def test_the_name_of_who_did_it_is_never_told(app: Flask, language: str) -> None:
    with app.app_context(), force_locale(language):
        assert "bob" not in actor_label("staff:bob@example.se").lower()


@pytest.mark.parametrize("label", [core_field_label, status_label, actor_label, channel_label, role_label])
def test_a_code_of_a_later_day_is_told_as_it_is(app: Flask, language: str, label: Any) -> None:
    with app.app_context(), force_locale(language):
        assert label("brand-new") == "brand-new"
