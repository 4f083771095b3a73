"""Why a row does not go in is kept as JSON and said in every language."""

import json

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.config import LANGUAGES
from portal.imports import reasons
from portal.imports.reasons import Reason, of_value
from portal.people.checks import BadValue, checked_core
from portal.web.staff.imports.words import field_label, reason_label
from tests.databases import only_sqlite

VALUES = {"field": "email", "most": 200, "key": "61Z", "pair": "e_marketing=contract"}
CODES = tuple(reasons._SENTENCES)

pytestmark = only_sqlite


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_can_be_said(app: Flask, language: str) -> None:
    with app.app_context(), force_locale(language):
        said = [Reason(code, VALUES).said() for code in CODES]

    assert len(set(said)) == len(CODES)
    assert not any(sentence.endswith(".") or "%" in sentence for sentence in said)


def test_no_two_languages_say_the_same(app: Flask) -> None:
    with app.app_context():
        said = {}
        for language in LANGUAGES:
            with force_locale(language):
                said[language] = [Reason(code, VALUES).said() for code in CODES]

    assert not set(said["sv"]) & set(said["en"])


def test_a_reason_is_the_same_after_having_been_kept(app: Flask) -> None:
    reason = Reason("too_long", {"field": "name", "most": 200})

    kept = json.loads(json.dumps(list(reason)))

    assert Reason(*kept) == reason


@pytest.mark.parametrize(
    ("values", "code", "told"),
    [
        ({"name": "x" * 201, "email": "a@example.se"}, "too_long", {"field": "name", "most": 200}),
        ({"name": "A", "email": "a"}, "not_an_address", {"field": "email"}),
        ({"name": "A", "country": "XX"}, "no_country", {"field": "country"}),
        ({"name": "A\0"}, "unwritable", {"field": "name"}),
        ({"name": ""}, "missing", {"field": "name"}),
    ],
)
def test_a_value_that_can_not_be_stored_tells_its_field_and_its_bound(
    database_kind: str, values: dict[str, str], code: str, told: dict[str, object]
) -> None:
    with pytest.raises(BadValue) as fault:
        checked_core(values)

    assert of_value(fault.value).reason == Reason(code, told)  # type: ignore[arg-type]


def test_pages_call_fields_by_their_names_in_the_language(app: Flask) -> None:
    with app.app_context(), force_locale("sv"):
        assert reason_label(["missing", {"field": "email"}]) == "E-post saknas"
        assert field_label("postcode") == "Postnummer"
        assert field_label("Skostorlek") == "Skostorlek"


def test_commands_call_fields_by_their_keys(app: Flask) -> None:
    with app.app_context(), force_locale("en"):
        assert Reason("missing", {"field": "email"}).said() == "email is missing"
