"""Blocks become text and HTML that say the same."""

from typing import Literal

import pytest
from flask import Flask

from portal.mail.blocks import Block, Button, Heading, Items, Paragraph, Rows
from portal.mail.rendering import as_html, as_text, in_scheme
from portal.settings.rules import palette
from portal.texts import Text

BLOCKS: list[Block] = [
    Heading("About you"),
    Heading("Below it", 3),
    Paragraph("Words & more"),
    Items(("one", "two")),
    Rows((("Source", "Phone"), ("Since", "today"))),
    Button("Open my page", "https://x.se/l/1?a=1&b=2"),
]


def html(app: Flask, *blocks: Block, language: str = "en") -> str:
    with app.app_context():
        return as_html("Hello", tuple(blocks), language=language, sender="Björkvik AB")


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (Heading("About you"), "About you\n=========\n"),
        (Heading("Below it", 3), "Below it\n--------\n"),
        (Paragraph("one\ntwo"), "one\ntwo\n"),
        (Items(("one", "two")), "- one\n- two\n"),
        (Rows((("Source", "Phone"), ("Since", "today"))), "Source: Phone\nSince: today\n"),
        (Button("Open", "https://x.se/l/1?a=1&b=2"), "Open:\nhttps://x.se/l/1?a=1&b=2\n"),
    ],
)
def test_each_block_has_its_plain_text(block: Block, text: str) -> None:
    assert as_text((block,)) == text


def test_blocks_are_parted_by_empty_lines() -> None:
    assert as_text((Paragraph("one"), Paragraph("two"))) == "one\n\ntwo\n"


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("words", ["<b>", "&", '"', "'", "<!--", "</td>"])
def test_every_word_in_html_is_escaped(app: Flask, block: Block, words: str) -> None:
    hostile = {
        "heading": Heading(f"x{words}y"),
        "paragraph": Paragraph(f"x{words}y"),
        "items": Items((f"x{words}y",)),
        "rows": Rows(((f"x{words}y", f"x{words}y"),)),
        "button": Button(f"x{words}y", f"x{words}y"),
    }[block.shape]

    assert f"x{words}y" not in html(app, hostile)


def test_a_link_is_a_button_and_visible(app: Flask) -> None:
    page = html(app, BLOCKS[-1])

    assert page.count('href="https://x.se/l/1?a=1&amp;b=2"') == 2
    assert ">https://x.se/l/1?a=1&amp;b=2</a>" in page


def test_a_quiet_button_has_a_frame_only(app: Flask) -> None:
    assert 'class="frame"' in html(app, Button("Stop", "https://x.se", quiet=True))


def test_words_in_another_language_are_marked(app: Flask) -> None:
    assert '<p class="words"' in html(app, Paragraph("Hej"))
    assert 'lang="sv">Hej</p>' in html(app, Paragraph(Text("Hej", "sv")))


def test_words_in_the_letters_own_language_are_not_marked(app: Flask) -> None:
    assert html(app, Paragraph(Text("Hej", "sv")), language="sv").count('lang="sv"') == 1


def test_the_letter_follows_the_readers_dark_mode(app: Flask) -> None:
    assert "prefers-color-scheme: dark" in html(app) and 'name="color-scheme"' in html(app)


def test_the_subject_is_the_title_and_the_heading(app: Flask) -> None:
    page = html(app)

    assert "<title>Hello</title>" in page and ">Hello</h1>" in page


def test_the_sender_stands_at_the_foot(app: Flask) -> None:
    assert page_end(html(app)).strip().startswith("Björkvik AB")


def page_end(page: str) -> str:
    """Return what follows the last opening paragraph."""
    return page.rsplit("<p ", 1)[1].split(">", 1)[1]


def test_buttons_and_addresses_wear_the_organisations_colour(app: Flask) -> None:
    blocks = (Button("Open my page", "https://example.se/l/x"), Button("Stop", "https://example.se/u/x", quiet=True))

    with app.app_context():
        html = as_html("Hello", blocks, language="en", sender="Björkvik AB", colour="#ffb000")

    made = palette("#ffb000")
    assert f"border:2px solid {made.light};background:{made.light};color:#ffffff" in html
    assert f"border:2px solid {made.light};background:#ffffff;color:{made.light}" in html
    assert f".button {{ background: {made.dark} !important;" in html
    assert "#0a5a8c" not in html and "#7cc0f0" not in html and "#8ccbf5" not in html


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_one_scheme_only_the_rule_is_another(app: Flask, scheme: Literal["light", "dark"]) -> None:
    with app.app_context():
        html = as_html("Hello", (Paragraph("@media (prefers-color-scheme: dark)"),), language="en", sender="Björkvik")

    shown = in_scheme(html, scheme)

    assert shown.count("prefers-color-scheme") == html.count("prefers-color-scheme") - 1
    assert "<p" in shown and "@media (prefers-color-scheme: dark)</p>" in shown
