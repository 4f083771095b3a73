"""The wordings of letters: shipped, and reworded by staff."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.config import LANGUAGES
from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.rules import SYSTEM, Actor
from portal.mail.kinds import KINDS, UnknownKind
from portal.mail.models import LetterTemplate
from portal.mail.templates import NewerWording, current_wording, ship_templates, shipped, store_wording
from portal.mail.wording import MissingPlaceholder, UnknownPlaceholder, check_wording
from tests.mail.conftest import AT

BOB = Actor("staff", "bob@example.se")
BODY = "Here: {page_button}".replace(" ", "\n\n")


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def reword(subject: str = "A link", body: str = BODY) -> LetterTemplate:
    return store_wording("new_link", "en", subject, body, at=AT, by=BOB, channel="staff")


def rows() -> int:
    return db.session.scalars(select(func.count()).select_from(LetterTemplate)).one()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_shipped_in_every_language(kind: str, language: str) -> None:
    wording = shipped()[kind, language]

    check_wording(wording.subject, wording.body, KINDS[kind].offer)
    assert wording.subject and wording.body


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_use_the_same_placeholders(kind: str) -> None:
    def used(language: str) -> set[str]:
        wording = shipped()[kind, language]
        offered = KINDS[kind].offer.inline | KINDS[kind].offer.blocks
        return {name for name in offered if f"{{{name}}}" in wording.subject + wording.body}

    assert used("sv") == used("en")


def test_a_portal_that_was_set_up_has_a_row_for_each() -> None:
    assert rows() == len(KINDS) * len(LANGUAGES)


def test_shipping_again_adds_nothing() -> None:
    assert ship_templates(at=AT) == 0


def test_without_rows_the_shipped_words_hold() -> None:
    db.session.query(LetterTemplate).delete()

    assert current_wording("new_link", "en").wording.subject == shipped()["new_link", "en"].subject


def test_a_new_wording_holds_at_once() -> None:
    reword("Your new link")

    assert current_wording("new_link", "en").wording.subject == "Your new link"


def test_a_new_wording_is_a_new_version() -> None:
    first = reword().version

    assert reword("Another").version == first + 1


def test_rewording_one_language_leaves_the_other() -> None:
    before = current_wording("new_link", "sv").wording

    reword()

    assert current_wording("new_link", "sv").wording == before


def test_a_rewording_is_in_the_ledger_with_who_did_it() -> None:
    reword("Your new link")

    entry = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(1)).one()
    assert (entry.event, entry.actor) == ("template.worded", "staff:bob@example.se")
    assert '"subject":"Your new link"' in entry.details


def test_shipping_again_leaves_what_staff_worded() -> None:
    reword("Your new link")

    ship_templates(at=AT)

    assert current_wording("new_link", "en").wording.subject == "Your new link"


def test_words_that_the_system_stored_before_are_replaced_by_newer_shipped_ones() -> None:
    store_wording("new_link", "en", "Older words", BODY, at=AT, by=SYSTEM, channel="system")

    ship_templates(at=AT)

    assert current_wording("new_link", "en").wording.subject == shipped()["new_link", "en"].subject


def test_an_unknown_placeholder_is_not_stored() -> None:
    before = rows()

    with pytest.raises(UnknownPlaceholder) as refused:
        reword(body=f"{BODY}\n\nDear {{fristname}}")

    assert (refused.value.placeholder, rows()) == ("fristname", before)
    assert "name" in refused.value.offered


def test_a_letter_without_its_link_is_not_stored() -> None:
    with pytest.raises(MissingPlaceholder):
        reword(body="No link here")


@pytest.mark.parametrize("duty", sorted(KINDS["confirmation"].offer.required))
def test_a_confirmation_without_what_the_law_asks_for_is_not_stored(duty: str) -> None:
    wording = shipped()["confirmation", "en"]

    with pytest.raises(MissingPlaceholder):
        store_wording(
            "confirmation",
            "en",
            wording.subject,
            wording.body.replace(f"{{{duty}}}", ""),
            at=AT,
            by=BOB,
            channel="staff",
        )


def test_an_unknown_kind_has_no_wording() -> None:
    with pytest.raises(UnknownKind):
        current_wording("love_letter", "en")


def test_a_language_without_words_falls_back_to_the_first() -> None:
    assert current_wording("new_link", "de").wording.language == LANGUAGES[0]


def test_a_wording_made_from_an_older_version_is_not_stored() -> None:
    seen = reword().version
    reword("Somebody else's")

    with pytest.raises(NewerWording) as told:
        store_wording("new_link", "en", "Mine", BODY, seen=seen, at=AT, by=BOB, channel="staff")

    assert (told.value.latest, rows()) == (seen + 1, len(KINDS) * len(LANGUAGES) + 2)


def test_going_back_to_the_shipped_words_lets_newer_shipped_ones_follow() -> None:
    usual = shipped()["new_link", "en"]
    reword()

    back = store_wording("new_link", "en", usual.subject, usual.body, at=AT, by=BOB, channel="staff")

    assert back.is_shipped
    back.subject = "Older shipped words"
    assert ship_templates(at=AT) == 1
