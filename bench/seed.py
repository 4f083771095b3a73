"""Fill a database with many people in bulk: a person, two recorded bases and a topic choice each."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert, text

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.rules import Actor, Draft
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from portal.people.rules import folded
from portal.preferences.models import TopicChoice
from portal.preferences.queries import topics
from portal.settings.actions import change_settings
from portal.shipped.actions import ship_lists

CHUNK = 20_000
START = datetime(2025, 1, 1, tzinfo=UTC)
IMPORT = Actor("import", "1")

# fmt: off
FIRST = [
    "Anna", "Åsa", "Maria", "Erik", "Lars", "Karin", "Johan", "Ögmundur", "Sofia", "Mikael", "Fatima", "Zoë",
    "Björn", "Linnéa", "Ali", "Wei", "Amélie", "Jürgen", "Ines", "Elsa", "Nils", "Sara", "Oskar", "Maja",
    "Hugo", "Alva", "Leo", "Vera", "Otto", "Ebba",
]
LAST = [
    "Andersson", "Öberg", "Johansson", "Lindqvist", "Nguyễn", "Åkesson", "Svensson", "Müller", "García", "Berg",
    "Holm", "Sandström", "Ek", "Dahl", "Nyström", "Lund", "Sjögren", "Wallin", "Nordin", "Haddad", "Kowalski",
    "Popescu", "Hansen", "Virtanen", "Eriksson", "Persson", "Gustafsson", "Olsson", "Larsson", "Nilsson",
]
# fmt: on
COMPANIES = [
    f"{name} {kind}"
    for name in ("Björkvik", "Sjöstad", "Nordljus", "Granhult", "Åtorp")
    for kind in ("AB", "HB", "Bygg", "Handel")
]
DOMAINS = ("example.se", "example.com", "example.org", "example.net")


def seed(people: int) -> None:
    """Migrate the database and fill it with so many people; one with people in it is left as it is."""
    upgrade()
    ship_lists(at=START)
    if db.session.scalar(text("SELECT count(*) FROM people")):
        db.session.rollback()
        return
    change_settings({"name": "Björkvik Handel AB"}, at=START, by=IMPORT, channel="import")
    db.session.commit()
    for first in range(1, people + 1, CHUNK):
        _add_chunk(range(first, min(first + CHUNK, people + 1)))
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence('people', 'id'), (SELECT max(id) FROM people))")
            )
            connection.execute(text("VACUUM ANALYZE"))
    else:
        db.session.execute(text("INSERT INTO people_search (people_search) VALUES ('optimize')"))
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def _add_chunk(ids: range) -> None:
    rows = list(_people(ids))
    db.session.execute(insert(Person.__table__), rows)
    entries = append(
        [
            draft
            for row in rows
            for draft in (
                Draft("person.registered", person_ref=row["ref"], source="import"),
                Draft("basis.recorded", row["ref"], "sales_service", "legitimate_interests", "in_force", "import"),
                Draft("consent.given", row["ref"], "e_marketing", "consent", "in_force", "import", None, 1),
            )
        ],
        at=START,
        by=IMPORT,
        channel="import",
    )
    db.session.execute(insert(RecordedBasis.__table__), list(_bases(rows, entries)))
    wanted = topics()[0].id
    db.session.execute(
        insert(TopicChoice.__table__),
        [{"person_id": row["id"], "topic_id": wanted, "wanted": False, "seq": entries[0]} for row in rows],
    )
    db.session.commit()


def _people(ids: range) -> Iterator[dict[str, Any]]:
    source = catalogue().source("import")
    for number in ids:
        dice = random.Random(number)
        name = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
        email = f"{name.split(maxsplit=1)[0].lower()}.{number}@{dice.choice(DOMAINS)}"
        company, phone = dice.choice(COMPANIES), f"+46 70 {number:07d}"
        registered = START + timedelta(seconds=number)
        yield {
            "id": number,
            "ref": f"{number:032x}",
            "name": name,
            "email": email,
            "phone": phone,
            "company": company,
            "title": "",
            "address": "",
            "country": "SE",
            "language": "sv" if number % 2 else "en",
            "source_id": source.id,
            "registered_at": registered,
            "registered_by": str(IMPORT),
            "updated_at": registered,
            "choices_seq": 0,
            **folded(name, email, company, phone),
        }


def _bases(rows: list[dict[str, Any]], entries: list[int]) -> Iterator[dict[str, Any]]:
    known = catalogue()
    source = known.source("import").id
    facts = (("sales_service", "legitimate_interests", None), ("e_marketing", "consent", 1))
    for index, row in enumerate(rows):
        for offset, (purpose, basis, wording) in enumerate(facts, 1):
            yield {
                "person_id": row["id"],
                "purpose_id": known.purpose(purpose).id,
                "legal_basis_id": known.basis(basis).id,
                "status": "in_force",
                "source_id": source,
                "comment": "",
                "evidence": "",
                "wording_version": wording,
                "since": START,
                "changed_at": START,
                "changed_by": str(IMPORT),
                "channel": "import",
                "seq": entries[index * 3 + offset],
            }
