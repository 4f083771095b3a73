"""Requests as people's phones send them: links, open visits and filled-in forms, made over HTTP."""

import random
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from flask import Flask

from bench.load import Request, Unexpected
from portal import clock
from portal.extensions import db
from portal.links.actions import view_links

_COOKIE = re.compile(r"^([^=;]+=[^;]+)")
_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def some_people(people: int, count: int, *, salt: int = 0) -> list[int]:
    """Return so many different ids, the same at every run."""
    return random.Random(people + salt).sample(range(1, people + 1), min(count, people))


def link_paths(app: Flask, person_ids: Sequence[int]) -> list[str]:
    """Make a view link for each person and return the paths."""
    with app.app_context():
        links = view_links(person_ids, at=clock.now())
        db.session.commit()
    return [urlsplit(link).path for link in links]


def opened(port: int, paths: Sequence[str]) -> list[str]:
    """Open each link as its person would, and return the cookies."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(partial(_open, port), paths))


def _open(port: int, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", f"{path}/open", headers={"Content-Length": "0"})
    answer = connection.getresponse()
    cookie = _COOKIE.match(answer.headers.get("Set-Cookie", ""))
    connection.close()
    if answer.status != 303 or cookie is None:
        raise Unexpected(f"opening a link answered {answer.status}")
    return cookie.group(1)


def preference_forms(port: int, cookies: Sequence[str]) -> list[Request]:
    """Return the preference form of each visit, filled in with one topic turned about."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(partial(_form, port), cookies))


def _form(port: int, cookie: str) -> Request:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/me/preferences", headers={"Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read().decode()
    renewed = _COOKIE.match(answer.headers.get("Set-Cookie", ""))
    connection.close()
    if answer.status != 200:
        raise Unexpected(f"the preferences answered {answer.status}")
    page = page[page.index('action="/me/preferences"') : page.index("</form>", page.index('action="/me/preferences"'))]
    fields, turned = [], False
    for each in _INPUT.findall(page):
        attributes = dict(_ATTRIBUTE.findall(each))
        checked = "checked" in each
        if attributes.get("type") == "checkbox" and not turned:
            checked, turned = not checked, True
        if attributes.get("type") not in {"checkbox", "radio"} or checked:
            fields.append((attributes["name"], attributes.get("value", "")))
    if not turned:
        raise Unexpected("the preferences showed no topic")
    return Request("/me/preferences", "POST", renewed.group(1) if renewed else cookie, urlencode(fields))
