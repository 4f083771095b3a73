"""What holds of a person's preferences now, and what their form asks to be otherwise."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, Self

from flask import g
from werkzeug.datastructures import MultiDict

from portal import clock
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import BasisRow, catalogue
from portal.legal_bases.rules import IN_USE, kept_until
from portal.links.queries import Visit
from portal.preferences.models import Topic
from portal.preferences.queries import chosen, topics
from portal.preferences.rules import is_paused
from portal.settings.queries import current_organisation

PAUSES = (1, 3, 6)
"""Months."""
KEEP, NONE = "keep", "none"
_MONTHS = {str(count): count for count in PAUSES}


class Wishes(NamedTuple):
    """What holds for the person now."""

    topics: dict[Topic, bool]
    """Whether each topic is sent: as chosen, else as its purpose."""
    quiet: list[Purpose]
    """Purposes with topics that are not in use, so that their topics wait for a consent."""
    paused_until: date | None
    language: str
    today: date


def current_wishes(visit: Visit, bases: Mapping[int, BasisRow]) -> Wishes:
    """Return what holds for the person now, with those recorded bases."""
    topics_chosen, until = chosen(visit.person_id)
    today = clock.today(current_organisation().time_zone)
    in_use = {purpose_id for purpose_id, basis in bases.items() if basis.status in IN_USE}
    offered = topics()
    with_topics = {topic.purpose_id for topic in offered}
    return Wishes(
        topics={topic: topics_chosen.get(topic.id, topic.purpose_id in in_use) for topic in offered},
        quiet=[item for item in catalogue().purposes if item.id in with_topics - in_use],
        paused_until=until if is_paused(until, today=today) else None,
        language=visit.language,
        today=today,
    )


class Answers(NamedTuple):
    """A form that was filled in with nothing but what it offers."""

    topics: frozenset[str]
    pause: str
    language: str
    seen: int
    """The person's latest choice when the form was made."""

    @classmethod
    def of(cls, posted: MultiDict[str, str], wishes: Wishes) -> Self | None:
        """Return what was posted, or None when it holds something else than the page offers.

        Read without a form's machinery, since nearly every form that is sent is right; the others meet it for its
        sentences.
        """
        wanted = frozenset(posted.getlist("topics"))
        pause, language = posted.get("pause", ""), posted.get("language", "")
        known = pause in _MONTHS or pause == NONE or (pause == KEEP and wishes.paused_until is not None)
        if not known or language not in current_organisation().languages:
            return None
        if not wanted <= {topic.key for topic in wishes.topics}:
            return None
        try:
            return cls(wanted, pause, language, int(posted.get("seen", "")))
        except ValueError:
            return None

    def changed_topics(self, wishes: Wishes) -> dict[Topic, bool]:
        """Return the topics whose answer differs from what holds now."""
        return {
            topic: topic.key in self.topics
            for topic, wanted in wishes.topics.items()
            if (topic.key in self.topics) != wanted
        }

    def pause_end(self, wishes: Wishes) -> date | None:
        """Return the first day after the pause, or None for no pause."""
        if self.pause == KEEP:
            return wishes.paused_until
        return None if self.pause == NONE else kept_until(wishes.today, _MONTHS[self.pause])

    def other_language(self, present: str) -> str:
        """Return the language chosen instead of the person's, or of the page's when they have none; else empty."""
        return self.language if self.language != (present or g.language) else ""

    def changes(self, wishes: Wishes) -> bool:
        """Tell whether saving would change what holds now about topics or the pause."""
        return bool(self.changed_topics(wishes)) or self.pause_end(wishes) != wishes.paused_until
