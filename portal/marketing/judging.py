"""Judge addresses as things are now, some thousands by one statement: the verdicts of ``rules.verdict_for``."""

import json
from collections.abc import Sequence
from typing import Final

from sqlalchemy import ARRAY, FromClause, String, Subquery, bindparam, func, select

from portal.extensions import db
from portal.legal_bases.models import RecordedBasis
from portal.marketing.questions import Question
from portal.marketing.ranking import about_addresses, rank_of
from portal.marketing.reasons import REASONS
from portal.marketing.rules import NOT_AN_ADDRESS, UNKNOWN, Trace, Verdict, stricter, verdict_on, with_kept_no
from portal.marketing.stops import stopped
from portal.people.models import Person
from portal.people.rules import NotAnAddress, checked_email, email_key

TRACE: Final = (
    Person.id,
    RecordedBasis.legal_basis_id,
    RecordedBasis.source_id,
    RecordedBasis.wording_version,
    RecordedBasis.seq,
    RecordedBasis.since,
    Person.address_refused_at,
    Person.marketing_objected_at,
    Person.restricted_at,
    Person.unconfirmed_since,
)
"""The columns of ``rules.Trace``."""


def folded_address(text: str) -> str:
    """Return the address folded for comparing, or an empty text when it can't be an address."""
    try:
        return email_key(checked_email(text))
    except NotAnAddress:
        return ""


def verdicts(asked: Question, keys: Sequence[str]) -> list[Verdict]:
    """Return the verdict on each of the addresses, in order.

    :param keys: folded by ``folded_address``; an empty one is no address
    """
    found = [UNKNOWN if key else NOT_AN_ADDRESS for key in keys]
    columns = (rank_of(asked), RecordedBasis.status, *TRACE)
    given = _given(keys)
    for place, rank, status, *trace in db.session.execute(about_addresses(asked, given, given.c.place, *columns)):
        known, verdict = found[place], verdict_on(REASONS[rank], status, Trace(*trace))
        found[place] = verdict if known is UNKNOWN else stricter(known, verdict)
    kept = stopped(asked, {key for key in keys if key})
    return [with_kept_no(verdict, kept.get(key)) for key, verdict in zip(keys, found, strict=True)] if kept else found


def _given(keys: Sequence[str]) -> Subquery | FromClause:
    """Return the addresses as a table with the place of each from 0."""
    if db.engine.dialect.name == "postgresql":
        listed = func.unnest(bindparam("given", list(keys), type_=ARRAY(String)))
        rows = listed.table_valued("email_key", with_ordinality="number", name="given").render_derived()
        return select((rows.c.number - 1).label("place"), rows.c.email_key).subquery("addresses")
    listed = func.json_each(bindparam("given", json.dumps(list(keys)), type_=String))
    each = listed.table_valued("key", "value", name="given")
    return select(each.c.key.label("place"), each.c.value.label("email_key")).subquery("addresses")
