"""Turn the blocks of a letter into its text part and its HTML part."""

from typing import Literal

from flask import current_app
from markupsafe import Markup

from portal.mail.blocks import Block, Blocks, Button, Heading, Items, Paragraph
from portal.settings.rules import SHIPPED, palette

SHIPPED_DARK_LINK = "#8ccbf5"


def as_text(blocks: Blocks) -> str:
    """Return the plain text: headings underlined, each link's address on a line of its own."""
    return "\n\n".join(_text_of(block) for block in blocks) + "\n"


def _text_of(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{text}\n{('=' if level == 2 else '-') * len(text)}"
        case Paragraph(text):
            return str(text)
        case Items(texts):
            return "\n".join(f"- {text}" for text in texts)
        case Button(label, address):
            return f"{label}:\n{address}"
    return "\n".join(f"{term}: {text}" for term, text in block.rows)


def as_html(subject: str, blocks: Blocks, *, language: str, sender: str, colour: str = "") -> str:
    """Return the HTML part: one page without images, scripts or anything fetched from elsewhere.

    :param colour: the organisation's brand colour, or empty
    """
    page = current_app.jinja_env.get_template("mail/letter.html")

    def lang(text: str) -> str:
        own = getattr(text, "language", language)
        return "" if own == language else Markup(' lang="{}"').format(own)

    return page.render(
        subject=subject,
        blocks=blocks,
        language=language,
        sender=sender,
        lang=lang,
        colours=palette(colour) if colour else SHIPPED,
        dark_link=palette(colour).dark if colour else SHIPPED_DARK_LINK,
    )


def in_scheme(html: str, scheme: Literal["light", "dark"]) -> str:
    """Return the HTML part as it looks where everything is light, or dark."""
    return html.replace(_WHEN_DARK, "@media all" if scheme == "dark" else "@media not all", 1)


_WHEN_DARK = "@media (prefers-color-scheme: dark)"
