"""Letters are found by kind, state and recipient, newest first."""

from collections.abc import Iterator
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import event

from portal.extensions import db
from portal.mail.finding import STATES, LetterQuestion, find_letters, letter_ids
from portal.mail.letters.new_links import NOBODY
from portal.mail.models import Letter, LetterState
from portal.mail.outbox import queue_letter
from tests import make
from tests.databases import only_sqlite
from tests.mail.conftest import AT

EVERYTHING = LetterQuestion()
KINDS = ("confirmation", "new_link")


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def queued(
    kind: str = "new_link",
    state: LetterState = "sent",
    recipient: str = "alice@example.se",
    person_id: int | None = None,
) -> int:
    """Queue a letter in that state, and return its id."""
    letter = queue_letter(kind, recipient=recipient, language="sv", person_id=person_id, at=AT)
    letter.state = state
    db.session.flush()
    return letter.id


def one_of_each() -> dict[tuple[str, LetterState], int]:
    """Queue a letter of two kinds in every state."""
    return {(kind, state): queued(kind, state) for kind, state in product(KINDS, STATES)}


def test_nothing_is_found_where_nothing_is() -> None:
    assert list(find_letters(EVERYTHING, most=10)) == []


def test_letters_come_newest_first() -> None:
    ids = [queued() for _ in range(3)]

    assert [letter.id for letter in find_letters(EVERYTHING, most=10)] == ids[::-1]


@pytest.mark.parametrize("question", [EVERYTHING, LetterQuestion("new_link"), LetterQuestion(text="alice@example.se")])
def test_pages_follow_each_other_without_gap_or_repetition(question: LetterQuestion) -> None:
    ids = [queued() for _ in range(5)]

    pages, before = [], None
    while page := letter_ids(question, before=before, most=2):
        pages.append(page)
        before = page[-1]

    assert [letter for page in pages for letter in page] == ids[::-1]


def test_a_kind_is_found_in_every_state() -> None:
    letters = one_of_each()

    found = letter_ids(LetterQuestion("confirmation"), most=99)

    assert sorted(found) == sorted(letter for (kind, _), letter in letters.items() if kind == "confirmation")


@only_sqlite
@pytest.mark.parametrize("state", STATES)
def test_a_state_is_found_of_every_kind(state: LetterState) -> None:
    letters = one_of_each()

    found = letter_ids(LetterQuestion(states=(state,)), most=99)

    assert sorted(found) == sorted(letters[kind, state] for kind in KINDS)


def test_kind_and_state_narrow_each_other() -> None:
    letters = one_of_each()

    assert letter_ids(LetterQuestion("new_link", ("failed",)), most=99) == [letters["new_link", "failed"]]


def test_several_states_are_found_together() -> None:
    letters = one_of_each()

    found = letter_ids(LetterQuestion("new_link", ("failed", "due")), most=99)

    assert sorted(found) == sorted(letters["new_link", state] for state in ("failed", "due"))


@pytest.mark.parametrize("spelled", ["dan.dahl@example.se", "DAN.Dahl@Example.SE", "dan.dahl@EXAMPLE.se"])
def test_an_address_is_found_however_it_is_spelled(spelled: str) -> None:
    dan = make.person(name="Dan", email="Dan.Dahl@example.se")
    letter = queued(recipient="Dan.Dahl@example.se", person_id=dan.id)
    queued()

    assert letter_ids(LetterQuestion(text=spelled), most=9) == [letter]


@only_sqlite
def test_an_address_nobody_has_any_more_is_found() -> None:
    letter = queued(recipient="gone@example.se")

    assert letter_ids(LetterQuestion(text="gone@example.se"), most=9) == [letter]


def test_letters_to_an_older_address_of_a_person_are_found_by_the_new_one() -> None:
    alice = make.person(email="new@example.se")
    letter = queued(recipient="old@example.se", person_id=alice.id)

    assert letter_ids(LetterQuestion(text="new@example.se"), most=9) == [letter]


def test_a_name_finds_the_persons_letters() -> None:
    alice = make.person()
    letter = queued(person_id=alice.id)
    queued(recipient="charlie@example.se")

    assert letter_ids(LetterQuestion(text="ali al"), most=9) == [letter]


def test_one_persons_letters_are_found() -> None:
    alice, dan = make.person(), make.person(name="Dan")
    letter = queued(person_id=alice.id)
    queued(person_id=dan.id)

    assert letter_ids(LetterQuestion(person_id=alice.id), most=9) == [letter]


@only_sqlite
@pytest.mark.parametrize("words", ["zzz", "nobody@", "@", "a@b@c", "%", "'"])
def test_odd_words_find_nobody(words: str) -> None:
    queued()

    assert letter_ids(LetterQuestion(text=words), most=9) == []


def test_a_persons_letters_are_narrowed_by_kind_and_state() -> None:
    alice = make.person()
    letters = {(kind, state): queued(kind, state, person_id=alice.id) for kind, state in product(KINDS, STATES)}

    found = letter_ids(LetterQuestion("new_link", ("due",), person_id=alice.id), most=9)

    assert found == [letters["new_link", "due"]]


@only_sqlite
def test_a_rare_letter_among_very_many_to_one_person_is_found() -> None:
    alice = make.person()
    rare = queued("confirmation", person_id=alice.id)
    for _ in range(1100):
        queued(person_id=alice.id)

    assert letter_ids(LetterQuestion("confirmation", person_id=alice.id), most=9) == [rare]


@only_sqlite
@pytest.mark.parametrize("question", [EVERYTHING, LetterQuestion(states=("cancelled",))])
def test_what_is_written_to_nobody_is_no_letter(question: LetterQuestion) -> None:
    queued(state="cancelled", recipient=NOBODY)

    assert letter_ids(question, most=9) == []


@only_sqlite
def test_the_list_reads_no_words_of_letters() -> None:
    letter = db.session.get_one(Letter, queued())
    letter.text = "Long words"
    db.session.commit()
    db.session.expunge_all()

    [found] = find_letters(EVERYTHING, most=9)

    assert "text" not in found.__dict__ and "html" not in found.__dict__


@only_sqlite
@pytest.mark.parametrize(
    ("question", "index"),
    [
        (LetterQuestion("new_link"), "ix_letters_kind"),
        (LetterQuestion(states=("failed",)), "ix_letters_kind"),
        (LetterQuestion(person_id=1), "ix_letters_person_id"),
        (LetterQuestion(text="a@example.se"), "ix_letters_recipient"),
    ],
)
def test_each_question_has_its_index(question: LetterQuestion, index: str) -> None:
    asked: list[tuple[str, object]] = []
    engine = db.engine

    @event.listens_for(engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        asked.append((statement, parameters))

    letter_ids(question, most=9)
    event.remove(engine, "before_cursor_execute", note)

    statement, parameters = next(pair for pair in reversed(asked) if "letters" in pair[0])
    rows = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
    plan = [str(row[3]) for row in rows]
    assert any(index in line for line in plan)
    assert not any(line.startswith("SCAN letters") for line in plan)
