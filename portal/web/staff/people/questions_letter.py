"""The letter of a question for consent, before anybody gets it."""

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.asking.queries import round_by_id
from portal.legal_bases.queries import catalogue
from portal.mail.previews import preview_question
from portal.settings.queries import current_organisation
from portal.web.staff.gate import belongs_to
from portal.web.staff.people.letter_page import letter_page

ONE_LETTER = "/people/questions/<int(max=9223372036854775807):round_id>/letter/<language>"

bp = belongs_to(Blueprint("question_letter", __name__, url_prefix=ONE_LETTER), "people")


@bp.get("")
def show(round_id: int, language: str) -> ResponseReturnValue:
    """Show the letter in one of the languages it is sent in, as somebody invented would get it."""
    if language not in current_organisation().languages:
        abort(404)
    made = round_by_id(round_id)
    purpose = catalogue().purpose_of[made.purpose_id]
    words = preview_question(purpose.key, made.wording_version, language=language, at=clock.now())
    return letter_page(
        words.subject,
        words.text,
        words.html,
        recipient=_("Nobody: the person is invented."),
        back=url_for("staff.questions.show", round_id=round_id),
        back_label=_("Back to the question"),
    )
