"""What the codes in the record are called, in the language in force."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import Row

from portal.exports.request_words import request_event_label
from portal.ledger.models import LedgerEntry

_CORE_FIELDS: Final[dict[str, Any]] = {
    "name": _l("Name"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "company": _l("Company"),
    "title": _l("Title"),
    "address": _l("Address"),
    "country": _l("Country"),
    "language": _l("Language"),
    "sold_on": _l("Day of the sale"),
    "goods": _l("Class of goods"),
    "way_out_offered": _l("Could say no to marketing then"),
}
_STATUSES: Final[dict[str, Any]] = {
    "in_force": _l("In force"),
    "awaiting": _l("Awaiting an answer"),
    "withdrawn": _l("Withdrawn"),
    "objected": _l("Objected"),
    "expired": _l("Expired"),
    "ended": _l("Ended"),
    "on": _l("Yes"),
    "off": _l("No"),
}
_ACTORS: Final[dict[str, Any]] = {
    "person": _l("The person"),
    "staff": _l("A member of staff"),
    "import": _l("An import"),
    "api": _l("Another system"),
    "system": _l("The portal"),
}
_CHANNELS: Final[dict[str, Any]] = {
    "page": _l("The person's page"),
    "link": _l("Link in a letter"),
    "one_click": _l("Unsubscribe button in a letter"),
    "staff": _l("The staff's pages"),
    "import": _l("Import"),
    "api": _l("Integration"),
    "form": _l("Web form"),
    "cli": _l("Command"),
    "system": _l("The portal"),
}
_ROLES: Final[dict[str, Any]] = {
    "admin": _l("Administrator"),
    "officer": _l("Case officer"),
    "marketing": _l("Marketing"),
    "auditor": _l("Auditor"),
}
_LETTERS: Final[dict[str, Any]] = {
    "confirmation": _l("Confirmation of what is stored"),
    "new_link": _l("New link"),
    "choices_changed": _l("Receipt for a choice"),
    "confirm_consent": _l("Question whether to confirm an answer to a form"),
    "request_received": _l("Receipt for a request"),
    "request_extended": _l("More time for an answer"),
    "request_identity": _l("Question about who makes a request"),
    "request_resumed": _l("New day for an answer"),
    "request_refused": _l("Refusal of a request"),
    "request_answered_question": _l("Answer to a request in words"),
    "request_nothing_held": _l("Answer that nothing is held"),
    "request_taken_back": _l("Receipt for a request taken back"),
    "request_due": _l("Reminder of a request"),
    "correction_done": _l("Receipt for a correction"),
    "correction_declined": _l("Refusal of a correction"),
    "objection_decided": _l("Decision on an objection"),
    "restriction_applied": _l("Restriction of the use"),
    "restriction_lifted": _l("End of a restriction"),
    "erased": _l("Receipt for an erasure"),
    "one_time_code": _l("Code to fetch data with"),
    "answer_ready": _l("Link to an answer"),
    "ask_consent": _l("Question for consent"),
    "staff_welcome": _l("Welcome to a new colleague"),
    "staff_password": _l("New password for a colleague"),
    "job_done": _l("End of a long job"),
}
_LETTER_STATES: Final[dict[str, Any]] = {
    "held": _l("Held back"),
    "due": _l("On its way"),
    "sent": _l("Sent"),
    "failed": _l("Could not be delivered"),
    "cancelled": _l("Cancelled"),
}
_OWN_EVENTS: Final[dict[str, Any]] = {
    "consent.withdrawn": _l("You withdrew your consent"),
    "purpose.objected": _l("Objection by you"),
    "marketing.objected": _l("All marketing stopped by you"),
}
_EVENTS: Final[dict[str, Any]] = {
    "person.registered": _l("You were registered"),
    "person.changed": _l("Your details were changed"),
    "field.added": _l("Further data about you was added"),
    "field.corrected": _l("Further data about you was corrected"),
    "field.removed": _l("Further data about you was deleted"),
    "basis.recorded": _l("A legal basis was recorded"),
    "objection.rejected": _l("Your objection was assessed, and the use goes on"),
    "basis.lifted": _l("A legal basis was recorded after a no"),
    "basis.corrected": _l("A mistake was corrected"),
    "basis.restored": _l("What held before an import was put back"),
    "basis.ended": _l("The use was ended"),
    "basis.undone": _l("A change was taken back, and what was before holds again"),
    "basis.removed": _l("A change was taken back, and nothing is recorded any more"),
    "consent.asked": _l("You were asked for your consent"),
    "consent.reminded": _l("You were reminded of the question for your consent"),
    "consent.given": _l("You consented"),
    "consent.withdrawn": _l("The consent was withdrawn"),
    "purpose.objected": _l("An objection was noted"),
    "marketing.objected": _l("All marketing was stopped"),
    "marketing.stop_kept": _l("Your earlier no to all marketing, from before your data was erased, was kept"),
    "sale.recorded": _l("A purchase was noted"),
    "sale.removed": _l("A purchase was deleted"),
    "complaint.received": _l("A complaint about a letter with marketing came in"),
    "pause.set": _l("The pause of marketing was changed"),
    "person.told_apart": _l("It was noted that you are not somebody else with similar data"),
    "person.apart_taken_back": _l("The note that you are not somebody else with similar data was taken back"),
    "copy.fetched": _l("You fetched a copy of your data"),
    "links.ended": _l("All links to your page were ended"),
    "answer.received": _l("A web form was answered with your address, and waited to be confirmed"),
    "answer.confirmed": _l("You confirmed an answer to a web form"),
    "person.restricted": _l("The use of your data was restricted to storing it"),
    "person.restriction_lifted": _l("The restriction of how your data is used was lifted"),
    "person.reduced": _l("Your data was erased, but for what the law requires"),
    "address.refused": _l("Letters to your address were refused"),
    "address.works": _l("Letters to your address arrive again"),
    "person.informed": _l("It was noted how you were informed"),
    "letter.retried": _l("A letter to you was tried again"),
    "letter.cancelled": _l("A letter to you was cancelled before it was sent"),
}


def _called(names: dict[str, Any], key: str) -> str:
    return str(names.get(key, key))


def core_field_label(name: str) -> str:
    """Return what a core field of the person is called."""
    return _called(_CORE_FIELDS, name)


def status_label(status: str | None) -> str:
    """Return what the status of a recorded basis, or the answer to a topic, is called."""
    return _called(_STATUSES, status or "")


def actor_label(actor: str) -> str:
    """Return who made a change, by kind and never by name."""
    return _called(_ACTORS, actor.partition(":")[0])


def channel_label(channel: str) -> str:
    """Return how a change came in."""
    return _called(_CHANNELS, channel)


def role_label(role: str) -> str:
    """Return what a staff role is called."""
    return _called(_ROLES, role)


def letter_kind_label(kind: str) -> str:
    """Return what a kind of letter is called."""
    return _called(_LETTERS, kind)


def letter_state_label(state: str) -> str:
    """Return how far a letter has come."""
    return _called(_LETTER_STATES, state)


def event_label(entry: LedgerEntry | Row[Any]) -> str:
    """Return what an entry tells the person, without purpose or topic."""
    if entry.actor == "person" and entry.event in _OWN_EVENTS:
        return _called(_OWN_EVENTS, entry.event)
    if entry.event == "topic.chosen":
        return str(_l("A topic was chosen") if entry.status == "on" else _l("A topic was declined"))
    if entry.event.startswith("request."):
        return request_event_label(entry.event)
    return _called(_EVENTS, entry.event)
