"""Whatever is typed into the search is taken as words, near the latest and far back, on both databases."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from portal.people import finding
from portal.people.finding import likely_duplicates, search
from portal.people.models import Person
from portal.people.rules import folded_words
from tests import make

Database = scoped_session[Session]
SCRIPTS = {
    "Åsa Öberg": ["asa", "ÖBERG", "åsa ö"],
    "Nguyễn Thị Hoa": ["nguyen", "thi hoa", "NGUYỄN"],
    "Łukasz Żółć": ["łukasz", "zołc", "ŻÓŁĆ"],
    "İbrahim Demir": ["ibrahim", "İBR"],
    "Ελένη Παπαδοπούλου": ["ελενη", "ΠΑΠΑΔΟΠΟΥΛΟΥ", "παπ"],
    "Юлия Ёлкина": ["юлия", "елкина", "ЮЛ"],
    "محمد الحسن": ["محمد", "الحسن"],
    "אורי כהן": ["אורי", "כהן"],
    "王小明": ["王", "王小", "王小明"],
    "さくら タナカ": ["さく", "タナカ"],
    "김민준": ["김민준"],
    "ಅನು ಕುಮಾರ್": ["ಅನ"],
    "Jean-Luc d'Arc": ["jean luc", "d'arc", "arc"],
    "Straße Müller": ["strasse", "STRASSE", "muller"],
    "ﬁona ①": ["fiona", "1"],
}
OPERATORS = [
    '"',
    "'",
    '"alice',
    'alice"',
    "alice*",
    "*",
    "^alice",
    "alice OR dan",
    "alice AND",
    "NOT alice",
    "NEAR(alice dan)",
    "name:alice",
    "search_text : alice",
    "- alice",
    "alice & dan",
    "alice | dan",
    "!alice",
    "alice <-> dan",
    "(alice",
    "alice)",
    "alice:*",
    "alice\\",
    "%",
    "_",
    "alice%",
    "'; DROP TABLE people; --",
    "alice' OR '1'='1",
    "{alice}",
    "alice\0dan",
    "\0",
    "alice\u202e",
    "\ud800",
    "$1",
    ":words",
    "%(words)s",
    "?",
]


@pytest.fixture(params=[2000, 1], ids=["latest", "index"])
def depth(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look everybody through, or leave all but the latest to the index."""
    monkeypatch.setattr(finding, "RECENT", request.param)
    monkeypatch.setattr(finding, "DEEPER", request.param)


pytestmark = pytest.mark.usefixtures("depth")


@pytest.fixture
def everybody(session: Database) -> list[Person]:
    """Register Alice, Dan, and one after them so that both are far back."""
    return [make.person(name=name, email="") for name in ("Alice Alm", "Dan Dahl", "Zoe Last")]


def names(found: Sequence[Person]) -> set[str]:
    """Return the names found."""
    return {person.name for person in found}


def test_a_name_in_any_script_is_found_by_the_beginnings_of_its_words(session: Database) -> None:
    for name in (*SCRIPTS, "Zoe Last", "Zoe Latest"):
        make.person(name=name, email="")

    missed = {
        question: name
        for name, questions in SCRIPTS.items()
        for question in questions
        if name not in names(search(question))
    }

    assert missed == {}


@pytest.mark.usefixtures("everybody")
def test_operators_are_no_more_than_the_words_in_them() -> None:
    stored = {"Alice Alm": ["alice", "alm"], "Dan Dahl": ["dan", "dahl"], "Zoe Last": ["zoe", "last"]}
    expected = {
        question: {
            name
            for name, parts in stored.items()
            if all(any(part.startswith(word) for part in parts) for word in folded_words(question))
        }
        for question in OPERATORS
    }

    found = {question: names(search(question)) for question in OPERATORS}

    assert found == expected


@pytest.mark.usefixtures("everybody")
def test_a_very_long_word_finds_nobody_and_breaks_nothing() -> None:
    assert search("a" * 100_000) == []


@pytest.mark.usefixtures("everybody")
def test_a_word_twice_is_a_word_once() -> None:
    assert names(search("alice alice ALICE")) == {"Alice Alm"}


@pytest.mark.usefixtures("everybody")
def test_words_of_different_people_find_nobody() -> None:
    assert search("alice zoe") == search("alm dahl") == []


@pytest.mark.usefixtures("everybody")
def test_words_from_the_middle_find_nobody() -> None:
    assert search("lice") == search("ahl") == search("icealm") == []


@pytest.mark.usefixtures("everybody")
def test_the_order_of_the_words_does_not_matter() -> None:
    assert names(search("al al")) == names(search("alm alice")) == {"Alice Alm"}


def test_pages_together_hold_everybody_once(session: Database) -> None:
    made = [make.person(name=f"Alm Number{number}", email="").id for number in range(7)]

    pages, before = [], None
    while page := search("alm", before=before, most=3):
        pages.append([person.id for person in page])
        before = page[-1].id

    assert pages == [made[:3:-1], made[3:0:-1], made[:1]]


def test_a_person_who_is_gone_is_found_no_more(session: Database) -> None:
    alice = make.person(email="")
    make.person(name="Zoe Last", email="")
    make.person(name="Zoe Latest", email="")

    session.delete(alice)
    session.commit()

    assert search("alice") == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(question=st.text(max_size=40))
def test_no_question_breaks_the_search(everybody: list[Person], question: str) -> None:
    found = search(question)

    assert names(found) <= {"Alice Alm", "Dan Dahl", "Zoe Last"}


@pytest.mark.usefixtures("everybody")
def test_no_name_address_or_number_breaks_the_look_for_duplicates() -> None:
    texts = ['"', "'", "*", "zzz:*", "%", "\\", "' OR 1=1 --", "()", "&", "a" * 5000]

    found = [likely_duplicates(name=text, email=text, phone=text) for text in texts]

    assert found == [[]] * len(texts)


def test_no_more_duplicates_are_told_than_asked_for(session: Database) -> None:
    for _ in range(4):
        make.person()

    assert len(likely_duplicates(name="Alice Alm", email="alice@example.se", phone="", most=3)) == 3


def test_somebody_who_is_alike_in_several_ways_is_told_once(session: Database) -> None:
    alice = make.person(phone="070-123 45 67")

    found = likely_duplicates(name="alice alm", email="ALICE@example.se", phone="+46701234567")

    assert found == [alice]


def test_nothing_known_has_no_duplicates(session: Database) -> None:
    make.person(email="", phone="")

    assert likely_duplicates(name="", email="", phone="") == []


@pytest.mark.parametrize("name", ["㌀" * 200, "㍿" * 200, "ﷺ" * 200, "각" * 200, "x" * 200])
def test_the_longest_name_is_stored_and_found_by_its_beginning(session: Database, name: str) -> None:
    made = make.person(name=name, email="")
    make.person(name="Zoe Last", email="")
    make.person(name="Zoe Latest", email="")

    assert search(name[:2]) == [made]
