"""Register many people at once: made ready beforehand, then one statement a table and one append to the ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, func, insert, select, text

from portal.customers.actions import told
from portal.customers.models import Sale
from portal.customers.rules import goods_key
from portal.extensions import db
from portal.imports.planning import Plan
from portal.ledger.actions import append
from portal.ledger.rules import Actor, Draft, canonical_json
from portal.legal_bases.actions import Record
from portal.legal_bases.models import Purpose, RecordedBasis, Source
from portal.mail.letters.queued import written_language
from portal.mail.models import Letter
from portal.mail.outbox import letter_row
from portal.people.actions import stop_kept
from portal.people.field_kinds import kind_named
from portal.people.models import DataField, Person, new_person_ref
from portal.people.rules import CORE_FIELDS, folded

_PEOPLE, _BASES, _FURTHER, _SALES, _LETTERS = (
    cast(Table, model.__table__) for model in (Person, RecordedBasis, DataField, Sale, Letter)
)
_NOTHING = dict.fromkeys(CORE_FIELDS, "")
_NEXT = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")


class Made(NamedTuple):
    """The ids of newcomers and of their letters, first and last; None where there are none."""

    people: tuple[int, int] | None = None
    letters: tuple[int, int] | None = None
    letter_count: int = 0


@dataclass(frozen=True)
class Newcomer:
    """One person to be registered: their row, their entries, and what is recorded for them."""

    plan: Plan
    row: dict[str, Any]
    drafts: Sequence[Draft]
    records: Sequence[Record]
    letter: dict[str, Any] | None

    @property
    def decides(self) -> bool:
        """Tell whether the person's latest entry is about a basis, or about all marketing."""
        return bool(self.records) or self.plan.objects


def withdrawal(purpose: Purpose, source: Source, comment: str = "") -> Record:
    """Return that a person said no to the purpose before anything was recorded here."""
    consent = next((basis for basis in purpose.bases if basis.article == "a"), None)
    if consent is None:
        return Record(purpose, purpose.bases[0], source, "objected", comment)
    return Record(purpose, consent, source, "withdrawn", comment)


def newcomer(plan: Plan, *, letters: bool, at: datetime, by: Actor) -> Newcomer:
    """Return everything that registering the person writes but its numbers; nothing is asked of the database."""
    ref, source = new_person_ref(), plan.wish.source
    records = [*plan.records, *(withdrawal(no, source) for no in plan.withdrawn)]
    core = {**_NOTHING, **plan.core}
    row = {
        **core,
        "ref": ref,
        **folded(core["name"], core["email"], core["company"], core["phone"]),
        "source_id": source.id,
        "registered_at": at,
        "registered_by": str(by),
        "updated_at": at,
        "marketing_objected_at": at if plan.objects else None,
        "restricted_at": None,
    }
    letter = _letter(core, at) if letters and source.send_confirmation else None
    return Newcomer(plan, row, list(_drafts(ref, plan, records)), records, letter)


def _drafts(ref: str, plan: Plan, records: Sequence[Record]) -> Iterator[Draft]:
    """Yield the person's entries: the registration, the further items, the bases."""
    source, language = plan.wish.source.key, plan.core.get("language")
    details = {"language": language} if language else {}
    yield Draft("person.registered", person_ref=ref, source=source, details=details)
    for label, value in plan.further.items():
        evidence = canonical_json({"label": label, "old": None, "new": value})
        yield Draft("field.added", person_ref=ref, source=source, evidence=evidence)
    if plan.objects:
        yield stop_kept(ref)
    for sale in plan.sales:
        yield Draft("sale.recorded", ref, source=source, evidence=canonical_json({"old": None, "new": told(sale)}))
    for record in records:
        yield Draft(
            "basis.recorded",
            person_ref=ref,
            purpose=record.purpose.key,
            basis=record.basis.key,
            status=record.status,
            source=record.source.key,
            wording_version=record.wording_version,
            evidence=canonical_json({"comment": record.comment, "evidence": ""}) if record.comment else "",
        )


def create(newcomers: Sequence[Newcomer], *, at: datetime, by: Actor) -> Made:
    """Register the people; their confirmation letters are held."""
    if not newcomers:
        return Made()
    numbers = iter(append((draft for one in newcomers for draft in one.drafts), at=at, by=by, channel="import"))
    seqs = [[next(numbers) for _ in one.drafts] for one in newcomers]
    ids = _free_ids(_PEOPLE, len(newcomers))
    known = list(zip(ids, newcomers, seqs, strict=True))
    _insert(_PEOPLE, [{**one.row, "id": key, "choices_seq": own[-1] if one.decides else 0} for key, one, own in known])
    _insert(_BASES, [row for key, one, own in known for row in _bases(key, one, own, at, str(by))])
    _insert(_FURTHER, [row for key, one, _ in known for row in _further(key, one, at, str(by))])
    _insert(_SALES, [row for key, one, _ in known for row in _sales(key, one, at, str(by))])
    written = [(key, one.letter) for key, one, _ in known if one.letter]
    letter_ids = _free_ids(_LETTERS, len(written))
    _insert(
        _LETTERS,
        [{**letter, "id": own, "person_id": key} for own, (key, letter) in zip(letter_ids, written, strict=True)],
    )
    return Made((ids[0], ids[-1]), (letter_ids[0], letter_ids[-1]) if written else None, len(written))


def _free_ids(table: Table, count: int) -> Sequence[int]:
    """Return so many ids that nobody has: on SQLite this transaction is the only one that writes."""
    if not count:
        return ()
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        last = connection.execute(select(func.max(table.c.id))).scalar() or 0
        return range(last + 1, last + 1 + count)
    return connection.execute(_NEXT, {"table": table.name, "count": count}).scalars().all()


def _insert(table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.session.connection().execute(insert(table), rows)


def _bases(person_id: int, one: Newcomer, seqs: Sequence[int], at: datetime, by: str) -> Iterator[dict[str, Any]]:
    for record, seq in zip(reversed(one.records), reversed(seqs), strict=False):
        yield {
            "person_id": person_id,
            "purpose_id": record.purpose.id,
            "legal_basis_id": record.basis.id,
            "status": record.status,
            "source_id": record.source.id,
            "comment": record.comment,
            "evidence": "",
            "wording_version": record.wording_version,
            "since": at,
            "changed_at": at,
            "changed_by": by,
            "channel": "import",
            "seq": seq,
        }


def _further(person_id: int, one: Newcomer, at: datetime, by: str) -> Iterator[dict[str, Any]]:
    for label, value in one.plan.further.items():
        kind = kind_named(label)
        yield {
            "person_id": person_id,
            "kind_id": kind.id if kind else None,
            "label": label,
            "category": "",
            "value": value,
            "source_id": one.plan.wish.source.id,
            "recorded_at": at,
            "recorded_by": by,
        }


def _sales(person_id: int, one: Newcomer, at: datetime, by: str) -> Iterator[dict[str, Any]]:
    for sale in one.plan.sales:
        same = {"source_id": one.plan.wish.source.id, "recorded_at": at, "recorded_by": by}
        values = {"sold_on": sale.sold_on, "goods": sale.goods, "way_out_offered": sale.way_out_offered}
        yield {"person_id": person_id, "goods_key": goods_key(sale.goods), **values, **same}


def _letter(core: dict[str, str], at: datetime) -> dict[str, Any]:
    language = written_language(core["language"], core["country"])
    return letter_row("confirmation", recipient=core["email"], language=language, at=at, held=True)
