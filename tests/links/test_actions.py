"""Links and the visits they open, and how both end."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import entries_of
from portal.links.actions import (
    end_view_links,
    end_visit,
    forget_old_visits,
    open_visit,
    permanent_link,
    permanent_links,
    view_link,
    view_links,
)
from portal.links.models import Link, PersonSession
from portal.links.queries import LONGEST_VISIT, SKEW, FoundLink, link_of, visit_of
from tests import make

Database = scoped_session[Session]
AT = make.AT
MONTH = timedelta(days=30)


def token(address: str) -> str:
    """Return the token at the end of a link's address."""
    return address.rpartition("/")[2]


def found(address: str, *, after: timedelta = timedelta(0)) -> FoundLink:
    """Return the link of the address as it is some time after."""
    link = link_of(token(address), "view", "preferences", "stop", at=AT + after)
    assert link
    return link


def count(session: Database) -> int:
    """Return how many links there are."""
    return session.scalar(select(func.count()).select_from(Link)) or 0


def test_a_view_link_stands_on_the_portal_s_own_address(session: Database) -> None:
    address = view_link(make.person().id, at=AT)

    assert address.startswith("http://127.0.0.1:5000/l/")


def test_the_database_does_not_know_a_view_link_s_id(session: Database) -> None:
    view_link(make.person().id, at=AT)

    assert session.scalars(select(Link.permanent_id)).all() == [None]


def test_a_view_link_is_open_for_its_thirty_days_and_a_little_more(session: Database) -> None:
    address = view_link(make.person().id, at=AT)

    assert found(address).state == "open"
    assert found(address, after=MONTH + SKEW).state == "open"
    assert found(address, after=MONTH + SKEW + timedelta(seconds=1)).state == "expired"


def test_the_setting_decides_how_long_a_view_link_lasts(session: Database) -> None:
    make.organisation(link_days=2)

    address = view_link(make.person().id, at=AT)

    assert found(address, after=timedelta(days=3)).state == "expired"


def test_a_view_link_may_be_used_many_times(session: Database) -> None:
    address = view_link(make.person().id, at=AT)

    assert {found(address).state for _ in range(5)} == {"open"}


def test_links_for_several_people_come_in_their_order(session: Database) -> None:
    people = [make.person(email=f"p{number}@example.se").id for number in range(3)]

    addresses = view_links(people, at=AT)

    assert [found(address).person_id for address in addresses] == people


def test_no_people_need_no_links(session: Database) -> None:
    assert view_links([], at=AT) == permanent_links([], "stop", at=AT) == []


@pytest.mark.parametrize(("use", "page"), [("stop", "u"), ("preferences", "l")])
def test_a_permanent_link_is_the_same_every_time_and_adds_no_row(session: Database, use: str, page: str) -> None:
    alice = make.person()

    first = permanent_link(alice.id, use, at=AT)  # type: ignore[arg-type]
    again = permanent_link(alice.id, use, at=AT + MONTH)  # type: ignore[arg-type]

    assert first == again
    assert f"/{page}/" in first
    assert count(session) == 1


def test_each_scope_has_a_link_of_its_own(session: Database) -> None:
    alice = make.person()

    scopes = ["marketing", "purpose:e_marketing", "topic:news"]
    links = [permanent_link(alice.id, "stop", scope, at=AT) for scope in scopes]

    assert len(set(links)) == 3
    assert [found(link).scope for link in links] == scopes


def test_a_permanent_link_never_expires(session: Database) -> None:
    address = permanent_link(make.person().id, "stop", "marketing", at=AT)

    assert found(address, after=timedelta(days=36_500)).state == "open"


def test_only_missing_permanent_links_are_made(session: Database) -> None:
    people = [make.person(email=f"p{number}@example.se").id for number in range(4)]
    before = permanent_links(people[:2], "stop", "marketing", at=AT)

    after = permanent_links(people, "stop", "marketing", at=AT)

    assert after[:2] == before
    assert [found(link).person_id for link in after] == people
    assert count(session) == 4


def test_a_link_for_one_use_is_not_found_for_another(session: Database) -> None:
    address = view_link(make.person().id, at=AT)

    assert link_of(token(address), "stop", "preferences", at=AT) is None


def test_ending_view_links_leaves_stop_and_preference_links(session: Database) -> None:
    alice = make.person()
    view, stop = view_link(alice.id, at=AT), permanent_link(alice.id, "stop", "marketing", at=AT)
    preferences = permanent_link(alice.id, "preferences", at=AT)

    end_view_links(alice, at=AT, by=make.BOB, channel="staff")

    assert [found(link).state for link in (view, stop, preferences)] == ["ended", "open", "open"]
    assert entries_of(alice.ref)[-1].event == "links.ended"


def test_ending_links_leaves_other_people_s(session: Database) -> None:
    alice, dan = make.person(), make.person(email="dan@example.se")
    links = view_links([alice.id, dan.id], at=AT)

    end_view_links(alice, at=AT, by=make.BOB, channel="staff")

    assert [found(link).state for link in links] == ["ended", "open"]


def test_an_erased_person_s_link_is_a_tombstone(session: Database) -> None:
    address = permanent_link(make.person().id, "stop", "marketing", at=AT)
    session.execute(update(Link).values(person_id=None))

    link = found(address)

    assert (link.state, link.person_id, link.email) == ("erased", None, "")


def visiting(session: Database) -> tuple[bytes, make.Person]:
    """Return the id of Alice's visit, and her."""
    alice = make.person()
    link = found(view_link(alice.id, at=AT))
    visit_id = open_visit(link.id, alice.id, at=AT)
    session.flush()
    return visit_id, alice


def test_a_visit_shows_whose_it_is(session: Database) -> None:
    visit_id, alice = visiting(session)

    visit = visit_of(visit_id, at=AT)

    assert visit
    assert (visit.person_id, visit.use, visit.ref) == (alice.id, "view", alice.ref)


def test_a_visit_lasts_twelve_hours_at_the_most(session: Database) -> None:
    visit_id, _ = visiting(session)

    assert visit_of(visit_id, at=AT + LONGEST_VISIT)
    assert visit_of(visit_id, at=AT + LONGEST_VISIT + timedelta(seconds=1)) is None


def test_a_visit_ends_when_the_person_signs_out(session: Database) -> None:
    visit_id, _ = visiting(session)

    end_visit(visit_id, at=AT)

    assert visit_of(visit_id, at=AT) is None


def test_a_visit_ends_with_its_link(session: Database) -> None:
    visit_id, alice = visiting(session)

    end_view_links(alice, at=AT, by=make.BOB, channel="staff")

    assert visit_of(visit_id, at=AT) is None


@pytest.mark.parametrize("guess", [b"", b"x" * 16, b"x" * 1000])
def test_a_guessed_visit_is_none(session: Database, guess: bytes) -> None:
    visiting(session)

    assert visit_of(guess, at=AT) is None


def test_old_and_ended_visits_are_forgotten_and_others_kept(session: Database) -> None:
    ended, alice = visiting(session)
    end_visit(ended, at=AT)
    link = found(view_link(alice.id, at=AT))
    open_visit(link.id, alice.id, at=AT - LONGEST_VISIT - timedelta(seconds=1))
    kept = open_visit(link.id, alice.id, at=AT)
    session.flush()

    forget_old_visits(at=AT)

    assert session.scalar(select(func.count()).select_from(PersonSession)) == 1
    assert visit_of(kept, at=AT)
