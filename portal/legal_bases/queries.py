"""The catalogue of purposes, bases and sources, and what is recorded for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.ledger.configuration import cached
from portal.legal_bases.models import ConsentWording, LegalBasis, Purpose, RecordedBasis, Source
from portal.legal_bases.rules import Status
from portal.people.kept_stops import stop_kept_since
from portal.people.models import Person
from portal.prepared import Prepared
from portal.reading import plain_rows


class Unknown(LookupError):
    """The catalogue has no such purpose, basis or source; the argument is the key."""


def consent_basis(purpose: Purpose) -> LegalBasis | None:
    """Return the basis on which a consent to the purpose is recorded: the first active one of art. 6(1)(a), or None."""
    return next((basis for basis in purpose.bases if basis.active and basis.article == "a"), None)


@dataclass(frozen=True)
class Catalogue:
    """Every purpose, basis and source by rank, the inactive ones too; wordings by version. Read only."""

    all_purposes: tuple[Purpose, ...]
    all_bases: tuple[LegalBasis, ...]
    all_sources: tuple[Source, ...]
    wordings: tuple[ConsentWording, ...]

    @cached_property
    def purposes(self) -> tuple[Purpose, ...]:
        """The purposes that are active."""
        return tuple(purpose for purpose in self.all_purposes if purpose.active)

    @cached_property
    def bases(self) -> tuple[LegalBasis, ...]:
        """The legal bases that are active."""
        return tuple(basis for basis in self.all_bases if basis.active)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The sources that are active."""
        return tuple(source for source in self.all_sources if source.active)

    @cached_property
    def purpose_of(self) -> dict[int, Purpose]:
        """The purposes by id."""
        return {purpose.id: purpose for purpose in self.all_purposes}

    @cached_property
    def basis_of(self) -> dict[int, LegalBasis]:
        """The legal bases by id."""
        return {basis.id: basis for basis in self.all_bases}

    @cached_property
    def source_of(self) -> dict[int, Source]:
        """The sources by id."""
        return {source.id: source for source in self.all_sources}

    @cached_property
    def _by_key(self) -> dict[str, dict[str, Purpose | LegalBasis | Source]]:
        return {
            kind: {name.casefold(): item for item in items for name in (item.alias, item.key) if name}
            for kind, items in (
                ("purpose", self.all_purposes),
                ("basis", self.all_bases),
                ("source", self.all_sources),
            )
        }

    @cached_property
    def _latest_wordings(self) -> dict[int, ConsentWording]:
        return {wording.purpose_id: wording for wording in self.wordings}

    def purpose(self, key: str) -> Purpose:
        """Return the purpose of that key or alias, in any case.

        :raises Unknown: there is none
        """
        found = self._by_key["purpose"].get(key.strip().casefold())
        if not isinstance(found, Purpose):
            raise Unknown(key)
        return found

    def basis(self, key: str) -> LegalBasis:
        """Return the legal basis of that key or alias, in any case.

        :raises Unknown: there is none
        """
        found = self._by_key["basis"].get(key.strip().casefold())
        if not isinstance(found, LegalBasis):
            raise Unknown(key)
        return found

    def source(self, key: str) -> Source:
        """Return the source of that key or alias, in any case.

        :raises Unknown: there is none
        """
        found = self._by_key["source"].get(key.strip().casefold())
        if not isinstance(found, Source):
            raise Unknown(key)
        return found

    def wording(self, purpose: Purpose, version: int | None = None) -> ConsentWording | None:
        """Return that version of the purpose's consent wording, or the latest, or None."""
        if version is None:
            return self._latest_wordings.get(purpose.id)
        for wording in self.wordings:
            if (wording.purpose_id, wording.version) == (purpose.id, version):
                return wording
        return None

    def takes_consent(self, purpose: Purpose) -> bool:
        """Tell whether a person can consent to the purpose now: it may rest on consent, and has words for it."""
        worded = purpose.id in self._latest_wordings
        return purpose.active and worded and consent_basis(purpose) is not None

    def asks_again(self, purpose: Purpose, version: int | None) -> bool:
        """Tell whether a consent to that version no longer counts, because a later one asks again."""
        return any(
            wording.ask_again and wording.version > (version or 0)
            for wording in self.wordings
            if wording.purpose_id == purpose.id
        )


def _load(session: Session) -> Catalogue:
    return Catalogue(
        all_purposes=tuple(session.scalars(select(Purpose).order_by(Purpose.rank, Purpose.id))),
        all_bases=tuple(session.scalars(select(LegalBasis).order_by(LegalBasis.rank, LegalBasis.id))),
        all_sources=tuple(session.scalars(select(Source).order_by(Source.rank, Source.id))),
        wordings=tuple(
            session.scalars(select(ConsentWording).order_by(ConsentWording.purpose_id, ConsentWording.version))
        ),
    )


catalogue = cached(_load)


def recorded_bases(person_id: int) -> Sequence[RecordedBasis]:
    """Return what is recorded for the person, in the order of the purposes' ranks."""
    return db.session.scalars(
        select(RecordedBasis)
        .join(Purpose)
        .where(RecordedBasis.person_id == person_id)
        .order_by(Purpose.rank, Purpose.id)
    ).all()


class BasisRow(NamedTuple):
    """The columns of a recorded basis that the person's pages show."""

    purpose_id: int
    legal_basis_id: int
    status: Status
    source_id: int
    wording_version: int | None
    since: datetime
    changed_at: datetime
    changed_by: str
    seq: int


_columns = RecordedBasis.__table__.c
_BASIS_ROWS = Prepared(
    select(*(_columns[name] for name in BasisRow._fields))
    .where(_columns.person_id == bindparam("person_id"))
    .order_by(_columns.purpose_id)
)


def basis_rows(person_id: int) -> dict[int, BasisRow]:
    """Return what is recorded for the person by purpose id, as plain rows: the person's page asks nothing more."""
    rows = plain_rows(_BASIS_ROWS, {"person_id": person_id})
    return {row[0]: BasisRow(*row) for row in rows}


def basis_rows_of(person_ids: Sequence[int]) -> dict[int, list[BasisRow]]:
    """Return what is recorded for each of a few people, as plain rows by purpose."""
    rows: dict[int, list[BasisRow]] = {person_id: [] for person_id in person_ids}
    found = (
        select(_columns.person_id, *(_columns[name] for name in BasisRow._fields))
        .where(_columns.person_id.in_(person_ids))
        .order_by(_columns.person_id, _columns.purpose_id)
    )
    for person_id, *values in db.session.execute(found) if person_ids else ():
        rows[person_id].append(BasisRow(*values))
    return rows


def kept_since(person: Person, purpose: Purpose) -> datetime | None:
    """Return since when a no of somebody erased is kept for the person's address and covers the purpose, or None."""
    return stop_kept_since(person.email_key, purpose.key, direct_marketing=purpose.direct_marketing)


def recorded_basis(person_id: int, purpose_id: int) -> RecordedBasis | None:
    """Return what is recorded for the person and the purpose, or None."""
    return db.session.scalars(
        select(RecordedBasis).where(RecordedBasis.person_id == person_id, RecordedBasis.purpose_id == purpose_id)
    ).one_or_none()
