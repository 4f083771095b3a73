"""Keys that are made once."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.keys import kept_key, key_id, new_key, replace_key, write_key


def mode(path: Path) -> int:
    """Return who may do what with the file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_made_when_there_is_none(tmp_path: Path) -> None:
    key = kept_key(tmp_path, "secret_key")

    assert len(key) >= 64
    assert (tmp_path / "secret_key").read_text() == f"{key}\n"


def test_a_key_stays_what_it_is(tmp_path: Path) -> None:
    first = kept_key(tmp_path, "secret_key")

    assert kept_key(tmp_path, "secret_key") == first


def test_only_its_owner_may_read_a_key(tmp_path: Path) -> None:
    kept_key(tmp_path, "secret_key")

    assert mode(tmp_path / "secret_key") == 0o600


def test_no_draft_is_left(tmp_path: Path) -> None:
    kept_key(tmp_path, "secret_key")

    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_those_who_ask_at_once_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: kept_key(tmp_path, "secret_key"), range(40)))

    assert len(set(keys)) == 1


def test_a_key_has_the_size_that_is_asked_for(tmp_path: Path) -> None:
    assert len(kept_key(tmp_path, "short", 12)) == 16


def test_no_two_keys_are_alike() -> None:
    assert len({new_key() for _ in range(100)}) == 100


def test_a_key_is_replaced_at_once_and_stays_secret(tmp_path: Path) -> None:
    kept_key(tmp_path, "link_keys")

    replace_key(tmp_path, "link_keys", "another")

    assert kept_key(tmp_path, "link_keys") == "another"
    assert mode(tmp_path / "link_keys") == 0o600
    assert len(list(tmp_path.iterdir())) == 1


def test_a_key_is_not_written_where_nobody_can(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_key(tmp_path / "no" / "key", "x")


def test_a_key_is_known_by_digits_that_do_not_tell_it() -> None:
    assert key_id("k" * 40) == key_id("k" * 40)
    assert key_id("k" * 40) != key_id("o" * 40)
    assert len(key_id("k" * 40)) == 8
    assert set(key_id("k" * 40)) <= set("0123456789abcdef")
