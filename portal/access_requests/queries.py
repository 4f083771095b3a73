"""Find requests, and what happened to them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from portal.access_requests.models import AccessRequest, RequestEvent
from portal.access_requests.rules import OPEN
from portal.extensions import db

LONGEST_REFERENCE = 20


class NoSuchRequest(LookupError):
    """There is no request of that reference, or it is somebody else's."""


class ChangedMeanwhile(Exception):
    """Somebody did something about the request after the form was opened."""


def request_named(reference: str) -> AccessRequest:
    """Return the request, however its reference is spelled.

    :raises NoSuchRequest: there is none
    """
    found = db.session.scalars(select(AccessRequest).where(_named(reference))).one_or_none()
    if found is None:
        raise NoSuchRequest(reference)
    return found


def locked_request(reference: str, *, version: int | None = None) -> AccessRequest:
    """Return the request, with the row locked until the transaction ends and read afresh.

    :param version: what it was when the form was opened, unless that does not matter
    :raises NoSuchRequest: there is none
    :raises ChangedMeanwhile: it has another version by now
    """
    statement = select(AccessRequest).where(_named(reference)).with_for_update()
    found = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NoSuchRequest(reference)
    if version is not None and version != found.version:
        raise ChangedMeanwhile(reference)
    return found


def _named(reference: str) -> ColumnElement[bool]:
    spelled = reference.strip().upper() if reference.isascii() and "\0" not in reference else ""
    return AccessRequest.reference == spelled[:LONGEST_REFERENCE]


def requests_of(person_id: int) -> Sequence[AccessRequest]:
    """Return the person's requests, latest first."""
    found = select(AccessRequest).where(AccessRequest.person_id == person_id).order_by(AccessRequest.id.desc())
    return db.session.scalars(found).all()


def open_requests_of(person_id: int) -> Sequence[AccessRequest]:
    """Return the person's requests to which an answer is still owed, oldest first."""
    mine = AccessRequest.person_id == person_id, AccessRequest.state.in_(OPEN)
    return db.session.scalars(select(AccessRequest).where(*mine).order_by(AccessRequest.id)).all()


def timeline(request_id: int) -> Sequence[RequestEvent]:
    """Return what happened to the request, oldest first."""
    found = select(RequestEvent).where(RequestEvent.request_id == request_id).order_by(RequestEvent.id)
    return db.session.scalars(found).all()


def timelines(request_ids: Sequence[int]) -> dict[int, list[RequestEvent]]:
    """Return what happened to each of a person's requests, oldest first."""
    found = select(RequestEvent).where(RequestEvent.request_id.in_(request_ids)).order_by(RequestEvent.id)
    happened: dict[int, list[RequestEvent]] = {}
    for what in db.session.scalars(found) if request_ids else ():
        happened.setdefault(what.request_id, []).append(what)
    return happened


def open_count() -> int:
    """Return to how many requests an answer is owed."""
    return int(
        db.session.execute(select(func.count(AccessRequest.id)).where(AccessRequest.state.in_(OPEN))).scalar_one()
    )
