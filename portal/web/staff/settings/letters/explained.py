"""What each kind of letter is called and for, as staff read it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.mail.kinds import wording_kind
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
