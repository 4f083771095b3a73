"""The kept noes of erased people, as the rule asks for them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from portal.extensions import db
from portal.marketing.questions import Question
from portal.people.kept_stops import MARKETING, address_hash, stop_for
from portal.people.models import KeptStop, StopStatus

_AT_ONCE = 1000


def stopped(asked: Question, keys: Collection[str], *, until: datetime | None = None) -> dict[str, datetime]:
    """Return those of the folded addresses under which a no to the purpose is kept, with the moment it was kept.

    :param until: without those that were kept later
    """
    anything = select(KeptStop.scope).limit(1)
    if not keys or db.session.execute(anything).first() is None:
        return {}
    scopes = (MARKETING, asked.purpose.key) if asked.direct_marketing else (asked.purpose.key,)
    hashes = {address_hash(key): key for key in keys if key}
    known = list(hashes)
    kept: dict[str, dict[str, tuple[StopStatus, datetime]]] = {}
    for start in range(0, len(known), _AT_ONCE):
        found = select(KeptStop.address_hash, KeptStop.scope, KeptStop.status, KeptStop.kept_at).where(
            KeptStop.address_hash.in_(known[start : start + _AT_ONCE]), KeptStop.scope.in_(scopes)
        )
        for hashed, scope, status, at in db.session.execute(found.order_by(KeptStop.address_hash, KeptStop.scope)):
            if until is None or at < until:
                kept.setdefault(hashes[hashed], {})[scope] = status, at
    return {key: _since(rows, asked) for key, rows in kept.items() if _covers(rows, asked)}


def _covers(rows: dict[str, tuple[StopStatus, datetime]], asked: Question) -> bool:
    statuses = {scope: status for scope, (status, _) in rows.items()}
    return stop_for(statuses, asked.purpose.key, direct_marketing=asked.direct_marketing) is not None


def _since(rows: dict[str, tuple[StopStatus, datetime]], asked: Question) -> datetime:
    return (rows.get(asked.purpose.key) or rows[MARKETING])[1]
