"""What every letter offers: the organisation, the person's name and links, days in words."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.dates import day_in_words
from portal.mail.blocks import Button
from portal.mail.kinds import KINDS
from portal.mail.letters.known import NobodyThere, organisation_values, person_values
from portal.mail.writing import WRITERS
from tests.mail.letters.knowing import AT, LATE, known, person, purpose

FACTS = {
    "decided_at": AT.isoformat(),
    "reference": "4711",
    "change": "chose",
    "title": "The newsletter",
    "until": AT.isoformat(),
    "link": "https://x.example/",
    "consents": {},
    "topics": [],
    "purpose": "service",
    "wording_version": None,
    "job": "people.csv",
    "error": "",
    "kind": "access",
    "received_on": "2026-04-02",
    "due_on": "2026-05-04",
    "text": "",
    "outside": False,
    "name": "",
    "left": 5,
}
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as asked


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_fills_in_exactly_what_it_offers(kind: str) -> None:
    changed = {"change": "password_set", "by": "", "changed_at": AT.isoformat()} if kind == "staff_changed" else {}
    offer = KINDS[kind].offer

    values = WRITERS[kind](known(facts=FACTS | changed, purposes=[purpose()]))

    assert {name for name, value in values.items() if isinstance(value, str)} == offer.inline
    assert {name for name, value in values.items() if not isinstance(value, str)} == offer.blocks


def test_every_kind_of_letter_can_be_written() -> None:
    assert set(WRITERS) == set(KINDS)


def test_the_organisation_stands_by_its_name_and_its_address_for_questions() -> None:
    values = organisation_values(known())

    assert values == {"organisation": "Björkvik Handel AB", "contact_email": "privacy@bjorkvik.example"}


def test_an_organisation_that_is_not_set_up_yet_has_a_name_all_the_same() -> None:
    values = organisation_values(known(organisation={"name": "Organisationen", "contact_email": ""}))

    assert values == {"organisation": "Organisationen", "contact_email": ""}


def test_the_person_is_addressed_by_the_name_on_file() -> None:
    assert person_values(known(about=person(name="Åsa Öberg")))["name"] == "Åsa Öberg"


@pytest.mark.parametrize(
    ("language", "page", "stop"),
    [("sv", "Öppna min sida", "Stoppa all marknadsföring"), ("en", "Open my page", "Stop all marketing")],
)
def test_the_two_links_are_buttons_and_the_one_that_stops_is_quiet(language: str, page: str, stop: str) -> None:
    values = person_values(known(language, page_link="https://x.example/l/1", stop_link="https://x.example/u/2"))

    assert values["page_button"] == (Button(page, "https://x.example/l/1"),)
    assert values["stop_button"] == (Button(stop, "https://x.example/u/2", quiet=True),)


@pytest.mark.parametrize(("days", "last"), [(1, "2 April 2026"), (2, "3 April 2026"), (30, "1 May 2026")])
def test_a_link_of_one_day_ends_the_day_it_is_sent(days: int, last: str) -> None:
    assert person_values(known(organisation={"link_days": days}))["link_until"] == last


@pytest.mark.parametrize(
    ("zone", "last"),
    [("Europe/Stockholm", "3 april 2026"), ("UTC", "2 april 2026"), ("America/New_York", "2 april 2026")],
)
def test_the_last_day_of_a_link_is_counted_in_the_organisations_time_zone(zone: str, last: str) -> None:
    values = person_values(known("sv", at=LATE, zone=zone, organisation={"link_days": 1}))

    assert values["link_until"] == last


@given(at=MOMENTS, days=st.integers(1, 365))
def test_a_link_never_ends_before_it_begins(at: datetime, days: int) -> None:
    last = person_values(known(at=at, zone="UTC", organisation={"link_days": days}))["link_until"]

    assert last == day_in_words(at.date() + timedelta(days=days - 1), "en")


@pytest.mark.parametrize("kind", ["confirmation", "new_link", "choices_changed"])
def test_a_letter_to_a_person_who_is_gone_can_not_be_written(kind: str) -> None:
    nobody = known(facts=FACTS, person=None)

    with pytest.raises(NobodyThere):
        WRITERS[kind](nobody)


@pytest.mark.parametrize("kind", ["confirm_consent", "staff_welcome", "staff_password", "job_done"])
def test_a_letter_that_tells_nothing_of_a_person_needs_none(kind: str) -> None:
    assert WRITERS[kind](known(facts=FACTS, person=None))["organisation"] == "Björkvik Handel AB"


@pytest.mark.parametrize(("language", "words"), [("sv", "3 april 2026"), ("en", "3 April 2026")])
def test_a_moment_is_told_by_its_day_in_the_organisations_time_zone(language: str, words: str) -> None:
    assert known(language).day(LATE) == words


def test_a_moment_of_another_time_zone_is_the_same_moment() -> None:
    tokyo = LATE.astimezone(timezone(timedelta(hours=9)))

    assert known().day(tokyo) == known().day(LATE)


def test_a_day_has_no_time_zone() -> None:
    assert known(zone="America/New_York").day(date(2026, 4, 3)) == "3 April 2026"


@given(at=MOMENTS)
def test_a_fact_spells_its_moment_to_the_microsecond(at: datetime) -> None:
    assert known(facts={"until": at.isoformat()}).fact_moment("until") == at


@pytest.mark.parametrize("spelled", ["", "yesterday", "2026-13-01T00:00:00+00:00"])
def test_a_fact_that_spells_no_moment_is_an_error_and_not_a_guess(spelled: str) -> None:
    with pytest.raises(ValueError, match=r"format|month"):
        known(facts={"until": spelled}).fact_moment("until")


def test_words_without_values_may_hold_a_per_cent_sign() -> None:
    assert known().gettext("100 % sure") == "100 % sure"


def test_a_value_is_put_in_as_it_is() -> None:
    told = known("sv").gettext("complain to %(authority)s", authority="100 %(name)s")

    assert told == "klaga hos 100 %(name)s"


def test_words_that_nobody_has_translated_stay_as_they_are() -> None:
    assert known("sv").gettext("Said by nobody") == "Said by nobody"


def test_the_catalogue_that_a_letter_was_given_is_the_one_it_tells_of() -> None:
    told = known("sv", purposes=[purpose(7, "events")])

    assert told.catalogue.purpose("EVENTS").name("sv") == "Syfte events"
