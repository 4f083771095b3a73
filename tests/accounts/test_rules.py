"""What each role may do."""

import pytest

from portal.accounts.models import ROLES, Role
from portal.accounts.rules import AREAS, Area, Staff, email_key, may


@pytest.mark.parametrize("area", AREAS)
def test_an_administrator_may_change_everything(area: Area) -> None:
    assert may("admin", area, change=True)


@pytest.mark.parametrize("area", sorted(set(AREAS) - {"settings", "staff"}))
def test_an_officer_may_change_everything_but_settings_and_staff(area: Area) -> None:
    assert may("officer", area, change=True)


@pytest.mark.parametrize("area", ["settings", "staff"])
def test_an_officer_does_not_see_settings_and_staff(area: Area) -> None:
    assert not may("officer", area)


@pytest.mark.parametrize("area", ["people", "imports", "requests", "letters", "log", "settings", "staff"])
def test_marketing_does_not_see_people_or_their_requests(area: Area) -> None:
    assert not may("marketing", area)


@pytest.mark.parametrize("area", ["marketing", "overview"])
def test_marketing_works_on_its_own_pages(area: Area) -> None:
    assert may("marketing", area, change=True)


@pytest.mark.parametrize("area", AREAS)
def test_an_auditor_reads_everything(area: Area) -> None:
    assert may("auditor", area)


@pytest.mark.parametrize("area", sorted(set(AREAS) - {"account"}))
def test_an_auditor_changes_nothing(area: Area) -> None:
    assert not may("auditor", area, change=True)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_may_change_their_own_sign_in(role: Role) -> None:
    assert may(role, "account", change=True)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("area", AREAS)
def test_nobody_changes_what_they_can_not_see(role: Role, area: Area) -> None:
    assert may(role, area) or not may(role, area, change=True)


def test_a_staff_user_answers_for_their_role() -> None:
    charlie = Staff(name="Charlie", email="charlie@example.se", role="auditor")

    assert (charlie.may("people"), charlie.may("people", change=True)) == (True, False)


@pytest.mark.parametrize(
    "typed", ["bob@example.se", " bob@example.se ", "Bob@Example.SE", "BOB@EXAMPLE.SE", "\uff42ob@example.se"]
)
def test_an_address_is_compared_without_case_space_and_width(typed: str) -> None:
    assert email_key(typed) == "bob@example.se"


def test_composed_and_decomposed_letters_are_the_same_address() -> None:
    assert email_key("åsa@example.se") == email_key("a\u030asa@example.se")
