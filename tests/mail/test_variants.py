"""Confirmation letters of a source's own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import verify
from portal.legal_bases.queries import catalogue
from portal.mail.kinds import UnknownKind, wording_kind
from portal.mail.letters.queued import confirm_registration
from portal.mail.models import Letter, LetterTemplate
from portal.mail.previews import preview, preview_confirmation
from portal.mail.templates import Wording, current_wording, shipped, store_wording
from portal.mail.variants import (
    NameTaken,
    NoSuchVariant,
    VariantInUse,
    add_variant,
    choose_sources,
    is_wordable,
    remove_variant,
    rename_variant,
    unworded,
    variants,
)
from tests import make
from tests.databases import only_sqlite
from tests.mail.conftest import AT, Read, Send

pytestmark = only_sqlite
DEED: dict[str, Any] = {"at": AT, "by": make.BOB, "channel": "staff"}


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def fair() -> str:
    """Add a letter for those met at a fair, worded in Swedish alone, and let business cards send it."""
    key = add_variant("The fair", **DEED)
    store_wording(key, "sv", "Tack för besöket", shipped()["confirmation", "sv"].body, **DEED)
    choose_sources(key, ["business_card"], **DEED)
    db.session.commit()
    return key


def latest_entry() -> LedgerEntry:
    return db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(1)).one()


def subject_to(send: Send, read: Read, **values: str) -> str | None:
    letter = confirm_registration(make.person(**values), at=AT)
    assert letter is not None
    db.session.flush()
    queued = letter.id
    db.session.commit()
    send()
    return read(queued).subject


@pytest.mark.usefixtures("fair")
def test_people_from_the_source_get_its_letter(send: Send, read: Read) -> None:
    assert subject_to(send, read) == "Tack för besöket"


@pytest.mark.usefixtures("fair")
def test_people_from_other_sources_get_the_usual_one(send: Send, read: Read) -> None:
    assert "har sparat dina kontaktuppgifter" in str(subject_to(send, read, source="phone"))


@pytest.mark.usefixtures("fair")
def test_in_a_language_without_own_words_the_usual_letter_is_sent(send: Send, read: Read) -> None:
    assert "has saved your contact details" in str(subject_to(send, read, language="en"))


@pytest.mark.usefixtures("fair")
def test_it_counts_as_the_confirmation(send: Send, read: Read) -> None:
    subject_to(send, read)

    assert db.session.scalars(select(Letter.kind)).all() == ["confirmation"]


@pytest.mark.usefixtures("fair")
def test_the_preview_at_registration_shows_the_sources_letter() -> None:
    words = preview_confirmation(make.person(), [], language="sv", at=AT)

    assert words.subject == "Tack för besöket"


def test_its_invented_person_comes_from_a_source_that_sends_it() -> None:
    key = add_variant("The phone", **DEED)
    choose_sources(key, ["phone"], **DEED)
    body = shipped()["confirmation", "en"].body

    assert "Phone" in preview(Wording(key, "en", "Hello", body), at=AT).text


def test_missing_words_are_told(fair: str) -> None:
    assert list(unworded()) == [(fair, "en")]


def test_a_change_of_letter_is_in_the_ledger_with_old_and_new(fair: str) -> None:
    entry = latest_entry()

    assert (entry.event, entry.source) == ("source.changed", "business_card")
    assert json.loads(entry.details) == {"old": {"confirmation": "confirmation"}, "new": {"confirmation": fair}}


def test_a_source_that_is_not_chosen_any_more_goes_back_to_the_usual(fair: str) -> None:
    choose_sources(fair, ["phone"], **DEED)

    assert catalogue().source("business_card").confirmation == "confirmation"
    assert catalogue().source("phone").confirmation == fair


def test_a_source_of_another_letter_stays_with_it(fair: str) -> None:
    other = add_variant("The phone", **DEED)

    choose_sources(other, ["phone"], **DEED)

    assert catalogue().source("business_card").confirmation == fair


def test_one_that_a_source_sends_is_not_removed(fair: str) -> None:
    with pytest.raises(VariantInUse):
        remove_variant(fair, **DEED)


def test_one_that_no_source_sends_is_removed_with_its_words(fair: str) -> None:
    choose_sources(fair, [], **DEED)

    remove_variant(fair, **DEED)

    words = db.session.scalar(select(func.count()).where(LetterTemplate.kind == fair))
    assert (fair in variants(), words, latest_entry().event) == (False, 0, "template.removed")


def test_words_of_a_letter_that_is_gone_are_the_usual_ones(fair: str) -> None:
    choose_sources(fair, [], **DEED)
    remove_variant(fair, **DEED)

    assert current_wording(fair, "sv").wording.kind == "confirmation"


def test_a_letter_is_renamed(fair: str) -> None:
    rename_variant(fair, "The fair in May", **DEED)

    assert variants()[fair] == "The fair in May"
    assert json.loads(latest_entry().details) == {"kind": fair, "new": "The fair in May", "old": "The fair"}


@pytest.mark.usefixtures("fair")
def test_two_letters_have_different_names() -> None:
    with pytest.raises(NameTaken):
        add_variant("the FAIR", **DEED)


def test_what_is_not_there_is_told() -> None:
    with pytest.raises(NoSuchVariant):
        rename_variant("confirmation-0", "Nothing", **DEED)


@pytest.mark.parametrize("key", ["new_link-1", "love-1", "-", ""])
def test_only_the_confirmation_has_variants(key: str) -> None:
    with pytest.raises(UnknownKind):
        wording_kind(key)


def words_after(app: Flask, *command: str) -> list[str | None]:
    """Run a command, deliver, and return the subjects of the letters."""
    db.session.rollback()
    runner = app.test_cli_runner()
    done = runner.invoke(args=command)
    assert done.exit_code == 0, done.output
    runner.invoke(args=["mail", "deliver"])
    return list(db.session.scalars(select(Letter.subject).order_by(Letter.id)))


@pytest.mark.usefixtures("fair")
def test_somebody_added_by_command_gets_the_sources_letter(app: Flask) -> None:
    who = ("--email", "dan@example.se", "--name", "Dan Dahl", "--language", "sv")

    subjects = words_after(app, "people", "add", *who, "--source", "business_card")

    assert subjects == ["Tack för besöket"]


@pytest.mark.usefixtures("fair")
def test_people_imported_get_the_sources_letter_each_in_their_language(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("email,name,language\ndan@example.se,Dan,sv\neva@example.se,Eva,en\n", encoding="utf-8")

    subjects = words_after(app, "people", "import", str(file), "--source", "business_card")

    assert [str(subject).split()[0] for subject in subjects] == ["Tack", "Organisationen"]


@pytest.mark.usefixtures("fair")
def test_a_letter_queued_before_the_choice_is_written_after_it(send: Send, read: Read) -> None:
    letter = confirm_registration(make.person(source="phone"), at=AT)
    assert letter is not None
    db.session.flush()
    queued = letter.id
    choose_sources(next(iter(variants())), ["phone"], **DEED)
    db.session.commit()

    send()

    assert read(queued).subject == "Tack för besöket"


@pytest.mark.usefixtures("fair")
def test_a_letter_that_was_sent_stays_as_it_was_sent(send: Send, read: Read) -> None:
    letter = confirm_registration(make.person(), at=AT)
    assert letter is not None
    db.session.flush()
    queued = letter.id
    db.session.commit()
    send()
    key = next(iter(variants()))

    choose_sources(key, [], **DEED)
    remove_variant(key, **DEED)
    db.session.commit()

    assert read(queued).subject == "Tack för besöket"


def test_the_chain_of_the_ledger_holds(fair: str) -> None:
    rename_variant(fair, "The fair in May", **DEED)
    choose_sources(fair, [], **DEED)
    remove_variant(fair, **DEED)

    assert verify() is None


def test_a_name_given_again_to_the_same_letter_changes_nothing(fair: str) -> None:
    before = latest_entry().seq

    rename_variant(fair, "The fair", **DEED)

    assert latest_entry().seq == before


def test_the_same_sources_chosen_again_change_nothing(fair: str) -> None:
    before = latest_entry().seq

    choose_sources(fair, ["business_card"], **DEED)

    assert latest_entry().seq == before


def test_a_letter_may_have_another_spelling_of_its_own_name(fair: str) -> None:
    rename_variant(fair, "THE FAIR", **DEED)

    assert variants()[fair] == "THE FAIR"


@pytest.mark.parametrize("key", ["confirmation", "confirmation-0", "new_link"])
def test_only_what_was_added_is_removed_or_chosen(key: str) -> None:
    with pytest.raises(NoSuchVariant):
        remove_variant(key, **DEED)
    with pytest.raises(NoSuchVariant):
        choose_sources(key, ["phone"], **DEED)


def test_the_keys_of_letters_are_never_used_again() -> None:
    keys = []
    for _ in range(3):
        keys.append(add_variant("The fair", **DEED))
        remove_variant(keys[-1], **DEED)

    assert len(set(keys)) == 3


def entries() -> list[tuple[str, str | None]]:
    """Return the latest entries' events and sources, oldest first."""
    rows = db.session.execute(select(LedgerEntry.event, LedgerEntry.source).order_by(LedgerEntry.seq)).all()
    return [(event, source) for event, source in rows if event.startswith(("template", "source"))]


