"""What was answered on web forms with the person's address."""

from flask_babel import gettext as _

from portal.exports.document import Cell, Column, Section
from portal.exports.words import core_field_label
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from portal.preferences.queries import all_topics
from portal.web_forms.confirming import form_of
from portal.web_forms.models import FormAnswer
from portal.web_forms.queries import answers_of


def form_answers(person: Person, language: str) -> Section:
    """Return every answer that is kept, oldest first; one that nobody confirmed has changed nothing."""
    columns = (
        Column("answered_at", _("Answered")),
        Column("form", _("Form")),
        Column("confirmed_at", _("Confirmed")),
        Column("consents", _("Consent to")),
        Column("topics", _("Topics")),
        Column("given", _("What was typed")),
    )
    rows = [_row(answer, language) for answer in answers_of(person.id)]
    return Section("form_answers", _("Answers to web forms"), columns, rows)


def _row(answer: FormAnswer, language: str) -> tuple[Cell, ...]:
    purposes = {purpose.key: purpose.name(language) for purpose in catalogue().all_purposes}
    topics = {topic.key: topic.name(language) for topic in all_topics()}
    return (
        answer.answered_at,
        form_of(answer).text("title", language),
        answer.confirmed_at,
        "; ".join(
            _("%(purpose)s, wording %(version)s", purpose=purposes.get(key, key), version=version)
            for key, version in answer.consents.items()
        ),
        "; ".join(topics.get(key, key) for key in answer.topics),
        "; ".join(f"{core_field_label(name)}: {value}" for name, value in answer.given.items() if value),
    )
