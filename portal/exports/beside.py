"""The sheets of what staff add to an answer: other systems, attached files, and what is withheld."""

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.exports.additions import HIDDEN, Additions
from portal.exports.document import Cell, Column, Section


def other_systems(additions: Additions) -> Section:
    """Return the items that other systems hold, in the order in which they were added."""
    rows: list[tuple[Cell, ...]] = list(additions.rows)
    note = additions.parts.get(("other_systems", ""))
    if note or not (rows or additions.files):
        rows.append((note or _("We hold nothing more about you in other systems."), None, None))
    columns = (Column("system", _("System")), Column("label", _("What")), Column("value", _("Value")))
    return Section("other_systems", _("Other systems"), columns, rows)


def attached_files(additions: Additions) -> Section:
    """Return the files that go with the answer."""
    columns = (Column("name", _("File")), Column("size", _("Bytes")), Column("note", _("What it is")))
    return Section("files", _("Attached files"), columns, [tuple(file) for file in additions.files])


def withheld(additions: Additions, hidden: int) -> Section:
    """Return what was left out, and why (art. 15(4)), never the words themselves.

    :param hidden: in how many places words are hidden
    """
    rows: list[tuple[Cell, ...]] = []
    if additions.masks:
        places = ngettext("Hidden in %(num)s place", "Hidden in %(num)s places", hidden)
        shown = _("%(places)s, shown as %(sign)s", places=places, sign=HIDDEN)
        reasons = dict.fromkeys(mask.reason for mask in additions.masks)
        rows.extend((shown, reason) for reason in reasons)
    note = additions.parts.get(("withheld", ""))
    if note or not rows:
        rows.append((note or _("Nothing is withheld."), None))
    columns = (Column("what", _("What")), Column("reason", _("Reason")))
    return Section("withheld", _("Withheld"), columns, rows)
