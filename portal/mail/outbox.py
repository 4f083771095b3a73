"""Queue letters in the caller's transaction, so that a change and its letters stand or fall together."""

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import insert, update

from portal.database import Base
from portal.extensions import db
from portal.mail.addresses import envelope_address
from portal.mail.kinds import kind_of
from portal.mail.models import Letter
from portal.prepared import Prepared

_GIVEN = ("kind", "person_id", "recipient", "language", "facts", "state", "queued_at", "due_at", "message_id")
_COUNTED = ("attempts", "fence", "answer")
_ENQUEUE = Prepared(insert(Base.metadata.tables[Letter.__tablename__]).inline(), (*_GIVEN, *_COUNTED))


def queue_letter(
    kind: str,
    *,
    recipient: str,
    language: str,
    person_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
    at: datetime,
    held: bool = False,
) -> Letter:
    """Add a letter to the outbox; it is written and sent by a worker after the caller's commit.

    A held letter waits until it is released.

    :param facts: small values that JSON can hold
    :raises portal.mail.addresses.UnusableRecipient: no letter can go to that recipient
    :raises portal.mail.kinds.UnknownKind: there is no such kind of letter
    """
    letter = Letter(
        **letter_row(kind, recipient=recipient, language=language, person_id=person_id, facts=facts, at=at, held=held)
    )
    db.session.add(letter)
    return letter


def enqueue(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add letters by their columns: for pages where every statement counts."""
    _ENQUEUE.run(db.session.connection(), rows)


def letter_row(
    kind: str,
    *,
    recipient: str,
    language: str,
    person_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
    at: datetime,
    held: bool = False,
) -> dict[str, Any]:
    """Return the columns of a queued letter, for inserting very many at once.

    :raises portal.mail.addresses.UnusableRecipient: no letter can go to that recipient
    :raises portal.mail.kinds.UnknownKind: there is no such kind of letter
    """
    kind_of(kind)
    envelope_address(recipient)
    known = dict(facts or {})
    json.dumps(known)
    return {
        "kind": kind,
        "person_id": person_id,
        "recipient": recipient,
        "language": language,
        "facts": known,
        "state": "held" if held else "due",
        "queued_at": at,
        "due_at": at,
        "message_id": new_message_id(at),
        "attempts": 0,
        "fence": 0,
        "answer": "",
    }


def new_message_id(at: datetime) -> str:
    """Return a name for a letter that nothing else has (RFC 5322 section 3.6.4).

    It begins with the moment, so that letters queued one after another stand beside each other in the index.
    """
    moment = f"{int(at.timestamp() * 1e6):014x}"
    return f"<{moment}{secrets.token_hex(12)}@{_host(current_app.config['PORTAL_BASE_URL'])}>"


@lru_cache(maxsize=4)
def _host(base_url: str) -> str | None:
    return urlsplit(base_url).hostname


def release(letter_ids: Iterable[int], *, at: datetime) -> None:
    """Let held letters go."""
    db.session.execute(
        update(Letter).where(Letter.id.in_(list(letter_ids)), Letter.state == "held").values(state="due", due_at=at)
    )


def cancel(letter_ids: Iterable[int]) -> None:
    """Take back letters that were not sent yet; one that a worker already has may still go."""
    db.session.execute(
        update(Letter)
        .where(Letter.id.in_(list(letter_ids)), Letter.state.in_(("held", "due")))
        .values(state="cancelled")
    )
