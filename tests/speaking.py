"""Words in a language, for tests that need neither a database nor the rest of the portal."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from flask import Flask, g
from flask_babel import Babel, force_locale


def speaking_app() -> Flask:
    """Return an application that can say sentences in every language, and has no database and no pages."""
    made = Flask("portal")
    made.config.update(SECRET_KEY="invented", BABEL_TRANSLATION_DIRECTORIES="translations")
    Babel(made)
    return made


speaker = cache(speaking_app)
"""The one that tests share which only listen to it."""


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Speak the language inside, with the portal's catalogues."""
    with speaker().app_context(), force_locale(language):
        yield


@contextmanager
def asked(language: str, **sent: str | list[str]) -> Iterator[None]:
    """Answer a form that was sent, or a mere look where nothing was, in the language."""
    posted = {"method": "POST", "data": sent} if sent else {}
    with speaker().test_request_context("/", **posted), force_locale(language):
        g.language = language
        yield
