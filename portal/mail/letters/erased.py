"""The last letter to somebody whose data was erased; nothing of it is kept once it is sent."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from portal.mail.addresses import UnusableRecipient
from portal.mail.blocks import Block, Blocks, Items, Paragraph, Value
from portal.mail.letters.known import Known, organisation_values
from portal.mail.letters.queued import written_language
from portal.mail.letters.requests import complaint
from portal.mail.outbox import letter_row


def erased_row(
    recipient: str,
    name: str,
    language: str,
    country: str,
    *,
    stopped: bool,
    duties: Sequence[str] = (),
    at: datetime,
) -> dict[str, Any] | None:
    """Return the columns of the letter; None when no letter can go to the address.

    :param stopped: whether the address gets no marketing until its owner consents anew
    :param duties: the keys of the purposes for which a law requires that the contact details are kept
    """
    facts = {"name": name, "stopped": stopped, "duties": list(duties)}
    with suppress(UnusableRecipient):
        return letter_row(
            "erased", recipient=recipient, language=written_language(language, country), facts=facts, at=at
        )
    return None


def erased_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of the letter stand for."""
    kept = _bound(known) if known.facts.get("duties") else _free(known)
    return {**organisation_values(known), "name": str(known.facts["name"]), "kept": kept, "complaint": complaint(known)}


def _free(known: Known) -> Blocks:
    kept: list[Block] = [
        Paragraph(
            known.gettext("The data about you is gone. Links in letters from us no longer open a page about you.")
        ),
        Paragraph(
            known.gettext(
                "What we keep: that data was erased and when, without your name or anything else that leads to you."
            )
        ),
    ]
    if known.facts.get("stopped"):
        kept.append(
            Paragraph(
                known.gettext(
                    "We also keep a code that was worked out from your e-mail address. The address can't be read from "
                    "it. It lets us see that this address wants no marketing, should we get it again from elsewhere. "
                    "It holds until you consent to marketing yourself."
                )
            )
        )
    return tuple(kept)


def _bound(known: Known) -> Blocks:
    names = tuple(known.catalogue.purpose(str(key)).name(known.language) for key in known.facts["duties"])
    return (
        Paragraph(
            known.gettext(
                "Most of the data about you is gone. The law requires us to keep your contact details for this:"
            )
        ),
        Items(names),
        Paragraph(
            known.gettext(
                "We store them for nothing else, send you no marketing, and erase them when the time is over."
            )
        ),
    )
