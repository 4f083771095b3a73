"""Finding people by the beginnings of words, near the latest and far back."""

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.people import finding
from portal.people.finding import likely_duplicates, search
from portal.people.models import Person
from tests import make

Db = scoped_session[Session]


def names(found: Sequence[Person]) -> list[str]:
    """Return the names found, in order."""
    return [person.name for person in found]


@pytest.fixture(params=[2000, 1])
def _depth(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look everybody through, or leave all but the latest to the index."""
    monkeypatch.setattr(finding, "RECENT", request.param)
    monkeypatch.setattr(finding, "DEEPER", request.param)


pytestmark = pytest.mark.usefixtures("_depth")


@pytest.fixture
def people(session: Db) -> None:
    """Register four people."""
    make.person(name="Åsa Öberg", email="asa@example.se", company="Björkvik Handel AB", phone="+46 70 123 45 67")
    make.person(name="Dan Dahl", email="dan@example.com", company="Granhult")
    make.person(name="Anna-Karin Ek", email="anna.karin@example.se")
    make.person(name="Wei 王小明", email="wei@example.org")


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("asa", ["Åsa Öberg"]),
        ("ÅSA ÖB", ["Åsa Öberg"]),
        ("bjorkvikar", []),
        ("björkvik hand", ["Åsa Öberg"]),
        ("0701234567", ["Åsa Öberg"]),
        ("46701", ["Åsa Öberg"]),
        ("karin", ["Anna-Karin Ek"]),
        ("anna-karin@example.se", ["Anna-Karin Ek"]),
        ("王", ["Wei 王小明"]),
        ("example", ["Wei 王小明", "Anna-Karin Ek", "Dan Dahl", "Åsa Öberg"]),
        ("example se", ["Anna-Karin Ek", "Åsa Öberg"]),
        ("example dan granhult", ["Dan Dahl"]),
        ("ahl", []),
        ("", ["Wei 王小明", "Anna-Karin Ek", "Dan Dahl", "Åsa Öberg"]),
        ("!?", ["Wei 王小明", "Anna-Karin Ek", "Dan Dahl", "Åsa Öberg"]),
    ],
)
def test_words_find_who_has_words_that_begin_so(question: str, found: list[str]) -> None:
    assert names(search(question)) == found


@pytest.mark.usefixtures("people")
def test_a_page_goes_on_before_the_last_of_the_one_before() -> None:
    first = search("example", most=2)

    second = search("example", before=first[-1].id, most=2)

    assert names(first) == ["Wei 王小明", "Anna-Karin Ek"]
    assert names(second) == ["Dan Dahl", "Åsa Öberg"]


@pytest.mark.usefixtures("people")
def test_more_letters_than_the_index_knows_still_narrow() -> None:
    make.person(name="Disa", email="", company="Granhultsbygdens Såg")

    assert names(search("granhultsbyg")) == ["Disa"]
    assert names(search("granhult")) == ["Disa", "Dan Dahl"]


@pytest.mark.usefixtures("people")
def test_the_same_address_in_another_spelling_is_a_likely_duplicate() -> None:
    assert names(likely_duplicates(name="Somebody", email="DAN@EXAMPLE.com", phone="")) == ["Dan Dahl"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("phone", ["070-123 45 67", "+46701234567", "46 70 123 45 67"])
def test_the_same_number_in_another_spelling_is_a_likely_duplicate(phone: str) -> None:
    assert names(likely_duplicates(name="Somebody", email="", phone=phone)) == ["Åsa Öberg"]


@pytest.mark.usefixtures("people")
def test_the_same_name_without_accents_is_a_likely_duplicate() -> None:
    assert names(likely_duplicates(name="ASA OBERG", email="", phone="")) == ["Åsa Öberg"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("name", ["As", "Dan D", "A", "!"])
def test_a_name_that_only_begins_alike_is_no_duplicate(name: str) -> None:
    assert likely_duplicates(name=name, email="", phone="12") == []
