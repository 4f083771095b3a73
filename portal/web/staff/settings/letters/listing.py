"""The letters there are: what each is for, when it is sent, and in which languages it is worded."""

from collections.abc import Iterator
from typing import NamedTuple

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.mail.kinds import KINDS
from portal.mail.templates import current_wordings
from portal.mail.variants import unworded, variants
from portal.web.languages import OWN_NAMES
from portal.web.staff.settings.entries import settings_page
from portal.web.staff.settings.letters.explained import Explained, explained, letter_name
from portal.web.staff.settings.missing import Gap, finds_gaps

bp = settings_page(
    Blueprint("letter_settings", __name__, url_prefix="/settings/letters"),
    label=_l("Letters"),
    hint=_l("What the portal's letters say, in each language, and which source sends which."),
    start="staff.letter_settings.show",
)


class Line(NamedTuple):
    """One letter of the list."""

    key: str
    words: Explained
    languages: list[tuple[str, str, int]]
    """Code, own name, and the version stored; 0 when it is not worded in the language."""


@bp.get("")
def show() -> ResponseReturnValue:
    """Show the list."""
    return render_template(
        "staff/settings/letters/list.html",
        lines=[_line(key) for key in KINDS],
        variants=[_line(key) for key in variants()],
    )


def _line(key: str) -> Line:
    wordings = current_wordings()
    versions = {code: wordings[key, code].wording.version for code, _ in OWN_NAMES if (key, code) in wordings}
    return Line(key, explained(key), [(code, name, versions.get(code, 0)) for code, name in OWN_NAMES])


@finds_gaps
def missing_letters() -> Iterator[Gap]:
    """Yield the letters that lack words in a language, and where to write them."""
    for key, language in unworded():
        url = url_for("staff.letter_wording.show", key=key, language=language)
        yield Gap(letter_name(key), _("Subject and body"), (language,), url)
