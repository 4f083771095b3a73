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
    "ask_consent": Explained(
        _l("Question for consent"),
        _l("Asks a person for their consent, with its wording, and links to answer yes or no."),
        _l("When staff ask those whom a search finds, and once more as a reminder."),
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
