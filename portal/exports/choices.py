"""What holds for each purpose, and what the person has chosen."""

from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from portal.exports.document import Cell, Column, Section
from portal.exports.words import actor_label, channel_label, status_label
from portal.legal_bases.models import Purpose, RecordedBasis
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.legal_bases.rules import IN_USE, kept_until
from portal.people.models import Person
from portal.preferences.queries import all_topics, pause_end, topic_choices


def purposes(person: Person, language: str, zone: str) -> Section:
    """Return one row for every active purpose and every purpose with something recorded."""
    recorded = {row.purpose_id: row for row in recorded_bases(person.id)}
    columns = (
        Column("purpose", _("Purpose")),
        Column("legal_basis", _("Legal basis")),
        Column("article", _("GDPR article")),
        Column("status", _("Status")),
        Column("since", _("Since")),
        Column("source", _("Source")),
        Column("comment", _("Comment")),
        Column("evidence", _("Evidence")),
        Column("wording_version", _("Wording version")),
        Column("wording", _("Wording consented to")),
        Column("changed_at", _("Latest change")),
        Column("changed_by", _("Changed by")),
        Column("channel", _("Came in through")),
        Column("kept_until", _("Kept until")),
        Column("description", _("What it means")),
    )
    rows = [
        _purpose_row(person, purpose, recorded.get(purpose.id), language, zone)
        for purpose in catalogue().all_purposes
        if purpose.active or purpose.id in recorded
    ]
    return Section("purposes", _("Purposes and legal bases"), columns, rows)


def _purpose_row(
    person: Person, purpose: Purpose, row: RecordedBasis | None, language: str, zone: str
) -> tuple[Cell, ...]:
    name, description = purpose.name(language), purpose.text("description", language)
    if row is None:
        return (name, None, None, _("Nothing recorded"), *(None,) * 10, description)
    known = catalogue()
    basis, wording = known.basis_of[row.legal_basis_id], None
    if row.wording_version is not None:
        wording = known.wording(purpose, row.wording_version)
    return (
        name,
        basis.name(language),
        f"6(1)({basis.article})",
        status_label(row.status),
        row.since,
        known.source_of[row.source_id].name(language),
        row.comment,
        row.evidence,
        row.wording_version,
        wording.text("text", language) if wording else None,
        row.changed_at,
        actor_label(row.changed_by),
        channel_label(row.channel),
        _last_day(person, purpose, row, zone),
        description,
    )


def _last_day(person: Person, purpose: Purpose, row: RecordedBasis, zone: str) -> date | str | None:
    if row.status not in IN_USE or purpose.retention_months is None:
        return None
    if purpose.retention_event == "last_contact":
        return str(_("%(months)s months after the latest contact", months=purpose.retention_months))
    start = row.changed_at if purpose.retention_event == "recorded" else person.registered_at
    return kept_until(start.astimezone(ZoneInfo(zone)).date(), purpose.retention_months)


def preferences(person: Person, language: str) -> Section:
    """Return the stop of all marketing, the restriction, the pause, and the answer to each topic."""
    chosen, paused = topic_choices(person.id), pause_end(person.id)
    rows: list[tuple[Cell, ...]] = [
        (_("All marketing stopped"), _yes_no(person.marketing_objected_at is not None), person.marketing_objected_at),
        (_("Use restricted to storage"), _yes_no(person.restricted_at is not None), person.restricted_at),
        (_("Marketing paused until"), _("No pause") if paused is None else None, paused),
    ]
    rows.extend(
        (_("Topic: %(topic)s", topic=topic.name(language)), _answer(chosen.get(topic.id)), None)
        for topic in all_topics()
        if topic.active or topic.id in chosen
    )
    columns = (Column("what", _("What")), Column("choice", _("Choice")), Column("date", _("Date")))
    return Section("preferences", _("Preferences"), columns, rows)


def _yes_no(answer: bool) -> str:  # noqa: FBT001 - it says what it is given
    return str(_("Yes") if answer else _("No"))


def _answer(wanted: bool | None) -> str:  # noqa: FBT001 - as above
    return str(_("No own choice: follows its purpose")) if wanted is None else _yes_no(wanted)
