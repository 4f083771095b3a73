"""How what is stored, and what the portal started with, make the organisation."""

import pytest
from flask import current_app
from sqlalchemy.orm import Session, scoped_session

from portal.config import LANGUAGES
from portal.ledger.configuration import forget_version
from portal.settings.queries import Organisation, current_organisation, last_known_organisation
from tests import make
from tests.databases import only_sqlite

pytestmark = only_sqlite
Database = scoped_session[Session]


def test_a_fresh_portal_offers_every_language_and_speaks_the_one_it_started_with(session: Database) -> None:
    current_app.config["BABEL_DEFAULT_LOCALE"] = "en"

    organisation = current_organisation()

    assert (organisation.languages, organisation.language) == (LANGUAGES, "en")


def test_a_fresh_portal_lives_in_the_time_zone_it_started_with(session: Database) -> None:
    current_app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Helsinki"

    assert current_organisation().time_zone == "Europe/Helsinki"


def test_what_is_set_beats_what_it_started_with(session: Database) -> None:
    current_app.config["BABEL_DEFAULT_LOCALE"] = "sv"

    make.organisation(language="en", time_zone="Asia/Tokyo")

    assert (current_organisation().language, current_organisation().time_zone) == ("en", "Asia/Tokyo")


def test_a_usual_language_that_is_not_offered_gives_way(session: Database) -> None:
    make.organisation(languages=["en"])

    assert (current_organisation().languages, current_organisation().language) == (("en",), "en")


@pytest.mark.parametrize("stored", [[], ["xx"]])
def test_somebody_is_always_spoken_to(session: Database, stored: list[str]) -> None:
    make.organisation(languages=stored)

    assert current_organisation().languages == LANGUAGES


def test_languages_have_one_order_however_they_were_ticked(session: Database) -> None:
    make.organisation(languages=["en", "sv"])

    assert current_organisation().languages == LANGUAGES


def test_before_anything_was_asked_the_start_values_are_known(session: Database) -> None:
    current_app.config["BABEL_DEFAULT_LOCALE"] = "en"

    assert last_known_organisation() == Organisation(language="en")


def test_the_last_known_organisation_is_the_one_that_was_asked_for_last(session: Database) -> None:
    make.organisation(name="A")
    known = current_organisation()
    make.organisation(name="B")

    assert last_known_organisation() is known
    forget_version()
    assert current_organisation().name == last_known_organisation().name == "B"


def test_roles_that_take_a_code_are_none_until_some_are_set(session: Database) -> None:
    before = current_organisation().code_roles
    make.organisation(code_roles=["admin"])

    assert (before, current_organisation().code_roles) == ((), ("admin",))


def test_an_organisation_that_said_nothing_of_itself_names_no_officer_and_no_contact(session: Database) -> None:
    organisation = current_organisation()

    assert (organisation.officer_name, organisation.officer_email, organisation.contact_email) == ("", "", "")
    assert (organisation.logo, organisation.colour, organisation.texts) == ("", "", {})


def test_what_a_newer_portal_has_stored_is_left_aside(session: Database) -> None:
    make.organisation(name="A", motto="Always", first_day_hidden=True)

    assert current_organisation().name == "A"
    assert not hasattr(current_organisation(), "motto")


def test_a_language_that_the_portal_no_longer_speaks_is_not_offered(session: Database) -> None:
    make.organisation(languages=["fi", "en"], language="fi")

    assert (current_organisation().languages, current_organisation().language) == (("en",), "en")
