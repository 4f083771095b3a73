"""An objection outside marketing stops the use at once and waits to be assessed (GDPR art. 21(1), 18(1)(d))."""

from collections.abc import Mapping
from datetime import datetime

from portal.access_requests.actions import AlreadyAsked, Asked, receive
from portal.access_requests.models import AccessRequest
from portal.access_requests.rules import Way
from portal.ledger.models import Channel
from portal.ledger.rules import Actor
from portal.legal_bases.choices import CannotStop, stop_purpose
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import Catalogue, basis_rows, recorded_basis
from portal.legal_bases.rules import IN_USE, is_pause_for_assessment
from portal.people.models import Person


def objectionable(person_id: int, catalogue: Catalogue) -> list[Purpose]:
    """Return the purposes in use that the person may object to, so that staff assess it."""
    rows = basis_rows(person_id)
    return [
        purpose
        for purpose in catalogue.all_purposes
        if purpose.id in rows
        and rows[purpose.id].status in IN_USE
        and is_assessed(purpose, rows[purpose.id].legal_basis_id, catalogue)
    ]


def is_assessed(purpose: Purpose, legal_basis_id: int, catalogue: Catalogue) -> bool:
    """Tell whether an objection to the purpose, on that legal basis, is for staff to assess."""
    article = catalogue.basis_of[legal_basis_id].article
    return is_pause_for_assessment(article, direct_marketing=purpose.direct_marketing)


def receive_objection(
    person: Person,
    purpose: Purpose,
    catalogue: Catalogue,
    *,
    words: str = "",
    way: Way = "portal",
    at: datetime,
    by: Actor,
    channel: Channel,
) -> AccessRequest | None:
    """Keep an objection that was just recorded as a request; None when there is nothing to assess.

    That is so when the purpose is marketing, where an objection is absolute, and when it waits already.
    """
    row = recorded_basis(person.id, purpose.id)
    if row is None or row.status != "objected" or not is_assessed(purpose, row.legal_basis_id, catalogue):
        return None
    asked = Asked("objection", way, purpose=purpose.key, words=words)
    try:
        return receive(asked, person, at=at, by=by, channel=channel)
    except AlreadyAsked:
        return None


_SOURCES: Mapping[Way, str] = {
    "portal": "customer_portal",
    "email": "email",
    "phone": "phone",
    "letter": "incoming_request",
    "in_person": "incoming_request",
}
"""Where an objection came from, by how its request did."""


def stop_objected_use(
    person: Person, asked: Asked, catalogue: Catalogue, *, at: datetime, by: Actor, channel: Channel
) -> None:
    """Stop the use that somebody objects to, as far as its legal basis gives the right; lock the person first."""
    purpose = next((item for item in catalogue.all_purposes if item.key == asked.purpose), None)
    if purpose is None:
        return
    source = next((item for item in catalogue.all_sources if item.key == _SOURCES[asked.way]), None)
    try:
        stop_purpose(person, purpose, catalogue, comment=asked.words, source=source, at=at, by=by, channel=channel)
    except CannotStop:
        return


def way_of(source_key: str) -> Way:
    """Return how an objection came in, by the source that staff named."""
    return next((way for way, key in _SOURCES.items() if key == source_key), "in_person")
