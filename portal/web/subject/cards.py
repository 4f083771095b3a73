"""What the person's pages say about each purpose, and what may be pressed there."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from markupsafe import Markup

from portal.legal_bases.models import LegalBasis, Purpose, Source
from portal.legal_bases.queries import BasisRow, Catalogue
from portal.legal_bases.rules import IN_USE, NO, Right, is_pause_for_assessment, kept_until, right
from portal.links.queries import Visit

State = Literal["unused", "in_use", "awaiting", "withdrawn", "objected", "assessed", "marketing_stopped", "over"]


class Card(NamedTuple):
    """One purpose as it stands for one person; the same for all who stand alike, but for the two days."""

    purpose: Purpose
    state: State
    right: Right
    may_consent: bool
    basis: LegalBasis | None = None
    source: Source | None = None
    recorded_by: str = ""
    """The kind of who made the latest change: person, staff, import, api or system."""
    since: date | Markup | None = None
    """When the state began: a day, or what stands for it on a page."""
    until: date | Markup | None = None
    """The last day it is kept, where the period counts from the recording."""

    @property
    def in_use(self) -> bool:
        """Whether data is used for the purpose, or consent to that was asked for."""
        return self.state in {"in_use", "awaiting"}

    @property
    def shape(self) -> tuple[object, ...]:
        """Everything about the card but the two days."""
        basis, source = self.basis and self.basis.id, self.source and self.source.id
        known = (self.purpose.id, self.state, self.right, self.may_consent, basis, source, self.recorded_by)
        return (*known, self.since is not None, self.until is not None)

    def with_days(self, show: Callable[[str, date], Markup]) -> Self:
        """Return the card with its days as they are shown; ``show`` is told which day it is: since or until."""
        since, until = self.since, self.until
        return self._replace(
            since=show("since", since) if isinstance(since, date) else since,
            until=show("until", until) if isinstance(until, date) else until,
        )


def cards(visit: Visit, rows: Mapping[int, BasisRow], catalogue: Catalogue, zone: str) -> list[Card]:
    """Return a card for every active purpose, and for those with something recorded.

    :param rows: what is recorded, by purpose id
    :param zone: the IANA name of the time zone in which days are counted
    """
    return [
        card(purpose, rows.get(purpose.id), visit, catalogue, zone)
        for purpose in catalogue.all_purposes
        if purpose.active or purpose.id in rows
    ]


def card(purpose: Purpose, row: BasisRow | None, visit: Visit, catalogue: Catalogue, zone: str) -> Card:
    """Return the card of one purpose."""
    takes_consent = catalogue.takes_consent(purpose)
    if row is None:
        return Card(purpose, _without_row(purpose, visit, "unused"), "none", takes_consent)
    basis, local = catalogue.basis_of[row.legal_basis_id], ZoneInfo(zone)
    state = _state(purpose, row, basis, visit)
    in_use = state in {"in_use", "awaiting"}
    asked_again = basis.article == "a" and catalogue.asks_again(purpose, row.wording_version)
    months = purpose.retention_months if in_use and purpose.retention_event == "recorded" else None
    return Card(
        purpose,
        state,
        right(basis.article, direct_marketing=purpose.direct_marketing) if in_use else "none",
        takes_consent and (state != "in_use" or asked_again),
        basis,
        catalogue.source_of[row.source_id],
        row.changed_by.partition(":")[0],
        row.since.astimezone(local).date(),
        kept_until(row.changed_at.astimezone(local).date(), months) if months else None,
    )


def _state(purpose: Purpose, row: BasisRow, basis: LegalBasis, visit: Visit) -> State:
    if row.status in IN_USE:
        return "in_use" if row.status == "in_force" else "awaiting"
    if row.status not in NO:
        return _without_row(purpose, visit, "over")
    if row.status == "withdrawn":
        return "withdrawn"
    assessed = is_pause_for_assessment(basis.article, direct_marketing=purpose.direct_marketing)
    return "assessed" if assessed else "objected"


def _without_row(purpose: Purpose, visit: Visit, otherwise: State) -> State:
    stopped = purpose.direct_marketing and visit.marketing_objected_at is not None
    return "marketing_stopped" if stopped else otherwise


def sends_marketing(shown: Iterable[Card]) -> bool:
    """Tell whether there is still some direct marketing to stop."""
    return any(item.purpose.direct_marketing and item.in_use for item in shown)
