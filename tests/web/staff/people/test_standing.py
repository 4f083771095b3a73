"""Where a person stands with each purpose, and what staff may do about it."""

import pytest
from sqlalchemy.orm import Session, scoped_session
from werkzeug.exceptions import NotFound

from portal.legal_bases.actions import end_basis
from portal.legal_bases.choices import stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from portal.web.staff.people.standing import line_of, lines
from tests import make

Db = scoped_session[Session]


def stopped(person: Person, purpose: str) -> None:
    """Let the person stop the purpose."""
    known = catalogue()
    stop_purpose(person, known.purpose(purpose), known, at=make.AT)


def test_every_active_purpose_has_a_line(session: Db) -> None:
    alice = make.person()

    assert [line.purpose.key for line in lines(alice)] == ["sales_service", "e_marketing"]


def test_nothing_recorded_may_be_recorded_and_marketing_may_be_objected_to(session: Db) -> None:
    alice = make.person()

    sales, marketing = lines(alice)

    assert (sales.row, sales.is_no, sales.right, sales.may_end) == (None, False, "none", False)
    assert (marketing.row, marketing.is_no, marketing.right, marketing.may_end) == (None, False, "object", False)


@pytest.mark.parametrize(
    ("purpose", "basis", "right"),
    [
        ("e_marketing", "consent", "withdraw"),
        ("e_marketing", "contract", "object"),
        ("e_marketing", "legitimate_interests", "object"),
        ("sales_service", "consent", "withdraw"),
        ("sales_service", "legitimate_interests", "object"),
        ("sales_service", "public_task", "object"),
        ("sales_service", "contract", "none"),
        ("sales_service", "legal_obligation", "none"),
        ("sales_service", "vital_interests", "none"),
    ],
)
def test_how_it_may_be_stopped_follows_from_the_basis(session: Db, purpose: str, basis: str, right: str) -> None:
    alice = make.person(bases={purpose: basis})

    line = line_of(alice, purpose)

    assert (line.right, line.is_no, line.may_end) == (right, False, True)


def test_a_no_can_only_be_lifted(session: Db) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stopped(alice, "e_marketing")

    line = line_of(alice, "e_marketing")

    assert (line.is_no, line.right, line.may_end) == (True, "none", False)


def test_stopping_all_marketing_is_a_no_where_nothing_is_recorded(session: Db) -> None:
    alice = make.person()
    stop_all_marketing(alice, catalogue(), at=make.AT)

    sales, marketing = lines(alice)

    assert (sales.is_no, marketing.is_no) == (False, True)


def test_an_ended_basis_can_be_recorded_anew(session: Db) -> None:
    alice = make.person(bases={"sales_service": "contract"})
    end_basis(alice, catalogue().purpose("sales_service"), at=make.AT, by=make.BOB, channel="staff")

    line = line_of(alice, "sales_service")

    assert (line.is_no, line.right, line.may_end) == (False, "none", False)


def test_an_unknown_purpose_is_a_page_that_is_not_there(session: Db) -> None:
    alice = make.person()

    with pytest.raises(NotFound):
        line_of(alice, "world_domination")
