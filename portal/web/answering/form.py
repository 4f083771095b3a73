"""The form that is made from what staff designed: fields, consent boxes, topics, and two quiet traps."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice

from portal.people.rules import CORE_FIELDS, has_control_characters
from portal.preferences.models import Topic
from portal.web.answering.fields import core_field
from portal.web.answering.stamps import age_of
from portal.web.countries import country_names
from portal.web.languages import offered_names
from portal.web_forms.models import WebForm
from portal.web_forms.queries import Question
from portal.web_forms.receiving import Answer
from portal.web_forms.rules import is_in_time


class AnswerForm(FlaskForm):
    """What every web form has; ``answer_form`` adds what this one asks and offers."""

    class Meta(FlaskForm.Meta):
        """No cookie is set before a visit; the blueprint refuses posts from other sites."""

        csrf = False

    stamp = HiddenField()
    website = StringField()
    """Nobody sees it, so that only programs fill it in."""

    design: WebForm
    questions: Sequence[Question]

    @property
    def asked(self) -> list[Field]:
        """The core fields, in their usual order."""
        return [self[name] for name in CORE_FIELDS if name in self]

    def box(self, question: Question) -> Field:
        """Return the box of a consent."""
        return self[f"consent_{question.purpose.key}"]

    def choices(self, question: Question) -> Field:
        """Return the choice of topics below a consent."""
        return self[f"topics_{question.purpose.key}"]

    def fits(self, at: datetime) -> bool:
        """Tell whether everything can be taken in now; if not, the fields say why."""
        fits = bool(self.validate())
        if not self._are_the_texts_of_today() or not self._is_anything_agreed_to():
            return False
        age = age_of(self.stamp.data or "", self.design.key, at=at)
        if fits and (age is None or not is_in_time(age)):
            again = _("Look through what you have written and press the button again.")
            self.form_errors.append(again)
            return False
        return fits

    def _are_the_texts_of_today(self) -> bool:
        old = [question for question in self.questions if self.box(question).data and not _is_shown(question)]
        for question in old:
            self.box(question).data = False
            self._refuse(question, _("The text was changed after you opened the page. Read it, and tick it again."))
        return not old

    def _is_anything_agreed_to(self) -> bool:
        if any(self.box(question).data for question in self.questions):
            return True
        self._refuse(self.questions[0], _("Tick what you agree to. If you agree to nothing, just leave the page."))
        return False

    def _refuse(self, question: Question, why: str) -> None:
        box = self.box(question)
        box.errors = [*box.errors, why]

    def answer(self) -> Answer:
        """Return what was sent."""
        given = {field.name: field.data for field in self.asked}
        agreed = [question for question in self.questions if self.box(question).data]
        return Answer(
            form=self.design,
            given={**given, "language": given.get("language") or g.language},
            consents={question.purpose: question.wording.version for question in agreed},
            topics=[topic for question in agreed for topic in self._ticked(question)],
        )

    def _ticked(self, question: Question) -> list[Topic]:
        ticked = set(self.choices(question).data or ()) if question.topics else set()
        return [topic for topic in question.topics if topic.key in ticked]


def _is_shown(question: Question) -> bool:
    """Tell whether the wording that was on the page is the one of today."""
    version: int = request.form.get(f"wording_{question.purpose.key}", -1, type=int)
    return version == question.wording.version


def answer_form(design: WebForm, questions: Sequence[Question], **values: Any) -> AnswerForm:
    """Return the form as it was sent, or with those values and no box ticked."""
    fields: dict[str, Any] = {
        name: core_field(name, required=name in {"name", "email"} or design.asked.get(name) == "required")
        for name in CORE_FIELDS
        if name in {"name", "email"} or name in design.asked
    }
    for question in questions:
        fields[f"consent_{question.purpose.key}"] = BooleanField(question.wording.text("text", g.language))
        if question.topics:
            fields[f"topics_{question.purpose.key}"] = SelectMultipleField(
                _("What I want to get"), validate_choice=False
            )
    form: AnswerForm = type("DesignedForm", (AnswerForm,), {**fields, "design": design, "questions": questions})(
        **values
    )
    _offer(form)
    return form


def _offer(form: AnswerForm) -> None:
    for question in form.questions:
        if question.topics:
            form.choices(question).choices = [
                SelectChoice(topic.key, topic.name(g.language)) for topic in question.topics
            ]
    if "country" in form:
        names = sorted(country_names(g.language).items(), key=lambda row: row[1])
        form["country"].choices = [SelectChoice(*row) for row in (("", ""), *names)]
    if "language" in form:
        form["language"].choices = [SelectChoice(*row) for row in (("", ""), *offered_names())]


def prefilled_email(text: str) -> str:
    """Return the address to begin with, or nothing where no address has such characters."""
    return "" if len(text) > 254 or has_control_characters(text) else text
