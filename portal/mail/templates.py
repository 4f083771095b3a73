"""The wordings of letters: shipped, reworded by staff, and ready to be filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.config import LANGUAGES
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import cached, forget_version
from portal.ledger.models import Channel
from portal.ledger.rules import SYSTEM, Actor, Draft
from portal.mail.blocks import Blocks
from portal.mail.kinds import KINDS, UnknownKind, wording_kind
from portal.mail.models import LetterTemplate
from portal.mail.wording import Filled, Values, check_wording, filled, filled_line, parsed

_FOLDER = Path(__file__).parent / "shipped"


@dataclass(frozen=True)
class Wording:
    """The subject and body of a letter in a language; version 0 is shipped and not stored."""

    kind: str
    """The kind of letter, or the key of a variant of it."""
    language: str
    subject: str
    body: str
    version: int = 0


@dataclass(frozen=True)
class Ready:
    """A wording taken apart once, to be filled in for many letters."""

    wording: Wording
    parts: tuple[Filled, ...]

    def subject(self, values: Values) -> str:
        """Return the subject with its placeholders filled in."""
        return filled_line(self.wording.subject, values)

    def blocks(self, values: Values) -> Blocks:
        """Return the body with its placeholders filled in."""
        return filled(self.parts, values)


class NewerWording(Exception):
    """Somebody has stored a newer wording than the one that was changed; ``latest`` is its version."""

    def __init__(self, latest: int) -> None:
        """Keep the newer version."""
        self.latest = latest
        super().__init__(str(latest))


def ready(wording: Wording) -> Ready:
    """Return the wording taken apart.

    :raises portal.mail.kinds.UnknownKind: there is no such kind of letter
    """
    return Ready(wording, parsed(wording.body, KINDS[wording_kind(wording.kind)].offer))


@cache
def shipped() -> Mapping[tuple[str, str], Wording]:
    """Return the shipped wordings by kind and language: the first line of a file is the subject, the rest the body."""
    wordings = {}
    for kind in KINDS:
        for language in LANGUAGES:
            text = (_FOLDER / f"{kind}.{language}.txt").read_text(encoding="utf-8")
            subject, _, body = text.partition("\n")
            wordings[kind, language] = Wording(kind, language, subject.strip(), body.strip())
    return wordings


def _load(session: Session) -> Mapping[tuple[str, str], Ready]:
    wordings = dict(shipped())
    for row in session.scalars(select(LetterTemplate).order_by(LetterTemplate.version, LetterTemplate.id)):
        wordings[row.kind, row.language] = Wording(row.kind, row.language, row.subject, row.body, row.version)
    return {key: ready(wording) for key, wording in wordings.items() if _is_known(wording.kind)}


def _is_known(key: str) -> bool:
    try:
        wording_kind(key)
    except UnknownKind:
        return False
    return True


current_wordings = cached(_load)


def current_wording(kind: str, language: str) -> Ready:
    """Return the wording that holds now for the kind in the language, else in the first language.

    A variant that is not worded in the language, or is gone, is the letter that it is a variant of.

    :raises portal.mail.kinds.UnknownKind: there is no such kind of letter
    """
    wordings, base = current_wordings(), wording_kind(kind)
    return wordings.get((kind, language)) or wordings.get((base, language)) or wordings[base, LANGUAGES[0]]


def latest_version(kind: str, language: str) -> int:
    """Return the version of the latest stored wording, 0 when there is none."""
    statement = select(func.max(LetterTemplate.version)).where(
        LetterTemplate.kind == kind, LetterTemplate.language == language
    )
    return db.session.scalar(statement) or 0


def store_wording(
    kind: str,
    language: str,
    subject: str,
    body: str,
    *,
    seen: int | None = None,
    at: datetime,
    by: Actor,
    channel: Channel,
) -> LetterTemplate:
    """Keep a new version of a wording; letters already written stay as they are.

    :param kind: the kind of letter, or the key of a variant of it
    :param seen: the version that was changed, when somebody else may have stored a newer one meanwhile
    :raises portal.mail.kinds.UnknownKind: there is no such kind of letter
    :raises portal.mail.wording.WrongWording: a placeholder is unknown, misplaced or missing
    :raises NewerWording: the version that was changed is not the latest any more
    """
    check_wording(subject, body, KINDS[wording_kind(kind)].offer)
    append([], at=at, by=by, channel=channel)  # the ledger's lock: two at once can't both be the next version
    latest = latest_version(kind, language)
    if seen is not None and seen != latest:
        raise NewerWording(latest)
    usual = shipped().get((kind, language))
    row = LetterTemplate(
        kind=kind,
        language=language,
        version=latest + 1,
        subject=subject,
        body=body,
        is_shipped=by == SYSTEM or (usual is not None and (usual.subject, usual.body) == (subject, body)),
        made_at=at,
        made_by=str(by),
    )
    db.session.add(row)
    details = {"kind": kind, "language": language, "version": row.version, "subject": subject, "body": body}
    append([Draft("template.worded", details=details)], at=at, by=by, channel=channel)
    forget_version()
    return row


def ship_templates(*, at: datetime) -> int:
    """Store the shipped wordings that differ from what the system stored before, and return how many.

    A wording that staff made stays.
    """
    latest = {
        (row.kind, row.language): row
        for row in db.session.scalars(select(LetterTemplate).order_by(LetterTemplate.version, LetterTemplate.id))
    }
    count = 0
    for key, wording in shipped().items():
        row = latest.get(key)
        if row is None or (row.is_shipped and (row.subject, row.body) != (wording.subject, wording.body)):
            store_wording(*key, wording.subject, wording.body, at=at, by=SYSTEM, channel="system")
            count += 1
    return count
