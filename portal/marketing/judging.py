"""Judge addresses as things are now, some thousands by one statement: the verdicts of ``rules.verdict_for``."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, String, and_, bindparam, func, select

from portal.extensions import db
from portal.legal_bases.models import RecordedBasis
from portal.marketing.questions import Question
from portal.marketing.ranking import decided_since, rank_of
from portal.marketing.reasons import RANK, REASONS, Reason
from portal.marketing.stops import stopped
from portal.people.models import Person
from portal.people.rules import NotAnAddress, checked_email, email_key
from portal.preferences.models import Pause


class Verdict(NamedTuple):
    """What is said of one address, and the row that it rests on."""

    reason: Reason
    person_id: int | None = None
    basis_id: int | None = None
    since: datetime | None = None
    """Since when what decided has held."""
    source_id: int | None = None
    wording_version: int | None = None
    seq: int | None = None
    """The ledger's entry of the latest change of what is recorded for the purpose."""


NOT_AN_ADDRESS = Verdict("bad_address")
UNKNOWN = Verdict("unknown_address")


def folded_address(text: str) -> str:
    """Return the address folded for comparing, or an empty text when it can't be an address."""
    try:
        return email_key(checked_email(text))
    except NotAnAddress:
        return ""


def verdicts(asked: Question, keys: Sequence[str]) -> list[Verdict]:
    """Return the verdict on each of the addresses, folded by ``folded_address``, in order."""
    found = [UNKNOWN if key else NOT_AN_ADDRESS for key in keys]
    for place, rank, *row in db.session.execute(_statement(asked, keys)):
        known = found[place]
        if known is UNKNOWN or (rank, row[0]) < (RANK[known.reason], known.person_id or 0):
            found[place] = Verdict(REASONS[rank], *row)
    kept = stopped(asked, {key for key in keys if key})
    return with_stops(found, keys, kept) if kept else found


def with_stops(found: Sequence[Verdict], keys: Sequence[str], kept: dict[str, datetime]) -> list[Verdict]:
    """Return the verdicts, stricter where a no of an erased person is kept for the address."""
    return [
        Verdict("objected", since=kept[key]) if key in kept and RANK[verdict.reason] > RANK["objected"] else verdict
        for verdict, key in zip(found, keys, strict=True)
    ]


def _statement(asked: Question, keys: Sequence[str]) -> Any:
    if db.engine.dialect.name == "postgresql":
        listed = func.unnest(bindparam("given", list(keys), type_=ARRAY(String)))
        given: Any = listed.table_valued("address", with_ordinality="place", name="given").render_derived()
        place = given.c.place - 1
    else:
        listed = func.json_each(bindparam("given", json.dumps(list(keys)), type_=String))
        given = listed.table_valued("key", "value", name="given")
        place = given.c.key
    address = given.c.address if db.engine.dialect.name == "postgresql" else given.c.value
    row = RecordedBasis
    return (
        select(
            place,
            rank_of(asked),
            Person.id,
            row.legal_basis_id,
            decided_since(asked),
            row.source_id,
            row.wording_version,
            row.seq,
        )
        .select_from(given)
        .join(Person, and_(Person.email_key == address, address != ""))
        .outerjoin(row, and_(row.person_id == Person.id, row.purpose_id == asked.purpose.id))
        .outerjoin(Pause, Pause.person_id == Person.id)
    )
