"""The sheets about how the data is used: one for each part that GDPR art. 15(1) and 15(2) ask for."""

from collections import Counter
from collections.abc import Mapping

from flask_babel import gettext as _

from portal.exports.document import Cell, Column, Section
from portal.exports.stated import PART_NAMES, PURPOSE_PARTS, Key, stated_parts
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from portal.people.queries import data_fields
from portal.settings.queries import current_organisation


def duties(person: Person, language: str, filled: Mapping[Key, str]) -> list[Section]:
    """Return the sheets in the order of the article.

    :param filled: what staff say for this answer; it goes before what the portal states
    """
    stated = stated_parts(person, language)
    sheets = [_part(part, stated, filled, language) for part in PURPOSE_PARTS]
    return [*sheets[:4], _sources(person, language, filled), sheets[4], _rights(stated, filled)]


def said(key: Key, stated: Mapping[Key, str], filled: Mapping[Key, str]) -> str:
    """Return what the answer says about a part, also when nobody has said anything."""
    if key in filled:
        return filled[key] or str(_("None."))
    return stated.get(key, "") or str(_("Not stated yet. Ask us about it."))


def _part(part: str, stated: Mapping[Key, str], filled: Mapping[Key, str], language: str) -> Section:
    purposes = [item for item in catalogue().all_purposes if (part, item.key) in stated]
    rows: list[tuple[Cell, ...]] = [
        (purpose.name(language), said((part, purpose.key), stated, filled)) for purpose in purposes
    ]
    if not purposes:
        rows.append((said(("purposes", ""), stated, filled), None))
    columns = (Column("purpose", _("Purpose")), Column(part, str(PART_NAMES[part])))
    title = _("Transfers outside the EU") if part == "transfers" else str(PART_NAMES[part])
    return Section(part, title, columns, rows)


def _sources(person: Person, language: str, filled: Mapping[Key, str]) -> Section:
    """Return from where the data came (art. 15(1)(g)): the register's entry, and the further items by source."""
    known = catalogue().source_of
    further = Counter(item.source_id for item in data_fields(person.id))
    rows: list[tuple[Cell, ...]] = [
        (_("Contact details"), known[person.source_id].name(language), _came(known[person.source_id].from_person))
    ]
    for source, count in sorted(further.items()):
        came = known[source]
        what = _("Further data, items: %(count)s", count=count)
        rows.append((what, came.name(language), _came(came.from_person)))
    if ("source", "") in filled:
        rows.append((_("More about it"), filled["source", ""] or _("None."), None))
    columns = (Column("what", _("What")), Column("source", _("Source")), Column("came", _("Given by")))
    return Section("source", _("Where it came from"), columns, rows)


def _came(from_person: bool) -> str:  # noqa: FBT001 - it says what it is given
    return str(_("You") if from_person else _("Somebody else"))


def _rights(stated: Mapping[Key, str], filled: Mapping[Key, str]) -> Section:
    """Return the rights and where to complain (art. 15(1)(e) and (f))."""
    contact = current_organisation().contact_email
    rows: list[tuple[Cell, ...]] = [
        (_("Correction"), _("You can have what is wrong corrected and what is missing added."), "16"),
        (_("Erasure"), _("You can have your data erased when it is no longer needed or you withdraw a consent."), "17"),
        (_("Restriction"), _("You can have your data stored only, while a question about it is open."), "18"),
        (_("Take it elsewhere"), _("You can have what you gave by consent or for a contract as files."), "20"),
        (_("Object"), _("You can object to uses for a legitimate interest, and to all marketing."), "21"),
        (_("Withdraw"), _("You can withdraw a consent at any time; what was done before stays lawful."), "7(3)"),
        (_("Complain"), said(("authority", ""), stated, filled), "77"),
    ]
    how = _("On your page, or write to %(address)s.", address=contact) if contact else _("On your page.")
    rows.append((_("How"), how, None))
    columns = (Column("right", _("Right")), Column("means", _("What it means")), Column("article", _("GDPR article")))
    return Section("rights", _("Your rights"), columns, rows)
