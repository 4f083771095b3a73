"""The demo's organisation, its staff and its web form: invented, consistent, and spoken in both languages."""

import json
import re
from typing import get_args

import pytest

from portal.accounts.models import Role
from portal.config import LANGUAGES
from portal.mail.addresses import envelope_address
from portal.shipped.demo.organisation import ADMINISTRATOR, NAME, SETTINGS, STAFF
from portal.shipped.demo.playing import CLERKS, FROM_OUTSIDE
from portal.shipped.demo.web_form import DESIGN, KEY
from portal.shipped.lists import SOURCES, TOPICS
from portal.shipped.purposes import PURPOSES
from portal.web_forms.rules import ASKABLE, is_form_key

ROLE = {email: role for email, _, role, _ in STAFF}


def test_there_is_one_colleague_for_each_role() -> None:
    assert sorted(ROLE.values()) == sorted(get_args(Role))


def test_the_administrator_who_can_sign_in_is_one() -> None:
    assert ROLE[ADMINISTRATOR] == "admin"


def test_whoever_works_with_people_works_here_and_may() -> None:
    assert {ROLE[clerk.name] for clerk in CLERKS} <= {"admin", "officer"}
    assert {clerk.kind for clerk in CLERKS} == {"staff"}


def test_colleagues_have_addresses_of_their_own_and_speak_the_portal_s_languages() -> None:
    assert len(ROLE) == len(STAFF)
    assert {language for *_, language in STAFF} == set(LANGUAGES)
    assert all(name.strip() == name != "" for _, name, _, _ in STAFF)


def test_every_address_is_at_a_domain_that_is_kept_for_examples() -> None:
    told = json.dumps([SETTINGS, STAFF, [str(clerk) for clerk in CLERKS]], ensure_ascii=False)

    addresses = re.findall(r"[\w.+-]+@[\w.-]+", told)

    assert {address.rpartition("@")[2] for address in addresses} == {"example.se"}
    assert [envelope_address(address) for address in addresses] == addresses


def test_no_page_anywhere_is_named() -> None:
    told = json.dumps([SETTINGS, DESIGN.values()], ensure_ascii=False)

    assert re.findall(r"https?:|www\.", told) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_organisation_s_own_texts_are_there_in_every_language(language: str) -> None:
    texts = SETTINGS["texts"]
    assert isinstance(texts, dict)

    assert all(spoken[language].strip().endswith(".") for spoken in texts.values())


def test_the_organisation_has_what_a_confirmation_must_tell() -> None:
    needed = ("name", "number", "postal_address", "contact_email", "officer_email")

    assert SETTINGS["name"] == NAME
    assert [name for name in needed if not SETTINGS.get(name)] == []


def test_whoever_comes_from_outside_comes_from_a_source_that_is_shipped() -> None:
    assert FROM_OUTSIDE.keys() <= {key for key, *_ in SOURCES}
    assert all(actor.kind != "staff" for actor, _ in FROM_OUTSIDE.values())


def test_the_form_could_have_been_made_on_the_pages() -> None:
    assert is_form_key(KEY)
    assert DESIGN.asked.keys() <= set(ASKABLE)
    assert set(DESIGN.asked.values()) <= {"asked", "required"}
    assert DESIGN.source in {key for key, *_ in SOURCES}


def test_the_form_asks_for_consent_to_what_takes_one_and_offers_its_topics() -> None:
    takes_consent = {purpose.key for purpose in PURPOSES if "consent" in purpose.bases}

    assert set(DESIGN.purposes) <= takes_consent
    assert set(DESIGN.topics) < {key for key, *_ in TOPICS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_speaks_every_language(language: str) -> None:
    assert {name for name, spoken in DESIGN.texts.items() if spoken[language].strip()} == {
        "title",
        "introduction",
        "thanks",
    }
