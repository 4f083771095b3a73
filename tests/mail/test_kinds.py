"""What each kind of letter offers to those who word it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import LANGUAGES
from portal.mail.kinds import KINDS, VARIANT, VARIED, UnknownKind, kind_of, wording_kind
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


OUTSIDE = {"request_nothing_held", "erased", "one_time_code", "answer_ready"}
"""Letters to somebody who has no page, and those that do not lead there."""
TO_PEOPLE = (
    {"confirmation", "new_link", "choices_changed", "ask_consent"}
    | {
        "correction_done",
        "correction_declined",
        "objection_decided",
        "restriction_applied",
        "restriction_lifted",
    }
    | {kind for kind in KINDS if kind.startswith("request_") and kind != "request_due"} - OUTSIDE
)
"""Letters to somebody whose page they may lead to."""
ANY_KEY = st.text("abcdefnoirmtcl_-. ÅÄ/0", max_size=20)


@given(key=ANY_KEY)
def test_a_key_is_a_kind_of_letter_only_if_it_is_spelled_like_one(key: str) -> None:
    if key in KINDS:
        assert wording_kind(key) == key
    elif not key.startswith("confirmation-"):
        with pytest.raises(UnknownKind):
            wording_kind(key)


@given(rest=ANY_KEY)
def test_whatever_follows_the_dash_is_a_variant_of_the_confirmation(rest: str) -> None:
    assert wording_kind(f"confirmation{VARIANT}{rest}") == "confirmation"


@given(rest=ANY_KEY, kind=st.sampled_from(sorted(set(KINDS) - VARIED)))
def test_no_other_letter_has_variants(kind: str, rest: str) -> None:
    with pytest.raises(UnknownKind, match=kind):
        wording_kind(f"{kind}{VARIANT}{rest}")


@given(rest=ANY_KEY)
def test_a_variant_is_words_and_no_kind_of_letter_to_queue(rest: str) -> None:
    with pytest.raises(UnknownKind):
        kind_of(f"confirmation{VARIANT}{rest}")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_name_fits_its_column_and_an_address(kind: str) -> None:
    assert re.fullmatch("[a-z_]{3,40}", kind)
    assert VARIANT not in kind
    assert kind_of(kind) is KINDS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_may_name_the_organisation_and_where_to_ask(kind: str) -> None:
    assert {"organisation", "contact_email"} <= KINDS[kind].offer.inline


@pytest.mark.parametrize("kind", sorted(set(KINDS) - TO_PEOPLE - OUTSIDE))
def test_a_letter_to_somebody_else_offers_neither_the_persons_name_nor_their_links(kind: str) -> None:
    offer = KINDS[kind].offer

    assert not (offer.inline | offer.blocks) & {"name", "link_until", "page_button", "stop_button"}


@pytest.mark.parametrize("kind", sorted(TO_PEOPLE))
def test_a_letter_to_a_person_always_leads_to_their_page(kind: str) -> None:
    assert KINDS[kind].offer.required & {"page_button", "answer_button"}


@pytest.mark.parametrize("kind", KINDS)
def test_only_letters_that_open_a_door_or_leave_no_trace_are_forgotten(kind: str) -> None:
    opens_a_door = bool({"password_button", "code_shown"} & KINDS[kind].offer.blocks)

    assert KINDS[kind].kept == (not opens_a_door and not KINDS[kind].traceless)


@pytest.mark.parametrize("kind", KINDS)
def test_the_names_of_placeholders_can_be_typed_on_any_keyboard(kind: str) -> None:
    offer = KINDS[kind].offer

    assert all(re.fullmatch("[a-z_]+", name) for name in offer.inline | offer.blocks)


@pytest.mark.parametrize("kind", KINDS)
def test_a_button_is_always_a_block(kind: str) -> None:
    assert not [name for name in KINDS[kind].offer.inline if name.endswith("_button")]


@pytest.mark.parametrize(("kind", "language"), WORDED)
def test_a_shipped_letter_does_not_write_out_who_sends_it(kind: str, language: str) -> None:
    wording = shipped()[kind, language]

    assert "{organisation}" in wording.subject + wording.body or kind == "job_done"
    assert "@" not in wording.subject + wording.body
