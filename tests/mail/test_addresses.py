"""Addresses in envelopes, and what may never stand in a header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.mail.addresses import UnsafeHeader, UnusableRecipient, envelope_address, one_line

LINE_BREAKS = ["\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("address", ["alice@example.se", "a.b+c@sub.example.se", "o'neill@example.ie"])
def test_a_plain_address_stays_as_it_is(address: str) -> None:
    assert envelope_address(address) == address


def test_an_international_domain_is_spelled_in_ascii() -> None:
    assert envelope_address("alice@räksmörgås.se") == "alice@xn--rksmrgs-5wao1o.se"


def test_a_local_part_with_other_letters_stays() -> None:
    assert envelope_address("åsa@example.se") == "åsa@example.se"


def test_a_local_part_with_other_letters_has_its_domain_in_ascii() -> None:
    assert envelope_address("åsa@räksmörgås.se") == "åsa@xn--rksmrgs-5wao1o.se"


@pytest.mark.parametrize("address", ["", "alice", "@example.se", "alice@", "alice@@example.se", "a b@example.se"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UnusableRecipient):
        envelope_address(address)


@pytest.mark.parametrize("address", ["alice@example.se, bob@example.se", "alice@example.se;bob@example.se"])
def test_two_addresses_are_not_one(address: str) -> None:
    with pytest.raises(UnusableRecipient):
        envelope_address(address)


@pytest.mark.parametrize("mark", LINE_BREAKS)
@pytest.mark.parametrize("around", ["{}alice@example.se", "alice@example.se{}Bcc: c@x.se", "al{}ice@example.se"])
def test_no_address_holds_a_control_character(mark: str, around: str) -> None:
    with pytest.raises(UnusableRecipient):
        envelope_address(around.format(mark))


@pytest.mark.parametrize("mark", LINE_BREAKS)
def test_no_header_holds_a_control_character(mark: str) -> None:
    with pytest.raises(UnsafeHeader):
        one_line(f"Hello{mark}Bcc: charlie@example.se")


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_any_other_text_may_stand_in_a_header(text: str) -> None:
    assert one_line(text) == text
