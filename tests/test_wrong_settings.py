"""Settings that look right at first: each is told by its name before the start, not by a crash after it."""

from pathlib import Path

import pytest

from portal.config import WrongSetting, settings


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1",
        "http://privacy.example.se:99999",
        "http://privacy.example.se:x",
        "https://bob:secret@privacy.example.se",
        "https://privacy.example.se\\evil",
        "https://privacy example.se",
    ],
)
def test_an_address_that_no_browser_would_open_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(WrongSetting, match="PORTAL_BASE_URL"):
        settings(tmp_path, {"PORTAL_BASE_URL": address})


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1]:5000",
        "http://127.0.0.1:5000",
        "https://privacy.example.se",
        "https://privacy.example.se:8443",
        "http://localhost",
    ],
)
def test_an_address_with_or_without_a_port_is_taken_as_it_is(tmp_path: Path, address: str) -> None:
    assert settings(tmp_path, {"PORTAL_BASE_URL": address})["PORTAL_BASE_URL"] == address


@pytest.mark.parametrize("name", ["PORTAL_MAIL_PORT", "PORTAL_MAIL_TIMEOUT", "PORTAL_TRUSTED_PROXIES"])
@pytest.mark.parametrize("number", ["9" * 5000, "-1", "1.5", "1e3", "٣", "²", " 25", "0x19", "yes"])
def test_a_number_that_is_none_or_endless_is_named(tmp_path: Path, name: str, number: str) -> None:
    with pytest.raises(WrongSetting, match=name):
        settings(tmp_path, {name: number})


@pytest.mark.parametrize(
    "address",
    ["postgresql://bob:secret@host:port/portal", "postgresql://bob@[::1/portal", "postgres://bob@a:b:c/portal"],
)
def test_a_database_that_can_not_be_addressed_is_named_without_its_password(tmp_path: Path, address: str) -> None:
    with pytest.raises(WrongSetting, match="DATABASE_URL") as told:
        settings(tmp_path, {"DATABASE_URL": address})

    assert "bob" not in str(told.value)


@pytest.mark.parametrize("value", ["['a' * 40, 'b' * 40]", "{'newest': 'a' * 40}", "b'a' * 40", "object()"])
def test_a_value_in_the_file_that_is_no_text_number_or_yes_is_named(tmp_path: Path, value: str) -> None:
    (tmp_path / "config.py").write_text(f"PORTAL_LINK_KEYS = {value}\n", encoding="utf-8")

    with pytest.raises(WrongSetting, match="PORTAL_LINK_KEYS"):
        settings(tmp_path, {})


def test_none_in_the_file_is_as_good_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("PORTAL_MAIL_SERVER = None\nPORTAL_LANGUAGE = None\n", encoding="utf-8")

    made = settings(tmp_path, {})

    assert (made["MAIL_SERVER"], made["BABEL_DEFAULT_LOCALE"]) == ("", "sv")


@pytest.mark.parametrize(("value", "meant"), [("True", True), ("False", False), ("1", True), ("'yes'", True)])
def test_yes_and_no_in_the_file_may_be_pythons_own(tmp_path: Path, value: str, meant: bool) -> None:
    (tmp_path / "config.py").write_text(f"PORTAL_MAIL_USE_TLS = {value}\n", encoding="utf-8")

    assert settings(tmp_path, {})["MAIL_USE_TLS"] is meant


def test_a_number_in_the_file_may_be_a_number(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("PORTAL_MAIL_PORT = 2525\n", encoding="utf-8")

    assert settings(tmp_path, {})["MAIL_PORT"] == 2525


@pytest.mark.parametrize("zone", ["Europe", "Europe/Granhult", "../../etc/passwd", "/etc/localtime", "UTC+1", "\0"])
def test_a_zone_that_there_is_not_is_named(tmp_path: Path, zone: str) -> None:
    with pytest.raises(WrongSetting, match="PORTAL_TIMEZONE"):
        settings(tmp_path, {"PORTAL_TIMEZONE": zone})


@pytest.mark.parametrize("file", ["secret_key", "suppression_key", "link_keys"])
def test_an_emptied_key_file_stops_the_start(tmp_path: Path, file: str) -> None:
    (tmp_path / file).write_text("", encoding="ascii")

    with pytest.raises(WrongSetting, match="at least 32 characters"):
        settings(tmp_path, {})
