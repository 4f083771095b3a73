"""An objection outside marketing stops the use at once and waits to be assessed (GDPR art. 21(1), 18(1)(d))."""

from datetime import datetime

from portal.access_requests.actions import AlreadyAsked, Asked, receive
from portal.access_requests.models import AccessRequest
from portal.access_requests.rules import Way
from portal.ledger.models import Channel
from portal.ledger.rules import Actor
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import BasisRow, Catalogue, basis_rows
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
        and is_assessed(purpose, rows[purpose.id], catalogue)
    ]


def is_assessed(purpose: Purpose, row: BasisRow, catalogue: Catalogue) -> bool:
    """Tell whether an objection to the purpose, as it is recorded, is for staff to assess."""
    article = catalogue.basis_of[row.legal_basis_id].article
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
    row = basis_rows(person.id).get(purpose.id)
    if row is None or row.status != "objected" or not is_assessed(purpose, row, catalogue):
        return None
    asked = Asked("objection", way, purpose=purpose.key, words=words)
    try:
        return receive(asked, person, at=at, by=by, channel=channel)
    except AlreadyAsked:
        return None
