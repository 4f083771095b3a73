"""The wordings of letters: shipped, reworded by staff, and ready to be filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import LANGUAGES
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import cached, forget_version
from portal.ledger.models import Channel
from portal.ledger.rules import SYSTEM, Actor, Draft
from portal.mail.blocks import Blocks
from portal.mail.kinds import KINDS, kind_of
from portal.mail.models import LetterTemplate
from portal.mail.wording import Filled, Values, check_wording, filled, filled_line, parsed

_FOLDER = Path(__file__).parent / "shipped"


@dataclass(frozen=True)
class Wording:
    """The subject and body of a kind of letter in a language; version 0 is shipped and not stored."""

    kind: str
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
        if row.kind in KINDS:
            wordings[row.kind, row.language] = Wording(row.kind, row.language, row.subject, row.body, row.version)
    return {key: Ready(wording, parsed(wording.body, KINDS[wording.kind].offer)) for key, wording in wordings.items()}


current_wordings = cached(_load)


def current_wording(kind: str, language: str) -> Ready:
    """Return the wording that holds now for the kind in the language, else in the first language.

    :raises portal.mail.kinds.UnknownKind: there is no such kind of letter
    """
    kind_of(kind)
    wordings = current_wordings()
    return wordings.get((kind, language)) or wordings[kind, LANGUAGES[0]]


def store_wording(
    kind: str, language: str, subject: str, body: str, *, at: datetime, by: Actor, channel: Channel
) -> LetterTemplate:
    """Keep a new version of a wording; letters already written stay as they are.

    :raises portal.mail.kinds.UnknownKind: there is no such kind of letter
    :raises portal.mail.wording.WrongWording: a placeholder is unknown, misplaced or missing
    """
    check_wording(subject, body, kind_of(kind).offer)
    latest = db.session.scalar(
        select(LetterTemplate.version)
        .where(LetterTemplate.kind == kind, LetterTemplate.language == language)
        .order_by(LetterTemplate.version.desc())
        .limit(1)
    )
    row = LetterTemplate(
        kind=kind, language=language, version=(latest or 0) + 1, subject=subject, body=body, made_at=at, made_by=str(by)
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
        if row is None or (row.made_by == str(SYSTEM) and (row.subject, row.body) != (wording.subject, wording.body)):
            store_wording(*key, wording.subject, wording.body, at=at, by=SYSTEM, channel="system")
            count += 1
    return count
