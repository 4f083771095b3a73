"""Kinds of further data: what an item is called in the reader's language, and what forms offer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.ledger.configuration import cached
from portal.people.models import DataField, FieldKind
from portal.texts import Text


def _load(session: Session) -> tuple[FieldKind, ...]:
    return tuple(session.scalars(select(FieldKind).order_by(FieldKind.rank, FieldKind.id)))


all_field_kinds = cached(_load)
"""Return every kind by rank, the inactive ones too. Read only."""


def field_kinds() -> tuple[FieldKind, ...]:
    """Return the kinds that forms, imports and pages offer, by rank. Read only."""
    return tuple(kind for kind in all_field_kinds() if kind.active)


def kind_named(words: str) -> FieldKind | None:
    """Return the active kind with that key, or with that name in any language, in any case; or None."""
    wanted = words.strip().casefold()
    for kind in field_kinds():
        if wanted in {kind.key, *(name.casefold() for name in kind.texts.get("name", {}).values() if name)}:
            return kind
    return None


def item_label(kind_id: int | None, label: str, language: str) -> Text | str:
    """Return what an item is called: as its kind in the language, else as it was written."""
    return _of_kind(kind_id, "name", language) or label


def item_category(kind_id: int | None, category: str, language: str) -> Text | str:
    """Return the category of an item: that of its kind in the language, else as it was written."""
    return _of_kind(kind_id, "category", language) or category


def label_of(item: DataField, language: str) -> Text | str:
    """Return what the item is called in the language."""
    return item_label(item.kind_id, item.label, language)


def category_of(item: DataField, language: str) -> Text | str:
    """Return the item's category in the language, or empty."""
    return item_category(item.kind_id, item.category, language)


def _of_kind(kind_id: int | None, field: str, language: str) -> Text | None:
    kind = next((kind for kind in all_field_kinds() if kind.id == kind_id), None)
    return kind.text(field, language) if kind else None