def test_letters_stand_in_the_order_of_their_names_and_each_can_be_worded() -> None:
    keys = {name: add_variant(name, **DEED) for name in ("The phone", "A fair", "In the shop")}

    assert list(variants().values()) == ["A fair", "In the shop", "The phone"]
    assert all(is_wordable(key) and wording_kind(key) == "confirmation" and len(key) <= 40 for key in keys.values())
    assert not is_wordable("confirmation-0") and is_wordable("confirmation")


@pytest.mark.parametrize(("name", "same"), [("Straße", "STRASSE"), ("Åre", "åre"), ("Fair", "fair")])
def test_a_name_is_taken_however_it_is_written_and_a_refused_one_leaves_no_trace(name: str, same: str) -> None:
    key, other = add_variant(name, **DEED), add_variant("Another", **DEED)
    before = entries()

    with pytest.raises(NameTaken):
        add_variant(same, **DEED)
    with pytest.raises(NameTaken):
        rename_variant(other, same, **DEED)

    assert entries() == before
    assert variants() == {key: name, other: "Another"}


def test_two_letters_change_their_sources_and_the_ledger_tells_it_source_by_source() -> None:
    fair, phone = add_variant("The fair", **DEED), add_variant("The phone", **DEED)
    choose_sources(fair, ["business_card", "web_form"], **DEED)
    before = len(entries())

    choose_sources(phone, ["web_form", "phone", "no_such_source"], **DEED)

    sent = {source.key: source.confirmation for source in catalogue().all_sources}
    assert (sent["business_card"], sent["web_form"], sent["phone"]) == (fair, phone, phone)
    assert {key for key in sent if sent[key] == "confirmation"} == set(sent) - {"business_card", "web_form", "phone"}
    assert sorted(entries()[before:]) == [("source.changed", "phone"), ("source.changed", "web_form")]


