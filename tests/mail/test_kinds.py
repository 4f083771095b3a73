"""What each kind of letter offers to those who word it."""

import re

import pytest

from portal.config import LANGUAGES
from portal.mail.kinds import KINDS, UnknownKind, kind_of
from portal.mail.templates import shipped

PLACEHOLDER = re.compile(r"\{(\w+)\}")
WORDED = [(kind, language) for kind in KINDS for language in LANGUAGES]


def placeholders(kind: str, language: str) -> set[str]:
    """Return the placeholders of a shipped letter."""
    wording = shipped()[kind, language]
    return set(PLACEHOLDER.findall(wording.subject + wording.body))


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_letter_must_have_it_also_offers(kind: str) -> None:
    offer = KINDS[kind].offer

    assert offer.required <= offer.inline | offer.blocks
    assert not offer.inline & offer.blocks


@pytest.mark.parametrize(("kind", "language"), WORDED)
def test_a_shipped_letter_has_all_that_it_must_and_nothing_else(kind: str, language: str) -> None:
    offer = KINDS[kind].offer

    assert offer.required <= placeholders(kind, language) <= offer.inline | offer.blocks


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_the_same_in_every_language(kind: str) -> None:
    assert len({frozenset(placeholders(kind, language)) for language in LANGUAGES}) == 1


@pytest.mark.parametrize(("kind", "language"), WORDED)
def test_a_subject_is_one_line_that_a_phone_can_show(kind: str, language: str) -> None:
    subject = shipped()[kind, language].subject

    assert 10 <= len(subject) <= 78
    assert "\n" not in subject


@pytest.mark.parametrize("duty", ["stored", "purposes", "right_to_object", "rights", "recipients", "contact", "origin"])
def test_the_confirmation_can_not_leave_out_what_the_law_asks_for(duty: str) -> None:
    assert duty in KINDS["confirmation"].offer.required


@pytest.mark.parametrize("link", ["page_button", "stop_button"])
def test_the_confirmation_can_not_leave_out_its_links(link: str) -> None:
    assert link in KINDS["confirmation"].offer.required


@pytest.mark.parametrize("kind", ["staff_welcome", "staff_password"])
def test_a_letter_that_opens_the_staffs_door_is_forgotten_once_sent(kind: str) -> None:
    assert not KINDS[kind].kept


@pytest.mark.parametrize("key", ["", "reminder", "../confirmation", "Confirmation"])
def test_other_kinds_are_unknown(key: str) -> None:
    with pytest.raises(UnknownKind):
        kind_of(key)
