"""The person's pages as they would look, with an invented person's data."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from flask import g, render_template
from flask_babel import refresh

from portal.dates import local
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import Catalogue, catalogue
from portal.legal_bases.rules import right
from portal.settings.queries import Organisation
from portal.web.filters import day
from portal.web.staff.settings.look_form import PAGES

MASKED = "a•••@example.se"
TEMPLATES = {
    "landing": "subject/landing.html",
    "hub": "subject/hub.html",
    "stop_receipt": "subject/stopped.html",
    "privacy": "subject/privacy.html",
}


def previews(organisation: Organisation, language: str, *, at: datetime) -> list[tuple[str, str]]:
    """Return each page's name, in the language in force, and its HTML in the language of the preview."""
    named = [(page, str(label)) for page, label in PAGES.items()]
    with _shown_to_a_person(language):
        return [(name, _page(page, organisation, language, at)) for page, name in named]


@contextmanager
def _shown_to_a_person(language: str) -> Iterator[None]:
    """Speak as the person's pages do, until the block ends."""
    own = g.language
    g.language, g.shows_persons_page = language, True
    refresh()
    try:
        yield
    finally:
        g.language, g.shows_persons_page = own, False
        refresh()


def _page(page: str, organisation: Organisation, language: str, at: datetime) -> str:
    facts: dict[str, Callable[[], dict[str, Any]]] = {
        "landing": lambda: {"state": "open", "use": "view", "ask": "", "token": "", "masked": MASKED},
        "hub": lambda: _hub(catalogue(), local(at, organisation.time_zone)),
        "stop_receipt": lambda: {
            "entry": SimpleNamespace(at=at, seq=1593),
            "token": "",
            "link": SimpleNamespace(state="open", use="view"),
        },
        "privacy": lambda: {"catalogue": catalogue()},
    }
    more = {"organisation": organisation, "language": language, "csrf_token": str}
    return render_template(TEMPLATES[page], **more, **facts[page]())


def _hub(known: Catalogue, at: datetime) -> dict[str, Any]:
    cards = [_card(purpose, known, at) for purpose in known.purposes if purpose.bases]
    return {
        "masked": MASKED,
        "link_until": day((at + timedelta(days=30)).date()),
        "restricted_since": None,
        "can_stop": True,
        "stopped_since": None,
        "cards": cards,
    }


def _card(purpose: Purpose, known: Catalogue, at: datetime) -> SimpleNamespace:
    """Return a purpose in use, on the first basis that it may rest on."""
    basis = known.basis_of[purpose.bases[0].id]
    return SimpleNamespace(
        purpose=purpose,
        state="in_use",
        right=right(basis.article, direct_marketing=purpose.direct_marketing),
        may_consent=False,
        basis=basis,
        source=known.sources[0],
        recorded_by="staff",
        since=day((at - timedelta(days=100)).date()),
        until=None,
    )
