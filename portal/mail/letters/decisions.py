"""Letters about what was decided: a correction, a restriction, an objection."""

from portal.legal_bases.queries import Unknown
from portal.mail.blocks import Block, Blocks, Items, Paragraph, Value
from portal.mail.letters.known import Known, person_values
from portal.mail.letters.requests import complaint, paragraphs, request_decided_values, request_question_values


def correction_done_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of the letter about a correction stand for."""
    changed = [str(name) for name in known.facts.get("changed", ())]
    told: list[Block] = [Items(tuple(changed))] if changed else []
    return {**request_question_values(known), "changed": tuple(told), "recipients": _recipients(known)}


def objection_decided_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of the letter about an objection stand for."""
    return {**request_decided_values(known), "decision": (Paragraph(_decision(known)),)}


def restriction_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of the letters about a restriction stand for."""
    values = {name: value for name, value in person_values(known).items() if name != "stop_button"}
    return {**values, "words": paragraphs(known), "complaint": complaint(known)}


def _recipients(known: Known) -> Blocks:
    """Return who has got the data and is told of the correction (GDPR art. 19)."""
    names = [str(name) for name in known.facts.get("recipients", ())]
    if not names:
        return ()
    return (Paragraph(known.gettext("We tell those who have got the data from us:")), Items(tuple(names)))


def _decision(known: Known) -> str:
    try:
        purpose = str(known.catalogue.purpose(str(known.facts.get("purpose", ""))).name(known.language))
    except Unknown:
        purpose = ""
    if known.facts.get("outcome") == "rejected":
        return known.gettext(
            "You objected to this use of your data: %(purpose)s. We have assessed it, and go on with the use.",
            purpose=purpose,
        )
    if not purpose:
        return known.gettext("You objected to how your data is used. You are right, and we do not go on with it.")
    return known.gettext(
        "You objected to this use of your data: %(purpose)s. You are right: we have stopped, and do not go on with it.",
        purpose=purpose,
    )
