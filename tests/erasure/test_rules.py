"""What names somebody is found however it is written, and nobody else is taken for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.erasure.rules import FEW, Named, Names, names_person

ASA = Named("Åsa Qvarnström", "asa.q@skogsbyn.example", "070-987 65 43")
NAMES = Names.of([ASA])
WORDS = st.text("abcdefghijklmnopqrstuvwxyzåäö", min_size=3, max_size=12)


@pytest.mark.parametrize(
    "cells",
    [
        ("Åsa Qvarnström", ""),
        ("ASA QVARNSTROM", ""),
        ("Qvarnström, Åsa", ""),
        ("Åsa", "Qvarnström"),
        ("Qvarnström", "Åsa"),
        ("x", " ASA.Q@Skogsbyn.example "),
        ("x", "+46 70 987 65 43"),
        ("x", "0709876543"),
    ],
)
def test_a_row_names_somebody_by_name_address_or_phone(cells: tuple[str, str]) -> None:
    assert NAMES.in_row(cells)


@pytest.mark.parametrize(
    "cells", [("Åsa", "Ek"), ("Qvarnström", "AB"), ("", ""), ("asa.q@annan.example", "070-987 65 44"), ("Åsa Q", "Å")]
)
def test_a_row_about_somebody_else_is_left(cells: tuple[str, str]) -> None:
    assert not NAMES.in_row(cells)


@pytest.mark.parametrize(
    "text",
    ["list of åsa qvarnström.csv", "asa.q@skogsbyn.example", "ring 070 987 65 43 i morgon", "Qvarnström Åsa"],
)
def test_a_text_names_somebody_in_its_middle(text: str) -> None:
    assert NAMES.in_text(text)


@pytest.mark.parametrize("text", ["people.csv", "", "Åsa", "Åsa Qvarnströmsson", "070"])
def test_a_text_about_nobody_is_left(text: str) -> None:
    assert not NAMES.in_text(text)


def test_with_very_many_people_only_whole_texts_are_compared() -> None:
    many = Names.of([ASA, *(Named(f"Person Nummer{number}", "") for number in range(2 * FEW))])

    assert many.in_text("Åsa Qvarnström")
    assert not many.in_text("list of åsa qvarnström.csv")


def test_a_single_name_names_nobody_in_the_files_of_others() -> None:
    assert not Names.of([Named("Åsa", "")]).in_row(["Åsa", "Åsa"])


@pytest.mark.parametrize("reason", ["Qvarnström rang", "she is asa.q@skogsbyn.example", "from 0709876543", "åsa asked"])
def test_a_reason_that_is_kept_must_not_hold_even_a_part_of_the_name(reason: str) -> None:
    assert names_person(reason, ASA.name, ASA.email, ASA.phone)


@given(first=WORDS, last=WORDS, reason=st.lists(WORDS, max_size=4))
def test_a_reason_names_the_person_just_when_a_word_of_it_is_a_word_of_the_name(
    first: str, last: str, reason: list[str]
) -> None:
    named = names_person(" ".join(reason), f"{first} {last}", "", "")

    folded = {word.translate(str.maketrans("åäö", "aao")) for word in reason}
    assert named == bool(folded & {name.translate(str.maketrans("åäö", "aao")) for name in (first, last)})
