"""Whoever makes, bends or borrows a token gets nothing for it."""

import base64
import string
from hashlib import sha256
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from portal.links.models import Use
from portal.links.tokens import BadToken, read, sign

USES: tuple[Use, ...] = get_args(Use)
OLD, NEW, NEWEST, FOREIGN = (letter * 32 for letter in "abcz")
KEYS = [NEWEST, NEW, OLD]
LINK_ID = bytes(range(16))
SPELLED = "AAECAwQFBgcICQoLDA0ODw"
"""The same id as it stands in a token."""
ALPHABET = string.ascii_letters + string.digits + "-_."
IDS = st.binary(min_size=16, max_size=16)


def forged(payload: object, use: str = "view", key: str = NEWEST) -> str:
    """Return what the portal would sign, had it such a payload."""
    how = {"digest_method": sha256, "key_derivation": "hmac"}
    return str(URLSafeSerializer([key], salt=f"portal.links.{use}", signer_kwargs=how).dumps(payload))


def is_refused(token: str, *uses: Use) -> bool:
    """Tell whether the token stands for nothing."""
    try:
        read(token, uses or USES, KEYS)
    except BadToken:
        return True
    return False


def test_the_signing_of_these_tests_is_that_of_the_portal() -> None:
    assert forged([1, "view", SPELLED]) == sign("view", LINK_ID, KEYS)


@pytest.mark.parametrize("use", USES)
def test_a_token_is_refused_where_every_use_but_its_own_is_taken(use: Use) -> None:
    token = sign(use, LINK_ID, KEYS)

    assert is_refused(token, *(other for other in USES if other != use))


@pytest.mark.parametrize("use", USES)
def test_a_token_is_read_where_every_use_is_taken(use: Use) -> None:
    assert read(sign(use, LINK_ID, KEYS), USES, KEYS) == (use, LINK_ID)


def test_a_token_is_refused_where_no_use_is_taken() -> None:
    with pytest.raises(BadToken):
        read(sign("view", LINK_ID, KEYS), [], KEYS)


@pytest.mark.parametrize("salted", [use for use in USES if use != "view"])
def test_a_use_signed_under_another_uses_salt_is_refused(salted: str) -> None:
    assert is_refused(forged([1, "view", SPELLED], use=salted))


@pytest.mark.parametrize("use", USES)
def test_every_change_of_one_character_is_refused_for_every_use(use: Use) -> None:
    token = sign(use, LINK_ID, KEYS)
    changed = [
        token[:place] + letter + token[place + 1 :]
        for place in range(len(token) - 1)
        for letter in ALPHABET
        if letter != token[place]
    ]

    passed = [text for text in changed if not is_refused(text, use)]

    assert passed == []


def test_the_last_character_has_four_spellings_at_the_most_and_they_mean_one_link() -> None:
    token = sign("view", LINK_ID, KEYS)
    spellings = [token[:-1] + letter for letter in ALPHABET]

    passed = [text for text in spellings if not is_refused(text)]

    assert len(passed) <= 4
    assert {read(text, USES, KEYS) for text in passed} == {("view", LINK_ID)}


@pytest.mark.parametrize("ignored", ["é", "!", "????", " ", "=", "\n", "\ud800"])
def test_what_base64_would_overlook_is_noticed_anywhere(ignored: str) -> None:
    token = sign("view", LINK_ID, KEYS)

    passed = [place for place in range(len(token) + 1) if not is_refused(token[:place] + ignored + token[place:])]

    assert passed == []


@pytest.mark.parametrize("use", USES)
def test_every_missing_character_is_noticed(use: Use) -> None:
    token = sign(use, LINK_ID, KEYS)

    passed = [place for place in range(len(token)) if not is_refused(token[:place] + token[place + 1 :])]

    assert passed == []


def test_neighbours_can_not_change_places() -> None:
    token = sign("view", LINK_ID, KEYS)
    swapped = [
        token[:place] + two + one + token[place + 2 :] for place, (one, two) in enumerate(pairwise(token)) if one != two
    ]

    passed = [text for text in swapped if not is_refused(text)]

    assert passed == []


