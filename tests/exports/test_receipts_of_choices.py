"""A receipt for each kind of choice, in both languages, checked after it was read elsewhere."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from jinja2 import BytecodeCache

from portal.config import LANGUAGES
from portal.exports.receipts import CONTEXT, EVENTS, SCHEMA, FalseReceipt, check, receipt
from portal.extensions import db
from portal.factory import create_app
from portal.ledger.queries import entries_of
from portal.legal_bases.actions import record_basis
from portal.legal_bases.choices import give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue
from portal.preferences.actions import choose_topics, set_pause
from portal.preferences.queries import topics
from tests import make
from tests.databases import PostgreSQL, SQLite

LATER = make.AT + timedelta(days=30)
Receipts = dict[str, dict[str, dict[str, Any]]]
"""By language and event."""


class Given(NamedTuple):
    """The receipts, and what the portal found when each was shown to it again."""

    receipts: Receipts
    found: list[tuple[str, int]]
    false: int
    """How many of them, with another language written in, were found false."""


def chosen() -> Given:
    """Let Alice choose everything that can be chosen, and return a receipt of each."""
    make.organisation(number="556000-0000", officer_email="dpo@example.se")
    person, known = make.person(), catalogue()
    record_basis(person, make.record("sales_service", "legitimate_interests"), at=make.AT, by=make.BOB, channel="staff")
    give_consent(person, known.purpose("e_marketing"), known, wording_version=1, at=LATER)
    choose_topics(person, {topics()[1]: True}, at=LATER)
    set_pause(person, date(2026, 9, 1), at=LATER)
    stop_purpose(person, known.purpose("e_marketing"), known, at=LATER, by=make.BOB, channel="staff")
    stop_purpose(person, known.purpose("sales_service"), known, at=LATER)
    stop_all_marketing(person, known, at=LATER, channel="link")
    db.session.commit()
    decided = [entry for entry in entries_of(person.ref) if entry.event in EVENTS]
    made = {one: {entry.event: receipt(entry, language=one) for entry in decided} for one in LANGUAGES}
    every = [values for told in made.values() for values in told.values()]
    entries = [check(json.loads(json.dumps(values))) for values in every]
    return Given(made, [(entry.event, entry.seq) for entry in entries], sum(map(found_false, every)))


def found_false(values: dict[str, Any]) -> bool:
    """Tell whether the receipt is found false once it claims to be in another language."""
    try:
        check({**values, "language": "fi"})
    except FalseReceipt:
        return True
    return False


@pytest.fixture(scope="module")
def given(
    databases: Callable[[str], SQLite | PostgreSQL], templates: BytecodeCache, tmp_path_factory: pytest.TempPathFactory
) -> Given:
    """Return the receipts, made and checked once: the tests only read them."""
    folder = tmp_path_factory.mktemp("receipts")
    with databases("sqlite").copied(folder) as url:
        app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url}, instance=folder)
        with app.app_context():
            made = chosen()
            db.session.remove()
            db.engine.dispose()
    return made


@pytest.fixture
def receipts(given: Given) -> Receipts:
    """Return the receipts alone."""
    return given.receipts


every_language = pytest.mark.parametrize("language", LANGUAGES)


def test_each_is_found_genuine_after_it_was_read_and_written_elsewhere(given: Given) -> None:
    written = [(event, int(values["record_id"])) for told in given.receipts.values() for event, values in told.items()]

    assert given.found == written


def test_none_is_good_in_a_language_that_it_was_not_signed_in(given: Given) -> None:
    assert given.false == len(given.found)


@every_language
def test_there_is_one_for_every_kind_of_choice(receipts: Receipts, language: str) -> None:
    assert receipts[language].keys() == EVENTS.keys()


@every_language
@pytest.mark.parametrize("event", EVENTS)
def test_it_says_by_which_standard_it_is_written_and_in_which_language(
    receipts: Receipts, language: str, event: str
) -> None:
    values = receipts[language][event]

    assert (values["schema_version"], values["@context"], values["language"]) == (SCHEMA, CONTEXT, language)
    assert values["receipt_id"].endswith(f"/receipts/{values['record_id']}")


@pytest.mark.parametrize("event", EVENTS)
def test_every_term_is_of_a_vocabulary_that_it_names(receipts: Receipts, event: str) -> None:
    values = receipts["en"][event]
    terms = [values["events"][0]["event_type"], values["events"][0]["right"]]
    terms += [purpose[name] for purpose in values["pii_processing"] for name in ("purpose_type", "lawful_basis")]

    assert {term.partition(":")[0] for term in terms if term} <= CONTEXT.keys()


@pytest.mark.parametrize(
    ("event", "by", "channel"),
    [
        ("consent.given", "person", "page"),
        ("marketing.objected", "person", "link"),
        ("consent.withdrawn", "staff", "staff"),
    ],
)
def test_it_tells_who_decided_by_reference_or_by_kind(receipts: Receipts, event: str, by: str, channel: str) -> None:
    values = receipts["en"][event]
    [told] = values["events"]

    assert told["entity_id"] == (values["pii_principal_id"] if by == "person" else by)
    assert told["channel"] == channel
    assert "bob" not in json.dumps(values)


@pytest.mark.parametrize(
    ("event", "right"),
    [
        ("consent.withdrawn", "eu-gdpr:A7-3"),
        ("purpose.objected", "eu-gdpr:A21"),
        ("marketing.objected", "eu-gdpr:A21"),
        ("topic.chosen", "dpv:Permission"),
        ("pause.set", "dpv:Permission"),
    ],
)
def test_it_tells_the_right_that_was_used_and_when(receipts: Receipts, event: str, right: str) -> None:
    [told] = receipts["en"][event]["events"]

    assert told["right"] == right
    assert told["event_time"] == "2026-05-02T07:30:00.000000Z"


@pytest.mark.parametrize(
    ("event", "purposes"),
    [
        ("consent.given", ["e_marketing"]),
        ("purpose.objected", ["sales_service"]),
        ("marketing.objected", ["e_marketing"]),
        ("topic.chosen", ["e_marketing"]),
    ],
)
def test_it_tells_the_purposes_that_it_is_about(receipts: Receipts, event: str, purposes: list[str]) -> None:
    assert [purpose["purpose_id"] for purpose in receipts["en"][event]["pii_processing"]] == purposes


@every_language
def test_it_says_to_what_was_consented_in_the_reader_s_words(receipts: Receipts, language: str) -> None:
    [purpose] = receipts[language]["consent.given"]["pii_processing"]

    begins = {"sv": ("Jag vill få nyheter", "E-marknadsföring"), "en": ("I want to get news", "E-marketing")}
    assert purpose["consent_text"].startswith(begins[language][0])
    assert purpose["purpose"] == begins[language][1]
    assert (purpose["lawful_basis"], purpose["consent_text_version"]) == ("eu-gdpr:A6-1-a", 1)


def test_an_objection_tells_the_basis_it_was_made_to_and_no_consent(receipts: Receipts) -> None:
    [purpose] = receipts["en"]["purpose.objected"]["pii_processing"]

    assert purpose["lawful_basis"] == "eu-gdpr:A6-1-f"
    assert (purpose["consent_text"], purpose["consent_text_version"]) == (None, None)


def test_a_topic_is_named_by_its_key_with_the_answer(receipts: Receipts) -> None:
    [told] = receipts["en"]["topic.chosen"]["events"]

    assert (told["topic"], told["event_state"]) == ("news", "on")


@pytest.mark.parametrize("event", EVENTS)
def test_it_tells_who_is_responsible_and_where_the_entry_stands_in_the_chain(receipts: Receipts, event: str) -> None:
    values = receipts["sv"][event]
    [party] = values["party_identification"]

    assert (party["party_name"], party["party_number"]) == ("Björkvik Handel AB", "556000-0000")
    assert party["data_protection_officer"] == "dpo@example.se"
    assert values["ledger"]["seq"] == int(values["record_id"])
    assert len(values["ledger"]["hash"]) == len(values["ledger"]["prev_hash"]) == 64


@pytest.mark.parametrize("event", EVENTS)
def test_the_languages_are_signed_each_for_itself(receipts: Receipts, event: str) -> None:
    signatures = {receipts[language][event]["signature"]["value"] for language in LANGUAGES}

    assert len(signatures) == len(LANGUAGES)
