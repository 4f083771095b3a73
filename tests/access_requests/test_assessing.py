"""An objection outside marketing is decided: the use stays stopped, or goes on for reasons that are kept."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.access_requests.assessing import NothingToAssess, go_on, objected_purposes
from portal.ledger.queries import entries_of, evidence_of
from portal.ledger.replay import replay
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from tests import make
from tests.ledger.test_replay import stored_state
from tests.make import AT, BOB
from tests.web_forms.designing import bases

Database = scoped_session[Session]
LATER = AT + timedelta(days=3)


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what holds does not depend on the database."""
    return "sqlite"


def objecting(basis: str = "legitimate_interests", purpose: str = "sales_service") -> Person:
    """Return Alice, who objected to the purpose."""
    alice, known = make.person(bases={purpose: basis}), catalogue()
    stop_purpose(alice, known.purpose(purpose), known, at=AT)
    return alice


@pytest.mark.parametrize("basis", ["legitimate_interests", "public_task"])
def test_a_use_that_was_objected_to_goes_on_with_its_reasons(session: Database, basis: str) -> None:
    alice = objecting(basis)
    purpose = catalogue().purpose("sales_service")

    go_on(alice, purpose, "A lawsuit is under way", catalogue(), at=LATER, by=BOB, channel="staff")

    last = entries_of(alice.ref)[-1]
    assert bases(alice) == {"sales_service": "in_force"}
    assert (last.event, last.basis, last.actor) == ("objection.rejected", basis, str(BOB))
    assert "A lawsuit" in evidence_of([last.seq])[last.seq]
    assert replay(entries_of(alice.ref)) == stored_state(alice)


def test_an_objection_to_marketing_is_absolute(session: Database) -> None:
    alice = objecting("legitimate_interests", "e_marketing")

    with pytest.raises(NothingToAssess):
        go_on(alice, catalogue().purpose("e_marketing"), "We want to", catalogue(), at=LATER, by=BOB, channel="staff")

    assert objected_purposes(alice, catalogue()) == []


@pytest.mark.parametrize("basis", ["legitimate_interests", "contract", "consent"])
def test_what_nobody_objected_to_is_not_assessed(session: Database, basis: str) -> None:
    alice = make.person(bases={"sales_service": basis})

    with pytest.raises(NothingToAssess):
        go_on(alice, catalogue().purpose("sales_service"), "Why", catalogue(), at=LATER, by=BOB, channel="staff")
