"""Turn keys from outside into what is to be recorded."""

from typing import TypeVar

from portal.legal_bases.actions import Record
from portal.legal_bases.models import LegalBasis, Purpose, Source
from portal.legal_bases.queries import Catalogue, Unknown
from portal.legal_bases.rules import BasisNotAllowed


def active_source(known: Catalogue, key: str) -> Source:
    """Return the source of that key or alias.

    :raises Unknown: there is none, or it is not in use
    """
    return _active(known.source(key), key)


def wished_record(known: Catalogue, purpose_key: str, basis_key: str, source: Source, comment: str = "") -> Record:
    """Return what is to be recorded; a consent is to the wording of today.

    :raises Unknown: there is no such purpose or basis, or it is not in use
    :raises BasisNotAllowed: the purpose can't rest on that basis
    """
    purpose = _active(known.purpose(purpose_key), purpose_key)
    basis = _active(known.basis(basis_key), basis_key)
    if basis.id not in {allowed.id for allowed in purpose.bases}:
        raise BasisNotAllowed(f"{purpose.key}={basis.key}")
    wording = known.wording(purpose) if basis.article == "a" else None
    return Record(purpose, basis, source, comment=comment, wording_version=wording.version if wording else None)


Item = TypeVar("Item", Purpose, LegalBasis, Source)


def _active(item: Item, key: str) -> Item:
    if not item.active:
        raise Unknown(key)
    return item
