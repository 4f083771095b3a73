"""Gather what letters tell, for a whole batch at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select

from portal.extensions import db
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue
from portal.links.actions import permanent_links, view_links
from portal.mail.kinds import kind_of
from portal.mail.letters.known import Known, translations_of
from portal.mail.models import Letter
from portal.mail.templates import current_wordings
from portal.people.field_kinds import item_category, item_label
from portal.people.models import DataField, Person
from portal.settings.queries import current_organisation

TELL_BASES: Final = frozenset({"confirmation", "ask_consent"})
"""Kinds of letters that tell, or depend on, what is recorded for the person."""


class Item(NamedTuple):
    """What further data is called, as it is stored."""

    kind_id: int | None
    category: str
    label: str


def gathered(letters: Sequence[Letter], *, at: datetime) -> list[Known]:
    """Return what each of the letters can tell, in their order; links to pages are made on the way.

    Afterwards, writing the letters asks nothing more of the database.
    """
    current_wordings()
    people = _people({letter.person_id for letter in letters if letter.person_id is not None})
    told = [letter.person_id for letter in letters if letter.kind in TELL_BASES and letter.person_id in people]
    bases, further = _bases(told), _further(told)
    ids = [letter.person_id for letter in letters if letter.person_id in people]
    opening = [letter.person_id or 0 for letter in letters if _opens_page(letter, people)]
    page_links = iter(view_links(opening, at=at))
    stop_links = iter(permanent_links(ids, "stop", "marketing", at=at))
    organisation, purposes = current_organisation(), catalogue()
    translations = {language: translations_of(language) for language in {letter.language for letter in letters}}
    about = []
    for letter in letters:
        person = people.get(letter.person_id or 0)
        about.append(
            Known(
                language=letter.language,
                zone=organisation.time_zone,
                at=at,
                facts=letter.facts,
                translations=translations[letter.language],
                organisation=organisation,
                catalogue=purposes,
                person=person,
                bases=bases[person.id] if person else (),
                further=further_named(further[person.id], letter.language) if person else (),
                page_link=next(page_links) if _opens_page(letter, people) else "",
                stop_link=next(stop_links) if person else "",
            )
        )
    return about


def _opens_page(letter: Letter, people: Mapping[int, Person]) -> bool:
    """Tell whether the letter may carry a link to the person's page."""
    return letter.person_id in people and "page_button" in kind_of(letter.kind).offer.blocks


def _people(ids: Iterable[int]) -> dict[int, Person]:
    found = db.session.scalars(select(Person).where(Person.id.in_(list(ids))).order_by(Person.id))
    return {person.id: person for person in found}


def _bases(ids: Sequence[int]) -> dict[int, list[RecordedBasis]]:
    bases: dict[int, list[RecordedBasis]] = defaultdict(list)
    found = select(RecordedBasis).where(RecordedBasis.person_id.in_(ids)).order_by(RecordedBasis.id)
    for row in db.session.scalars(found) if ids else ():
        bases[row.person_id].append(row)
    return bases


def _further(ids: Sequence[int]) -> dict[int, list[Item]]:
    further: dict[int, list[Item]] = defaultdict(list)
    found = (
        select(DataField.person_id, DataField.kind_id, DataField.category, DataField.label)
        .where(DataField.person_id.in_(ids))
        .order_by(DataField.person_id, DataField.id)
    )
    for person_id, *item in db.session.execute(found) if ids else ():
        further[person_id].append(Item(*item))
    return further


def further_data(person_id: int, language: str) -> list[str]:
    """Return what a letter in the language calls the further data of the person."""
    return further_named(_further([person_id])[person_id], language)


def further_named(items: Iterable[Item], language: str) -> list[str]:
    """Return the categories of the items, or what they are called where they have none, each once."""
    names = (
        item_category(item.kind_id, item.category, language) or item_label(item.kind_id, item.label, language)
        for item in items
    )
    return list(dict.fromkeys(names))
