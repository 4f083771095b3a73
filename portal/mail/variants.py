"""Confirmation letters with words of their own, for the sources that send them."""

import secrets
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.config import LANGUAGES
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import cached, forget_version
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft
from portal.legal_bases.models import Source
from portal.mail.kinds import KINDS, VARIANT, wording_kind
from portal.mail.models import LetterTemplate, LetterVariant
from portal.mail.templates import current_wordings

USUAL = "confirmation"
"""What a source sends that has no letter of its own."""


class NoSuchVariant(LookupError):
    """There is no variant of that key."""


class VariantInUse(Exception):
    """A source sends this letter."""


class NameTaken(Exception):
    """Another variant has that name."""


def _load(session: Session) -> Mapping[str, str]:
    rows = session.execute(
        select(LetterVariant.key, LetterVariant.name).order_by(LetterVariant.name, LetterVariant.key)
    )
    return dict(rows.tuples().all())


variants = cached(_load)
"""Return the names of the variants by key, in the order of the names."""


def is_wordable(key: str) -> bool:
    """Tell whether there is a kind of letter, or a variant, of that key."""
    return key in KINDS or key in variants()


def unworded() -> Iterator[tuple[str, str]]:
    """Yield key and language of every letter that has no words of its own in a language."""
    wordings = current_wordings()
    for key in (*KINDS, *variants()):
        yield from ((key, language) for language in LANGUAGES if (key, language) not in wordings)


def add_variant(name: str, *, at: datetime, by: Actor, channel: Channel) -> str:
    """Add a variant of the confirmation, which begins without words of its own, and return its key.

    :raises NameTaken: there is one of that name
    """
    append([], at=at, by=by, channel=channel)
    _check_name(name)
    key = f"{USUAL}{VARIANT}{secrets.token_hex(4)}"
    db.session.add(LetterVariant(key=key, name=name, made_at=at, made_by=str(by)))
    append([Draft("template.added", details={"kind": key, "name": name})], at=at, by=by, channel=channel)
    forget_version()
    return key


def rename_variant(key: str, name: str, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Give the variant another name.

    :raises NoSuchVariant: there is none of that key
    :raises NameTaken: there is one of that name
    """
    append([], at=at, by=by, channel=channel)
    row = _row(key)
    if row.name == name:
        return
    _check_name(name, but=key)
    details = {"kind": key, "old": row.name, "new": name}
    row.name = name
    append([Draft("template.renamed", details=details)], at=at, by=by, channel=channel)
    forget_version()


def remove_variant(key: str, *, at: datetime, by: Actor, channel: Channel) -> None:
    """Remove the variant and its words; the ledger keeps them.

    :raises NoSuchVariant: there is none of that key
    :raises VariantInUse: a source sends it
    """
    append([], at=at, by=by, channel=channel)
    row = _row(key)
    if db.session.scalar(select(Source.id).where(Source.confirmation == key).limit(1)) is not None:
        raise VariantInUse(key)
    details = {"kind": key, "name": row.name}
    db.session.execute(delete(LetterTemplate).where(LetterTemplate.kind == key))
    db.session.delete(row)
    append([Draft("template.removed", details=details)], at=at, by=by, channel=channel)
    forget_version()


def choose_sources(key: str, source_keys: Collection[str], *, at: datetime, by: Actor, channel: Channel) -> None:
    """Let those sources, and no others, send the variant; the others go back to the usual letter.

    :raises NoSuchVariant: there is none of that key
    """
    append([], at=at, by=by, channel=channel)
    _row(key)
    drafts = []
    for source in db.session.scalars(select(Source).order_by(Source.rank, Source.id)):
        chosen = key if source.key in source_keys else USUAL if source.confirmation == key else source.confirmation
        if chosen != source.confirmation:
            details = {"old": {"confirmation": source.confirmation}, "new": {"confirmation": chosen}}
            drafts.append(Draft("source.changed", source=source.key, details=details))
            source.confirmation = chosen
    append(drafts, at=at, by=by, channel=channel)
    forget_version()


def _row(key: str) -> LetterVariant:
    row = db.session.get(LetterVariant, key)
    if row is None:
        raise NoSuchVariant(key)
    wording_kind(key)
    return row


def _check_name(name: str, *, but: str = "") -> None:
    names = db.session.execute(select(LetterVariant.key, LetterVariant.name).order_by(LetterVariant.key)).tuples()
    if any(name.casefold() == other.casefold() for key, other in names if key != but):
        raise NameTaken(name)
