"""The forms about a request; each knows the version of the request that it was opened for."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired
from wtforms.widgets import HiddenInput

from portal.web.staff.checks import at_most, choice_field, plain_text, tidied

LONGEST_WORDS = 10_000
"""Characters of a reason, a question, an answer or a note."""


class ActForm(FlaskForm):
    """An act on a request as it was when the form was opened."""

    version = IntegerField(widget=HiddenInput(), default=-1)


class WordsForm(ActForm):
    """An act that takes words."""

    words = TextAreaField()


class OwnerForm(ActForm):
    """Who owns the request."""

    owner = choice_field(_l("Owner"), _l("Choose from the list."))


def words_field(label: Any, missing: Any = None, *, rows: int = 6, control: str = "words") -> TextAreaField:
    """Return a field for some paragraphs; with what to say when it is empty, if it may not be.

    :param control: its id, where a page and a dialog over it hold two
    """
    checks: Sequence[Any] = [DataRequired(missing)] if missing else []
    return TextAreaField(
        label,
        [*checks, at_most(LONGEST_WORDS), plain_text(several_lines=True)],
        [tidied],
        id=control,
        render_kw={"rows": rows, "dir": "auto"},
    )


class ExtendForm(WordsForm):
    """Why the answer takes longer."""

    words = words_field(_l("Reason"), _l("Say why the answer takes longer: the person is told."))


class PauseForm(WordsForm):
    """What is asked about who makes the request."""

    words = words_field(_l("Question"), _l("Write what you need to know."))


class ResumeForm(WordsForm):
    """How it became known who makes the request."""

    words = words_field(_l("How it became known"), _l("Say how you know now who it is."), rows=3)


class RefuseForm(WordsForm):
    """Why the request is refused."""

    words = words_field(_l("Reasons"), _l("Give the reasons: the person has a right to know them."))


class ReplyForm(WordsForm):
    """An answer in words."""

    words = words_field(_l("Answer"), _l("Write the answer."), rows=10)


class NothingForm(WordsForm):
    """That nothing is held, and what more there is to say."""

    words = words_field(_l("What more there is to say"), rows=4)


class NoteForm(WordsForm):
    """A note for colleagues."""

    words = words_field(_l("Note for colleagues"), _l("Write the note first."), rows=3, control="note")
