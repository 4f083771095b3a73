"""Letters to staff: the way in, what was changed about it, and a job that has ended."""

from datetime import datetime
from typing import Any

import pytest

from portal.accounts.changes import SIGN_IN_CHANGES, SignInChange
from portal.mail.blocks import Button
from portal.mail.letters.staff import job_values, staff_changed_values, staff_values
from tests.mail.letters.knowing import AT, LATE, known, paragraphs

LINK = "https://x.example/staff/7"


def changed(change: SignInChange, language: str = "en", *, by: str = "", at: datetime = AT) -> dict[str, Any]:
    """Return what the placeholders of the letter about a changed sign-in stand for."""
    facts = {"change": change, "by": by, "changed_at": at.isoformat(), "link": LINK}
    return staff_changed_values(known(language, facts=facts, person=None))


def ended(language: str = "en", *, error: str = "") -> dict[str, Any]:
    """Return what the placeholders of the letter about a job stand for."""
    return job_values(known(language, facts={"job": "people.csv", "error": error, "link": LINK}, person=None))


@pytest.mark.parametrize(("language", "label"), [("sv", "Välj ett lösenord"), ("en", "Choose a password")])
def test_the_way_in_is_a_button(language: str, label: str) -> None:
    values = staff_values(known(language, facts={"link": LINK}, person=None))

    assert values["password_button"] == (Button(label, LINK),)


def test_a_way_in_without_a_link_is_an_error_and_not_a_dead_button() -> None:
    with pytest.raises(KeyError):
        staff_values(known(facts={}, person=None))


@pytest.mark.parametrize(
    ("change", "swedish", "english"),
    [
        ("password_set", "Lösenordet har ändrats.", "The password was changed."),
        (
            "codes_on",
            "Inloggningen frågar nu även efter en kod från en app.",
            "Sign-in now asks for a code from an app as well.",
        ),
        (
            "codes_off",
            "Inloggningen frågar inte längre efter en kod: lösenordet räcker.",
            "Sign-in no longer asks for a code: the password alone is enough.",
        ),
    ],
)
def test_what_was_changed_is_one_sentence(change: SignInChange, swedish: str, english: str) -> None:
    assert paragraphs(changed(change, "sv")["change"]) == [swedish]
    assert paragraphs(changed(change, "en")["change"]) == [english]


@pytest.mark.parametrize(("language", "out"), [("sv", "du har loggats ut överallt"), ("en", "signed out everywhere")])
def test_a_reset_code_is_told_with_what_to_do_next(language: str, out: str) -> None:
    [words] = paragraphs(changed("codes_reset", language)["change"])

    assert out in words
    assert len(words.split(". ")) == 3


def test_no_two_changes_are_told_alike() -> None:
    told = {changed(change)["change"] for change in SIGN_IN_CHANGES}

    assert len(told) == len(SIGN_IN_CHANGES)


def test_a_change_that_nobody_knows_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(KeyError):
        changed("unheard_of")  # type: ignore[arg-type]


@pytest.mark.parametrize("change", SIGN_IN_CHANGES)
@pytest.mark.parametrize(
    ("language", "words"), [("sv", "Det gjordes av Ada %(x)s Alm."), ("en", "It was done by Ada %(x)s Alm.")]
)
def test_whoever_else_did_it_is_named(change: SignInChange, language: str, words: str) -> None:
    assert paragraphs(changed(change, language, by="Ada %(x)s Alm")["change"])[-1] == words


@pytest.mark.parametrize("change", SIGN_IN_CHANGES)
def test_whoever_did_it_themselves_is_not_told_who(change: SignInChange) -> None:
    assert len(paragraphs(changed(change)["change"])) == 1


@pytest.mark.parametrize(
    ("language", "at", "when"),
    [("sv", AT, "2 april 2026 kl. 09.30"), ("en", LATE, "3 April 2026, 00:30")],
)
def test_the_change_is_told_to_the_minute_by_the_organisations_clock(language: str, at: datetime, when: str) -> None:
    assert changed("password_set", language, at=at)["when"] == when


@pytest.mark.parametrize(("language", "label"), [("sv", "Din inloggning"), ("en", "Your sign-in")])
def test_the_button_leads_to_the_users_own_sign_in(language: str, label: str) -> None:
    assert changed("codes_on", language)["account_button"] == (Button(label, LINK),)


@pytest.mark.parametrize(
    ("language", "error", "outcome"),
    [
        ("sv", "", "Det är klart."),
        ("en", "", "It is done."),
        ("sv", "Filen är borta.", "Det kunde inte slutföras. Filen är borta."),
        ("en", "The file is gone.", "It could not be finished. The file is gone."),
        ("en", "100 % {wrong} %(x)s", "It could not be finished. 100 % {wrong} %(x)s"),
    ],
)
def test_a_job_is_done_or_told_why_not(language: str, error: str, outcome: str) -> None:
    assert ended(language, error=error)["outcome"] == outcome


@pytest.mark.parametrize(("language", "label"), [("sv", "Se vad det blev"), ("en", "See what it came to")])
@pytest.mark.parametrize("error", ["", "The file is gone."])
def test_the_button_leads_to_the_job_whatever_it_came_to(language: str, label: str, error: str) -> None:
    assert ended(language, error=error)["job_button"] == (Button(label, LINK),)


def test_a_job_is_named_as_it_was_queued() -> None:
    assert ended("sv")["job"] == "people.csv"
