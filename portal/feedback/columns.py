"""What the columns of a file of bounces and complaints hold, and what a row of it says."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Final, Literal
from zoneinfo import ZoneInfo

from portal.marketing.feedback import FeedbackEvent, FeedbackKind
from portal.people.rules import NotAnAddress, checked_email, folded_words

RowFault = Literal["no_address", "not_an_address", "no_kind", "unknown_kind", "bad_day", "future_day"]

_NAMES: Final[Mapping[str, str]] = {
    "email": "email epost epostadress emailaddress mail mejl mejladress emailadress recipient mottagare "
    "recipientemail address adress personemail",
    "kind": "kind type typ event handelse eventtype bouncetype slag reason",
    "at": "at date datum time tid timestamp tidpunkt eventtime eventdate happened bouncedat complainedat created",
}
_PLACE: Final = {word: field for field, words in _NAMES.items() for word in words.split()}
_KINDS: Final[Mapping[FeedbackKind | Literal["passing"], str]] = {
    "complaint": "complaint complained spam spamreport spamcomplaint abuse feedbackloop klagomal spamklagomal",
    "bounce": "bounce bounced hardbounce hard permanent permanentbounce studs hardstuds returned",
    "passing": "softbounce soft transient temporary transientbounce mjukstuds deferred",
}
_KIND_OF: Final = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_EARLIEST: Final = 2000
"""The year before which no row is from."""


class NoColumn(Exception):
    """No column holds what is needed: ``email`` or ``kind``."""

    def __init__(self, field: Literal["email", "kind"]) -> None:
        """Keep what is missing."""
        super().__init__(field)
        self.field = field


class WrongRow(Exception):
    """The row can't be taken."""

    def __init__(self, fault: RowFault) -> None:
        """Keep why."""
        super().__init__(fault)
        self.fault = fault


def guessed_columns(header: Sequence[str], kind: str) -> dict[str, int]:
    """Return the place of each column that is used, by its name; of two that are called alike, the first.

    :param kind: what every row is, or empty where a column says it
    :raises NoColumn: there are no addresses, or nothing says what the rows are
    """
    columns: dict[str, int] = {}
    for place, name in enumerate(header):
        field = _PLACE.get("".join(folded_words(name)))
        if field and not (field == "kind" and kind):
            columns.setdefault(field, place)
    if "email" not in columns:
        raise NoColumn("email")
    if not kind and "kind" not in columns:
        raise NoColumn("kind")
    return columns


def event_of(
    cells: Sequence[str], columns: Mapping[str, int], kind: str, *, zone: str, at: datetime
) -> FeedbackEvent | None:
    """Return what the row says, or None when it bounced for the moment only.

    :param zone: the IANA name of the time zone of moments that name none
    :param at: when the file came, which is when a row without a day happened
    :raises WrongRow: it can't be taken
    """
    values = {field: cells[place].strip() if place < len(cells) else "" for field, place in columns.items()}
    told = kind or _kind(values["kind"])
    email = _address(values["email"])
    moment = _moment(values.get("at", ""), zone) if values.get("at") else at
    if moment > at and moment.astimezone(ZoneInfo(zone)).date() > at.astimezone(ZoneInfo(zone)).date():
        raise WrongRow("future_day")
    if told == "passing":
        return None
    return FeedbackEvent(email, "complaint" if told == "complaint" else "bounce", moment)


def _kind(text: str) -> str:
    if not text:
        raise WrongRow("no_kind")
    kind = _KIND_OF.get("".join(folded_words(text)))
    if kind is None:
        raise WrongRow("unknown_kind")
    return kind


def _address(text: str) -> str:
    if not text:
        raise WrongRow("no_address")
    try:
        return checked_email(text)
    except NotAnAddress as fault:
        raise WrongRow("not_an_address") from fault


def _moment(text: str, zone: str) -> datetime:
    """Return the moment in UTC; a day alone is its last moment, so that nothing on it counts as newer."""
    try:
        if len(text) == len("2026-11-24"):
            moment = datetime.combine(date.fromisoformat(text), time(23, 59, 59))
        else:
            moment = datetime.fromisoformat(text)
        if moment.year < _EARLIEST:
            raise WrongRow("bad_day")
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise WrongRow("bad_day") from fault
