"""An administrator at the pages of the catalogue's lists, and what their forms hold."""

import html
import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.legal_bases.cataloguing import locked_item
from portal.legal_bases.listed import Listed
from tests.web.staff.signing_in import form_token

SETTINGS = "/staff/settings"
PURPOSES = f"{SETTINGS}/purposes"
CLUB: dict[str, Any] = {
    "name_sv": "Kundklubb",
    "name_en": "Customer club",
    "description_sv": "Vi skickar brev till klubbens medlemmar.",
    "description_en": "We send letters to the members of the club.",
    "bases": ["consent"],
    "retention_event": "recorded",
}
"""What an administrator writes for a new purpose."""

FILLED = re.compile(r"<(input|textarea|select)\b([^>]*)>(?:(.*?)</\1>)?", re.DOTALL)
CHOSEN = re.compile(r"<option selected[^>]*value=\"([^\"]*)\"|<option[^>]*value=\"([^\"]*)\"[^>]*\bselected")


def attribute(tag: str, name: str) -> str:
    """Return the value of a tag's attribute, or empty."""
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def filled_in(page: TestResponse) -> dict[str, list[str]]:
    """Return what the page's main form holds, as a browser would send it unchanged."""
    form = page.text.partition("<main")[2].partition("novalidate>")[2].partition("</form>")[0]
    held: dict[str, list[str]] = {}
    for kind, tag, content in FILLED.findall(form):
        name = attribute(tag, "name")
        if kind == "textarea":
            value = html.unescape(content.removeprefix("\r\n").removeprefix("\n"))
        elif kind == "select":
            chosen = CHOSEN.search(content)
            value = html.unescape(chosen[1] or chosen[2] or "") if chosen else ""
        elif attribute(tag, "type") == "checkbox" and not re.search(r"\bchecked\b", tag):
            continue
        else:
            value = attribute(tag, "value")
        held.setdefault(name, []).append(value)
    return held


def save(client: FlaskClient, path: str, *, page: TestResponse | None = None, **fields: Any) -> TestResponse:
    """Open the form, change some of its fields and send the whole of it.

    :param page: the form as it was opened earlier
    """
    held: dict[str, Any] = filled_in(page or client.get(path))
    return client.post(path, data={**held, **fields})


def press(client: FlaskClient, path: str, *, form_at: str, **fields: str) -> TestResponse:
    """Press a button that is a form of its own."""
    return client.post(path, data={"csrf_token": form_token(client.get(form_at)), **fields})


def followed(client: FlaskClient, answer: TestResponse) -> str:
    """Return the text of the page that an answer leads to."""
    assert answer.status_code == 303, answer.text
    return client.get(answer.location).text


def snapshot(app: Flask, listed: Listed, key: str) -> dict[str, Any]:
    """Return the facts and texts of an item as they are stored."""
    with app.app_context():
        facts = listed.snapshot(locked_item(listed, key))
        db.session.rollback()
        return facts
