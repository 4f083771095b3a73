"""The letter that asks for consent, and the one reminder of it."""

from datetime import date
from urllib.parse import urljoin

from portal.mail.blocks import Block, Blocks, Button, Paragraph, Value
from portal.mail.letters.known import Known, NoLongerAsked, person_values


def question_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of the letter stand for.

    :raises NoLongerAsked: the person has answered, or stopped marketing, since the letter was queued
    """
    key = str(known.facts["purpose"])
    purpose = known.catalogue.purpose(key)
    if "seq" in known.facts and not _is_still_asked(known, purpose.id, direct_marketing=purpose.direct_marketing):
        raise NoLongerAsked
    link = f"{known.page_link}?ask={purpose.key}"
    return {
        **person_values(known),
        "purpose": str(purpose.name(known.language)),
        "wording": _wording(known, key),
        "reminder": _reminder(known),
        "answer_button": (Button(known.gettext("Read and answer yes or no"), link),),
    }


def _is_still_asked(known: Known, purpose_id: int, *, direct_marketing: bool) -> bool:
    if (direct_marketing and known.subject.marketing_objected_at) or known.subject.restricted_at:
        return False
    asked = known.facts["seq"]
    return any(row.purpose_id == purpose_id and (row.status, row.seq) == ("awaiting", asked) for row in known.bases)


def _wording(known: Known, key: str) -> Blocks:
    """Return the words that are asked about, and where more stands."""
    wording = known.catalogue.wording(known.catalogue.purpose(key), known.facts["wording_version"])
    if wording is None:
        return ()
    blocks: list[Block] = [Paragraph(f"“{wording.text('text', known.language)}”")]
    title, url = (wording.text(name, known.language) for name in ("statement_title", "statement_url"))
    if url:
        address = urljoin(known.page_link, url)
        blocks.append(Paragraph(f"{title}: {address}" if title else address))
    return tuple(blocks)


def _reminder(known: Known) -> Blocks:
    day = known.facts.get("asked_on")
    if not day:
        return ()
    words = known.gettext(
        "We asked you on %(day)s and have not had an answer. This is the only reminder.",
        day=known.day(date.fromisoformat(str(day))),
    )
    return (Paragraph(words),)
