"""What letters and placeholders are called and for."""

import pytest
from flask import Flask
from flask_babel import force_locale

from portal import clock
from portal.config import LANGUAGES
from portal.extensions import db
from portal.ledger.rules import SYSTEM
from portal.mail.kinds import KINDS
from portal.mail.variants import add_variant
from portal.web.staff.settings.letters.explained import explained, letter_name, placeholders
from tests.databases import only_sqlite

pytestmark = only_sqlite


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_has_a_name_a_purpose_and_a_time_in_every_language(app: Flask, language: str) -> None:
    with app.test_request_context("/staff/"), force_locale(language):
        words = [str(text) for kind in KINDS for text in explained(kind)]

    assert all(words)
    assert len(set(words)) == len(words)


def test_a_sources_own_letter_has_the_name_that_staff_gave_it(app: Flask) -> None:
    with app.test_request_context("/staff/", method="POST"), force_locale("en"):
        key = add_variant("The fair", at=clock.now(), by=SYSTEM, channel="staff")
        db.session.commit()

        assert letter_name(key) == str(explained(key).name) == "The fair"
        assert "a source that sends this letter" in str(explained(key).sent)


def test_what_is_required_comes_before_what_is_offered(app: Flask) -> None:
    with app.test_request_context("/staff/"):
        required = [item.is_required for item in placeholders("confirmation")]

    assert required == sorted(required, reverse=True)
    assert True in required and False in required


@pytest.mark.parametrize("kind", KINDS)
def test_every_placeholder_of_a_letter_is_offered_as_what_it_is(app: Flask, kind: str) -> None:
    offer = KINDS[kind].offer

    with app.test_request_context("/staff/"):
        offered = {item.name: item for item in placeholders(kind)}

    assert set(offered) == offer.inline | offer.blocks
    assert {name for name, item in offered.items() if item.is_required} == offer.required
    assert {name for name, item in offered.items() if item.is_block} == offer.blocks


def test_a_sources_own_letter_offers_and_requires_the_same_as_the_usual_one(app: Flask) -> None:
    with app.test_request_context("/staff/", method="POST"):
        key = add_variant("The fair", at=clock.now(), by=SYSTEM, channel="staff")

        assert placeholders(key) == placeholders("confirmation")
