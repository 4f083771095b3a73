"""Topics: what people choose among under a purpose."""

from collections.abc import Sequence
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l

from portal.legal_bases.queries import catalogue
from portal.preferences.listed import TOPICS
from portal.preferences.models import Topic
from portal.preferences.queries import all_topics
from portal.web.staff.checks import choice_field
from portal.web.staff.settings.list_pages import list_pages
from portal.web.staff.settings.listing import ItemForm, Listing
from portal.web.staff.settings.words import NAME, Part, Words


class TopicForm(ItemForm):
    """What the topic is, and the purpose that it belongs to."""

    purpose = choice_field(_l("Purpose"), _l("Choose the purpose that the topic belongs to."), required=True)
    purpose.kwargs["description"] = _l("It stays: people's answers were given under it.")
    parts = (Part("", ("name", "description", "purpose")),)


class Topics(Listing):
    """The topics, under their purposes."""

    listed = TOPICS
    form = TopicForm
    path = "topics"
    title = _l("Topics")
    hint = _l("The kinds of messages that people choose among under a purpose.")
    add = _l("Add a topic")
    intro = _l("A person who has not answered about a topic gets it when its purpose is in use.")
    words = (
        NAME,
        Words("description", _l("Description"), _l("One sentence about what is sent."), rows=2),
    )

    def items(self) -> Sequence[Topic]:
        """Return every topic by rank."""
        return all_topics()

    def groups(self) -> list[tuple[str, Sequence[Any]]]:
        """Return the topics under their purposes."""
        grouped = [
            (str(purpose.name(g.language)), [topic for topic in all_topics() if topic.purpose_id == purpose.id])
            for purpose in catalogue().all_purposes
        ]
        return [(name, topics) for name, topics in grouped if topics]

    def offer(self, form: Any, item: Topic | None) -> None:
        """Offer the purposes in use, and the topic's own."""
        offered = [
            purpose
            for purpose in catalogue().all_purposes
            if (purpose.active if item is None else purpose.id == item.purpose_id)
        ]
        first = [("", "")] if item is None else []
        form.purpose.choices = [*first, *((purpose.key, purpose.name(g.language)) for purpose in offered)]

    def choice_words(self, name: str, value: Any) -> str:
        """Return the purpose's name."""
        known = {purpose.key: str(purpose.name(g.language)) for purpose in catalogue().all_purposes}
        return known.get(value, str(value)) if name == "purpose" else str(value)


bp = list_pages(Topics())
