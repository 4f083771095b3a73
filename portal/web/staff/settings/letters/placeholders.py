"""What each placeholder of a letter stands for, as staff read it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.mail.kinds import KINDS, wording_kind

PLACEHOLDERS: Final[Mapping[str, LazyString]] = {
    "organisation": _l("The organisation's name."),
    "contact_email": _l("The address for questions, as set under Organisation."),
    "name": _l("The person's name."),
    "link_until": _l("The last day on which the link to the person's page works."),
    "origin": _l("A sentence on whether the data came from the person, from elsewhere, or nobody knows from where."),
    "stored": _l("What is stored, from which source and since when."),
    "purposes": _l("Each purpose with its legal basis, the interest, and how long the data is kept."),
    "right_to_object": _l("The right to say no to marketing, to object and to withdraw a consent."),
    "rights": _l("The list of rights: to see, correct, delete, limit, move and complain."),
    "recipients": _l("Who gets the data, transfers outside the EU/EEA, and automated decisions."),
    "contact": _l("Who is responsible, the data protection officer and the supervisory authority."),
    "page_button": _l("A button and a link to the person's page."),
    "stop_button": _l("A button and a link that stop all marketing."),
    "when": _l("When the person decided it."),
    "reference": _l("The reference, a number in the log."),
    "change": _l("What the person decided; of a consent, also the wording."),
    "asked": _l("What is asked for, within a sentence: a copy of the data about you."),
    "received": _l("The day on which the request came in."),
    "due": _l("The last day for the answer."),
    "left": _l("A sentence on how many days are left, or how late it is."),
    "words": _l("What staff wrote: the reason, the question or the answer."),
    "complaint": _l("How to complain to the supervisory authority, and that the matter can be taken to court."),
    "changed": _l("The list of what was corrected."),
    "decision": _l("What was decided on the objection."),
    "kept": _l("What is kept after an erasure: no name, and a code of the address that keeps marketing away from it."),
    "request_button": _l("A button and a link to the request."),
    "code": _l("The code, for the subject or a sentence."),
    "code_shown": _l("The code on a line of its own, in large digits."),
    "code_until": _l("When the code ends, ten minutes after it was asked for."),
    "available_until": _l("The last day on which the files can be fetched."),
    "files": _l("The names of the files."),
    "delivery_button": _l("A button and a link to the page where the files are fetched."),
    "password_button": _l("A button and a link to choose a password."),
    "account_button": _l("A button and a link to the user's own sign-in."),
    "form": _l("The title of the web form."),
    "confirm_until": _l("The last day on which the answer can be confirmed."),
    "agreed": _l("Each purpose with the wording that was shown, and the topics that were chosen."),
    "purpose": _l("The name of the purpose."),
    "wording": _l("The wording of the consent, and the address of the privacy statement."),
    "reminder": _l("In a reminder, that the person was asked before; else nothing."),
    "answer_button": _l("A button and a link to the page where the person answers yes or no."),
    "confirm_button": _l("A button and a link to the page where the answer is confirmed."),
    "job": _l("What the job is called."),
    "outcome": _l("That the job is done, or why it could not be finished."),
    "job_button": _l("A button and a link to the job."),
}
OTHERWISE: Final[Mapping[tuple[str, str], LazyString]] = {
    **{
        (kind, name): meaning
        for kind in KINDS
        if kind.startswith(("request_", "correction_", "objection_"))
        for name, meaning in (
            ("reference", _l("The reference of the request.")),
            ("page_button", _l("A button and a link to the person's page, if they are in the portal.")),
        )
        if name in KINDS[kind].offer.inline | KINDS[kind].offer.blocks
    },
    ("correction_done", "recipients"): _l("Who else has got the data, and is told of the correction."),
    ("request_due", "asked"): _l("What is asked for: Copy of the data."),
    ("staff_changed", "when"): _l("When it was changed."),
    ("staff_changed", "change"): _l("What was changed, and by whom."),
}
"""What a placeholder means in one kind of letter alone."""


class Placeholder(NamedTuple):
    """A placeholder that a letter offers."""

    name: str
    meaning: LazyString | str
    is_required: bool
    is_block: bool
    """Whether it stands alone on its line."""


def placeholders(key: str) -> list[Placeholder]:
    """Return the placeholders of a letter: the required ones first, and those within sentences before blocks."""
    kind = wording_kind(key)
    offer = KINDS[kind].offer
    offered = [
        Placeholder(
            name,
            OTHERWISE.get((kind, name)) or PLACEHOLDERS.get(name, name),
            name in offer.required,
            name in offer.blocks,
        )
        for name in sorted(offer.inline | offer.blocks)
    ]
    return sorted(offered, key=lambda item: (not item.is_required, item.is_block, item.name))
