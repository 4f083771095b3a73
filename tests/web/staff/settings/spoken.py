"""A request in some language without a portal around it: for forms and lists that ask no database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, g
from flask_babel import Babel

import portal

TRANSLATIONS = Path(portal.__file__).parent / "translations"


@cache
def bare_app() -> Flask:
    """Return an app that has nothing but the portal's words."""
    made = Flask("spoken")
    made.config |= {
        "BABEL_TRANSLATION_DIRECTORIES": str(TRANSLATIONS),
        "SECRET_KEY": "for tests",
        "WTF_CSRF_ENABLED": False,
    }
    Babel(made, locale_selector=lambda: g.language)
    return made


@contextmanager
def sent(fields: Mapping[str, Any], language: str = "en") -> Iterator[None]:
    """Be in a request that sent those fields, and whose page speaks the language, until the block ends."""
    with bare_app().test_request_context("/staff/", method="POST", data=dict(fields)):
        g.language = language
        yield


@contextmanager
def spoken(language: str = "en") -> Iterator[None]:
    """Be in a request that only looks, and whose page speaks the language, until the block ends."""
    with bare_app().test_request_context("/staff/"):
        g.language = language
        yield
