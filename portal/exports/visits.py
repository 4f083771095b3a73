"""The links to the person's pages and the visits by them, and what the person has asked for."""

from flask_babel import gettext as _

from portal.access_requests.queries import requests_of, timelines
from portal.exports.document import Cell, Column, Section
from portal.exports.request_words import request_event_label, request_kind_label, request_state_label
from portal.exports.words import actor_label
from portal.links.queries import links_of, visits_of
from portal.people.models import Person


def links_and_visits(person: Person) -> Section:
    """Return every link to the person's pages and every visit that is still known, oldest first."""
    uses = {
        "view": _("Link to your page"),
        "preferences": _("Link to your choices"),
        "stop": _("Link that stops"),
        "receipt": _("Link to a receipt"),
        "confirm": _("Link to confirm an answer to a form"),
        "delivery": _("Link to an answer"),
    }
    rows: list[tuple[Cell, ...]] = [
        (link.made_at, uses[link.use], link.scope or None, link.expires_at, link.ended_at)
        for link in links_of(person.id)
    ]
    visit = _("Visit to your pages")
    rows.extend((item.opened_at, visit, None, None, item.ended_at) for item in visits_of(person.id))
    columns = (
        Column("at", _("When")),
        Column("what", _("What")),
        Column("scope", _("About")),
        Column("expires_at", _("Works until")),
        Column("ended_at", _("Ended")),
    )
    return Section("links", _("Links and visits"), columns, sorted(rows, key=lambda row: str(row[0])))


def requests(person: Person) -> Section:
    """Return what the person has asked for and what was told them about it, oldest first."""
    mine = requests_of(person.id)
    happened = timelines([request.id for request in mine])
    rows: list[tuple[Cell, ...]] = []
    for request in reversed(mine):
        kind, state = request_kind_label(request.kind), request_state_label(request.state)
        rows.append((request.received_at, request.reference, kind, state, request.words or None, None))
        rows.extend(
            (what.at, request.reference, request_event_label(what.event), None, what.text or None, actor_label(what.by))
            for what in happened.get(request.id, ())
            if what.shown
        )
    columns = (
        Column("at", _("When")),
        Column("reference", _("Reference")),
        Column("what", _("What")),
        Column("state", _("Status")),
        Column("words", _("Text")),
        Column("by", _("By")),
    )
    return Section("requests", _("Requests"), columns, rows)
