"""Many rows get a number of their own in one statement."""

from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

from portal.database import Base
from portal.extensions import db
from portal.numbering import set_numbers
from portal.people.models import Person
from tests import make

PEOPLE = Base.metadata.tables[Person.__tablename__]


def numbers(session: scoped_session[Session]) -> list[int]:
    """Return everybody's number, oldest first."""
    return list(session.scalars(select(PEOPLE.c.choices_seq).order_by(PEOPLE.c.id)))


def test_each_row_gets_its_own_number_and_the_others_keep_theirs(session: scoped_session[Session]) -> None:
    alice, dan, eva = (make.person(email=f"{number}@example.se").id for number in range(3))

    set_numbers(PEOPLE, {eva: 2**40, alice: 7, 999: 1}, key="id", number="choices_seq")

    assert numbers(session) == [7, 0, 2**40]
    assert dan


def test_only_rows_that_are_as_told_are_set_and_all_alike_besides(session: scoped_session[Session]) -> None:
    alice, dan = (make.person(name=name, email=f"{name}@example.se").id for name in ("Alice", "Dan"))

    set_numbers(
        PEOPLE,
        {alice: 7, dan: 8},
        key="id",
        number="choices_seq",
        of={"name": "Dan"},
        same={"title": "Director"},
    )

    assert numbers(session) == [0, 8]
    assert list(session.scalars(select(PEOPLE.c.title).order_by(PEOPLE.c.id))) == ["", "Director"]


def test_it_takes_one_statement_for_many(session: scoped_session[Session]) -> None:
    everybody = [make.person(email=f"{number}@example.se").id for number in range(5)]
    asked: list[Any] = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    set_numbers(PEOPLE, {key: key + 1 for key in everybody}, key="id", number="choices_seq")

    assert len(asked) == 1
    assert numbers(session) == [key + 1 for key in everybody]
