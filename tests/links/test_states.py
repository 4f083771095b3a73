"""What a link is found as: open, expired, ended or erased, and the visits that hang on it."""

from datetime import timedelta
from itertools import pairwise

import pytest
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.ledger.queries import entries_of, head
from portal.links.actions import end_view_links, end_visit, open_visit, permanent_link, permanent_links, view_link
from portal.links.models import Link, Use
from portal.links.queries import LONGEST_VISIT, SKEW, FoundLink, link_of, open_view_links, visit_of
from portal.links.tokens import new_id, sign
from tests import make
from tests.make import AT, BOB

Database = scoped_session[Session]
SECOND = timedelta(seconds=1)
MONTH = timedelta(days=30)


def found(address: str, *uses: Use, after: timedelta = timedelta(0)) -> FoundLink | None:
    """Return what the address's token stands for some time after."""
    return link_of(address.rpartition("/")[2], *(uses or ("view", "preferences", "stop")), at=AT + after)


def state(address: str, after: timedelta = timedelta(0)) -> str:
    """Return the state of the link some time after."""
    link = found(address, after=after)
    return link.state if link else "unknown"


def test_a_well_signed_token_without_a_row_is_unknown(session: Database) -> None:
    token = sign("view", new_id(), current_app.config["PORTAL_LINK_KEYS"])

    assert link_of(token, "view", at=AT) is None


def test_a_row_is_not_found_for_another_use_than_its_own(session: Database) -> None:
    address = permanent_link(make.person().id, "stop", "marketing", at=AT)
    row = session.scalars(select(Link)).one()
    token = sign("preferences", row.permanent_id or b"", current_app.config["PORTAL_LINK_KEYS"])

    assert found(address)
    assert link_of(token, "view", "preferences", "stop", at=AT) is None


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (-timedelta(days=1), "open"),
        (timedelta(0), "open"),
        (MONTH - SECOND, "open"),
        (MONTH, "open"),
        (MONTH + SKEW, "open"),
        (MONTH + SKEW + SECOND, "expired"),
        (timedelta(days=3650), "expired"),
    ],
)
def test_a_view_link_expires_after_its_days_and_five_minutes(
    session: Database, after: timedelta, expected: str
) -> None:
    address = view_link(make.person().id, at=AT)

    assert state(address, after) == expected


def test_an_ended_link_stays_ended_also_after_it_would_have_expired(session: Database) -> None:
    alice = make.person()
    address = view_link(alice.id, at=AT)

    end_view_links(alice, at=AT, by=BOB, channel="staff")

    assert state(address) == state(address, 2 * MONTH) == "ended"


def test_an_erased_person_s_links_are_tombstones_whatever_they_were(session: Database) -> None:
    alice = make.person()
    addresses = [view_link(alice.id, at=AT), permanent_link(alice.id, "stop", "marketing", at=AT)]
    session.delete(alice)
    session.commit()

    links = [found(address, after=2 * MONTH) for address in addresses]

    assert [link and (link.state, link.person_id, link.email) for link in links] == [("erased", None, "")] * 2


def test_a_link_tells_where_to_send_a_new_one_and_in_which_language(session: Database) -> None:
    alice = make.person(country="SE")

    link = found(view_link(alice.id, at=AT))

    assert link
    assert (link.person_id, link.email, link.language, link.country) == (alice.id, "alice@example.se", "sv", "SE")


def test_looking_up_a_link_changes_nothing(session: Database) -> None:
    address = view_link(make.person().id, at=AT)
    session.commit()
    before = head(), session.scalar(select(func.count()).select_from(Link))

    for _ in range(20):
        found(address)

    assert not session.dirty
    assert not session.new
    assert (head(), session.scalar(select(func.count()).select_from(Link))) == before


@pytest.mark.parametrize("use", ["stop", "preferences"])
def test_many_permanent_links_equal_each_one_by_itself(session: Database, use: Use) -> None:
    people = [make.person(name=f"Number {number}", email="").id for number in range(5)]
    singles = [permanent_link(people[place], use, "marketing", at=AT) for place in (3, 0)]

    together = permanent_links(people, use, "marketing", at=AT + MONTH)

    assert [together[3], together[0]] == singles
    assert permanent_links(people[::-1], use, "marketing", at=AT) == together[::-1]
    assert all(one != other for one, other in pairwise(sorted(together)))


