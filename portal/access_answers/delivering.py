"""Deliver an answer, note who fetches it, and forget it in time; lock the request first."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from portal.access_answers.actions import answer_file
from portal.access_answers.composing import missing_in
from portal.access_answers.models import AnswerDelivery, AnswerDownload, AnswerFile, AnswerMask, AnswerPart, AnswerRow
from portal.access_answers.queries import files_of
from portal.access_answers.rules import Key
from portal.access_requests.actions import check_open, mark_answered
from portal.access_requests.entering import Change, enter
from portal.access_requests.models import AccessRequest
from portal.extensions import db
from portal.ledger.models import Channel
from portal.ledger.rules import PERSON, SYSTEM, Actor
from portal.links.actions import delivery_link
from portal.mail.letters.about_requests import answer_ready
from portal.people.models import Person
from portal.settings.queries import current_organisation

Made = Sequence[tuple[str, str, bytes]]


class PartsMissing(Exception):
    """Parts that the law asks for are empty, and nobody has said that there is none."""

    def __init__(self, keys: Sequence[Key]) -> None:
        """Keep which."""
        super().__init__(keys)
        self.keys = keys


class NoLetter(Exception):
    """No letter with a link can go to the person."""


def deliver(request: AccessRequest, person: Person, made: Made, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Send the person a letter with the link to the answer, and close the request.

    :param made: the files that were made of the answer: name, content type, bytes
    :raises portal.access_requests.actions.AlreadyClosed: the request is closed
    :raises PartsMissing: the answer is not complete
    :raises NoLetter: there is no address
    """
    until = at + timedelta(days=current_organisation().delivery_days)
    _keep(request, person, made, at=at, by=by)
    names = [file.name for file in files_of(request.id)]
    link = delivery_link(person.id, request.reference, until=until, at=at)
    if answer_ready(request, person, link=link, files=names, until=until, at=at) is None:
        raise NoLetter
    db.session.add(AnswerDelivery(request_id=request.id, way="link", note="", delivered_at=at, available_until=until))
    facts = {"files": len(names), "until": until.isoformat()}
    mark_answered(request, outcome="delivered", facts=facts, at=at, by=by, channel=channel)


def deliver_on_paper(
    request: AccessRequest, person: Person, made: Made, note: str, *, at: datetime, by: Actor, channel: Channel
) -> None:
    """Note that the answer was handed over on paper, and close the request; what it was is kept for a while.

    :param note: how and when; the person sees it
    :raises portal.access_requests.actions.AlreadyClosed: the request is closed
    :raises PartsMissing: the answer is not complete
    """
    _keep(request, person, made, at=at, by=by)
    db.session.add(AnswerDelivery(request_id=request.id, way="paper", note=note, delivered_at=at))
    mark_answered(request, outcome="on_paper", text=note, at=at, by=by, channel=channel)


def _keep(request: AccessRequest, person: Person, made: Made, *, at: datetime, by: Actor) -> None:
    check_open(request)
    missing = missing_in(request, person)
    if missing:
        raise PartsMissing(missing)
    db.session.add_all(answer_file(request, name, kind, data, made=True, at=at, by=by) for name, kind, data in made)
    db.session.flush()


def note_download(request: AccessRequest, file: AnswerFile, *, at: datetime) -> None:
    """Keep that the person fetched the file: staff and the person see it."""
    db.session.add(AnswerDownload(file_id=file.id, at=at))
    change = Change("downloaded", facts={"file": file.id, "digest": file.digest}, outdates=False)
    enter(request, change, at=at, by=PERSON, channel="page")


def forget_delivered(*, most: int = 20, at: datetime) -> int:
    """Delete the data of files whose time is over, a few answers at a time, and return how many answers there were.

    What was handed over on paper goes with the same number of days.
    """
    kept = timedelta(days=current_organisation().delivery_days)
    over = (AnswerDelivery.available_until < at) | (
        AnswerDelivery.available_until.is_(None) & (AnswerDelivery.delivered_at < at - kept)
    )
    ids = db.session.scalars(
        select(AnswerDelivery.request_id)
        .where(AnswerDelivery.forgotten_at.is_(None), over)
        .order_by(AnswerDelivery.request_id)
        .limit(most)
    ).all()
    for request_id in ids:
        _forget_files(request_id, at)
    return len(ids)


def forget_delivered_to(person_id: int, *, at: datetime) -> None:
    """Delete the data of files that the person was given, before their time is over; lock the person first."""
    given = (
        select(AnswerDelivery.request_id)
        .join(AccessRequest, AccessRequest.id == AnswerDelivery.request_id)
        .where(AccessRequest.person_id == person_id, AnswerDelivery.forgotten_at.is_(None))
        .order_by(AnswerDelivery.request_id)
    )
    for request_id in db.session.scalars(given).all():
        _forget_files(request_id, at)


def _forget_files(request_id: int, at: datetime) -> None:
    request = db.session.get(AccessRequest, request_id, with_for_update=True, populate_existing=True)
    db.session.execute(update(AnswerFile).where(AnswerFile.request_id == request_id).values(data=None))
    db.session.execute(delete(AnswerRow).where(AnswerRow.request_id == request_id))
    mine = AnswerDelivery.request_id == request_id
    db.session.execute(update(AnswerDelivery).where(mine).values(forgotten_at=at))
    if request is not None:
        enter(request, Change("files_forgotten", outdates=False), at=at, by=SYSTEM, channel="system")


def forget_answers(person_ids: Sequence[int]) -> None:
    """Delete everything of the answers to the people but that they were given, as part of their erasure.

    Call it while their requests still name them.
    """
    mine = select(AccessRequest.id).where(AccessRequest.person_id.in_(person_ids))
    for model in (AnswerFile, AnswerMask, AnswerPart, AnswerRow, AnswerDelivery):
        db.session.execute(delete(model).where(model.request_id.in_(mine)).execution_options(synchronize_session=False))