@pytest.mark.parametrize("added", ["A", ".", ".A", "/", "?", "%20", "\0", "A" * 5000])
def test_nothing_can_be_put_before_or_behind_a_token(added: str) -> None:
    token = sign("view", LINK_ID, KEYS)

    assert is_refused(token + added)
    assert is_refused(added + token)


@given(st.text(ALPHABET + "é=!\0", max_size=120))
@example("")
@example(".")
@example("..")
@example("=.=")
@example("\ud800")
def test_what_nobody_signed_is_refused_without_a_crash(text: str) -> None:
    assert is_refused(text)


@given(IDS, IDS)
def test_the_signature_of_one_id_does_not_fit_another(one: bytes, other: bytes) -> None:
    assume(one != other)
    payload, _ = sign("view", one, KEYS).rsplit(".", 1)
    _, signature = sign("view", other, KEYS).rsplit(".", 1)

    assert is_refused(f"{payload}.{signature}")


@given(st.sampled_from([b"\0", b"x", b"ab"]), st.sampled_from(USES))
def test_an_id_that_can_be_pressed_together_is_read_too(repeated: bytes, use: Use) -> None:
    link_id = (repeated * 16)[:16]

    assert read(sign(use, link_id, KEYS), USES, KEYS) == (use, link_id)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_that_is_kept_goes_on_verifying(key: str) -> None:
    token = sign("stop", LINK_ID, [key])

    assert read(token, ["stop"], KEYS) == ("stop", LINK_ID)


@pytest.mark.parametrize("use", USES)
def test_a_key_put_in_front_kills_no_link(use: Use) -> None:
    token = sign(use, LINK_ID, KEYS)

    assert read(token, [use], ["n" * 32, *KEYS]) == (use, LINK_ID)


@pytest.mark.parametrize("use", USES)
def test_a_retired_key_s_links_are_dead_and_the_others_live(use: Use) -> None:
    retired, kept = sign(use, LINK_ID, [OLD]), sign(use, LINK_ID, [NEW])

    assert read(kept, [use], [NEWEST, NEW]) == (use, LINK_ID)
    with pytest.raises(BadToken):
        read(retired, [use], [NEWEST, NEW])


@pytest.mark.parametrize("use", USES)
def test_a_foreign_key_makes_nothing_that_is_taken(use: Use) -> None:
    assert is_refused(sign(use, LINK_ID, [FOREIGN]))


@pytest.mark.parametrize(
    "payload",
    [
        None,
        1,
        "view",
        [],
        {},
        [1, "view"],
        [1, "view", SPELLED, "more"],
        [2, "view", SPELLED],
        [0, "view", SPELLED],
        ["1", "view", SPELLED],
        [1, "stop", SPELLED],
        [1, "view", 7],
        [1, "view", None],
        [1, "view", ""],
        [1, "view", "AAEC"],
        [1, "view", SPELLED + "AR"],
        [1, "view", "A"],
        [1, "view", "åäö"],
        {"version": 1, "use": "view", "id": SPELLED},
    ],
)
def test_a_well_signed_payload_of_another_shape_is_refused(payload: object) -> None:
    assert is_refused(forged(payload))


def test_another_program_s_signature_by_our_key_is_refused() -> None:
    theirs = URLSafeSerializer(NEWEST).dumps([1, "view", SPELLED])

    assert is_refused(str(theirs))


def test_a_token_holds_nothing_but_version_use_and_id() -> None:
    payload = sign("view", LINK_ID, KEYS).split(".")[0]

    told = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))

    assert told == f'[1,"view","{SPELLED}"]'.encode()


@pytest.mark.parametrize("use", USES)
def test_a_token_fits_in_an_address_as_it_is(use: Use) -> None:
    token = sign(use, LINK_ID, KEYS)

    assert set(token) <= set(ALPHABET)
    assert len(token) < 120


def test_the_same_link_is_always_spelled_the_same() -> None:
    assert sign("stop", LINK_ID, KEYS) == sign("stop", LINK_ID, KEYS)
