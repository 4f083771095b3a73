"""What staff may change, with an entry for each change."""

import json

from sqlalchemy.orm import Session, scoped_session

from portal.ledger.queries import entry, head
from portal.ledger.rules import SYSTEM
from portal.settings.actions import change_settings
from portal.settings.queries import current_organisation
from tests.databases import only_sqlite
from tests.make import AT, BOB

Database = scoped_session[Session]


def change(**values: object) -> None:
    """Let Bob change settings."""
    change_settings(values, at=AT, by=BOB, channel="staff")


def test_a_new_portal_has_an_organisation_with_the_swedish_authority(session: Database) -> None:
    organisation = current_organisation()

    assert (organisation.country, organisation.link_days, organisation.authority_url) == (
        "SE",
        30,
        "https://www.imy.se/",
    )


def test_a_change_holds_at_once(session: Database) -> None:
    change(name="Björkvik Handel AB", number="556000-0000")

    organisation = current_organisation()

    assert (organisation.name, organisation.number) == ("Björkvik Handel AB", "556000-0000")


def test_a_second_change_replaces_the_first(session: Database) -> None:
    change(name="A")
    change(name="B")

    assert current_organisation().name == "B"


def test_the_entry_tells_what_who_old_and_new(session: Database) -> None:
    change(name="A")
    change(name="B")

    last = entry(head()[0])

    assert last
    assert (last.event, last.actor) == ("settings.changed", "staff:bob@example.se")
    assert json.loads(last.details) == {"name": "name", "old": "A", "new": "B"}


def test_what_stays_the_same_has_no_entry(session: Database) -> None:
    change(name="A", number="1")
    before = head()[0]

    change(name="A", number="2")

    assert head()[0] == before + 1


def test_a_change_that_is_taken_back_never_held(session: Database) -> None:
    change(name="A")
    session.commit()
    change(name="B")
    session.rollback()

    assert current_organisation().name == "A"


def test_an_unknown_setting_is_kept_and_harms_nothing(session: Database) -> None:
    change(colour="#0a5a8c")

    assert current_organisation().name == "Organisationen"


def test_a_text_falls_back_to_a_language_that_has_it(session: Database) -> None:
    change(texts={"hub": {"sv": "Hej"}})

    text = current_organisation().text("hub", "en")

    assert (text, text.language) == ("Hej", "sv")


def test_a_text_that_there_is_not_is_empty(session: Database) -> None:
    assert current_organisation().text("hub", "en") == ""


@only_sqlite
def test_several_changes_at_once_have_an_entry_each_in_the_order_they_were_given(session: Database) -> None:
    first = head()[0]

    change(number="1", name="A", colour="#0a5a8c")

    told = [entry(seq) for seq in range(first + 1, head()[0] + 1)]
    assert [json.loads(one.details)["name"] for one in told if one] == ["number", "name", "colour"]


@only_sqlite
def test_setting_something_to_nothing_is_entered_once_and_setting_nothing_never(session: Database) -> None:
    first = head()[0]
    change()

    for _ in range(2):
        change(logo=None)

    last = entry(head()[0])
    assert head()[0] == first + 1
    assert last and json.loads(last.details) == {"name": "logo", "old": None, "new": None}


@only_sqlite
def test_the_entry_keeps_lists_texts_and_signs_as_they_are(session: Database) -> None:
    texts = {"hub": {"sv": "Ring oss \u2013 när du vill \U0001f44d", "en": "<b>&"}}

    change(texts=texts)
    change(texts={})

    last = entry(head()[0])
    assert last and json.loads(last.details) == {"name": "texts", "old": texts, "new": {}}
    assert current_organisation().texts == {}


@only_sqlite
def test_the_entry_tells_when_by_whom_and_from_where(session: Database) -> None:
    change_settings({"name": "A"}, at=AT, by=SYSTEM, channel="cli")

    last = entry(head()[0])

    assert last and (last.at, last.actor, last.channel) == (AT, "system", "cli")
    assert last.person_ref is None
