"""The letter that asks for consent: the wording, one way to answer, and nothing once it is answered."""

from typing import Any

import pytest

from portal.legal_bases.rules import Status
from portal.mail.blocks import Button
from portal.mail.letters.known import NoLongerAsked
from portal.mail.letters.question import question_values
from tests.mail.letters.knowing import AT, known, paragraphs, person, purpose, recorded, wording

NEWS = purpose(1, "news", direct_marketing=True)
WORDINGS = [wording(1, 1, sv="Nyheter, tack", en="News, please"), wording(1, 2, en="More news, please")]


def asked(language: str = "en", **more: Any) -> dict[str, Any]:
    """Return what the placeholders stand for."""
    facts = {"purpose": "news", "wording_version": 1} | more.pop("facts", {})
    return question_values(known(language, purposes=[NEWS], wordings=WORDINGS, facts=facts, **more))


def recorded_now(status: Status, seq: int) -> list[Any]:
    """Return what is recorded for the purpose, with its entry."""
    row = recorded(1, "consent", status)
    row.seq = seq
    return [row]


@pytest.mark.parametrize(
    ("language", "version", "said"),
    [("sv", 1, "Nyheter, tack"), ("en", 1, "News, please"), ("en", 2, "More news, please")],
)
def test_it_carries_the_wording_that_is_asked_about(language: str, version: int, said: str) -> None:
    values = asked(language, facts={"wording_version": version})

    assert paragraphs(values["wording"]) == [f"“{said}”"]


def test_the_privacy_statement_stands_with_its_address() -> None:
    with_statement = wording(1, 1, en="News, please")
    with_statement.texts |= {"statement_title": {"en": "Our policy"}, "statement_url": {"en": "/privacy"}}
    facts = {"purpose": "news", "wording_version": 1}
    link = "https://x.example/l/1"

    values = question_values(known("en", purposes=[NEWS], wordings=[with_statement], facts=facts, page_link=link))

    assert paragraphs(values["wording"]) == ["“News, please”", "Our policy: https://x.example/privacy"]


@pytest.mark.parametrize(
    ("language", "label"), [("sv", "Läs och svara ja eller nej"), ("en", "Read and answer yes or no")]
)
def test_its_one_button_leads_to_where_yes_and_no_stand_side_by_side(language: str, label: str) -> None:
    values = asked(language, page_link="https://x.example/l/1")

    assert values["answer_button"] == (Button(label, "https://x.example/l/1?ask=news"),)
    assert values["purpose"] in {"Syfte news", "Purpose news"}


def test_only_a_reminder_tells_of_the_first_letter() -> None:
    assert asked()["reminder"] == ()
    assert paragraphs(asked(facts={"asked_on": "2026-04-02"})["reminder"]) == [
        "We asked you on 2 April 2026 and have not had an answer. This is the only reminder."
    ]


def test_it_is_written_while_the_question_stands() -> None:
    assert asked(facts={"seq": 7}, bases=recorded_now("awaiting", 7), person=person())


@pytest.mark.parametrize(("status", "seq"), [("in_force", 9), ("withdrawn", 9), ("awaiting", 9)])
def test_it_is_not_written_once_something_newer_is_recorded(status: Status, seq: int) -> None:
    with pytest.raises(NoLongerAsked):
        asked(facts={"seq": 7}, bases=recorded_now(status, seq), person=person())


@pytest.mark.parametrize("said", ["marketing_objected_at", "restricted_at"])
def test_it_is_not_written_to_somebody_who_has_stopped_marketing_or_whose_use_is_on_hold(said: str) -> None:
    alice = person()
    setattr(alice, said, AT)

    with pytest.raises(NoLongerAsked):
        asked(facts={"seq": 7}, bases=recorded_now("awaiting", 7), person=alice)
