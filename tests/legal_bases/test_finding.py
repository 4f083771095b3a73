"""Finding people by words and by what is recorded about them."""

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.legal_bases import finding
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.finding import Question, find_people
from portal.legal_bases.queries import catalogue
from portal.people import finding as by_words
from tests import make

Db = scoped_session[Session]


@pytest.fixture(params=[(2000, 5000), (1, 5000), (1, 0)], ids=["latest", "few", "many"])
def _depth(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look everybody through, or ask the filters first, or the words."""
    depth, few = request.param
    for module in (finding, by_words):
        monkeypatch.setattr(module, "RECENT", depth)
    monkeypatch.setattr(by_words, "DEEPER", depth)
    monkeypatch.setattr(finding, "FEW", few)


pytestmark = pytest.mark.usefixtures("_depth", "people")


@pytest.fixture
def people(session: Db) -> None:
    """Register three people, of whom Dan has withdrawn."""
    make.person(bases={"e_marketing": "consent", "sales_service": "contract"})
    dan = make.person(name="Dan Dahl", email="dan@example.se", source="phone", bases={"e_marketing": "consent"})
    make.person(name="Eva Ek", email="eva@example.se", source="phone", bases={"sales_service": "consent"})
    known = catalogue()
    stop_purpose(dan, known.purpose("e_marketing"), known, at=make.AT)
    session.commit()


def found(
    text: str = "", *, purpose: str = "", basis: str = "", source: str = "", status: str | None = None
) -> list[str]:
    """Return the names of those found."""
    known = catalogue()
    question = Question(
        text=text,
        purpose_id=known.purpose(purpose).id if purpose else None,
        basis_id=known.basis(basis).id if basis else None,
        source_id=known.source(source).id if source else None,
        status=status,  # type: ignore[arg-type]
    )
    return [person.name for person in find_people(question)]


def test_no_question_finds_everybody() -> None:
    assert found() == ["Eva Ek", "Dan Dahl", "Alice Alm"]


def test_a_purpose_finds_those_with_anything_recorded_for_it() -> None:
    assert found(purpose="e_marketing") == ["Dan Dahl", "Alice Alm"]


def test_filters_mean_one_and_the_same_recorded_basis() -> None:
    assert found(purpose="sales_service", basis="consent") == ["Eva Ek"]
    assert found(basis="contract", status="withdrawn") == []


def test_a_status_finds_those_who_have_it() -> None:
    assert found(status="withdrawn") == ["Dan Dahl"]
    assert found(status="in_force") == ["Eva Ek", "Alice Alm"]


def test_a_source_finds_those_who_came_that_way() -> None:
    assert found(source="phone") == ["Eva Ek", "Dan Dahl"]


def test_words_and_filters_hold_together() -> None:
    assert found("example", source="phone", status="in_force") == ["Eva Ek"]
    assert found("dan", purpose="e_marketing") == ["Dan Dahl"]
    assert found("alice", source="phone") == []


def test_a_page_goes_on_before_the_last_of_the_one_before() -> None:
    phone = catalogue().source("phone").id
    [first] = find_people(Question(text="e", source_id=phone), most=1)

    rest = find_people(Question(text="e", source_id=phone), before=first.id, most=5)

    assert [first.name, *(person.name for person in rest)] == ["Eva Ek", "Dan Dahl"]
