"""The pages on which staff write something about a request before it happens: all look alike."""

from dataclasses import dataclass, field

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _

from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import request_named
from portal.mail.letters.about_requests import language_of
from portal.web.languages import OWN_NAMES
from portal.web.staff.requests.card import requester_shown
from portal.web.staff.requests.forms import WordsForm
from portal.web.staff.requests.words import REQUEST_LABELS


@dataclass(frozen=True)
class Act:
    """What a page says before something is done."""

    title: LazyString
    lead: tuple[LazyString, ...]
    """Sentences about what it means."""
    button: LazyString
    hint: LazyString | str = field(default="")
    sends: bool = True
    """Whether what is written goes to the person by letter."""


def act_page(act: Act, form: WordsForm, reference: str, *, status: int = 200) -> ResponseReturnValue:
    """Return the page on which the act is done, with whom the letter goes to and in which language."""
    person = requester_shown(request_named(reference))
    found = request_named(reference)
    if form.version.data == form.version.default:
        form.version.data = found.version
    page = render_template(
        "staff/requests/act.html",
        act=act,
        form=form,
        request_shown=found,
        person=person,
        address=address_of(found, person.email if person else ""),
        written_in=dict(OWN_NAMES)[language_of(found)],
        labels=REQUEST_LABELS,
    )
    return page, status


def address_of(found: AccessRequest, known: str) -> str:
    """Return where letters about the request go, or an empty text."""
    return known if found.person_id is not None else found.email


def said(deed: str, *, sent: bool) -> str:
    """Return what to tell staff afterwards: what was done, and whether a letter is on its way."""
    if sent:
        return f"{deed} {_('The letter is on its way.')}"
    return f"{deed} {_('No letter was sent, since there is no e-mail address: tell the person in another way.')}"
