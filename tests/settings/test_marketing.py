"""What is set about direct marketing: nothing at first, and read the same from any day's settings."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from portal.ledger.changes import latest_changes
from portal.settings.actions import change_settings
from portal.settings.marketing import NAMES, MarketingSettings, marketing_settings, marketing_settings_of
from tests.databases import only_sqlite
from tests.make import AT, BOB

Database = scoped_session[Session]
KEYS = st.lists(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), max_size=3, unique=True)


def test_by_itself_nothing_but_consent_is_enough() -> None:
    nothing = marketing_settings_of({})

    assert nothing == MarketingSettings()
    assert nothing.soft_opt_in_purposes == ()
    assert nothing.other_bases == {}
    assert nothing.reminder_days == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_that_was_emptied_is_as_one_that_never_was(name: str) -> None:
    if name == "consent_asked_again_days":
        assert marketing_settings_of({name: 0}).asked_again_days == 0
    else:
        assert marketing_settings_of({name: None}) == MarketingSettings()


@given(KEYS, st.integers(1, 120), KEYS, st.dictionaries(st.sampled_from(["e_marketing", "other"]), KEYS, max_size=2))
def test_what_is_stored_is_what_is_read(
    purposes: list[str], months: int, goods: list[str], others: dict[str, list[str]]
) -> None:
    stored = {
        "soft_opt_in_purposes": purposes,
        "soft_opt_in_months": months,
        "soft_opt_in_goods": goods,
        "marketing_other_bases": others,
        "name": "Björkvik Handel AB",
    }

    read = marketing_settings_of(stored)

    assert read.soft_opt_in_purposes == tuple(purposes)
    assert read.soft_opt_in_months == months
    assert read.soft_opt_in_goods == tuple(goods)
    assert read.other_bases == {key: tuple(bases) for key, bases in others.items()}


@only_sqlite
def test_a_change_holds_at_once_and_is_told_in_the_ledger(session: Database) -> None:
    before = marketing_settings()

    change_settings({"consent_reminder_days": 14}, at=AT, by=BOB, channel="staff")
    during = marketing_settings()
    change_settings({"consent_reminder_days": 0}, at=AT + timedelta(days=1), by=BOB, channel="staff")

    assert [known.reminder_days for known in (before, during, marketing_settings())] == [0, 14, 0]
    assert [entry.actor for entry in latest_changes(["settings"])] == ["staff:bob@example.se"] * 2
