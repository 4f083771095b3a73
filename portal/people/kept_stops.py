"""The noes of people who were erased: kept under a keyed hash of the address, so that nobody writes to them again."""

import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from flask import current_app
from sqlalchemy import delete, select

from portal.database import Base
from portal.extensions import db
from portal.people.models import KeptStop, StopStatus
from portal.prepared import upsert

MARKETING: Final = "marketing"
"""The scope of a stop of all marketing; any other scope is the key of a purpose."""
_AT_A_TIME = 500
FEW: Final = 10
"""Addresses that are asked about one by one."""
_KEEP = upsert(Base.metadata.tables[KeptStop.__tablename__])


class Stop(NamedTuple):
    """One no, as it is to be kept."""

    email_key: str
    """The address, folded by ``rules.email_key``."""
    scope: str
    status: StopStatus


def address_hash(email_key: str) -> bytes:
    """Return the HMAC-SHA-256 of the folded address under the key that is never rotated (RFC 2104)."""
    key: str = current_app.config["PORTAL_SUPPRESSION_KEY"]
    return hmac.digest(key.encode(), email_key.encode(), sha256)


def stop_for(scopes: Mapping[str, StopStatus], purpose_key: str, *, direct_marketing: bool) -> StopStatus | None:
    """Return the no that covers the purpose among those kept for one address, or None.

    A stop of all marketing covers every such purpose but those that the person has consented to since.
    """
    status = scopes.get(purpose_key)
    if status in {"withdrawn", "objected"}:
        return status
    return "objected" if direct_marketing and MARKETING in scopes and status is None else None


def keep_stops(stops: Iterable[Stop], *, at: datetime) -> None:
    """Keep the noes of people who are being erased; people without an address leave none.

    A stop of all marketing undoes what was consented to since an earlier one.
    """
    known = [(address_hash(stop.email_key), stop) for stop in stops if stop.email_key]
    for some in _in_parts([hashed for hashed, stop in known if stop.scope == MARKETING]):
        lifted = (KeptStop.address_hash.in_(some), KeptStop.status == "lifted")
        db.session.execute(delete(KeptStop).where(*lifted).execution_options(synchronize_session=False))
    rows = ({"address_hash": hashed, "scope": stop.scope, "status": stop.status} for hashed, stop in known)
    _KEEP.run(db.session.connection(), ({**row, "kept_at": at} for row in rows))


def kept_stops(email_keys: Collection[str]) -> dict[str, dict[str, StopStatus]]:
    """Return what is kept for each of the folded addresses that has anything: scope -> status."""
    if len(email_keys) > FEW and db.session.scalar(select(KeptStop.scope).limit(1)) is None:
        return {}
    hashes = {address_hash(key): key for key in email_keys if key}
    found: dict[str, dict[str, StopStatus]] = {}
    for some in _in_parts(sorted(hashes)):
        columns = (KeptStop.address_hash, KeptStop.scope, KeptStop.status)
        rows = db.session.execute(
            select(*columns).where(KeptStop.address_hash.in_(some)).order_by(KeptStop.address_hash, KeptStop.scope)
        )
        for hashed, scope, status in rows:
            found.setdefault(hashes[hashed], {})[scope] = status
    return found


def stop_kept_since(email_key: str, purpose_key: str, *, direct_marketing: bool) -> datetime | None:
    """Return since when a no is kept for the folded address that covers the purpose, or None."""
    if not email_key:
        return None
    found = select(KeptStop).where(KeptStop.address_hash == address_hash(email_key)).order_by(KeptStop.scope)
    rows = {row.scope: row for row in db.session.scalars(found)}
    if stop_for({scope: row.status for scope, row in rows.items()}, purpose_key, direct_marketing=direct_marketing):
        return (rows.get(purpose_key) or rows[MARKETING]).kept_at
    return None


def lift_kept_stop(email_key: str, purpose_key: str, *, at: datetime) -> None:
    """Let the purpose go again for the address: the person has consented anew, or staff have proof of it.

    A stop of all marketing stays for every other purpose.
    """
    scopes = kept_stops([email_key]).get(email_key, {})
    hashed = address_hash(email_key)
    if MARKETING in scopes and scopes.get(purpose_key) != "lifted":
        row = {"address_hash": hashed, "scope": purpose_key, "status": "lifted", "kept_at": at}
        _KEEP.run(db.session.connection(), [row])
    elif MARKETING not in scopes and purpose_key in scopes:
        gone = (KeptStop.address_hash == hashed, KeptStop.scope == purpose_key)
        db.session.execute(delete(KeptStop).where(*gone).execution_options(synchronize_session=False))


def _in_parts(hashes: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(hashes), _AT_A_TIME):
        yield hashes[start : start + _AT_A_TIME]
