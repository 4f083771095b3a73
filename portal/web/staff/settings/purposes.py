"""Purposes: what data is used for, on what, and what the law wants told about it."""

from collections.abc import Sequence
from typing import Any

from flask import g
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.legal_bases.cataloguing import Change
from portal.legal_bases.listed import PURPOSES
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue, consent_basis
from portal.legal_bases.uses import people_by_basis
from portal.legal_bases.wordings import reword
from portal.web.staff.settings.list_pages import list_pages
from portal.web.staff.settings.listing import NOTHING, Listing
from portal.web.staff.settings.purpose_form import EVENTS, PURPOSE_WORDS, PurposeForm, offer_choices
from portal.web.staff.settings.wording_form import WORDING_WORDS
from portal.web.staff.settings.words import Part


class Purposes(Listing):
    """The purposes."""

    listed = PURPOSES
    form = PurposeForm
    path = "purposes"
    title = _l("Purposes")
    hint = _l("What data is used for, what that may rest on, and everything that the law wants told about it.")
    add = _l("Add a purpose")
    words = PURPOSE_WORDS
    more_words = WORDING_WORDS
    more_parts = (Part(_l("Consent wording"), tuple(text.name for text in WORDING_WORDS)),)
    events = ("wording",)
    item_page = "staff/settings/purpose.html"

    def items(self) -> Sequence[Purpose]:
        """Return every purpose by rank."""
        return catalogue().all_purposes

    def shown(self, item: Purpose) -> list[tuple[LazyString | str, str]]:
        """Tell what it may rest on, and whether it is marketing."""
        return [
            (_("Legal bases"), ", ".join(basis.name(g.language) for basis in item.bases) or NOTHING),
            (_("Direct marketing"), _("Yes") if item.direct_marketing else _("No")),
        ]

    def offer(self, form: Any, item: Purpose | None) -> None:
        """Offer bases and events."""
        offer_choices(form, item)

    def notices(self, item: Purpose) -> list[str]:
        """Tell what the law asks for and is not written, and where marketing rests on something else than consent."""
        told = []
        if item.direct_marketing and any(basis.article != "a" for basis in item.bases):
            told.append(_marketing_law())
        if consent_basis(item) and catalogue().wording(item) is None:
            told.append(
                _("It may rest on consent, but there is no wording to consent to. People can't say yes on their page.")
            )
        unsaid = [str(text.label) for text in PURPOSE_WORDS if text.law and not item.text(text.name, g.language)]
        interest = any(basis.article == "f" for basis in item.bases)
        unsaid = [label for label in unsaid if interest or label != str(_l("Our interest"))]
        if unsaid:
            told.append(_("The law asks for this, and it is not written yet: %(texts)s.", texts=", ".join(unsaid)))
        return told

    def told(self, item: Purpose, change: Change) -> list[str]:
        """Tell how many people rest on a basis that is no longer allowed, and of the law on marketing."""
        old, new = change
        resting = people_by_basis(item.id)
        gone = [key for key in old.get("bases", ()) if key not in new["bases"] and key in resting]
        told = [
            ngettext(
                "“%(basis)s” is no longer offered for new recordings. %(num)s person still rests on it; that stays.",
                "“%(basis)s” is no longer offered for new recordings. %(num)s people still rest on it; that stays.",
                resting[key],
                basis=catalogue().basis(key).name(g.language),
            )
            for key in gone
        ]
        others = item.direct_marketing and any(basis.article != "a" for basis in item.bases)
        return [*told, _marketing_law()] if others and {"bases", "direct_marketing"} & {*new} else told

    def added(self, item: Purpose, form: Any, **acting: Any) -> None:
        """Keep the first wording, when one was written."""
        texts = form.texts(WORDING_WORDS)
        if texts["text"]:
            reword(item, texts, seen=0, **acting)

    def choice_words(self, name: str, value: Any) -> str:
        """Return the name of a basis or an event."""
        if name in {"bases", "default_basis"}:
            known = {basis.key: str(basis.name(g.language)) for basis in catalogue().all_bases}
            return known.get(value, str(value))
        return str(EVENTS.get(value, value)) if name == "retention_event" else str(value)


def _marketing_law() -> str:
    words = _(
        "Marketing by e-mail needs the person's consent (Swedish marketing act, marknadsföringslagen, section 19). "
        "Other bases than consent don't replace it, except for customers who have bought similar goods."
    )
    return str(words)


LISTING = Purposes()
bp = list_pages(LISTING)
