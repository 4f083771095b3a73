"""The letters that hand out data: a code that is easy to read, and what lies behind the link."""

from datetime import datetime
from typing import Any

import pytest

from portal.mail.blocks import Button, Heading, Items
from portal.mail.letters.answers import answer_ready_values, one_time_code_values
from portal.mail.letters.known import NobodyThere
from tests.mail.letters.knowing import AT, LATE, known, paragraphs

READY = {
    "reference": "K7QM-3XWD",
    "kind": "access",
    "received_on": "2026-04-02",
    "due_on": "2026-05-04",
    "until": LATE.isoformat(),
    "files": ["K7QM-3XWD.xlsx", "K7QM-3XWD.json"],
    "link": "https://x.example/c/1",
}


def coded(language: str = "en", *, until: datetime = AT, **more: Any) -> dict[str, Any]:
    """Return what the placeholders of the letter with a code stand for."""
    return one_time_code_values(known(language, facts={"code": "042917", "until": until.isoformat()}, **more))


def ready(language: str = "en", **more: Any) -> dict[str, Any]:
    """Return what the placeholders of the letter with the link to an answer stand for."""
    return answer_ready_values(known(language, facts=READY | more))


def test_the_code_stands_by_itself_with_its_leading_nought() -> None:
    values = coded()

    assert values["code"] == "042917"
    assert values["code_shown"] == (Heading("042917"),)


@pytest.mark.parametrize(
    ("language", "until", "said"),
    [
        ("sv", AT, "2 april 2026 kl. 09.30"),
        ("en", AT, "2 April 2026, 09:30"),
        ("sv", LATE, "3 april 2026 kl. 00.30"),
    ],
)
def test_the_last_minute_of_a_code_is_that_of_the_organisations_clock(
    language: str, until: datetime, said: str
) -> None:
    assert coded(language, until=until)["code_until"] == said


def test_a_code_holds_no_link_that_could_be_opened_by_itself() -> None:
    values = coded(page_link="https://x.example/l/1", stop_link="https://x.example/u/1")

    assert not any("https://" in str(value) for value in values.values())


def test_a_code_is_for_somebody_who_is_there() -> None:
    with pytest.raises(NobodyThere):
        coded(person=None)


@pytest.mark.parametrize(
    ("language", "label", "day"), [("sv", "Hämta svaret", "3 april 2026"), ("en", "Fetch the answer", "3 April 2026")]
)
def test_an_answer_names_its_files_and_its_last_day_and_attaches_nothing(language: str, label: str, day: str) -> None:
    values = ready(language)

    assert values["files"] == (Items(("K7QM-3XWD.xlsx", "K7QM-3XWD.json")),)
    assert values["available_until"] == day
    assert values["delivery_button"] == (Button(label, "https://x.example/c/1"),)
    assert values["reference"] == "K7QM-3XWD"


@pytest.mark.parametrize("kind", ["access", "portability", "correction", "erasure", "restriction", "objection"])
def test_an_answer_says_what_was_asked_for(kind: str) -> None:
    swedish, english = ready("sv", kind=kind)["asked"], ready("en", kind=kind)["asked"]

    assert swedish
    assert english
    assert swedish != english


def test_an_answer_tells_where_to_complain() -> None:
    assert paragraphs(ready("sv")["complaint"])
    assert paragraphs(ready("sv")["complaint"]) != paragraphs(ready("en")["complaint"])
