"""The pages of every list of the catalogue: show, add, change, order, take out of use, restore, delete."""

from functools import partial, update_wrapper
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.extensions import db
from portal.ledger.changes import latest_changes
from portal.legal_bases.cataloguing import (
    Fixed,
    InUse,
    NotListed,
    Taken,
    add_item,
    change_item,
    delete_item,
    locked_item,
    move_item,
    names_taken,
    set_active,
)
from portal.legal_bases.keys import made_key
from portal.legal_bases.uses import may_be_deleted
from portal.web.errors import error_page
from portal.web.staff.gate import current_actor
from portal.web.staff.settings.entries import settings_page
from portal.web.staff.settings.latest import told_changes
from portal.web.staff.settings.listing import ItemForm, Listing
from portal.web.staff.settings.missing import Gap, finds_gaps, gaps_in


def list_pages(listing: Listing) -> Blueprint:
    """Return the pages of a list, entered among the settings, its texts among those that are looked through."""
    bp = settings_page(
        Blueprint(listing.path, __name__, url_prefix=f"/settings/{listing.path.replace('_', '-')}"),
        label=listing.title,
        hint=listing.hint,
        start=f"staff.{listing.path}.show",
    )
    for rule, name, view, methods in (
        ("", "show", show, ["GET"]),
        ("/new", "add", add, ["GET", "POST"]),
        ("/<key>", "edit", edit, ["GET"]),
        ("/<key>", "save", save, ["POST"]),
        ("/<key>/move", "move", move, ["POST"]),
        ("/<key>/use", "use", use, ["POST"]),
        ("/<key>/delete", "ask", ask, ["GET"]),
        ("/<key>/delete", "delete", delete, ["POST"]),
    ):
        bp.add_url_rule(rule, name, update_wrapper(partial(view, listing), view), methods=methods)
    bp.register_error_handler(NotListed, lambda _fault: error_page("404", 404))
    finds_gaps(lambda: gaps(listing))
    return bp


def gaps(listing: Listing) -> list[Gap]:
    """Return where the list's texts lack a language."""
    labels = {text.name: text.label for text in listing.words}
    return [
        gap
        for item in listing.items()
        for gap in gaps_in(
            item.texts,
            labels,
            where=f"{listing.title}: {item.name(g.language)}",
            url=url_for(f"staff.{listing.path}.edit", key=item.key),
        )
    ]


def show(listing: Listing) -> ResponseReturnValue:
    """Show the list in its order."""
    latest = told_changes(listing, latest_changes((listing.listed.event,)))
    return render_template("staff/settings/list.html", listing=listing, latest=latest)


def add(listing: Listing) -> ResponseReturnValue:
    """Add an item: everything in one form."""
    form = listing.new_form()
    if request.method == "GET":
        return _new_page(listing, form)
    valid = form.validate()
    form.key.data = form.key.data or _key(listing, form)
    if not valid:
        return _new_page(listing, form, status=422)
    acting: dict[str, Any] = {"at": clock.now(), "by": current_actor()}
    try:
        item = add_item(listing.listed, form.key.data, form.facts(listing.listed), form.texts(listing.words), **acting)
    except Taken as fault:
        return _refused_new(listing, form, fault)
    listing.added(item, form, **acting)
    key = item.key
    db.session.commit()
    flash(_("“%(name)s” is added.", name=listing.name_of(key)))
    for words in listing.notices(_known(listing, key)):
        flash(words, "warning")
    return _to_list(key)


def edit(listing: Listing, key: str) -> ResponseReturnValue:
    """Show an item as it is now."""
    return _page(listing, listing.filled(_known(listing, key)), key)


