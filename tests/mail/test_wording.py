"""The plain format in which staff word letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.mail.blocks import Button, Heading, Items, Paragraph
from portal.mail.wording import (
    MisplacedPlaceholder,
    MissingPlaceholder,
    Offer,
    UnknownPlaceholder,
    WrongWording,
    check_wording,
    filled,
    filled_line,
    parsed,
)

OFFER = Offer(inline=frozenset({"organisation", "name"}), blocks=frozenset({"button"}))
VALUES = {"organisation": "Björkvik AB", "name": "Alice", "button": (Button("Open", "https://x.se/l/1"),)}


def blocks(body: str) -> tuple[object, ...]:
    return filled(parsed(body, OFFER), VALUES)


def test_words_are_a_paragraph() -> None:
    assert blocks("Hello {name}.") == (Paragraph("Hello Alice."),)


def test_lines_that_follow_each_other_are_one_paragraph() -> None:
    assert blocks("one\ntwo") == (Paragraph("one\ntwo"),)


def test_an_empty_line_parts_paragraphs() -> None:
    assert blocks("one\n\ntwo") == (Paragraph("one"), Paragraph("two"))


def test_two_hashes_make_a_heading() -> None:
    assert blocks("## About {organisation}\nwords") == (Heading("About Björkvik AB"), Paragraph("words"))


def test_dashes_make_a_list() -> None:
    assert blocks("- {name}\n- two") == (Items(("Alice", "two")),)


def test_a_list_ends_where_other_words_begin() -> None:
    assert blocks("- one\nwords") == (Items(("one",)), Paragraph("words"))


def test_a_block_placeholder_stands_for_its_blocks() -> None:
    assert blocks("before\n{button}\nafter") == (Paragraph("before"), *VALUES["button"], Paragraph("after"))


def test_an_inline_placeholder_alone_on_its_line_is_words() -> None:
    assert blocks("{name}\n{organisation}") == (Paragraph("Alice\nBjörkvik AB"),)


def test_windows_line_ends_are_line_ends() -> None:
    assert blocks("one\r\n\r\ntwo\r\n") == (Paragraph("one"), Paragraph("two"))


def test_a_value_is_not_read_as_a_placeholder() -> None:
    assert filled_line("Hello {name}", {"name": "{organisation}"}) == "Hello {organisation}"


def test_line_breaks_in_a_value_become_spaces() -> None:
    assert filled_line("Hello {name}!", {"name": "Al\r\nBcc: x\n\nice"}) == "Hello Al Bcc: x ice!"


def test_a_value_is_not_read_as_a_heading_or_list() -> None:
    assert filled(parsed("{name}", OFFER), {"name": "## - x"}) == (Paragraph("## - x"),)


def test_a_good_wording_passes() -> None:
    check_wording("Hello from {organisation}", "Dear {name}\n\n- {organisation}\n\n{button}", OFFER)


@pytest.mark.parametrize("body", ["{nmae}", "Dear {nmae}", "- {nmae}", "## {nmae}", "{Name}", "{ name }", "{}", "{0}"])
def test_an_unknown_placeholder_is_refused(body: str) -> None:
    with pytest.raises(UnknownPlaceholder):
        check_wording("Hello", body, OFFER)


def test_an_unknown_placeholder_in_the_subject_is_refused() -> None:
    with pytest.raises(UnknownPlaceholder):
        check_wording("Hello {nmae}", "", OFFER)


def test_the_refusal_tells_which_placeholder() -> None:
    with pytest.raises(UnknownPlaceholder) as refused:
        check_wording("Hello", "Dear {nmae}", OFFER)

    assert refused.value.placeholder == "nmae"


def test_the_refusal_tells_what_is_offered() -> None:
    with pytest.raises(UnknownPlaceholder) as refused:
        check_wording("Hello", "Dear {nmae}", OFFER)

    assert refused.value.offered == ("button", "name", "organisation")


@pytest.mark.parametrize("line", ["Dear {name", "Dear name}", "{{name}}", "{name\n}"])
def test_a_brace_that_stands_alone_is_refused(line: str) -> None:
    with pytest.raises(UnknownPlaceholder):
        check_wording("Hello", line, OFFER)


@pytest.mark.parametrize("body", ["Press {button}", "- {button}", "## {button}", "{button}{button}"])
def test_a_block_within_a_sentence_is_refused(body: str) -> None:
    with pytest.raises(MisplacedPlaceholder):
        check_wording("Hello", body, OFFER)


def test_a_block_in_the_subject_is_refused() -> None:
    with pytest.raises(MisplacedPlaceholder):
        check_wording("{button}", "", OFFER)


def test_a_missing_placeholder_is_refused() -> None:
    offer = Offer(inline=OFFER.inline, blocks=OFFER.blocks, required=frozenset({"button"}))

    with pytest.raises(MissingPlaceholder) as refused:
        check_wording("Hello", "Dear {name}", offer)

    assert refused.value.placeholder == "button"


@given(st.text())
def test_whatever_passes_the_check_can_be_filled_in(body: str) -> None:
    try:
        check_wording("Hello", body, OFFER)
    except UnknownPlaceholder:
        return

    assert isinstance(blocks(body), tuple)


@given(st.lists(st.sampled_from(["{name}", "{button}", "- one", "## two", "words", "", "{nmae}", "Hi {button}"])))
def test_what_is_made_of_good_lines_passes_or_is_refused_by_name(lines: list[str]) -> None:
    bad = {"{nmae}", "Hi {button}"} & set(lines)

    try:
        check_wording("Hello", "\n".join(lines), OFFER)
    except (UnknownPlaceholder, MisplacedPlaceholder):
        assert bad
    else:
        assert not bad and blocks("\n".join(lines)) is not None


@pytest.mark.parametrize(
    ("subject", "body", "in_subject"),
    [
        ("{wrong}", "{button}", True),
        ("Hello", "{wrong}\n\n{button}", False),
        ("{button}", "{button}", True),
        ("Hello", "Press {button}", False),
        ("Hello {", "{button}", True),
        ("Hello", "Nothing", False),
    ],
)
def test_what_is_wrong_is_told_with_where_it_is(subject: str, body: str, *, in_subject: bool) -> None:
    offer = Offer(inline=frozenset({"name"}), blocks=frozenset({"button"}), required=frozenset({"button"}))

    with pytest.raises(WrongWording) as refused:
        check_wording(subject, body, offer)

    assert refused.value.in_subject is in_subject
