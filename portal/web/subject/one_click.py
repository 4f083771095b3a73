"""The stop link of mailing tools and mail programs (RFC 8058)."""

from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.extensions import csrf, db
from portal.legal_bases.choices import CannotStop, stop_all_marketing, stop_purpose
from portal.legal_bases.queries import Unknown, catalogue
from portal.links.queries import FoundLink, link_of
from portal.people.models import Person
from portal.people.queries import locked_person
from portal.preferences.actions import choose_topics
from portal.preferences.queries import all_topics
from portal.texts import Text
from portal.web.languages import prefer
from portal.web.subject.broken import BrokenLink

bp = Blueprint("one_click", __name__, url_prefix="/u/<token>")
csrf.exempt(bp)


@bp.get("")
def show(token: str) -> ResponseReturnValue:
    """Show a button for those who open the link themselves; opening it stops nothing."""
    return render_template("subject/one_click.html", token=token, scope=_scope(_found(token)), done=False)


@bp.post("")
def stop(token: str) -> ResponseReturnValue:
    """Stop exactly what the link is for, again and again with the same answer, never with a redirect (RFC 8058 3.1)."""
    link = _found(token)
    if link.person_id is not None:
        _stop(locked_person(link.person_id), link.scope, at=clock.now())
        db.session.commit()
    return render_template("subject/one_click.html", token=token, scope=_scope(link), done=True)


def _found(token: str) -> FoundLink:
    link = link_of(token, "stop", at=clock.now())
    if link is None:
        raise BrokenLink
    prefer(link.language)
    return link


def _stop(person: Person, scope: str, *, at: datetime) -> None:
    kind, _, key = scope.partition(":")
    known = catalogue()
    if kind == "topic":
        topics = {topic: False for topic in all_topics() if topic.key == key}
        choose_topics(person, topics, at=at, channel="one_click")
    elif kind == "purpose":
        try:
            stop_purpose(person, known.purpose(key), known, at=at, channel="one_click")
        except (CannotStop, Unknown):
            return
    else:
        stop_all_marketing(person, known, at=at, channel="one_click")


def _scope(link: FoundLink) -> Text | None:
    """Return the name of the purpose or topic that the link stops, or None for all marketing."""
    from_language = link.language or "en"
    kind, _, key = link.scope.partition(":")
    named = all_topics() if kind == "topic" else catalogue().all_purposes if kind == "purpose" else ()
    return next((item.name(from_language) for item in named if item.key == key), None)
