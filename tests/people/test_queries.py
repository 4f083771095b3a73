"""Finding one person by id, address or what a command names them by."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from portal.people.models import Person
from portal.people.queries import (
    LARGEST_ID,
    NoSuchPerson,
    latest_registered,
    locked_person,
    people_at,
    person_by_id,
    person_by_id_or_email,
)
from tests import make
from tests.make import AT, BOB

Database = scoped_session[Session]
NOBODY = [0, -1, 10**6, LARGEST_ID, LARGEST_ID + 1, 10**30]


def test_a_person_is_found_by_id(session: Database) -> None:
    make.person(name="Charlie", email="charlie@example.se")
    alice = make.person()

    assert person_by_id(alice.id).name == "Alice Alm"


@pytest.mark.parametrize("person_id", NOBODY)
def test_an_id_that_nobody_has_is_told(session: Database, person_id: int) -> None:
    make.person()

    with pytest.raises(NoSuchPerson):
        person_by_id(person_id)


@pytest.mark.parametrize("person_id", NOBODY)
def test_nobody_can_not_be_locked(session: Database, person_id: int) -> None:
    make.person()

    with pytest.raises(NoSuchPerson):
        locked_person(person_id)


def test_a_locked_person_is_read_afresh(session: Database) -> None:
    alice = make.person()
    assert alice.name == "Alice Alm"
    session.execute(
        update(Person).where(Person.id == alice.id).values(name="Alice Ek").execution_options(synchronize_session=False)
    )

    locked = locked_person(alice.id)

    assert locked is alice
    assert locked.name == "Alice Ek"


def test_locking_flushes_what_was_changed_before(session: Database) -> None:
    alice = make.person()
    alice.title = "Snickare"

    assert locked_person(alice.id).title == "Snickare"


@pytest.mark.parametrize(
    "spelling",
    [
        "alice@exämple.se",
        "ALICE@EXÄMPLE.SE",
        "alice@xn--exmple-cua.se",
        " Alice@exa\u0308mple.se ",
        "alice@exämple。se",
    ],
)
def test_an_address_is_found_in_every_spelling(session: Database, spelling: str) -> None:
    alice = make.person(email="Alice@exämple.se")

    assert people_at(spelling) == [alice]


@pytest.mark.parametrize(
    "other",
    ["", " ", "@", "alice", "@example.se", "alice@", "bob@example.se", "alice@example.se.example", "%", "_"],
)
def test_another_address_finds_nobody(session: Database, other: str) -> None:
    make.person()
    make.person(name="Nameless", email="")

    assert people_at(other) == []


def test_everybody_at_one_address_comes_oldest_first(session: Database) -> None:
    family = [make.person(name=name, email="family@example.se") for name in ("Dan", "Eva", "Alice")]

    assert people_at("family@example.se") == family


def test_a_command_names_a_person_by_id(session: Database) -> None:
    alice = make.person()

    assert person_by_id_or_email(str(alice.id)) is alice


def test_a_command_names_a_person_by_address(session: Database) -> None:
    alice = make.person()

    assert person_by_id_or_email("ALICE@example.se") is alice


@pytest.mark.parametrize(
    "named", ["", "0", "-1", "1e3", "²", "٣", "9" * 40, "nobody@example.se", "Alice Alm", "alice", "' OR 1=1 --"]
)
def test_a_command_that_names_nobody_is_refused(session: Database, named: str) -> None:
    make.person()

    with pytest.raises(NoSuchPerson):
        person_by_id_or_email(named)


def test_an_address_that_several_share_names_nobody(session: Database) -> None:
    for name in ("Dan", "Eva"):
        make.person(name=name, email="family@example.se")

    with pytest.raises(NoSuchPerson):
        person_by_id_or_email("family@example.se")


def test_the_latest_registered_by_the_same_actor_is_found(session: Database) -> None:
    make.person()
    again = make.person(at=AT + timedelta(minutes=1))

    assert latest_registered(str(BOB), name="Alice Alm", email="alice@example.se") is again


@pytest.mark.parametrize(
    ("by", "name", "email"),
    [
        ("staff:eve@example.se", "Alice Alm", "alice@example.se"),
        ("staff:bob@example.se", "Alice Ek", "alice@example.se"),
        ("staff:bob@example.se", "Alice Alm", ""),
    ],
)
def test_somebody_registered_by_another_or_otherwise_is_not_that_one(
    session: Database, by: str, name: str, email: str
) -> None:
    make.person()

    assert latest_registered(by, name=name, email=email) is None
