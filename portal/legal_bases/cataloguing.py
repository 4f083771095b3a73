"""Add, change, order, deactivate, restore and delete the items of a list, each with its entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import forget_version
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft
from portal.legal_bases.listed import Listed
from portal.legal_bases.uses import is_rested_on, may_be_deleted
from portal.texts import Texts

Change = tuple[dict[str, Any], dict[str, Any]]
"""What differs, by the names of the facts: before, and after."""


class NotListed(LookupError):
    """The list has no item of that key."""


class Taken(ValueError):
    """The list already has an item of that key or alias; the argument says which: ``key`` or ``alias``."""


class Fixed(ValueError):
    """People rest on the item, so that this fact stays; the argument is its name."""


class InUse(Exception):
    """The item was used, or the portal came with it: it can be deactivated, not deleted."""


def locked_item(listed: Listed, key: str) -> Any:
    """Return the item of that key, locked until the transaction ends.

    :raises NotListed: there is none
    """
    found = select(listed.model).where(listed.model.key == key).with_for_update()
    item = db.session.scalars(found).one_or_none()
    if item is None:
        raise NotListed(key)
    return item


def names_taken(listed: Listed, *, but: str = "") -> set[str]:
    """Return the keys and aliases in use, folded for comparing, but for those of one item."""
    columns = [listed.model.key, *([listed.model.alias] if "alias" in listed.plain else [])]
    rows = db.session.execute(select(*columns).where(listed.model.key != but).order_by(listed.model.id))
    return {name.casefold() for row in rows for name in row if name}


def add_item(
    listed: Listed,
    key: str,
    facts: Mapping[str, Any],
    texts: Texts,
    *,
    at: datetime,
    by: Actor,
    channel: Channel = "staff",
) -> Any:
    """Add an item at the end of the list.

    :raises Taken: there is one of that key or alias
    """
    _check_free(listed, key, facts)
    with db.session.no_autoflush:
        last = db.session.scalar(select(func.max(listed.model.rank))) or 0
        item = listed.model(key=key, rank=last + 1, active=True, texts={})
        listed.write(item, facts, texts)
    db.session.add(item)
    try:
        db.session.flush()
    except IntegrityError as fault:
        raise Taken("key") from fault
    _enter(listed.draft(key, "added", new=listed.snapshot(item)), at=at, by=by, channel=channel)
    return item


def change_item(
    listed: Listed,
    item: Any,
    facts: Mapping[str, Any],
    texts: Texts,
    *,
    at: datetime,
    by: Actor,
    channel: Channel = "staff",
) -> Change:
    """Set what differs and return it, empty when nothing does; lock the item first.

    :raises Taken: another item has the alias
    :raises Fixed: people rest on the item, and the fact decides their rights
    """
    _check_free(listed, item.key, facts, but=item.key)
    before = listed.snapshot(item)
    moved = [name for name in sorted(listed.fixed) if name in facts and facts[name] != before[name]]
    if moved and is_rested_on(listed, item):
        raise Fixed(moved[0])
    listed.write(item, facts, texts)
    after = listed.snapshot(item)
    names = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    old, new = ({name: side.get(name) for name in names} for side in (before, after))
    if names:
        _enter(listed.draft(item.key, "changed", old=old, new=new), at=at, by=by, channel=channel)
    return old, new


def set_active(listed: Listed, item: Any, *, active: bool, at: datetime, by: Actor, channel: Channel = "staff") -> bool:
    """Take the item into use or out of it, and tell whether that changed anything; what rests on it stays."""
    if item.active is active:
        return False
    item.active = active
    deed = "restored" if active else "deactivated"
    _enter(
        listed.draft(item.key, deed, old={"active": not active}, new={"active": active}), at=at, by=by, channel=channel
    )
    return True


def move_item(listed: Listed, key: str, *, up: bool, at: datetime, by: Actor, channel: Channel = "staff") -> bool:
    """Let the item change places with the one before or after it, and tell whether there was one.

    :raises NotListed: there is no item of that key
    """
    model = listed.model
    everything = list(db.session.scalars(select(model).order_by(model.rank, model.id).with_for_update()))
    item = next((one for one in everything if one.key == key), None)
    if item is None:
        raise NotListed(key)
    beside = [one for one in everything if not listed.within or _group(listed, one) == _group(listed, item)]
    place = beside.index(item)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(beside):
        return False
    here, there = everything.index(item), everything.index(beside[other])
    everything[here], everything[there] = everything[there], everything[here]
    for rank, one in enumerate(everything, 1):
        one.rank = rank
    draft = listed.draft(key, "moved", old={"place": place + 1}, new={"place": other + 1})
    _enter(draft, at=at, by=by, channel=channel)
    return True


def delete_item(listed: Listed, item: Any, *, at: datetime, by: Actor, channel: Channel = "staff") -> None:
    """Delete an item that was never used, with what belongs to it; lock the item first.

    :raises InUse: it was used, or the portal came with it
    """
    if not may_be_deleted(listed, item):
        raise InUse(item.key)
    key, old = item.key, listed.snapshot(item)
    try:
        for column in listed.carries:
            db.session.execute(delete(column.class_).where(column == item.id))
        db.session.delete(item)
        db.session.flush()
    except IntegrityError as fault:
        raise InUse(key) from fault
    _enter(listed.draft(key, "deleted", old=old), at=at, by=by, channel=channel)


def _group(listed: Listed, item: Any) -> Any:
    return getattr(item, listed.within)


def _check_free(listed: Listed, key: str, facts: Mapping[str, Any], *, but: str = "") -> None:
    taken = names_taken(listed, but=but)
    alias = facts.get("alias")
    if not but and key.casefold() in taken:
        raise Taken("key")
    if alias and alias.casefold() in taken:
        raise Taken("alias")


def _enter(draft: Draft, *, at: datetime, by: Actor, channel: Channel) -> None:
    append([draft], at=at, by=by, channel=channel)
    forget_version()
