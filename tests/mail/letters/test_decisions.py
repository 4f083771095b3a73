"""What letters about corrections, restrictions, objections and erasures say."""

from typing import Any

import pytest

from portal.mail.blocks import Items
from portal.mail.letters.decisions import correction_done_values, objection_decided_values, restriction_values
from portal.mail.letters.erased import erased_values
from tests.mail.letters.knowing import blocks_of, items, known, paragraphs, purpose

REQUEST = {
    "reference": "K7QM-3XWD",
    "kind": "correction",
    "received_on": "2026-04-02",
    "due_on": "2026-05-04",
    "text": "We are sorry.\n\nIt is right now.",
    "outside": False,
    "name": "",
}


def test_a_correction_lists_what_changed_and_who_is_told() -> None:
    facts = {"changed": ["Phone", "Shoe size"], "recipients": ["The carrier"]}

    values = correction_done_values(known(facts=REQUEST | facts))

    assert items(values["changed"]) == ["Phone", "Shoe size"]
    assert items(values["recipients"]) == ["The carrier"]
    assert paragraphs(values["words"]) == ["We are sorry.", "It is right now."]
    assert "complaint" not in values


def test_where_nobody_else_has_the_data_nobody_is_listed() -> None:
    values = correction_done_values(known(facts=REQUEST | {"changed": ["Phone"], "recipients": []}))

    assert blocks_of(values["recipients"]) == ()


@pytest.mark.parametrize(
    ("outcome", "key", "words"),
    [
        ("upheld", "events", "You are right: we have stopped"),
        ("rejected", "events", "go on with the use"),
        ("upheld", "", "You are right, and we do not go on"),
        ("upheld", "long gone", "You are right, and we do not go on"),
    ],
)
def test_a_decision_says_whether_the_use_goes_on(outcome: str, key: str, words: str) -> None:
    facts = REQUEST | {"kind": "objection", "outcome": outcome, "purpose": key}

    values = objection_decided_values(known(facts=facts, purposes=[purpose(7, "events")]))

    [decision] = paragraphs(values["decision"])
    assert words in decision
    assert ("Purpose events" in decision) == (key == "events")
    assert paragraphs(values["complaint"])


def test_a_restriction_tells_why_and_leads_to_the_page() -> None:
    values = restriction_values(known(facts={"text": "While we check."}, page_link="https://x.example/l/1"))

    assert paragraphs(values["words"]) == ["While we check."]
    assert "page_button" in values and "stop_button" not in values


def erased(**facts: Any) -> list[str]:
    """Return what a letter about an erasure says stays."""
    values = erased_values(
        known(facts={"name": "Alice", "stopped": True, "duties": []} | facts, purposes=[purpose(7, "events")])
    )
    assert values["name"] == "Alice"
    listed = [text for block in blocks_of(values["kept"]) if isinstance(block, Items) for text in block.texts]
    return [*paragraphs(values["kept"]), *listed]


def test_an_erasure_tells_of_the_code_only_where_one_is_kept() -> None:
    assert any("code" in sentence for sentence in erased())
    assert not any("code" in sentence for sentence in erased(stopped=False))


def test_what_the_law_keeps_is_named() -> None:
    said = erased(duties=["events"])

    assert "Purpose events" in said
    assert not any("is gone. Links" in sentence for sentence in said)
