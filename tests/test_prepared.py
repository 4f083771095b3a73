"""Statements compiled once run as SQLAlchemy would run them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, scoped_session

from portal.database import Base
from portal.ledger.models import LedgerEntry
from portal.people.models import Person
from portal.preferences.models import Pause, TopicChoice
from portal.preferences.queries import topics
from portal.prepared import Prepared, hurried, upsert
from portal.settings.models import Setting
from tests import make

Database = scoped_session[Session]
SETTINGS = Base.metadata.tables[Setting.__tablename__]
CHOICES = Base.metadata.tables[TopicChoice.__tablename__]
ADD = Prepared(insert(SETTINGS), ("name", "value"))
ASK = Prepared(select(SETTINGS.c.name, SETTINGS.c.value).where(SETTINGS.c.name == bindparam("wanted")))


def value_of(session: Database, name: str) -> object:
    """Return the setting as it is read by a prepared statement."""
    [(_, value)] = ASK.rows(session.connection(), {"wanted": name})
    return value


def write_in_a_hurry(session: Database, *names: str) -> None:
    """Add a setting of each name without waiting for the others."""
    with hurried(session.connection()):
        for name in names:
            ADD.run(session.connection(), [{"name": name, "value": 2}])


@pytest.mark.parametrize("value", [1, "ö", None, True, {"a": [1, 2, {"b": "ö'\"%s :x ?"}]}])
def test_what_is_written_is_read_back(session: Database, value: object) -> None:
    ADD.run(session.connection(), [{"name": "x", "value": value}])

    assert value_of(session, "x") == value
    assert session.get_one(Setting, "x").value == value


def test_a_moment_is_kept_in_utc(session: Database) -> None:
    alice = make.person()
    moment = datetime(2026, 4, 2, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    people = Person.__table__.c
    note = Prepared(update(Person.__table__).where(people.id == bindparam("who")).values(updated_at=bindparam("at")))
    ask = Prepared(select(people.updated_at).where(people.id == bindparam("who")))

    note.run(session.connection(), [{"who": alice.id, "at": moment}])

    assert ask.rows(session.connection(), {"who": alice.id}) == [(moment.astimezone(UTC),)]


def test_a_day_is_a_day(session: Database) -> None:
    alice = make.person()
    pauses = Base.metadata.tables[Pause.__tablename__]
    day = datetime(2026, 7, 1, tzinfo=UTC).date()

    Prepared(insert(pauses), ("person_id", "until", "seq")).run(
        session.connection(), [{"person_id": alice.id, "until": day, "seq": 1}]
    )

    assert Prepared(select(pauses.c.until)).rows(session.connection(), {}) == [(day,)]


def test_several_rows_are_written_by_one_call(session: Database) -> None:
    ADD.run(session.connection(), [{"name": f"x{number}", "value": number} for number in range(30)])

    assert [value_of(session, f"x{number}") for number in range(30)] == list(range(30))


def test_no_rows_are_no_work(session: Database) -> None:
    ADD.run(session.connection(), [])

    assert session.get(Setting, "x") is None


def test_it_stands_or_falls_with_the_transaction(session: Database) -> None:
    ADD.run(session.connection(), [{"name": "x", "value": 1}])
    session.rollback()

    assert session.get(Setting, "x") is None


def test_a_fault_comes_as_sqlalchemys_own(session: Database) -> None:
    ADD.run(session.connection(), [{"name": "x", "value": 1}])

    with pytest.raises(IntegrityError) as told:
        ADD.run(session.connection(), [{"name": "x", "value": "a secret"}])

    assert "a secret" not in str(told.value)


def test_the_ledger_refuses_prepared_changes_too(session: Database) -> None:
    make.person()
    gone = Prepared(delete(LedgerEntry.__table__).where(LedgerEntry.__table__.c.seq == bindparam("number")))

    with pytest.raises(DBAPIError):
        gone.run(session.connection(), [{"number": 1}])


def test_only_a_question_gives_rows(session: Database) -> None:
    with pytest.raises(TypeError):
        ADD.rows(session.connection(), {"name": "x", "value": 1})


def test_a_row_that_is_there_is_changed_instead_of_added(session: Database) -> None:
    alice, topic = make.person(), topics()[0]
    keep = upsert(CHOICES)

    for wanted, seq in ((True, 1), (False, 2)):
        keep.run(session.connection(), [{"person_id": alice.id, "topic_id": topic.id, "wanted": wanted, "seq": seq}])

    rows = session.execute(select(CHOICES.c.wanted, CHOICES.c.seq)).all()
    assert rows == [(False, 2)]


def test_in_a_hurry_all_is_written_by_the_end(session: Database) -> None:
    with hurried(session.connection()):
        for number in range(5):
            ADD.run(session.connection(), [{"name": f"x{number}", "value": number}])
        inside = value_of(session, "x3")

    assert (inside, value_of(session, "x4")) == (3, 4)


def test_a_fault_in_a_hurry_is_told_and_nothing_is_kept(session: Database) -> None:
    ADD.run(session.connection(), [{"name": "x", "value": 1}])
    session.commit()

    with pytest.raises(IntegrityError):
        write_in_a_hurry(session, "y", "x")
    session.rollback()

    assert session.get(Setting, "y") is None
    assert session.get_one(Setting, "x").value == 1
