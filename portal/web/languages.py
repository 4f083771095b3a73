"""Which language a page speaks."""

from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_babel import refresh
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from portal.config import LANGUAGES
from portal.extensions import babel
from portal.web.sessions import has_visits, is_staff_path

OWN_NAMES = (("sv", "Svenska"), ("en", "English"))
"""What each language calls itself."""


def init_app(app: Flask) -> None:
    """Choose the language of each request: the visitor's choice, else the browser's, else the portal's."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "portal/translations"
    babel.init_app(app, locale_selector=lambda: g.get("language"))
    app.before_request(_choose)
    app.jinja_env.globals["carried_language"] = carried_language
    app.context_processor(spoken_languages)


def prefer(language: str) -> None:
    """Speak the person's own language, unless the visitor chose another."""
    if language in LANGUAGES and not g.language_chosen and language != g.language:
        g.language = language
        refresh()


def carried_language() -> dict[str, Any]:
    """Return what an address must carry for the visitor's choice to last where no session keeps it."""
    return {"lang": g.language} if g.language_chosen and not has_visits(request.path) else {}


def spoken_languages() -> dict[str, object]:
    """Return the page's language and the others, as templates know them."""
    return {"language": g.get("language") or current_app.config["BABEL_DEFAULT_LOCALE"], "languages": OWN_NAMES}


@lru_cache(maxsize=512)
def _accepted(header: str) -> str | None:
    return parse_accept_header(header, LanguageAccept).best_match(LANGUAGES)


def _choose() -> None:
    environ = request.environ
    chosen = request.args.get("lang") if environ.get("QUERY_STRING") else None
    if has_visits(environ["PATH_INFO"]):
        chosen = _kept(chosen)
    g.language_chosen = chosen in LANGUAGES
    if g.language_chosen:
        g.language = chosen
        return
    header: str = environ.get("HTTP_ACCEPT_LANGUAGE", "")
    g.language = (_accepted(header[:200]) if header else None) or current_app.config["BABEL_DEFAULT_LOCALE"]


def _kept(chosen: str | None) -> str | None:
    """Return the choice just made, or the one the session keeps; a person's visit must have begun to keep one."""
    kept: str | None = session.get("language")
    if chosen not in LANGUAGES:
        return kept
    if chosen != kept and (session or is_staff_path(request.path)):
        session["language"] = chosen
    return chosen
