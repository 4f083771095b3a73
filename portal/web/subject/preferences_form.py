"""The form of the preferences page, and the state it starts from."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, Self

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import IntegerField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import HiddenInput

from portal import clock
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import BasisRow, catalogue
from portal.legal_bases.rules import IN_USE, kept_until
from portal.links.queries import Visit
from portal.preferences.models import Topic
from portal.preferences.queries import chosen, topics
from portal.preferences.rules import is_paused
from portal.settings.queries import current_organisation
from portal.web.forms import Form
from portal.web.languages import offered_names

PAUSES = (1, 3, 6)
"""Months."""
KEEP, NONE = "keep", "none"


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


class PreferencesForm(Form):
    """Topics as checkboxes, how long to pause, and the language."""

    topics = SelectMultipleField(_l("What I want to get"))
    pause = RadioField(_l("Pause all marketing"))
    language = RadioField(_l("Language of letters and pages"))
    seen = IntegerField(widget=HiddenInput())

    @classmethod
    def of(cls, wishes: Wishes, *, language: str, seen: int) -> Self:
        """Return the form filled in with what holds now."""
        form = cls(
            formdata=None,
            topics=[topic.key for topic, wanted in wishes.topics.items() if wanted],
            pause=KEEP if wishes.paused_until else NONE,
            language=wishes.language or language,
            seen=seen,
        )
        return form.offering(wishes)

    @classmethod
    def posted(cls, wishes: Wishes) -> Self:
        """Return the form as it was sent."""
        return cls().offering(wishes)

    def offering(self, wishes: Wishes) -> Self:
        """Offer the topics, pauses and languages there are."""
        self.language.choices = [SelectChoice(*names) for names in offered_names()]
        self.topics.choices = [SelectChoice(topic.key, topic.name(g.language)) for topic in wishes.topics]
        kept = [SelectChoice(KEEP, _("Keep the pause I have"))] if wishes.paused_until else []
        months = [SelectChoice(str(count), ngettext("%(num)s month", "%(num)s months", count)) for count in PAUSES]
        self.pause.choices = [*kept, SelectChoice(NONE, _("No pause")), *months]
        return self

    def changed_topics(self, wishes: Wishes) -> dict[Topic, bool]:
        """Return the topics whose answer differs from what holds now."""
        chosen = set(self.topics.data or ())
        return {
            topic: topic.key in chosen for topic, wanted in wishes.topics.items() if (topic.key in chosen) != wanted
        }

    def pause_end(self, wishes: Wishes) -> date | None:
        """Return the first day after the pause, or None for no pause."""
        if self.pause.data == KEEP:
            return wishes.paused_until
        return None if self.pause.data == NONE else kept_until(wishes.today, int(self.pause.data))

    def other_language(self, present: str) -> str:
        """Return the language chosen instead of the person's, or of the page's when they have none; else empty."""
        language = str(self.language.data)
        return language if language != (present or g.language) else ""

    def changes(self, wishes: Wishes) -> bool:
        """Tell whether saving would change what holds now about topics or the pause."""
        return bool(self.changed_topics(wishes)) or self.pause_end(wishes) != wishes.paused_until