def test_a_letter_with_sources_can_be_removed_only_when_the_last_of_them_is_taken_away() -> None:
    key = add_variant("The fair", **DEED)
    choose_sources(key, ["business_card", "phone"], **DEED)
    refused = 0

    for sources in (["business_card", "phone"], ["phone"]):
        choose_sources(key, sources, **DEED)
        with pytest.raises(VariantInUse):
            remove_variant(key, **DEED)
        refused += key in variants()
    choose_sources(key, [], **DEED)
    remove_variant(key, **DEED)

    assert refused == 2
    assert not is_wordable(key) and variants() == {}
    assert entries()[-1] == ("template.removed", None)


def test_letters_without_words_are_told_in_each_language_they_lack() -> None:
    keys = [add_variant(name, **DEED) for name in ("B", "A")]
    body = shipped()["confirmation", "en"].body

    store_wording(keys[0], "en", "B's", body, **DEED)

    assert list(unworded()) == [(keys[1], "sv"), (keys[1], "en"), (keys[0], "sv")]


def test_a_name_that_was_removed_can_be_given_again() -> None:
    remove_variant(add_variant("The fair", **DEED), **DEED)

    key = add_variant("The fair", **DEED)

    assert variants() == {key: "The fair"}
    assert [event for event, _ in entries()[-3:]] == ["template.added", "template.removed", "template.added"]
