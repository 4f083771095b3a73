"""The letter that asks whoever has an address to confirm what was answered on a web form with it.

It repeats nothing that was typed there: whoever typed it may be somebody else.
"""

from portal.mail.blocks import Block, Blocks, Button, Heading, Items, Paragraph, Value
from portal.mail.letters.known import Known, organisation_values


def consent_to_confirm_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of the letter stand for."""
    return {
        **organisation_values(known),
        "form": str(known.facts["title"]),
        "confirm_until": known.day(known.fact_moment("until")),
        "agreed": _agreed(known),
        "confirm_button": (Button(known.gettext("Read and confirm"), str(known.facts["link"])),),
    }


def _agreed(known: Known) -> Blocks:
    """Return each purpose with the wording that was shown, and the topics that were chosen."""
    blocks: list[Block] = []
    for key, version in known.facts["consents"].items():
        purpose = known.catalogue.purpose(key)
        wording = known.catalogue.wording(purpose, version)
        blocks.append(Heading(purpose.name(known.language), 3))
        if wording is not None:
            blocks.append(Paragraph(known.quoted(wording.text("text", known.language))))
    topics = tuple(str(name) for name in known.facts["topics"])
    if topics:
        blocks.extend((Paragraph(known.gettext("You get:")), Items(topics)))
    return tuple(blocks)
