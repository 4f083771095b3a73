"""New versions of consent wordings, and asking again for the consents to earlier ones."""

from datetime import datetime

from sqlalchemy import select

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import forget_version
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft
from portal.legal_bases.actions import add_wording
from portal.legal_bases.models import ConsentWording, Purpose
from portal.texts import Texts


class NewerWording(Exception):
    """There is a later version than the one that was looked at."""


def reword(
    purpose: Purpose,
    texts: Texts,
    *,
    seen: int,
    ask_again: bool = False,
    at: datetime,
    by: Actor,
    channel: Channel = "staff",
) -> int | None:
    """Keep the texts as a new version and return its number, or None when they are those of the latest.

    Lock the purpose first. Earlier versions stay as they are, and so do the consents to them.

    :param seen: the version that was looked at, 0 for none
    :raises NewerWording: there is a later one
    """
    latest = _latest(purpose)
    version = latest.version if latest else 0
    if version != seen:
        raise NewerWording(version)
    if latest is not None and latest.texts == texts:
        return None
    add_wording(purpose, texts, version + 1, ask_again=ask_again, at=at, by=by, channel=channel)
    forget_version()
    return version + 1


def set_ask_again(
    purpose: Purpose, version: int, *, asks: bool, at: datetime, by: Actor, channel: Channel = "staff"
) -> bool:
    """Let consents to versions before the latest count no longer, or again; tell whether that changed anything.

    Lock the purpose first.

    :raises NewerWording: the version is not the latest
    """
    latest = _latest(purpose)
    if latest is None or latest.version != version:
        raise NewerWording(version)
    if latest.ask_again is asks:
        return False
    latest.ask_again = asks
    details = {"key": purpose.key, "old": {"ask_again": not asks}, "new": {"ask_again": asks}}
    draft = Draft("wording.ask_again", purpose=purpose.key, wording_version=version, details=details)
    append([draft], at=at, by=by, channel=channel)
    forget_version()
    return True


def _latest(purpose: Purpose) -> ConsentWording | None:
    return db.session.scalars(
        select(ConsentWording)
        .where(ConsentWording.purpose_id == purpose.id)
        .order_by(ConsentWording.version.desc())
        .limit(1)
    ).one_or_none()
