"""What letters and placeholders are called and for."""

from collections.abc import Callable, Iterable

import pytest
from flask import Flask
from flask_babel import force_locale

from portal import clock
from portal.config import LANGUAGES
from portal.extensions import db
from portal.ledger.rules import SYSTEM
from portal.mail.kinds import KINDS, UnknownKind
from portal.mail.variants import add_variant
from portal.web.staff.settings.letters.explained import explained, letter_name
from portal.web.staff.settings.letters.placeholders import OTHERWISE, PLACEHOLDERS, placeholders

Spoken = Callable[[Callable[[], Iterable[object]]], dict[str, list[str]]]


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what letters are called does not depend on the database."""
    return "sqlite"


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


@pytest.fixture
def spoken(app: Flask) -> Spoken:
    """Return what says something in every language: ``spoken(PLACEHOLDERS.values)``."""

    def said(words: Callable[[], Iterable[object]]) -> dict[str, list[str]]:
        told = {}
        for language in LANGUAGES:
            with app.test_request_context("/staff/"), force_locale(language):
                told[language] = [str(text) for text in words()]
        return told

    return said


def meanings() -> list[str]:
    """Return what every placeholder of every letter means, in the language of the request."""
    return [str(item.meaning) for kind in KINDS for item in placeholders(kind)]


def test_every_placeholder_is_explained_in_a_sentence_of_every_language(spoken: Spoken) -> None:
    told = spoken(meanings)

    for language in LANGUAGES:
        odd = [words for words in told[language] if not (words[:1].isupper() and words.endswith("."))]
        assert odd == []
    assert [words for words, other in zip(told["sv"], told["en"], strict=True) if words == other] == []


def test_every_letter_is_explained_otherwise_in_every_language(spoken: Spoken) -> None:
    told = spoken(lambda: [words for kind in KINDS for words in explained(kind)])

    assert [words for words, other in zip(told["sv"], told["en"], strict=True) if words == other] == []


def test_no_two_placeholders_of_a_letter_mean_the_same(spoken: Spoken) -> None:
    for kind in KINDS:
        told = spoken(lambda kind=kind: [item.meaning for item in placeholders(kind)])  # type: ignore[misc]

        assert all(len(set(words)) == len(words) for words in told.values())


def test_a_placeholder_means_in_a_letter_what_the_letter_is_about(spoken: Spoken) -> None:
    def when() -> list[object]:
        kinds = ("choices_changed", "staff_changed")
        return [item.meaning for kind in kinds for item in placeholders(kind) if item.name == "when"]

    assert spoken(when) == {
        "sv": ["När personen bestämde det.", "När det ändrades."],
        "en": ["When the person decided it.", "When it was changed."],
    }


def test_what_means_something_else_in_one_letter_is_offered_there() -> None:
    astray = [
        (kind, name) for kind, name in OTHERWISE if name not in KINDS[kind].offer.inline | KINDS[kind].offer.blocks
    ]

    assert astray == []
    assert {name for _, name in OTHERWISE} <= set(PLACEHOLDERS)


@pytest.mark.parametrize("key", ["", "reminder", "new_link-1", "Confirmation"])
def test_what_is_no_letter_is_not_explained(key: str) -> None:
    for explain in (explained, letter_name, placeholders):
        with pytest.raises(UnknownKind):
            explain(key)


@pytest.mark.parametrize("kind", KINDS)
def test_placeholders_stand_required_first_then_those_within_sentences_then_by_name(kind: str) -> None:
    shown = [(not item.is_required, item.is_block, item.name) for item in placeholders(kind)]

    assert shown == sorted(shown)


def test_a_letter_that_was_removed_goes_by_its_key_and_is_explained_all_the_same(app: Flask) -> None:
    with app.test_request_context("/staff/"), force_locale("en"):
        words = explained("confirmation-0a1b")

        assert str(words.name) == "confirmation-0a1b"
        assert str(words.purpose) == str(explained("confirmation").purpose)
        assert str(words.sent) != str(explained("confirmation").sent)
