"""What the pages that answer a request of one kind have in common."""

from collections.abc import Iterable

from flask import abort
from flask_babel import force_locale

from portal.access_requests.models import AccessRequest
from portal.access_requests.queries import request_named
from portal.access_requests.rules import Kind
from portal.exports.words import core_field_label
from portal.legal_bases.queries import basis_rows, catalogue
from portal.legal_bases.rules import IN_USE
from portal.people.models import Person
from portal.web.staff.requests.card import requester_shown
from portal.web.staff.requests.forms import ActForm


def request_of_kind(reference: str, kind: Kind) -> AccessRequest:
    """Return the request of somebody in the portal; one of another kind has no such page."""
    found = request_named(reference)
    if found.person_id is None or found.kind != kind:
        abort(404)
    return found


def shown_with(reference: str, kind: Kind, form: ActForm) -> Person:
    """Return the person for the page that answers the request, note the look, and let the form know its version."""
    person = requester_shown(request_of_kind(reference, kind))
    if person is None:
        abort(404)
    if form.version.data == form.version.default:
        form.version.data = request_named(reference).version
    return person


def core_names(fields: Iterable[str], language: str) -> list[str]:
    """Return what the core fields are called in the language."""
    with force_locale(language):
        return [core_field_label(name) for name in fields]


def recipients_of(person: Person, language: str) -> dict[str, str]:
    """Return who has got the data for each purpose in use, by the purpose's name (GDPR art. 19)."""
    known = catalogue()
    in_use = [row.purpose_id for row in basis_rows(person.id).values() if row.status in IN_USE]
    told = {
        known.purpose_of[number].name(language): known.purpose_of[number].text("recipients", language)
        for number in in_use
    }
    return {str(name): str(text) for name, text in told.items() if text}
