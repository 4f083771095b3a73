"""The form of the preferences page, as it is shown."""

from typing import Self

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import IntegerField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import HiddenInput

from portal.web.forms import Form
from portal.web.languages import offered_names
from portal.web.subject.preferences_answers import KEEP, NONE, PAUSES, Wishes


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
