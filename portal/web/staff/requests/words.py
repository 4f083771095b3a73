"""What the codes of requests are called on the staff's pages, and how a request is shown."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from portal.access_requests.models import AccessRequest
from portal.access_requests.rules import days_left
from portal.accounts.models import StaffUser
from portal.exports.request_words import (
    request_event_label,
    request_kind_label,
    request_outcome_label,
    request_state_label,
    request_way_label,
)
from portal.people.models import Person
from portal.web.staff.people.labels import LABELS
from portal.web.staff.requests.steps import Step, next_step

REQUEST_LABELS: Mapping[str, Any] = {
    **LABELS,
    "request_event": request_event_label,
    "request_outcome": request_outcome_label,
    "request_kind": request_kind_label,
    "request_state": request_state_label,
    "request_way": request_way_label,
}


class Row(NamedTuple):
    """One request as the queue shows it."""

    request: AccessRequest
    person: Person | None
    owner: StaffUser | None
    left: int
    """Days until the answer is due, below 0 when it is late."""
    step: Step | None

    @property
    def is_late(self) -> bool:
        """Tell whether the answer is overdue; while the clock stands still it is not."""
        return self.request.is_open and self.request.state != "waiting" and self.left < 0


def rows(
    requests: Sequence[AccessRequest], people: Mapping[int, Person], staff: Sequence[StaffUser], today: date
) -> list[Row]:
    """Return the requests with whose they are, who owns them and what is next."""
    by_id = {user.id: user for user in staff}
    return [
        Row(
            request,
            people.get(request.person_id or 0),
            by_id.get(request.owner_id or 0),
            days_left(request.due_on, today),
            next_step(request),
        )
        for request in requests
    ]
