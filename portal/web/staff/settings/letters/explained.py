"""What each kind of letter and each placeholder is called and for, as staff read it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.mail.kinds import KINDS, wording_kind
from portal.mail.variants import variants


class Explained(NamedTuple):
    """A kind of letter in words: its name, what it is for, and when it is sent."""

    name: LazyString | str
    purpose: LazyString | str
    sent: LazyString | str


EXPLAINED: Final[Mapping[str, Explained]] = {
    "confirmation": Explained(
        _l("Confirmation of what is stored"),
        _l("Tells a person what is stored about them and why, as the law asks (GDPR articles 13 and 14)."),
        _l("Once, when the person is first registered, if the source sends it; and when staff send it again."),
    ),
    "new_link": Explained(
        _l("New link"),
        _l("Gives a person a new link to their own page."),
        _l("When the person asks for it, or staff send it."),
    ),
    "choices_changed": Explained(
        _l("Receipt for a choice"),
        _l("Tells a person what they decided, with a reference."),
        _l("When the person consents, withdraws, objects, stops marketing or chooses topics."),
    ),
    "request_received": Explained(
        _l("Receipt for a request"),
        _l("Tells whoever asks for something by right that we have it, and by when we answer (GDPR article 12)."),
        _l("When a request comes in through the portal, or staff enter it."),
    ),
    "request_extended": Explained(
        _l("More time for an answer"),
        _l("Tells why the answer takes longer, and the new last day (GDPR article 12(3))."),
        _l("When staff extend the time."),
    ),
    "request_identity": Explained(
        _l("Question about who makes a request"),
        _l("Asks for what is needed to know who makes the request (GDPR article 12(6))."),
        _l("When staff ask, and the time stands still."),
    ),
    "request_resumed": Explained(
        _l("New day for an answer"),
        _l("Tells that we now know who makes the request, and by when we answer."),
        _l("When staff let the time go on."),
    ),
    "request_refused": Explained(
        _l("Refusal of a request"),
        _l("Tells why a request is refused, and how to complain or go to court (GDPR article 12(4))."),
        _l("When staff refuse a request."),
    ),
    "request_answered_question": Explained(
        _l("Answer to a request in words"),
        _l("Answers a question, or another request that needs no more than words."),
        _l("When staff answer in words."),
    ),
    "request_nothing_held": Explained(
        _l("Answer that nothing is held"),
        _l("Tells somebody who is not in the portal that nothing about them is stored."),
        _l("When staff answer so."),
    ),
    "request_taken_back": Explained(
        _l("Receipt for a request taken back"),
        _l("Tells a person that they have taken a request back."),
        _l("When the person takes it back."),
    ),
    "request_due": Explained(
        _l("Reminder of a request"),
        _l("Reminds the owner of a request that the answer is due."),
        _l("10, 5 and 1 days before the last day, and each day after it."),
    ),
    "correction_done": Explained(
        _l("Receipt for a correction"),
        _l("Tells what was corrected, and who else is told (GDPR articles 16 and 19)."),
        _l("When staff correct what a request is about."),
    ),
    "correction_declined": Explained(
        _l("Refusal of a correction"),
        _l("Tells why the data stays as it is, and how to complain (GDPR article 12(4))."),
        _l("When staff decline a correction."),
    ),
    "objection_decided": Explained(
        _l("Decision on an objection"),
        _l("Tells whether the use goes on, and why (GDPR article 21(1))."),
        _l("When staff decide on an objection."),
    ),
    "restriction_applied": Explained(
        _l("Restriction of the use"),
        _l("Tells that the data is only stored from now on (GDPR article 18)."),
        _l("When staff restrict the use of a person's data."),
    ),
    "restriction_lifted": Explained(
        _l("End of a restriction"),
        _l("Tells that the data is used again, and why (GDPR article 18(3))."),
        _l("When staff lift the restriction."),
    ),
    "erased": Explained(
        _l("Receipt for an erasure"),
        _l("Tells somebody that their data was erased, and what is kept (GDPR article 12(3))."),
        _l("When a person is erased. Nothing of the letter is kept once it is sent."),
    ),
    "one_time_code": Explained(
        _l("Code to fetch data with"),
        _l("Gives a person a code that opens their data for a short while, in the browser where it was asked for."),
        _l("When a person asks for a code to fetch a copy or an answer."),
    ),
    "answer_ready": Explained(
        _l("Link to an answer"),
        _l("Tells a person that a request is answered, with a link to the page where the files are fetched by a code."),
        _l("When staff send the answer to a request for a copy or for data to take elsewhere."),
    ),
    "staff_welcome": Explained(
        _l("Welcome to a new colleague"),
        _l("Lets a new staff user choose a password."),
        _l("When a staff user is added."),
    ),
    "staff_password": Explained(
        _l("New password for a colleague"),
        _l("Lets a staff user choose a new password."),
        _l("When a staff user has forgotten the password."),
    ),
    "staff_changed": Explained(
        _l("Changed sign-in of a colleague"),
        _l("Tells a staff user that the password or the code at sign-in was changed."),
        _l("When the user or somebody else changes it."),
    ),
    "confirm_consent": Explained(
        _l("Question whether to confirm an answer to a form"),
        _l("Asks whoever has the address to confirm what was agreed to on a web form."),
        _l("When a web form is answered."),
    ),
    "job_done": Explained(
        _l("End of a long job"),
        _l("Tells a staff user that an import or another long job has ended."),
        _l("When a job that took longer than a minute has ended."),
    ),
}

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


def letter_name(key: str) -> str:
    """Return what a letter is called: the kind of it, or the name that staff gave a variant."""
    kind = wording_kind(key)
    if key != kind:
        return variants().get(key, key)
    return str(EXPLAINED[kind].name) if kind in EXPLAINED else kind


def explained(key: str) -> Explained:
    """Return what a letter is for and when it is sent, under its own name."""
    name, kind = letter_name(key), wording_kind(key)
    if kind not in EXPLAINED:
        return Explained(name, "", "")
    if key != kind:
        return Explained(
            name,
            EXPLAINED[kind].purpose,
            _l("Instead of the usual confirmation, when the person's data comes from a source that sends this letter."),
        )
    return EXPLAINED[kind]


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
