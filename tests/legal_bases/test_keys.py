"""Keys of the catalogue's items: made from a name, readable, and never two alike."""

from hypothesis import given
from hypothesis import strategies as st

from portal.legal_bases.keys import LONGEST_KEY, RESERVED, is_alias, is_key, made_key

NAMES = st.text(min_size=1, max_size=100)
MADE = [
    ("Kundklubb", "kundklubb"),
    ("Customer club", "customer_club"),
    ("Årets Mässa på Öland", "arets_massa_pa_oland"),
    ("E-marknadsföring", "e_marknadsforing"),
    ("  Spaces   everywhere ", "spaces_everywhere"),
    ("2026 års mässa", "ars_massa"),
    ("Groß & Söhne", "gross_sohne"),
    ("Łódź", "odz"),
    ("News!", "news"),
    ("snake_case_name", "snake_case_name"),
]
"""Names, and the keys that are made from them."""
KEYS = st.from_regex(r"[a-z][a-z0-9]{0,9}(_[a-z0-9]{1,9}){0,2}", fullmatch=True).filter(lambda key: key not in RESERVED)


def test_a_key_is_the_name_in_small_ascii_letters() -> None:
    made = {name: made_key(name, set(), otherwise="purpose") for name, _key in MADE}

    assert made == dict(MADE)


def test_a_name_without_ascii_letters_gets_the_lists_own_key() -> None:
    names = ("用户", "مرحبا", "123", "---", "🎈")

    assert {made_key(name, set(), otherwise="purpose") for name in names} == {"purpose"}


def test_a_key_that_is_taken_is_numbered() -> None:
    taken = {"news", "news_2"}

    assert made_key("News", taken, otherwise="topic") == "news_3"


def test_a_reserved_word_is_numbered_too() -> None:
    assert made_key("New", set(), otherwise="topic") == "new_2"


def test_a_long_name_is_cut_and_leaves_room_for_its_number() -> None:
    first = made_key("a" * 100, set(), otherwise="topic")

    second = made_key("a" * 100, {first}, otherwise="topic")

    assert first == "a" * LONGEST_KEY
    assert second == "a" * (LONGEST_KEY - 2) + "_2"


@given(NAMES)
def test_what_is_made_is_always_a_key(name: str) -> None:
    assert is_key(made_key(name, set(), otherwise="purpose"))


@given(st.lists(NAMES, min_size=2, max_size=20))
def test_no_two_keys_are_alike(names: list[str]) -> None:
    taken: set[str] = set()

    for name in names:
        key = made_key(name, taken, otherwise="purpose")
        assert key not in taken
        taken.add(key)

    assert len(taken) == len(names)


@given(KEYS)
def test_a_key_stays_what_it_is(key: str) -> None:
    assert made_key(key, set(), otherwise="purpose") == key


def test_what_is_no_key_is_refused() -> None:
    texts = ("", "A", "1a", "_a", "a b", "a-b", "å", "a" * (LONGEST_KEY + 1), "new", "a\n", "a\0", "a/b")

    assert [text for text in texts if is_key(text)] == []


def test_a_key_is_known() -> None:
    texts = ("a", "e_marketing", "a1", "a" * LONGEST_KEY)

    assert [text for text in texts if not is_key(text)] == []


def test_an_alias_is_another_systems_key_without_spaces_or_signs() -> None:
    usable = ("STORE", "61A", "a.b-c_d", "a" * 40)
    wrong = ("", "two words", "A=B", "å", "-a", "a" * 41)

    assert [text for text in usable + wrong if is_alias(text)] == list(usable)
