"""What a bulk change wishes for, with the catalogue as it is now."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.bulk.models import BulkChange
from portal.bulk.terms import Terms, present, question_of, terms_of
from portal.ledger.configuration import forget_version
from portal.legal_bases.actions import add_wording
from portal.legal_bases.finding import Question
from portal.legal_bases.models import ConsentWording, Purpose
from portal.legal_bases.queries import Unknown, catalogue
from portal.legal_bases.rules import BasisNotAllowed
from tests import make
from tests.bulk.changing import asked, change, held_one, terms
from tests.databases import only_sqlite
from tests.make import AT, BOB

Database = scoped_session[Session]
pytestmark = only_sqlite


def consent(**more: Any) -> Terms:
    """Return that everybody consents to marketing."""
    return terms("e_marketing", "consent", evidence="Signed list", **more)


def test_what_was_asked_is_read_back_as_it_was(session: Database) -> None:
    make.person()
    wished = consent(comment="At the fair", wording_version=1)
    bulk_id = asked(wished, q="alice")

    read = terms_of(change(bulk_id), wished.known)

    assert read == replace(wished, bulk_id=bulk_id)


def test_a_change_without_a_basis_is_read_back_as_an_end(session: Database) -> None:
    make.person()
    bulk_id = asked(terms(basis=""))

    read = terms_of(change(bulk_id), catalogue())

    assert read.basis is None
    assert read.wish.basis_id is None


def test_the_search_is_read_back_by_its_keys(session: Database) -> None:
    known = catalogue()
    draft = BulkChange(
        asked={
            "q": "ali",
            "purpose": "e_marketing",
            "basis": "consent",
            "status": "in_force",
            "source": "phone",
        }
    )

    question = question_of(draft, known)

    assert question == Question(
        text="ali",
        purpose_id=known.purpose("e_marketing").id,
        basis_id=known.basis("consent").id,
        status="in_force",
        source_id=known.source("phone").id,
    )


def test_no_search_asks_for_everybody(session: Database) -> None:
    assert question_of(BulkChange(asked={}), catalogue()) == Question()


def test_wordings_count_until_one_asks_again(session: Database) -> None:
    assert consent().wish.outdated == frozenset()
    purpose = session.get_one(Purpose, catalogue().purpose("e_marketing").id)
    add_wording(purpose, {"text": {"en": "Yes", "sv": "Ja"}}, 2, at=AT, by=BOB)
    session.flush()
    session.query(ConsentWording).filter_by(version=2).update({"ask_again": True})
    session.commit()
    forget_version()

    outdated = consent().wish.outdated

    assert outdated == frozenset({None, 1})
    assert terms("e_marketing", "contract").wish.outdated == frozenset()


def test_what_is_in_use_can_be_recorded(session: Database) -> None:
    consent().check()
    terms(basis="").check()


@pytest.mark.parametrize("which", ["purpose", "basis", "source"])
def test_what_is_no_longer_in_use_can_not(session: Database, which: str) -> None:
    wished = consent()
    item = getattr(wished, which)
    item.active = False

    try:
        with pytest.raises(Unknown):
            wished.check()
    finally:
        item.active = True


def test_a_basis_that_the_purpose_may_not_rest_on_can_not_be_recorded(session: Database) -> None:
    with pytest.raises(BasisNotAllowed):
        terms("e_marketing", "public_task").check()


def test_the_rules_are_asked_about_what_is_stored(session: Database) -> None:
    nothing = present(held_one(make.person().id))
    dan = make.person(name="Dan", email="dan@example.se", bases={"e_marketing": "consent"})
    dan.restricted_at = dan.marketing_objected_at = AT
    session.commit()

    one = present(held_one(dan.id, "e_marketing"))

    assert (nothing.status, nothing.basis_id, nothing.marketing_objected, nothing.restricted) == (
        None,
        None,
        False,
        False,
    )
    assert (one.status, one.basis_id, one.wording_version) == ("in_force", catalogue().basis("consent").id, 1)
    assert (one.marketing_objected, one.restricted) == (True, True)
