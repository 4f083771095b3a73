"""Put the shipped lists into a database that has none."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from portal.config import LANGUAGES
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import forget_version
from portal.ledger.models import LedgerHead
from portal.ledger.rules import START, SYSTEM, Draft
from portal.legal_bases.actions import add_wording
from portal.legal_bases.models import LegalBasis, Purpose, Source
from portal.preferences.models import Topic
from portal.shipped.lists import BASES, SOURCES, TOPICS
from portal.shipped.purposes import PURPOSES
from portal.texts import Texts


def ship_lists(*, at: datetime) -> bool:
    """Add the shipped lists to an empty database, with their entries, and tell whether it was empty."""
    if db.session.scalar(select(LedgerHead.id)) is None:
        db.session.execute(insert(LedgerHead).values(id=1, seq=0, hash=START, configuration=START))
    if db.session.scalar(select(Purpose.id).limit(1)) is not None:
        return False
    bases = _add_bases()
    _add_sources()
    purposes = _add_purposes(bases)
    _add_topics(purposes["e_marketing"])
    db.session.flush()
    append(
        [
            *(Draft("basis_kind.added", basis=basis.key, details={"texts": basis.texts}) for basis in bases.values()),
            *(Draft("purpose.added", purpose=key, details=_purpose_facts(row)) for key, row in purposes.items()),
        ],
        at=at,
        by=SYSTEM,
        channel="system",
    )
    for shipped in PURPOSES:
        add_wording(purposes[shipped.key], shipped.wording, 1, at=at, by=SYSTEM)
    forget_version()
    return True


def _spoken(texts: tuple[str, str]) -> dict[str, str]:
    return dict(zip(LANGUAGES, texts, strict=True))


def _add_bases() -> dict[str, LegalBasis]:
    bases = {
        key: LegalBasis(
            key=key,
            alias=alias,
            article=article,
            rank=rank,
            texts={"name": _spoken(names), "meaning": _spoken(meanings)},
        )
        for rank, (key, alias, article, names, meanings) in enumerate(BASES, 1)
    }
    db.session.add_all(bases.values())
    return bases


def _add_sources() -> None:
    db.session.add_all(
        Source(key=key, alias=alias, from_person=from_person, rank=rank, texts={"name": _spoken(names)})
        for rank, (key, alias, from_person, names) in enumerate(SOURCES, 1)
    )


def _add_purposes(bases: dict[str, LegalBasis]) -> dict[str, Purpose]:
    db.session.flush()
    purposes = {
        shipped.key: Purpose(
            key=shipped.key,
            alias=shipped.alias,
            direct_marketing=shipped.direct_marketing,
            bases=[bases[key] for key in shipped.bases],
            default_basis_id=bases[shipped.default_basis].id if shipped.default_basis else None,
            retention_months=shipped.retention_months,
            retention_event=shipped.retention_event,
            texts=shipped.texts,
            rank=rank,
        )
        for rank, shipped in enumerate(PURPOSES, 1)
    }
    db.session.add_all(purposes.values())
    return purposes


def _add_topics(purpose: Purpose) -> None:
    db.session.flush()
    db.session.add_all(
        Topic(
            key=key,
            purpose_id=purpose.id,
            rank=rank,
            texts=Texts({"name": _spoken(names), "description": _spoken(descriptions)}),
        )
        for rank, (key, names, descriptions) in enumerate(TOPICS, 1)
    )


def _purpose_facts(purpose: Purpose) -> dict[str, Any]:
    return {
        "bases": [basis.key for basis in purpose.bases],
        "direct_marketing": purpose.direct_marketing,
        "retention_months": purpose.retention_months,
        "texts": purpose.texts,
    }
