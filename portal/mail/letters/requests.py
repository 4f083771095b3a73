"""Letters about a request: what was asked, by when it is answered, and what was decided."""

from datetime import date, timedelta

from portal.access_requests.rules import Kind
from portal.dates import local
from portal.mail.blocks import Block, Blocks, Button, Paragraph, Value
from portal.mail.letters.known import Known, organisation_values


def request_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of letters about a request stand for.

    Somebody who is not in the portal has no page to open.

    :raises portal.mail.letters.known.NobodyThere: the person is no longer there
    """
    return {**_about(known), "page_button": () if known.facts["outside"] else _page(known)}


def request_question_values(known: Known) -> dict[str, Value]:
    """Return the same, with what staff wrote."""
    return {**request_values(known), "words": paragraphs(known)}


def request_decided_values(known: Known) -> dict[str, Value]:
    """Return the same, with what staff wrote and how to complain (GDPR art. 12(4))."""
    return {**request_question_values(known), "complaint": complaint(known)}


def request_outside_values(known: Known) -> dict[str, Value]:
    """Return the same for a letter that never goes to anybody in the portal."""
    return {**_about(known), "words": paragraphs(known), "complaint": complaint(known)}


def _about(known: Known) -> dict[str, Value]:
    return {
        **organisation_values(known),
        "name": str(known.facts["name"]) if known.facts["outside"] else known.subject.name,
        "reference": str(known.facts["reference"]),
        "asked": asked_words(known, known.facts["kind"]),
        "received": known.day(date.fromisoformat(known.facts["received_on"])),
        "due": known.day(date.fromisoformat(known.facts["due_on"])),
    }


def request_due_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of the owner's reminder stand for."""
    left = int(known.facts["left"])
    return {
        **organisation_values(known),
        "reference": str(known.facts["reference"]),
        "asked": _kind_words(known, known.facts["kind"]),
        "due": known.day(date.fromisoformat(known.facts["due_on"])),
        "left": _left(known, left),
        "request_button": (Button(known.gettext("Open the request"), str(known.facts["link"])),),
    }


def asked_words(known: Known, kind: Kind) -> str:
    """Return what is asked for, as it stands after “your request for”."""
    words: dict[Kind, str] = {
        "access": known.gettext("a copy of the data about you"),
        "portability": known.gettext("your data in a form to take elsewhere"),
        "correction": known.gettext("correction of your data"),
        "erasure": known.gettext("erasure of your data"),
        "restriction": known.gettext("restriction of how your data is used"),
        "objection": known.gettext("an end to a use of your data"),
        "question": known.gettext("an answer to your question"),
    }
    return words[kind]


def _kind_words(known: Known, kind: Kind) -> str:
    words: dict[Kind, str] = {
        "access": known.gettext("Copy of the data"),
        "portability": known.gettext("Data to take elsewhere"),
        "correction": known.gettext("Correction"),
        "erasure": known.gettext("Erasure"),
        "restriction": known.gettext("Restriction"),
        "objection": known.gettext("Objection"),
        "question": known.gettext("Question"),
    }
    return words[kind]


def paragraphs(known: Known) -> Blocks:
    """Return what staff wrote, parted where they left a line empty."""
    text = str(known.facts["text"])
    return tuple(Paragraph(part.strip()) for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())


def complaint(known: Known) -> Blocks:
    """Return where to complain, and that the matter can be taken to court (GDPR art. 77 and 79)."""
    own = known.organisation
    authority = f"{own.authority_name}, {own.authority_url}" if own.authority_url else own.authority_name
    blocks: list[Block] = [
        Paragraph(
            known.gettext(
                "If you think that we are wrong, you can complain to the supervisory authority: %(authority)s.",
                authority=authority,
            )
        ),
        Paragraph(known.gettext("You can also take the matter to court.")),
    ]
    return tuple(blocks)


def _page(known: Known) -> Blocks:
    ends = local(known.at, known.zone).date() + timedelta(days=known.organisation.link_days - 1)
    return (
        Paragraph(
            known.gettext("You can follow the request on your page. The link works until %(day)s.", day=known.day(ends))
        ),
        Button(known.gettext("Open my page"), known.page_link),
    )


def _left(known: Known, left: int) -> str:
    if left < 0:
        return known.translations.ngettext(
            "The answer is %(num)s day late.", "The answer is %(num)s days late.", -left
        ) % {"num": -left}
    if left == 0:
        return known.gettext("Today is the last day.")
    return known.translations.ngettext("%(num)s day is left.", "%(num)s days are left.", left) % {"num": left}
