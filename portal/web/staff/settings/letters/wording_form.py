"""The form in which a letter is worded."""

from typing import Any

from flask import abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SearchField, StringField, TextAreaField
from wtforms.validators import DataRequired

from portal.config import LANGUAGES
from portal.legal_bases.finding import Question, find_people
from portal.mail.kinds import KINDS, wording_kind
from portal.mail.templates import Wording, current_wording, latest_version
from portal.mail.variants import is_wordable
from portal.mail.wording import MisplacedPlaceholder, MissingPlaceholder, WrongWording, check_wording
from portal.people.models import Person
from portal.people.queries import NoSuchPerson, person_by_id
from portal.web.staff.checks import at_most, plain_text, tidied
from portal.web.staff.settings.letters.placeholders import PLACEHOLDERS

LONGEST_SUBJECT = 200
LONGEST_BODY = 20_000
MOST_OFFERED = 10
"""People to choose among, when several have the name."""


def unix_lines(text: str | None) -> str:
    """Return the text without space around it, each line ended by a line feed alone."""
    return tidied((text or "").replace("\r\n", "\n").replace("\r", "\n"))


class WordingForm(FlaskForm):
    """Subject and body, the version that was changed, and whom a preview is about."""

    subject = StringField(
        _l("Subject"), [DataRequired(_l("Write a subject.")), at_most(LONGEST_SUBJECT), plain_text()], [tidied]
    )
    body = TextAreaField(
        _l("Text"),
        [DataRequired(_l("Write the text.")), at_most(LONGEST_BODY), plain_text(several_lines=True)],
        [unix_lines],
        render_kw={"rows": 24},
    )
    seen = HiddenField()
    about = SearchField(_l("About whom (name or e-mail)"), [at_most(200), plain_text()], [tidied])
    person = RadioField(_l("Choose one of them"), choices=[], validate_choice=False, default="")

    key: str
    language: str

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and then the placeholders."""
        if not super().validate(extra_validators):
            return False
        try:
            check_wording(self.subject.data, self.body.data, KINDS[wording_kind(self.key)].offer)
        except WrongWording as fault:
            field = self.subject if fault.in_subject else self.body
            field.errors = [_sentence(fault, self.subject.data + self.body.data)]
            return False
        return True

    def wording(self) -> Wording:
        """Return what was written."""
        return Wording(self.key, self.language, self.subject.data, self.body.data)

    def seen_version(self) -> int:
        """Return the version that was changed; one that can't be is older than any."""
        seen = self.seen.data or ""
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1

    def chosen_person(self) -> Person | None:
        """Return whom the preview is about, or None for somebody invented or when the field says what is wrong."""
        if self.person.data and self.person.data.isascii() and self.person.data.isdigit():
            try:
                return person_by_id(int(self.person.data))
            except NoSuchPerson:
                self.about.errors = [_("Nobody was found.")]
                return None
        if not self.about.data:
            return None
        found = find_people(Question(text=self.about.data), most=MOST_OFFERED)
        if len(found) == 1:
            return found[0]
        self.person.choices = [
            (str(person.id), ", ".join(filter(None, (person.name, person.email)))) for person in found
        ]
        several = _("Several people were found: choose one of them.")
        self.about.errors = [several if found else _("Nobody was found.")]
        return None


def wording_form(key: str, language: str) -> WordingForm:
    """Return the form as it was sent, or with the words that hold now; 404 when there is no such letter."""
    if not is_wordable(key) or language not in LANGUAGES:
        abort(404)
    now = current_wording(key, language).wording
    form: WordingForm = type("LetterForm", (WordingForm,), {"key": key, "language": language})(
        data={"subject": now.subject, "body": now.body, "seen": str(latest_version(key, language))}
    )
    return form


def _sentence(fault: WrongWording, text: str) -> Any:
    if isinstance(fault, MissingPlaceholder):
        missing = [name for name in fault.offered if f"{{{name}}}" not in text]
        told = " ".join(f"{{{name}}}: {PLACEHOLDERS.get(name, name)}" for name in missing)
        return _("This must be in the letter, alone on a line if it is a block. %(missing)s", missing=told)
    named = f"{{{fault.placeholder}}}"
    if isinstance(fault, MisplacedPlaceholder):
        return _("%(name)s stands for a whole block. Put it in the text, alone on a line.", name=named)
    if "{" in fault.placeholder or "}" in fault.placeholder:
        return _("There is a brace without its other half: %(near)s", near=fault.placeholder)
    return _("This letter has no placeholder %(name)s. Use those in the list below.", name=named)
