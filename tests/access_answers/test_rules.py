"""When an answer is complete, and what a file may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.access_answers.rules import LONGEST_NAME, Key, NameFault, WrongName, checked_name, ending_of, missing_parts

PARTS = st.tuples(st.sampled_from(["purposes", "recipients", "retention", "withheld"]), st.sampled_from(["", "a", "b"]))


def test_what_nobody_has_said_anything_about_is_missing() -> None:
    stated = {("purposes", ""): "Sales", ("recipients", "sales"): "", ("transfers", "sales"): " \n"}

    missing = missing_parts(stated, set())

    assert missing == [("recipients", "sales"), ("transfers", "sales")]


def test_what_staff_have_said_is_not_missing_also_when_there_is_none() -> None:
    stated = {("recipients", "sales"): "", ("transfers", "sales"): ""}

    missing = missing_parts(stated, {("transfers", "sales")})

    assert missing == [("recipients", "sales")]


def test_a_part_that_the_answer_does_not_have_is_never_missing() -> None:
    assert missing_parts({}, {("recipients", "sales")}) == []


@given(stated=st.dictionaries(PARTS, st.sampled_from(["", " ", "said"])), filled=st.sets(PARTS))
def test_an_answer_is_complete_exactly_when_every_part_says_something(stated: dict[Key, str], filled: set[Key]) -> None:
    missing = missing_parts(stated, filled)

    assert set(missing) == {key for key, text in stated.items() if not text.strip()} - filled
    assert missing == [key for key in stated if key in missing]


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("contract.pdf", "contract.pdf"),
        ("C:\\Users\\bob\\contract.pdf", "contract.pdf"),
        ("../../etc/contract.pdf", "contract.pdf"),
        ("  Avtal för Åsa.PDF ", "Avtal för Åsa.PDF"),
        ("Avtal fo\u0308r.pdf", "Avtal för.pdf"),
        ('a<b>:"c|d?*.pdf', "a-b---c-d--.pdf"),
        ("version 1.2.pdf", "version 1.2.pdf"),
        ("2026.04.02.pdf", "2026.04.02.pdf"),
    ],
)
def test_a_plain_name_is_kept_without_the_folders_before_it(given_name: str, name: str) -> None:
    assert checked_name(given_name) == name


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "empty"),
        ("contract", "empty"),
        (".pdf", "empty"),
        ("..pdf", "empty"),
        ("contract.", "empty"),
        ("folder/", "empty"),
        (f"{'x' * LONGEST_NAME}.pdf", "too_long"),
        ("invoice\u202efdp.exe", "unreadable"),
        ("invoice\u200b.pdf", "unreadable"),
        ("a\x00.pdf", "unreadable"),
        ("a\nb.pdf", "unreadable"),
        ("invoice.exe.pdf", "hidden_ending"),
        ("invoice.js .pdf", "hidden_ending"),
        ("invoice.HTML.txt", "hidden_ending"),
        ("invoice.pdf                .txt", "hidden_ending"),
    ],
)
def test_a_name_that_misleads_is_refused(name: str, fault: NameFault) -> None:
    with pytest.raises(WrongName) as caught:
        checked_name(name)

    assert caught.value.fault == fault


@given(given_name=st.text(max_size=200))
def test_whatever_comes_through_can_be_shown_and_stored(given_name: str) -> None:
    try:
        name = checked_name(given_name)
    except WrongName:
        return

    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set('/\\<>:"|?*\r\n\0')
    assert ending_of(name)
    assert checked_name(name) == name
