"""What has happened to the person's data, and who has looked at it."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.exports.receipts import EVENTS
from portal.ledger.queries import entries_of
from portal.legal_bases.queries import catalogue
from portal.mail.queries import letters_of
from portal.people.queries import looks
from portal.preferences.queries import all_topics
from portal.web.subject.gate import current_visit

bp = Blueprint("history", __name__, url_prefix="/history")


class Happening(NamedTuple):
    """One line of the history; ``kind`` is the ledger's event, "look" or "letter"."""

    at: datetime
    order: int
    kind: str
    what: Any


@bp.get("")
def show() -> ResponseReturnValue:
    """Show every change, letter and look, latest first; staff by role and reason, never by name."""
    visit = current_visit()
    known = catalogue()
    happenings = [
        *(Happening(entry.at, entry.seq, entry.event, entry) for entry in entries_of(visit.ref)),
        *(Happening(look.at, look.id, "look", look) for look in looks(visit.person_id)),
        *(
            Happening(letter.sent_at, letter.id, "letter", letter)
            for letter in letters_of(visit.person_id)
            if letter.sent_at
        ),
    ]
    return render_template(
        "subject/history.html",
        visit=visit,
        happenings=sorted(happenings, key=lambda item: item[:2], reverse=True),
        purposes={purpose.key: purpose for purpose in known.all_purposes},
        bases={basis.key: basis for basis in known.all_bases},
        sources={source.key: source for source in known.all_sources},
        receipts=EVENTS,
        topics={topic.key: topic for topic in all_topics()},
    )
