"""How templates show moments, days and texts in another language."""

from datetime import date, datetime
from functools import lru_cache

from flask import Flask, current_app, g, request
from flask_babel import format_decimal
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from portal.dates import day_in_words, local, moment_in_words
from portal.texts import Text
from portal.web.sessions import is_staff_path


def init_app(app: Flask) -> None:
    """Give the templates their filters and make them strict."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(moment=moment, day=day, number=number, spoken=spoken)


def moment(at: datetime) -> Markup:
    """Return the moment marked up, in words for the person and as ISO 8601 for staff."""
    zone = current_app.config["BABEL_DEFAULT_TIMEZONE"]
    shown = local(at, zone)
    words = f"{shown:%Y-%m-%d %H:%M}" if is_staff_path(request.path) else moment_in_words(at, g.language, zone)
    return _time(shown.isoformat(timespec="minutes"), words)


def day(on: date) -> Markup:
    """Return the day marked up, in words for the person and as ISO 8601 for staff; a moment gives its local day."""
    if isinstance(on, datetime):
        on = local(on, current_app.config["BABEL_DEFAULT_TIMEZONE"]).date()
    return _marked_day(on, "" if is_staff_path(request.path) else g.language)


def number(count: int) -> str:
    """Return the whole number with its thousands parted as the page's language does: 1,593 or 1 593."""
    return str(format_decimal(count))


def spoken(text: Text | str) -> Markup:
    """Return the text, marked with its own language when the page speaks another."""
    language = getattr(text, "language", g.language)
    if language == g.language or not text:
        return escape(str(text))
    return Markup('<span lang="{}">{}</span>').format(language, str(text))


@lru_cache(maxsize=4096)
def _marked_day(on: date, language: str) -> Markup:
    return _time(on.isoformat(), day_in_words(on, language) if language else on.isoformat())


def _time(machine: str, words: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(machine, words)
