"""What a letter can tell: gathered before it is written, so that writing it asks nothing of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from gettext import NullTranslations
from typing import Any

from flask_babel import force_locale, get_domain

from portal.dates import day_in_words, local
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import Catalogue
from portal.mail.blocks import Button, Value
from portal.people.models import Person
from portal.settings.queries import Organisation


class NobodyThere(LookupError):
    """The letter is about a person who is not there, or no longer."""


class NoLongerAsked(LookupError):
    """What the letter asks was answered while it waited."""


@dataclass(frozen=True)
class Known:
    """Everything that one letter may tell; links are empty where the letter has none."""

    language: str
    zone: str
    at: datetime
    """When it is written: links are counted from here."""
    facts: Mapping[str, Any]
    translations: NullTranslations
    organisation: Organisation
    catalogue: Catalogue
    person: Person | None = None
    bases: Sequence[RecordedBasis] = ()
    further: Sequence[str] = ()
    """Categories of the further data stored about the person."""
    page_link: str = ""
    stop_link: str = ""

    def gettext(self, words: str, **values: object) -> str:
        """Return the words in the letter's language, with the values put in.

        Faster than asking Flask-Babel, which finds out the language at every word.
        """
        return self.translations.gettext(words) % values if values else self.translations.gettext(words)

    @property
    def subject(self) -> Person:
        """The person that the letter is about.

        :raises NobodyThere: there is none, or no longer
        """
        if self.person is None:
            raise NobodyThere
        return self.person

    def day(self, on: date | datetime) -> str:
        """Return the day in words; of a moment, the day it falls on in the organisation's time zone."""
        shown = local(on, self.zone).date() if isinstance(on, datetime) else on
        return day_in_words(shown, self.language)

    def fact_moment(self, name: str) -> datetime:
        """Return the moment that a fact spells in ISO 8601."""
        return datetime.fromisoformat(str(self.facts[name]))


def translations_of(language: str) -> NullTranslations:
    """Return the words of the portal in the language."""
    with force_locale(language):
        translations: NullTranslations = get_domain().get_translations()
    return translations


def organisation_values(known: Known) -> dict[str, Value]:
    """Return what every letter offers."""
    return {"organisation": known.organisation.name, "contact_email": known.organisation.contact_email}


def person_values(known: Known) -> dict[str, Value]:
    """Return what every letter to a person offers: their name and their two links."""
    ends = local(known.at, known.zone).date() + timedelta(days=known.organisation.link_days - 1)
    return {
        **organisation_values(known),
        "name": known.subject.name,
        "link_until": known.day(ends),
        "page_button": (Button(known.gettext("Open my page"), known.page_link),),
        "stop_button": (Button(known.gettext("Stop all marketing"), known.stop_link, quiet=True),),
    }
