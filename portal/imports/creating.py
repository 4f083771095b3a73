"""Register many people at once: one statement a table, one append to the ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import insert

from portal.extensions import db
from portal.imports.planning import Plan
from portal.ledger.actions import append
from portal.ledger.rules import Actor, Draft, canonical_json
from portal.legal_bases.actions import Record
from portal.legal_bases.models import Purpose, RecordedBasis, Source
from portal.mail.models import Letter
from portal.mail.outbox import letter_row
from portal.people.languages import spoken_language
from portal.people.models import DataField, Person, new_person_ref
from portal.people.rules import CORE_FIELDS, folded


@dataclass(frozen=True)
class Newcomer:
    """One person to be registered, with what is to be recorded for them."""

    ref: str
    plan: Plan
    records: Sequence[Record]

    def drafts(self) -> Iterator[Draft]:
        """Yield the person's entries: the registration, the further items, the bases."""
        source, language = self.plan.wish.source.key, self.plan.core.get("language")
        details = {"language": language} if language else {}
        yield Draft("person.registered", person_ref=self.ref, source=source, details=details)
        for label, text in self.plan.further.items():
            evidence = canonical_json({"label": label, "old": None, "new": text})
            yield Draft("field.added", person_ref=self.ref, source=source, evidence=evidence)
        for record in self.records:
            yield Draft(
                "basis.recorded",
                person_ref=self.ref,
                purpose=record.purpose.key,
                basis=record.basis.key,
                status=record.status,
                source=record.source.key,
                wording_version=record.wording_version,
                evidence=canonical_json({"comment": record.comment, "evidence": ""}) if record.comment else "",
            )


def withdrawal(purpose: Purpose, source: Source, comment: str = "") -> Record:
    """Return that a person said no to the purpose before anything was recorded here."""
    consent = next((basis for basis in purpose.bases if basis.article == "a"), None)
    if consent is None:
        return Record(purpose, purpose.bases[0], source, "objected", comment)
    return Record(purpose, consent, source, "withdrawn", comment)


def create(plans: Sequence[Plan], *, letters: bool, at: datetime, by: Actor) -> list[int]:
    """Register the people and return the ids of their confirmation letters, which are held."""
    if not plans:
        return []
    newcomers = [
        Newcomer(new_person_ref(), plan, [*plan.records, *(withdrawal(no, plan.wish.source) for no in plan.withdrawn)])
        for plan in plans
    ]
    drafts = [list(newcomer.drafts()) for newcomer in newcomers]
    numbers = iter(append((draft for own in drafts for draft in own), at=at, by=by, channel="import"))
    seqs = [[next(numbers) for _ in own] for own in drafts]
    ids = _inserted(Person, [_person(one, own[-1], at, by) for one, own in zip(newcomers, seqs, strict=True)])
    known = list(zip(ids, newcomers, seqs, strict=True))
    _inserted(RecordedBasis, [row for key, one, own in known for row in _bases(key, one, own, at, by)])
    _inserted(DataField, [row for key, one, _ in known for row in _further(key, one, at, by)])
    return _inserted(Letter, [_letter(key, one, at) for key, one, _ in known if letters and _is_told(one)])


def _inserted(model: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert the rows and return their ids in the same order."""
    if not rows:
        return []
    table = model.__table__
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(db.session.execute(statement, rows).scalars())


def _person(one: Newcomer, last_seq: int, at: datetime, by: Actor) -> dict[str, Any]:
    core = {name: one.plan.core.get(name, "") for name in CORE_FIELDS}
    return {
        **core,
        "ref": one.ref,
        **folded(core["name"], core["email"], core["company"], core["phone"]),
        "source_id": one.plan.wish.source.id,
        "registered_at": at,
        "registered_by": str(by),
        "updated_at": at,
        "choices_seq": last_seq if one.records else 0,
    }


def _bases(person_id: int, one: Newcomer, seqs: Sequence[int], at: datetime, by: Actor) -> Iterator[dict[str, Any]]:
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
            "changed_by": str(by),
            "channel": "import",
            "seq": seq,
        }


def _further(person_id: int, one: Newcomer, at: datetime, by: Actor) -> Iterator[dict[str, Any]]:
    for label, text in one.plan.further.items():
        yield {
            "person_id": person_id,
            "label": label,
            "category": "",
            "value": text,
            "source_id": one.plan.wish.source.id,
            "recorded_at": at,
            "recorded_by": str(by),
        }


def _is_told(one: Newcomer) -> bool:
    return one.plan.wish.source.send_confirmation


def _letter(person_id: int, one: Newcomer, at: datetime) -> dict[str, Any]:
    core, default = one.plan.core, current_app.config["BABEL_DEFAULT_LOCALE"]
    language = spoken_language(core.get("language", ""), core.get("country", ""), default)
    return letter_row("confirmation", recipient=core["email"], language=language, person_id=person_id, at=at, held=True)
