"""The short receipt after a person decided something: what, when, and the reference to it."""

from typing import Literal, get_args

from portal.dates import moment_in_words
from portal.mail.blocks import Block, Blocks, Paragraph, Value
from portal.mail.letters.known import Known, person_values

Change = Literal["stopped_marketing", "withdrew", "objected", "consented", "chose"]
CHANGES: tuple[str, ...] = get_args(Change)


def choices_changed_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of the receipt letter stand for."""
    return {
        **person_values(known),
        "when": moment_in_words(known.fact_moment("decided_at"), known.language, known.zone),
        "reference": str(known.facts["reference"]),
        "change": _change(known),
    }


def _change(known: Known) -> Blocks:
    name = known.organisation.name
    change = known.facts["change"]
    if change == "stopped_marketing":
        return (
            Paragraph(known.gettext("%(organisation)s will send you no more marketing.", organisation=name)),
            Paragraph(known.gettext("One already on its way may still arrive.")),
        )
    if change == "chose":
        return (
            Paragraph(
                known.gettext("Your choices of what you get from %(organisation)s are saved.", organisation=name)
            ),
        )
    purpose = known.catalogue.purpose(str(known.facts["purpose"]))
    spoken = purpose.name(known.language)
    if change == "withdrew":
        return (Paragraph(known.gettext("You have withdrawn your consent to %(purpose)s.", purpose=spoken)),)
    if change == "objected":
        after = (
            known.gettext("We have stopped using the data for that.")
            if purpose.direct_marketing
            else known.gettext(
                "We do not use the data for that while we assess your objection. We will tell you the outcome."
            )
        )
        return (Paragraph(known.gettext("You have objected to %(purpose)s.", purpose=spoken)), Paragraph(after))
    blocks: list[Block] = [Paragraph(known.gettext("You have consented to %(purpose)s.", purpose=spoken))]
    wording = known.catalogue.wording(purpose, known.facts.get("wording_version"))
    if wording is not None:
        blocks.append(Paragraph(known.quoted(wording.text("text", known.language))))
    blocks.append(Paragraph(known.gettext("You can withdraw your consent at any time, on your page.")))
    return tuple(blocks)
