"""The forms by which staff complete an answer and send it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, StringField
from wtforms.validators import DataRequired, ValidationError

from portal.access_answers.rules import SHORTEST_MASK
from portal.exports.additions import Row
from portal.people.rules import tidy
from portal.web.staff.checks import at_most, plain_text, tidied
from portal.web.staff.requests.forms import ActForm, words_field

LONGEST_LINE = 200
LONGEST_REASON = 500


class PartForm(ActForm):
    """What the answer says about a part."""

    words = words_field(_l("What the answer says"), control="part-words")


class RowsForm(FlaskForm):
    """Items from another system, one a line."""

    system = StringField(
        _l("System"), [DataRequired(_l("Say which system it is.")), at_most(LONGEST_LINE), plain_text()], [tidied]
    )
    words = words_field(_l("Data, one item a line"), _l("Write or paste the data first."), rows=6, control="rows-words")

    def validate_words(self, field: Field) -> None:
        """Check that what stands before the colon or tab is short enough to be a label."""
        for number, row in enumerate(self.rows(), 1):
            if len(row.label) > LONGEST_LINE:
                raise ValidationError(
                    _(
                        "Line %(number)s: what it is, before the colon, may have at most %(most)s characters.",
                        number=number,
                        most=LONGEST_LINE,
                    )
                )

    def rows(self) -> list[Row]:
        """Return the items: what stands before the first tab or colon says what it is."""
        return [_row(self.system.data, line) for line in (self.words.data or "").splitlines() if line.strip()]


def _row(system: str, line: str) -> Row:
    sign = "\t" if "\t" in line else ":"
    label, found, value = line.partition(sign)
    return Row(system, tidy(label), tidy(value)) if found and value.strip() else Row(system, "", tidy(line))


class HideForm(FlaskForm):
    """Words about somebody else, and why they are hidden."""

    words = StringField(
        _l("Words to hide"),
        [DataRequired(_l("Write the words to hide.")), at_most(LONGEST_LINE), plain_text()],
        [tidied],
        render_kw={"dir": "auto"},
    )
    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Give the reason: the person sees it.")), at_most(LONGEST_REASON), plain_text()],
        [tidied],
    )
    own: frozenset[str] = frozenset()
    """What the person's own data says, in small letters."""

    def validate_words(self, field: Field) -> None:
        """Refuse what is too short to hide, and the person's own name and address."""
        if len(field.data) < SHORTEST_MASK:
            raise ValidationError(_("Write at least two characters: a single one stands everywhere."))
        if field.data.casefold() in self.own:
            raise ValidationError(_("This is the person's own data, and not somebody else's."))


class FileForm(FlaskForm):
    """A file from another system."""

    file = FileField(_l("File"), [DataRequired(_l("Choose a file."))])
    note = StringField(_l("What it is"), [at_most(LONGEST_REASON), plain_text()], [tidied])


class SendForm(ActForm):
    """That the answer is complete."""

    complete = BooleanField(
        _l("I have looked in other systems. Nothing more is held and nothing is withheld but what stands here."),
        [DataRequired(_l("Look in other systems, add what is there, and tick that the answer is complete."))],
    )


class PaperForm(SendForm):
    """How it was handed over otherwise."""

    note = words_field(
        _l("How and when it was handed over"),
        _l("Say how and when it was handed over: the person sees it."),
        rows=3,
        control="paper-note",
    )
