"""What the states and outcomes of bulk changes, and the search behind one, are called."""

from typing import get_args

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.bulk.models import BulkChange
from portal.bulk.rules import REASONS, BulkState, Outcome
from portal.config import LANGUAGES
from portal.legal_bases.queries import catalogue
from portal.web.staff.people.bulk_words import asked_words, bulk_state_label, outcome_label
from tests.databases import only_sqlite

pytestmark = [only_sqlite, pytest.mark.parametrize("language", LANGUAGES)]


def words(app: Flask, language: str, **asked: str) -> str:
    """Return the search in words."""
    with app.test_request_context(), force_locale(language):
        return asked_words(BulkChange(asked=asked), catalogue(), language)


def test_every_state_and_outcome_has_words_of_its_own(app: Flask, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        states = [bulk_state_label(state) for state in get_args(BulkState)]
        outcomes = [outcome_label(outcome) for outcome in get_args(Outcome)]

    for said in (states, outcomes):
        assert len(set(said)) == len(said)
        assert all(word[0].isupper() and "_" not in word for word in said)
    assert set(REASONS) < set(get_args(Outcome))


def test_a_search_is_told_with_its_filters(app: Flask, language: str) -> None:
    told = words(app, language, q="an", purpose="e_marketing", basis="consent", status="in_force", source="phone")

    assert (
        told
        == {
            "en": "“an”, E-marketing, Consent, In force, from Phone",
            "sv": "”an”, E-marknadsföring, Samtycke, Gäller, från Telefon",
        }[language]
    )


def test_a_search_for_nothing_in_particular_is_everybody(app: Flask, language: str) -> None:
    assert words(app, language) == {"en": "Everybody", "sv": "Alla"}[language]


def test_a_word_that_is_a_percent_sign_is_told_as_it_is(app: Flask, language: str) -> None:
    assert "100 %(x)s" in words(app, language, q="100 %(x)s")
