"""Which language a page speaks."""

from functools import lru_cache
from typing import Any

from flask import Flask, g, request, session
from flask_babel import refresh
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from portal.config import LANGUAGES
from portal.extensions import babel
from portal.settings.queries import Organisation, current_organisation, last_known_organisation
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


def offered_names() -> list[tuple[str, str]]:
    """Return the languages that the organisation offers, each with what it calls itself."""
    return _named(current_organisation())


def prefer(language: str) -> None:
    """Speak the person's own language if it is offered, unless the visitor chose another."""
    settle()
    if language in g.spoken_by.languages and not g.language_chosen and language != g.language:
        g.language = language
        refresh()


def settle() -> None:
    """Choose anew where the organisation offers other languages than this process knew.

    For pages that ask the database anyway; it costs them nothing when their first query brought the version along.
    """
    organisation = current_organisation()
    if organisation is not g.spoken_by:
        _speak(organisation)
        refresh()


def carried_language() -> dict[str, Any]:
    """Return what an address must carry for the visitor's choice to last where no session keeps it."""
    return {"lang": g.language} if g.language_chosen and not has_visits(request.path) else {}


def spoken_languages() -> dict[str, object]:
    """Return the page's language and the others, as templates know them."""
    organisation: Organisation = g.get("spoken_by") or last_known_organisation()
    return {"language": g.get("language") or organisation.language, "languages": _named(organisation)}


def _named(organisation: Organisation) -> list[tuple[str, str]]:
    return [named for named in OWN_NAMES if named[0] in organisation.languages]


@lru_cache(maxsize=512)
def _accepted(header: str, offered: tuple[str, ...]) -> str | None:
    return parse_accept_header(header, LanguageAccept).best_match(offered)


def _choose() -> None:
    environ = request.environ
    chosen = request.args.get("lang") if environ.get("QUERY_STRING") else None
    g.language_asked = _kept(chosen) if has_visits(environ["PATH_INFO"]) else chosen
    _speak(last_known_organisation())


def _speak(organisation: Organisation) -> None:
    g.spoken_by = organisation
    g.language_chosen = g.language_asked in organisation.languages
    if g.language_chosen:
        g.language = g.language_asked
        return
    header: str = request.environ.get("HTTP_ACCEPT_LANGUAGE", "")
    g.language = (_accepted(header[:200], organisation.languages) if header else None) or organisation.language


def _kept(chosen: str | None) -> str | None:
    """Return the choice just made, or the one the session keeps; a person's visit must have begun to keep one."""
    kept: str | None = session.get("language")
    if chosen not in LANGUAGES:
        return kept
    if chosen != kept and (session or is_staff_path(request.path)):
        session["language"] = chosen
    return chosen
