"""What a bulk change wishes for, with the catalogue as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.bulk.models import BulkChange
from portal.bulk.rules import Present, Wish
from portal.legal_bases.finding import Question
from portal.legal_bases.many import Held
from portal.legal_bases.models import LegalBasis, Purpose, Source
from portal.legal_bases.queries import Catalogue, Unknown
from portal.legal_bases.rules import BasisNotAllowed


@dataclass(frozen=True)
class Terms:
    """Everything that the same holds for, whoever the person is."""

    known: Catalogue
    purpose: Purpose
    basis: LegalBasis | None
    """None: end the basis that there is."""
    source: Source
    comment: str = ""
    evidence: str = ""
    wording_version: int | None = None
    bulk_id: int = 0
    """0: not asked for yet."""

    @property
    def wish(self) -> Wish:
        """What is wished for everybody."""
        if self.basis is None:
            return Wish(None, self.purpose.direct_marketing)
        versions = {None, *(text.version for text in self.known.wordings if text.purpose_id == self.purpose.id)}
        outdated = {version for version in versions if self.known.asks_again(self.purpose, version)}
        is_consent = self.basis.article == "a"
        return Wish(self.basis.id, self.purpose.direct_marketing, frozenset(outdated if is_consent else ()))

    def check(self) -> None:
        """Refuse what can no longer be recorded.

        :raises BasisNotAllowed: the purpose can't rest on that basis
        :raises Unknown: the purpose, basis or source is no longer in use
        """
        if not self.purpose.active or not self.source.active:
            raise Unknown(self.purpose.key)
        if self.basis is not None and not self.basis.active:
            raise Unknown(self.basis.key)
        if self.basis is not None and self.basis.id not in {basis.id for basis in self.purpose.bases}:
            raise BasisNotAllowed(self.basis.key)


def terms_of(change: BulkChange, known: Catalogue) -> Terms:
    """Return what the change wishes for."""
    return Terms(
        known=known,
        purpose=known.purpose_of[change.purpose_id],
        basis=known.basis_of[change.legal_basis_id] if change.legal_basis_id else None,
        source=known.source_of[change.source_id],
        comment=change.comment,
        evidence=change.evidence,
        wording_version=change.wording_version,
        bulk_id=change.id,
    )


def question_of(change: BulkChange, known: Catalogue) -> Question:
    """Return the search whose people the change concerns."""
    return question_asked(change.asked, known)


def question_asked(asked: Mapping[str, Any], known: Catalogue) -> Question:
    """Return a search as it stands in its page's address."""
    return Question(
        text=asked.get("q", ""),
        purpose_id=known.purpose(asked["purpose"]).id if "purpose" in asked else None,
        basis_id=known.basis(asked["basis"]).id if "basis" in asked else None,
        status=asked.get("status"),
        source_id=known.source(asked["source"]).id if "source" in asked else None,
    )


def present(one: Held) -> Present:
    """Return what the rules ask about a person."""
    if one.row is None:
        return Present(one.marketing_objected, one.restricted, kept_stop=one.kept_stop)
    row = one.row
    return Present(one.marketing_objected, one.restricted, row.status, row.legal_basis_id, row.wording_version)