def test_somebody_named_twice_gets_one_link_twice(session: Database) -> None:
    alice = make.person()

    one, two = permanent_links([alice.id, alice.id], "stop", "marketing", at=AT)

    assert one == two
    assert session.scalar(select(func.count()).select_from(Link)) == 1


def test_ending_links_is_entered_without_saying_which(session: Database) -> None:
    alice = make.person()
    view_link(alice.id, at=AT)

    end_view_links(alice, at=AT, by=BOB, channel="staff")

    entry = entries_of(alice.ref)[-1]
    assert (entry.event, entry.actor, entry.channel, entry.details) == ("links.ended", str(BOB), "staff", "{}")


def test_a_link_made_after_the_others_were_ended_is_open(session: Database) -> None:
    alice = make.person()
    end_view_links(alice, at=AT, by=BOB, channel="staff")

    assert state(view_link(alice.id, at=AT)) == "open"


def test_only_open_view_links_are_listed_newest_first(session: Database) -> None:
    alice, dan = make.person(), make.person(name="Dan", email="dan@example.se")
    for days in (0, 1, 2):
        view_link(alice.id, at=AT + timedelta(days=days))
    view_link(dan.id, at=AT)
    permanent_link(alice.id, "stop", "marketing", at=AT)

    listed = open_view_links(alice.id, at=AT + timedelta(days=30, hours=1))

    assert listed == [(AT + timedelta(days=days), AT + timedelta(days=days + 30)) for days in (2, 1)]


def visiting(address: str) -> bytes:
    """Open a visit by the link."""
    link = found(address)
    assert link
    assert link.person_id
    visit = open_visit(link.id, link.person_id, at=AT)
    db.session.flush()
    return visit


def test_each_visit_has_a_random_id_of_its_own(session: Database) -> None:
    address = view_link(make.person().id, at=AT)

    one, other = visiting(address), visiting(address)
    end_visit(one, at=AT)

    assert one != other
    assert visit_of(one, at=AT) is None
    assert visit_of(other, at=AT)


@pytest.mark.parametrize(("late", "going_on"), [(timedelta(0), True), (SECOND, False), (timedelta(days=9), False)])
def test_a_visit_goes_on_for_twelve_hours(session: Database, late: timedelta, going_on: bool) -> None:
    visit = visiting(view_link(make.person().id, at=AT))

    assert (visit_of(visit, at=AT + LONGEST_VISIT + late) is not None) is going_on


def test_a_visit_is_over_when_the_person_is_erased(session: Database) -> None:
    alice = make.person()
    visit = visiting(view_link(alice.id, at=AT))
    session.commit()

    session.delete(alice)
    session.commit()

    assert visit_of(visit, at=AT) is None


def test_a_visit_knows_what_was_recorded_by_purpose(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent", "sales_service": "contract"})

    visit = visit_of(visiting(view_link(alice.id, at=AT)), at=AT)

    assert visit
    assert {purpose: row.status for purpose, row in visit.bases.items()} == dict.fromkeys(visit.bases, "in_force")
    assert len(visit.bases) == 2


def test_a_visit_of_somebody_with_nothing_recorded_has_no_bases(session: Database) -> None:
    visit = visit_of(visiting(view_link(make.person().id, at=AT)), at=AT)

    assert visit
    assert (visit.name, visit.bases) == ("Alice Alm", {})


def test_ending_the_links_of_one_ends_no_visit_of_another(session: Database) -> None:
    alice, dan = make.person(), make.person(name="Dan", email="dan@example.se")
    hers, his = visiting(view_link(alice.id, at=AT)), visiting(view_link(dan.id, at=AT))

    end_view_links(alice, at=AT, by=BOB, channel="staff")

    assert visit_of(hers, at=AT) is None
    assert visit_of(his, at=AT)
