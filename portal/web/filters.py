"""How templates show moments, days and texts in another language."""

import json
import re
from datetime import date, datetime
from functools import lru_cache

from flask import Flask, g, request
from flask_babel import format_decimal
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from portal.dates import day_in_words, local, moment_in_words
from portal.exports.request_words import request_event_label
from portal.exports.words import letter_kind_label
from portal.ledger.models import LedgerEntry
from portal.mail.rendering import in_scheme
from portal.people.field_kinds import category_of, field_kinds, label_of
from portal.texts import Text
from portal.web.sessions import is_staff_path

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_ADDRESS = re.compile(r"https://[\w\[][^\s<>\"'\\]*")


def init_app(app: Flask) -> None:
    """Give the templates their filters and make them strict."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["field_kinds"] = field_kinds
    app.jinja_env.filters.update(moment=moment, day=day, number=number, size=size, spoken=spoken, paragraphs=paragraphs)
    app.jinja_env.filters.update(request_entry=request_entry, letter_name=letter_kind_label)
    app.jinja_env.filters.update(item_label=label_of, item_category=category_of, in_scheme=in_scheme)


def moment(at: datetime) -> Markup:
    """Return the moment marked up, in words for the person and as ISO 8601 for staff."""
    zone = g.spoken_by.time_zone
    shown = local(at, zone)
    words = f"{shown:%Y-%m-%d %H:%M}" if _is_for_staff() else moment_in_words(at, g.language, zone)
    return _time(shown.isoformat(timespec="minutes"), words)


def day(on: date) -> Markup:
    """Return the day marked up, in words for the person and as ISO 8601 for staff; a moment gives its local day."""
    if isinstance(on, datetime):
        on = local(on, g.spoken_by.time_zone).date()
    return _marked_day(on, "" if _is_for_staff() else g.language)


def _is_for_staff() -> bool:
    return is_staff_path(request.path) and not g.get("shows_persons_page")


def request_entry(entry: LedgerEntry) -> str:
    """Return what an entry of the ledger says about a request, with its reference."""
    return f"{request_event_label(entry.event)}: {json.loads(entry.details)['reference']}"


def number(count: int) -> str:
    """Return the whole number with its thousands parted as the page's language does: 1,593 or 1 593."""
    return str(format_decimal(count))


def size(count: int) -> str:
    """Return a number of bytes as it is read: 812 kB, or 1,2 MB in Swedish."""
    if count < 1_000_000:
        return f"{format_decimal(max(count // 1000, 1))} kB"
    return f"{format_decimal(round(count / 1_000_000, 1))} MB"


def spoken(text: Text | str) -> Markup:
    """Return the text, marked with its own language when the page speaks another."""
    language = getattr(text, "language", g.language)
    if language == g.language or not text:
        return escape(str(text))
    return Markup('<span lang="{}">{}</span>').format(language, str(text))


def paragraphs(text: Text | str) -> Markup:
    """Return plain text as paragraphs, marked with its own language; a bare https:// address becomes a link."""
    language = getattr(text, "language", g.language)
    lang = "" if language == g.language else Markup(' lang="{}"').format(language)
    parts = (part.strip() for part in _BLANK_LINE.split(str(text)))
    return Markup("\n").join(Markup('<p class="lines"{}>{}</p>').format(lang, _linked(part)) for part in parts if part)


def _linked(part: str) -> Markup:
    """Return the escaped text with its addresses as links; a full stop or bracket after one is not part of it."""
    pieces, at = [], 0
    for found in _ADDRESS.finditer(part):
        address = found[0].rstrip(".,;:!?)]")
        pieces += [escape(part[at : found.start()]), Markup('<a href="{0}">{0}</a>').format(address)]
        at = found.start() + len(address)
    return Markup("").join([*pieces, escape(part[at:])])


@lru_cache(maxsize=4096)
def _marked_day(on: date, language: str) -> Markup:
    return _time(on.isoformat(), day_in_words(on, language) if language else on.isoformat())


def _time(machine: str, words: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(machine, words)
