"""The receipt: what was decided, when, and the reference."""

from datetime import datetime
from typing import Any

import pytest

from portal.legal_bases.models import ConsentWording, Purpose
from portal.legal_bases.queries import Unknown
from portal.mail.letters.choices import CHANGES, choices_changed_values
from tests.mail.letters.knowing import AT, LATE, both, known, paragraphs, purpose, wording

NEWS = {"direct_marketing": True}


def receipt(
    language: str = "en",
    *,
    about: Purpose | None = None,
    wordings: list[ConsentWording] | None = None,
    at: datetime = AT,
    **facts: Any,
) -> dict[str, Any]:
    """Return what the placeholders stand for, the decision being about the purpose."""
    decided = {"change": "chose", "reference": "4711", "decided_at": at.isoformat()}
    purposes = [about or purpose(1, "news", **NEWS)]
    return choices_changed_values(
        known(language, purposes=purposes, wordings=wordings or [], facts=decided | {"purpose": "news"} | facts)
    )


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("change", CHANGES)
def test_every_decision_is_told_in_words_of_its_own(change: str, language: str) -> None:
    told = receipt(language, change=change)["change"]
    others = [receipt(language, change=other)["change"] for other in CHANGES if other != change]

    assert paragraphs(told)
    assert told not in others


@pytest.mark.parametrize("change", CHANGES)
def test_every_decision_is_told_in_both_languages(change: str) -> None:
    swedish, english = (paragraphs(receipt(language, change=change)["change"]) for language in ("sv", "en"))

    assert len(swedish) == len(english)
    assert not set(swedish) & set(english)


@pytest.mark.parametrize(
    ("language", "at", "when"),
    [
        ("sv", AT, "2 april 2026 kl. 09.30"),
        ("en", AT, "2 April 2026, 09:30"),
        ("sv", LATE, "3 april 2026 kl. 00.30"),
        ("en", LATE, "3 April 2026, 00:30"),
    ],
)
def test_when_is_told_to_the_minute_by_the_organisations_clock(language: str, at: datetime, when: str) -> None:
    assert receipt(language, at=at)["when"] == when


def test_the_moment_is_when_it_was_decided_and_not_when_the_letter_is_written() -> None:
    facts = {"change": "chose", "reference": "1", "decided_at": AT.isoformat()}

    values = choices_changed_values(known(at=LATE, facts=facts))

    assert (values["when"], values["link_until"]) == ("2 April 2026, 09:30", "2 May 2026")


@pytest.mark.parametrize(("stored", "shown"), [("4711", "4711"), (4711, "4711"), ("0", "0")])
def test_the_reference_is_told_as_it_stands(stored: object, shown: str) -> None:
    assert receipt(reference=stored)["reference"] == shown


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "sv",
            ["Björkvik Handel AB skickar ingen mer marknadsföring till dig.", "Ett utskick på väg kan hinna fram."],
        ),
        (
            "en",
            ["Björkvik Handel AB will send you no more marketing.", "One already on its way may still arrive."],
        ),
    ],
)
def test_stopping_marketing_is_owned_up_to_with_what_may_still_come(language: str, words: list[str]) -> None:
    assert paragraphs(receipt(language, change="stopped_marketing")["change"]) == words


@pytest.mark.parametrize("change", ["stopped_marketing", "chose"])
def test_a_decision_about_everything_names_no_purpose(change: str) -> None:
    facts = {"change": change, "reference": "1", "decided_at": AT.isoformat()}

    told = paragraphs(choices_changed_values(known(facts=facts))["change"])

    assert "Björkvik Handel AB" in told[0]


@pytest.mark.parametrize("change", ["withdrew", "objected", "consented"])
@pytest.mark.parametrize(("language", "name"), [("sv", "Syfte news"), ("en", "Purpose news")])
def test_a_decision_about_a_purpose_names_it_in_the_letters_language(change: str, language: str, name: str) -> None:
    assert name in paragraphs(receipt(language, change=change)["change"])[0]


@pytest.mark.parametrize("change", ["withdrew", "objected", "consented"])
def test_a_purpose_that_is_not_there_is_an_error_and_not_a_blank(change: str) -> None:
    with pytest.raises(Unknown):
        receipt(change=change, purpose="")


def test_a_purpose_out_of_use_is_named_all_the_same() -> None:
    old = purpose(1, "news")
    old.active = False

    assert paragraphs(receipt(change="withdrew", about=old)["change"]) == [
        "You have withdrawn your consent to Purpose news."
    ]


@pytest.mark.parametrize(
    ("marketing", "after"),
    [
        (True, "We have stopped using the data for that."),
        (
            False,
            "We do not use the data for that while we assess your objection. We will tell you the outcome.",
        ),
    ],
)
def test_only_an_objection_to_marketing_is_final_at_once(marketing: bool, after: str) -> None:
    told = receipt(change="objected", about=purpose(1, "news", direct_marketing=marketing))["change"]

    assert paragraphs(told)[1:] == [after]


FIRST, SECOND = wording(version=1, sv="Ja tack", en="Yes please"), wording(version=2, sv="Gärna", en="Gladly")


@pytest.mark.parametrize(("version", "said"), [(1, "“Yes please”"), (2, "“Gladly”"), (None, "“Gladly”")])
def test_a_consent_is_told_in_the_words_that_were_agreed_to(version: int | None, said: str) -> None:
    told = receipt(change="consented", wordings=[FIRST, SECOND], wording_version=version)["change"]

    assert paragraphs(told)[1] == said


@pytest.mark.parametrize(("language", "said"), [("sv", "Ja tack"), ("en", "Yes please")])
def test_the_words_agreed_to_are_in_the_letters_language(language: str, said: str) -> None:
    told = receipt(language, change="consented", wordings=[FIRST], wording_version=1)["change"]

    assert said in paragraphs(told)[1]


def test_a_wording_in_one_language_is_quoted_in_that_one() -> None:
    told = receipt("en", change="consented", wordings=[wording(sv="Bara svenska")], wording_version=1)["change"]

    assert paragraphs(told)[1] == "“Bara svenska”"


def test_the_wording_of_another_purpose_is_not_quoted() -> None:
    told = receipt(change="consented", wordings=[wording(2, en="Something else")])["change"]

    assert not any("Something else" in words for words in paragraphs(told))


@pytest.mark.parametrize("wordings", [[], [FIRST]])
def test_a_consent_is_told_with_how_to_take_it_back(wordings: list[ConsentWording]) -> None:
    told = receipt(change="consented", wordings=wordings)["change"]

    assert paragraphs(told)[-1] == "You can withdraw your consent at any time, on your page."


def test_a_version_that_is_not_there_is_not_replaced_by_another() -> None:
    told = receipt(change="consented", wordings=[FIRST], wording_version=9)["change"]

    assert len(paragraphs(told)) == 2


@pytest.mark.parametrize("name", ["100 % news", "%(organisation)s", "{change}", "<b>news</b>"])
def test_a_name_of_a_purpose_is_words_whatever_stands_in_it(name: str) -> None:
    odd = purpose(1, "news", texts={"name": both(name, name)})

    assert paragraphs(receipt(change="withdrew", about=odd)["change"]) == [
        f"You have withdrawn your consent to {name}."
    ]
