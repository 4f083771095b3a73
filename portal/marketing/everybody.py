"""What everybody's verdict needs beside the statement: where a shared address or an erased person's no is stricter."""

from collections.abc import Iterator

from sqlalchemy import func, select

from portal.extensions import db
from portal.marketing.questions import Question
from portal.marketing.ranking import about_everybody, rank_of
from portal.marketing.reasons import RANK
from portal.people.kept_stops import address_hash, stop_for
from portal.people.models import KeptStop, Person, StopStatus

_AT_ONCE = 10_000


def stricter_ranks(asked: Question) -> dict[str, int]:
    """Return the rank that holds at the most for an address, folded, where it is not just its one person's.

    It is the strictest of those of the people who share it, or that of the no that is kept of somebody erased; what
    ``ranking.rank_of`` says of a person counts where it is lower.
    """
    shared = select(Person.email_key).where(Person.email_key != "").group_by(Person.email_key)
    among = Person.email_key.in_(shared.having(func.count() > 1))
    least = about_everybody(asked, Person.email_key, func.min(rank_of(asked))).where(among).group_by(Person.email_key)
    ranks: dict[str, int] = dict(db.session.execute(least.order_by(Person.email_key)).tuples().all())
    for key in _stopped(asked):
        ranks[key] = min(ranks.get(key, RANK["objected"]), RANK["objected"])
    return ranks


def _stopped(asked: Question) -> Iterator[str]:
    """Yield the addresses of people under which an erased person's no to the purpose is kept."""
    kept: dict[bytes, dict[str, StopStatus]] = {}
    rows = select(KeptStop.address_hash, KeptStop.scope, KeptStop.status).order_by(KeptStop.address_hash)
    for hashed, scope, status in db.session.execute(rows):
        kept.setdefault(hashed, {})[scope] = status
    keys = select(Person.email_key).where(Person.email_key != "").distinct().execution_options(yield_per=_AT_ONCE)
    for key in db.session.scalars(keys.order_by(Person.email_key)) if kept else ():
        scopes = kept.get(address_hash(key))
        if scopes and stop_for(scopes, asked.purpose.key, direct_marketing=asked.direct_marketing):
            yield key