def save(listing: Listing, key: str) -> ResponseReturnValue:
    """Keep what differs, unless the item was changed after the form was opened."""
    form = listing.posted(_known(listing, key))
    if not form.validate():
        return _page(listing, form, key, status=422)
    item = locked_item(listing.listed, key)
    now = listing.state(item)
    if form.seen.data != now:
        form.seen.data = now
        return _page(listing, form, key, status=409)
    facts, texts = form.facts(listing.listed), form.texts(listing.words)
    try:
        change = change_item(listing.listed, item, facts, texts, at=clock.now(), by=current_actor())
    except (Taken, Fixed) as fault:
        db.session.rollback()
        form.say(fault)
        return _page(listing, form, key, status=422)
    told = listing.told(item, change)
    db.session.commit()
    flash(_("The changes are saved.") if any(change) else _("Nothing was changed."))
    for words in told:
        flash(words, "warning")
    return _to_list(key)


def move(listing: Listing, key: str) -> ResponseReturnValue:
    """Let the item change places with the one above or below it."""
    up = request.form.get("way") == "up"
    if move_item(listing.listed, _known(listing, key).key, up=up, at=clock.now(), by=current_actor()):
        db.session.commit()
    return _to_list(key)


def use(listing: Listing, key: str) -> ResponseReturnValue:
    """Take the item out of use, or into use again."""
    active = request.form.get("active") == "1"
    item = locked_item(listing.listed, _known(listing, key).key)
    changed = set_active(listing.listed, item, active=active, at=clock.now(), by=current_actor())
    db.session.commit()
    if changed:
        name = listing.name_of(key)
        flash(
            _("“%(name)s” is in use again.", name=name)
            if active
            else _("“%(name)s” is out of use: it is offered nowhere, and stays where it stands.", name=name)
        )
    return _to_list(key)


def ask(listing: Listing, key: str) -> ResponseReturnValue:
    """Ask before an item is deleted, or say why it can't be."""
    return _delete_page(listing, key)


def delete(listing: Listing, key: str) -> ResponseReturnValue:
    """Delete an item that was never used."""
    name = _known(listing, key).name(g.language)
    item = locked_item(listing.listed, key)
    try:
        delete_item(listing.listed, item, at=clock.now(), by=current_actor())
    except InUse:
        db.session.rollback()
        return _delete_page(listing, key, status=409)
    db.session.commit()
    flash(_("“%(name)s” is deleted.", name=name))
    return redirect(url_for(".show"), 303)


def _known(listing: Listing, key: str) -> Any:
    item = listing.item(key)
    return abort(404) if item is None else item


def _key(listing: Listing, form: ItemForm) -> str:
    """Return the key made from the name in the first language that has one; without any, none."""
    name = next(iter(form.texts(listing.words)["name"].values()), "")
    return made_key(name, names_taken(listing.listed), otherwise=listing.listed.event) if name else ""


def _refused_new(listing: Listing, form: ItemForm, fault: Taken) -> ResponseReturnValue:
    db.session.rollback()
    form.say(fault)
    return _new_page(listing, form, status=422)


def _to_list(key: str) -> ResponseReturnValue:
    return redirect(url_for(".show", _anchor=key), 303)


def _new_page(listing: Listing, form: ItemForm, *, status: int = 200) -> ResponseReturnValue:
    return render_template("staff/settings/item_new.html", listing=listing, form=form), status


def _page(listing: Listing, form: ItemForm, key: str, *, status: int = 200) -> ResponseReturnValue:
    item, events = _known(listing, key), (listing.listed.event, *listing.events)
    latest = latest_changes(events, column=listing.listed.column, key=key)
    page = render_template(
        listing.item_page,
        listing=listing,
        form=form,
        item=item,
        notices=listing.notices(item),
        latest=told_changes(listing, latest),
        stale=status == 409,
    )
    return page, status


def _delete_page(listing: Listing, key: str, *, status: int = 200) -> ResponseReturnValue:
    item = _known(listing, key)
    may = may_be_deleted(listing.listed, item)
    return render_template("staff/settings/item_delete.html", listing=listing, item=item, may=may), status
