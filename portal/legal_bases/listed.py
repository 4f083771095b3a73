"""The lists that an administrator keeps: what belongs to an item, and what it is called in the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from portal.config import LANGUAGES
from portal.extensions import db
from portal.ledger.rules import Draft
from portal.legal_bases.models import ConsentWording, LegalBasis, Purpose, RecordedBasis, Source
from portal.people.models import FieldKind
from portal.texts import Texts


@dataclass(frozen=True)
class Listed:
    """One of the lists; an item's own facts are columns, or name other items by their keys."""

    model: type[Any]
    event: str
    """What events about its items begin with."""
    column: str = ""
    """The column of the ledger that holds an item's key."""
    plain: tuple[str, ...] = ()
    """Facts that are columns."""
    one: Mapping[str, tuple[str, type[Any]]] = field(default_factory=dict)
    """Facts that are the key of another item, or none: the column of its id, and its table."""
    many: Mapping[str, type[Any]] = field(default_factory=dict)
    """Facts that are the keys of other items: their table."""
    fixed: frozenset[str] = frozenset()
    """Facts that stay once people rest on the item, for their rights follow from them."""
    rested_on: InstrumentedAttribute[int] | None = None
    """Where people rest on it; without, what is fixed is so from the beginning."""
    carries: tuple[InstrumentedAttribute[int], ...] = ()
    """Where rows belong to the item and go with it."""
    within: str = ""
    """The column whose value items share that are put in order among themselves."""

    def draft(self, key: str, deed: str, **details: Any) -> Draft:
        """Return the entry about something done to an item."""
        columns: dict[str, Any] = {self.column: key} if self.column else {}
        return Draft(f"{self.event}.{deed}", **columns, details={"key": key, **details})

    def snapshot(self, item: Any) -> dict[str, Any]:
        """Return every fact about the item that may change; a text goes by its field and language: ``name.sv``."""
        named = {name: _key_of(getattr(item, column), model) for name, (column, model) in self.one.items()}
        return {
            **{name: getattr(item, name) for name in self.plain},
            **named,
            **{name: [other.key for other in getattr(item, name)] for name in self.many},
            **{
                f"{name}.{language}": text
                for name, spoken in item.texts.items()
                for language, text in spoken.items()
                if text
            },
        }

    def write(self, item: Any, facts: Mapping[str, Any], texts: Texts) -> None:
        """Set the facts and texts; texts in languages that are not offered stay."""
        for name, value in facts.items():
            if name in self.one:
                column, model = self.one[name]
                setattr(item, column, _id_of(value, model))
            elif name in self.many:
                table = self.many[name]
                chosen = select(table).where(table.key.in_(value)).order_by(table.rank, table.id)
                setattr(item, name, list(db.session.scalars(chosen)))
            else:
                setattr(item, name, value)
        kept = {
            name: {language: text for language, text in spoken.items() if language not in LANGUAGES}
            for name, spoken in item.texts.items()
        }
        item.texts = {name: kept.get(name, {}) | texts.get(name, {}) for name in {**kept, **texts}}


def _key_of(item_id: int | None, model: type[Any]) -> str | None:
    return None if item_id is None else str(db.session.get_one(model, item_id).key)


def _id_of(key: str | None, model: type[Any]) -> int | None:
    return None if not key else int(db.session.scalars(select(model.id).where(model.key == key)).one())


PURPOSES = Listed(
    Purpose,
    event="purpose",
    column="purpose",
    plain=("alias", "direct_marketing", "retention_months", "retention_event", "required"),
    one={"default_basis": ("default_basis_id", LegalBasis)},
    many={"bases": LegalBasis},
    fixed=frozenset({"direct_marketing"}),
    rested_on=RecordedBasis.purpose_id,
    carries=(ConsentWording.purpose_id,),
)
BASES = Listed(
    LegalBasis,
    event="basis_kind",
    column="basis",
    plain=("alias", "article"),
    fixed=frozenset({"article"}),
    rested_on=RecordedBasis.legal_basis_id,
)
SOURCES = Listed(Source, event="source", column="source", plain=("alias", "from_person", "send_confirmation"))
FIELD_KINDS = Listed(FieldKind, event="field_kind")
