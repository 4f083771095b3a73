"""Tokens open only what they were signed for, and no altered one opens anything."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.links.models import Use
from portal.links.tokens import ID_BYTES, BadToken, id_hash, new_id, read, sign

USES: tuple[Use, ...] = ("view", "preferences", "stop", "receipt", "confirm", "delivery")
KEYS = ["k" * 40]
OTHER = ["o" * 40]
IDS = st.binary(min_size=ID_BYTES, max_size=ID_BYTES)
LETTERS = string.ascii_letters + string.digits + "-_.~ %="


@given(st.sampled_from(USES), IDS)
def test_a_token_gives_back_its_use_and_id(use: Use, link_id: bytes) -> None:
    assert read(sign(use, link_id, KEYS), [use], KEYS) == (use, link_id)


@pytest.mark.parametrize("signed", USES)
@pytest.mark.parametrize("asked", USES)
def test_a_token_for_one_use_is_refused_for_every_other(signed: Use, asked: Use) -> None:
    token = sign(signed, b"i" * ID_BYTES, KEYS)

    if signed == asked:
        assert read(token, [asked], KEYS)
    else:
        with pytest.raises(BadToken):
            read(token, [asked], KEYS)


def test_every_change_of_one_character_before_the_last_is_refused() -> None:
    token = sign("view", b"i" * ID_BYTES, KEYS)

    for place in range(len(token) - 1):
        for letter in LETTERS.replace(token[place], ""):
            with pytest.raises(BadToken):
                read(token[:place] + letter + token[place + 1 :], ["view"], KEYS)


def test_other_spellings_of_the_last_character_give_the_same_id_or_nothing() -> None:
    link_id = b"i" * ID_BYTES
    token = sign("view", link_id, KEYS)

    for letter in LETTERS:
        try:
            assert read(token[:-1] + letter, ["view"], KEYS) == ("view", link_id)
        except BadToken:
            continue


def test_a_shortened_token_is_refused() -> None:
    token = sign("view", b"i" * ID_BYTES, KEYS)

    for end in range(len(token)):
        with pytest.raises(BadToken):
            read(token[:end], ["view"], KEYS)


@given(st.text(max_size=200))
def test_what_was_never_signed_here_is_refused(text: str) -> None:
    with pytest.raises(BadToken):
        read(text, USES, KEYS)


def test_a_token_of_another_portal_is_refused() -> None:
    with pytest.raises(BadToken):
        read(sign("view", b"i" * ID_BYTES, OTHER), ["view"], KEYS)


def test_the_newest_key_signs_and_all_verify() -> None:
    link_id = b"i" * ID_BYTES
    old, new = sign("view", link_id, KEYS), sign("view", link_id, [*OTHER, *KEYS])

    assert read(old, ["view"], [*OTHER, *KEYS]) == ("view", link_id)
    assert read(new, ["view"], OTHER) == ("view", link_id)
    with pytest.raises(BadToken):
        read(new, ["view"], KEYS)


def test_the_links_of_a_key_that_is_gone_die() -> None:
    token = sign("stop", b"i" * ID_BYTES, KEYS)

    with pytest.raises(BadToken):
        read(token, ["stop"], OTHER)


def test_an_id_is_sixteen_random_bytes_and_known_by_its_hash_alone() -> None:
    one, other = new_id(), new_id()

    assert one != other
    assert len(one) == ID_BYTES
    assert one not in id_hash(one)
    assert id_hash(one) == id_hash(bytes(one)) != id_hash(other)


@pytest.mark.parametrize("link_id", [b"", b"short", b"x" * 15, b"x" * 17])
def test_an_id_of_another_length_is_refused_though_it_is_signed(link_id: bytes) -> None:
    with pytest.raises(BadToken):
        read(sign("view", link_id, KEYS), ["view"], KEYS)
