"""What is stored about the people of a chunk is found by their addresses, with all that decides what a row changes."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.imports.looking_up import stored_people
from portal.imports.planning import Stored
from portal.ledger.rules import Actor
from portal.legal_bases.actions import record_basis
from portal.legal_bases.choices import stop_all_marketing
from portal.legal_bases.queries import catalogue
from portal.people.actions import add_field
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite

Database = scoped_session[Session]

pytestmark = only_sqlite


def with_hat(person: Person, hat: str) -> None:
    """Store a further item."""
    came = catalogue().source("import")
    more = {"source_id": came.id, "source_key": came.key, "at": make.AT, "by": make.BOB}
    add_field(person, label="Hat", category="", value=hat, channel="staff", **more)  # type: ignore[arg-type]


@pytest.fixture
def statements(session: Database) -> Iterator[list[str]]:
    """Return the statements that reach the database from now on."""
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_everything_that_decides_about_a_row_is_found(session: Database) -> None:
    alice = make.person(phone="070-1", bases={"sales_service": "contract"})
    imported = make.record(comment="Fair")
    record_basis(alice, imported, at=make.AT, by=Actor("import", "7"), channel="import")
    with_hat(alice, "M")
    stop_all_marketing(alice, catalogue(), at=make.AT)
    dan = [make.person(name=name, email="Dan@Example.se").id for name in ("Dan", "Daniel")]
    session.commit()

    found = stored_people(["alice@example.se", "dan@example.se", "nobody@example.se"], lock=False)

    [known] = found["alice@example.se"]
    assert (known.person_id, known.core["phone"], known.core["company"]) == (alice.id, "070-1", "")
    assert (known.marketing_objected, known.further) == (True, {"Hat": "M"})
    sales, news = (known.bases[catalogue().purpose(key).id] for key in ("sales_service", "e_marketing"))
    assert (sales.status, sales.by_import, sales.comment) == ("in_force", False, "")
    assert (news.status, news.comment) == ("withdrawn", "Fair")
    assert [one.person_id for one in found["dan@example.se"]] == sorted(dan)
    assert found["dan@example.se"][0] == Stored(
        dan[0], known.core | {"name": "Dan", "email": "Dan@Example.se", "phone": ""}
    )
    assert "nobody@example.se" not in found


def test_however_many_people_there_are_a_few_statements_find_them(session: Database, statements: list[str]) -> None:
    keys = [f"person{number}@example.se" for number in range(8)]
    for key in keys:
        make.person(name="Somebody", email=key, bases={"sales_service": "contract"})
    statements.clear()

    found = stored_people(keys, lock=True)
    several = len(statements)
    statements.clear()
    stored_people(["nobody@example.se"], lock=True)

    assert len(found) == len(keys)
    assert several <= 5
    assert len(statements) == 1
