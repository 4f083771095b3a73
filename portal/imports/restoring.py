"""Put back what an import changed about a person, where nobody has changed it again since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from portal.imports.selling import restore_sales, sales_changed
from portal.ledger.rules import Actor
from portal.legal_bases.actions import Record, end_basis, enter, standing
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import Catalogue, recorded_bases, recorded_basis
from portal.legal_bases.rules import IN_USE, NO, says_no
from portal.people.actions import add_field, change, remove_field
from portal.people.models import Person
from portal.people.queries import data_fields


@dataclass(frozen=True)
class Change:
    """What one import changed about one person, in however many rows: what stood first, and what stood last."""

    core: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    further: Mapping[str, tuple[str | None, str, int, str]] = field(default_factory=dict)
    bases: Mapping[str, tuple[Mapping[str, Any] | None, int]] = field(default_factory=dict)
    sales: Mapping[tuple[str, str], tuple[bool | None, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, changes: Sequence[Mapping[str, Any]]) -> Self:
        """Return the changes as one, given in order."""
        core: dict[str, tuple[str, str]] = {}
        further: dict[str, tuple[str | None, str, int, str]] = {}
        bases: dict[str, tuple[Mapping[str, Any] | None, int]] = {}
        for before in changes:
            for name, (old, new) in before["core"].items():
                core[name] = (core[name][0] if name in core else old, new)
            for label, (value, category, source_id, new) in before["further"].items():
                first = further[label][:3] if label in further else (value, category, source_id)
                further[label] = (*first, new)
            for purpose, told in before["bases"].items():
                bases[purpose] = (bases[purpose][0] if purpose in bases else told["old"], told["seq"])
        return cls(core, further, bases, sales_changed(changes))


@dataclass
class Restored:
    """What was put back about one person."""

    values: int = 0
    bases_ended: int = 0
    bases_restored: int = 0
    kept_no: int = 0

    @property
    def anything(self) -> bool:
        """Whether there was anything to put back."""
        return bool(self.values or self.bases_ended or self.bases_restored)


def restore(person: Person, made: Change, known: Catalogue, *, at: datetime, by: Actor) -> Restored:
    """Put back what the import changed about the person, whose row is locked."""
    done = Restored()
    core = {name: old for name, (old, new) in made.core.items() if getattr(person, name) == new != old}
    if core:
        done.values += len(change(person, core, at=at, by=by, channel="import"))
    for label, told in made.further.items():
        done.values += _restore_field(person, label, told, known, at=at, by=by)
    done.values += restore_sales(person, made.sales, known.source_of, at=at, by=by)
    for key, (old, seq) in made.bases.items():
        row = recorded_basis(person.id, known.purpose(key).id)
        if row is not None and row.seq == seq:
            _restore_basis(person, row, old, known, done, at=at, by=by)
    return done


def end_own_bases(person: Person, import_id: int, known: Catalogue, *, at: datetime, by: Actor) -> tuple[int, int]:
    """End the bases of the person that rest on the import alone; return how many, and how many noes of it stay."""
    own = [row for row in recorded_bases(person.id) if row.changed_by == f"import:{import_id}"]
    ended = sum(end_basis(person, known.purpose_of[row.purpose_id], at=at, by=by, channel="import") for row in own)
    return ended, sum(row.status in NO for row in own)


def _restore_basis(
    person: Person,
    row: RecordedBasis,
    old: Mapping[str, Any] | None,
    known: Catalogue,
    done: Restored,
    *,
    at: datetime,
    by: Actor,
) -> None:
    """End or put back one basis; a no stays a no, also one that came with the import."""
    purpose = known.purpose_of[row.purpose_id]
    if row.status in NO or (old and old["status"] in IN_USE and says_no(standing(person, purpose, row))):
        done.kept_no += 1
    elif old is None:
        done.bases_ended += end_basis(person, purpose, at=at, by=by, channel="import")
    else:
        record = Record(
            purpose,
            known.basis(old["basis"]),
            known.source(old["source"]),
            old["status"],
            old["comment"],
            old["evidence"],
            old["wording_version"],
        )
        enter(person, row, record, event="basis.restored", at=at, by=by, channel="import")
        done.bases_restored += 1


def _restore_field(
    person: Person,
    label: str,
    told: tuple[str | None, str, int, str],
    known: Catalogue,
    *,
    at: datetime,
    by: Actor,
) -> int:
    value, category, source_id, new = told
    items = [item for item in data_fields(person.id) if item.label == label]
    if [item.value for item in items] != [new]:
        return 0
    remove_field(person, items[0], at=at, by=by, channel="import")
    if value is not None:
        key = known.source_of[source_id].key
        common = {"label": label, "category": category, "value": value, "source_id": source_id, "source_key": key}
        add_field(person, **common, at=at, by=by, channel="import")  # type: ignore[arg-type]
    return 1
