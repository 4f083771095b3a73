"""Everything that can happen to a request has words in both languages."""

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.access_requests.rules import KINDS, STATES, WAYS
from portal.config import LANGUAGES
from portal.exports.request_words import (
    EVENT_NAMES,
    OUTCOMES,
    request_event_label,
    request_kind_label,
    request_outcome_label,
    request_state_label,
    request_way_label,
)
from tests.databases import only_sqlite

pytestmark = only_sqlite
NAMED: list[tuple[Any, tuple[str, ...]]] = [
    (request_kind_label, KINDS),
    (request_state_label, STATES),
    (request_way_label, WAYS),
    (request_outcome_label, tuple(OUTCOMES)),
    (request_event_label, tuple(EVENT_NAMES)),
]


@pytest.mark.parametrize(("label", "names"), NAMED, ids=lambda value: getattr(value, "__name__", ""))
def test_each_has_a_name_of_its_own_in_each_language(app: Flask, label: Any, names: tuple[str, ...]) -> None:
    with app.app_context():
        said = {}
        for language in LANGUAGES:
            with force_locale(language):
                said[language] = [label(name) for name in names]

    assert [len(set(words)) for words in said.values()] == [len(names)] * len(LANGUAGES)
    assert not set(said["sv"]) & set(names)
    assert not any(one == other for one, other in zip(said["sv"], said["en"], strict=True))


@pytest.mark.parametrize("label", [label for label, _ in NAMED])
def test_what_has_no_name_is_shown_as_it_is(app: Flask, label: Any) -> None:
    with app.app_context():
        assert label("something new") == "something new"


def test_an_event_is_known_by_its_name_in_the_ledger_too(app: Flask) -> None:
    with app.app_context(), force_locale("en"):
        assert request_event_label("request.extended") == request_event_label("extended")
