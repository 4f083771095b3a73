"""The settings, their checks, and where they come from."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from portal.config import ROOT, WrongSetting, instance_folder, made, settings

KEY = "k" * 40
OTHER = "o" * 40


def read(folder: Path, **environ: str) -> dict[str, Any]:
    """Return the configuration that comes of those environment variables."""
    return settings(folder, environ)


def refusal(folder: Path, environ: Mapping[str, str]) -> str:
    """Return what is said of a wrong setting."""
    with pytest.raises(WrongSetting) as caught:
        settings(folder, environ)
    return str(caught.value)


def test_the_instance_folder_stands_at_the_root() -> None:
    assert instance_folder({}) == ROOT / "instance"


def test_the_instance_folder_can_be_named_from_the_root() -> None:
    assert instance_folder({"PORTAL_INSTANCE": "trial"}) == ROOT / "trial"


def test_the_instance_folder_can_be_anywhere() -> None:
    assert instance_folder({"PORTAL_INSTANCE": "/srv/portal"}) == Path("/srv/portal")


def test_a_new_instance_folder_is_its_owners_alone(tmp_path: Path) -> None:
    folder = made(tmp_path / "new" / "instance")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_instance_folder_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    tmp_path.chmod(0o755)

    made(tmp_path)

    assert (tmp_path / "kept").read_text() == "kept"
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_file_in_the_place_of_the_instance_folder_is_told(tmp_path: Path) -> None:
    file = tmp_path / "instance"
    file.write_text("")

    with pytest.raises(WrongSetting, match=f"PORTAL_INSTANCE: the folder {file} can't be made"):
        made(file)


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    config = read(tmp_path)

    assert config["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'portal.sqlite'}"
    assert config["PORTAL_BASE_URL"] == "http://127.0.0.1:5000"
    assert config["BABEL_DEFAULT_LOCALE"] == "sv"
    assert config["BABEL_DEFAULT_TIMEZONE"] == "Europe/Stockholm"
    assert config["PORTAL_TRUSTED_PROXIES"] == 0
    assert config["MAIL_SERVER"] == ""


def test_keys_that_are_not_set_are_made_and_kept(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)

    for name in ("SECRET_KEY", "PORTAL_LINK_KEYS", "PORTAL_SUPPRESSION_KEY"):
        assert first[name] == second[name]
    assert len({first["SECRET_KEY"], *first["PORTAL_LINK_KEYS"], first["PORTAL_SUPPRESSION_KEY"]}) == 3


def test_another_instance_has_other_keys(tmp_path: Path) -> None:
    one, other = made(tmp_path / "one"), made(tmp_path / "other")

    assert read(one)["SECRET_KEY"] != read(other)["SECRET_KEY"]


def test_a_key_that_is_set_is_not_kept_in_a_file(tmp_path: Path) -> None:
    config = read(tmp_path, PORTAL_SECRET_KEY=KEY)

    assert config["SECRET_KEY"] == KEY
    assert not (tmp_path / "secret_key").exists()


def test_link_keys_are_parted_by_commas_newest_first(tmp_path: Path) -> None:
    assert read(tmp_path, PORTAL_LINK_KEYS=f"{KEY}, {OTHER} ,")["PORTAL_LINK_KEYS"] == [KEY, OTHER]


@pytest.mark.parametrize("name", ["PORTAL_SECRET_KEY", "PORTAL_LINK_KEYS", "PORTAL_SUPPRESSION_KEY"])
def test_a_short_key_is_refused_without_being_shown(tmp_path: Path, name: str) -> None:
    said = refusal(tmp_path, {name: "short-and-secret"})

    assert name in said
    assert "short-and-secret" not in said


def test_one_short_link_key_among_good_ones_is_refused(tmp_path: Path) -> None:
    assert "PORTAL_LINK_KEYS" in refusal(tmp_path, {"PORTAL_LINK_KEYS": f"{KEY},short"})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood(tmp_path: Path, scheme: str) -> None:
    config = read(tmp_path, DATABASE_URL=f"{scheme}://bob@db.example/portal")

    assert config["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://bob@db.example/portal"


def test_a_sqlite_file_can_be_named(tmp_path: Path) -> None:
    assert read(tmp_path, DATABASE_URL="sqlite:////srv/x.db")["SQLALCHEMY_DATABASE_URI"] == "sqlite:////srv/x.db"


@pytest.mark.parametrize(
    "url", ["mysql://db/portal", "sqlite://", "sqlite:///:memory:", "portal.sqlite", "postgresql", "sqlite:///"]
)
def test_other_databases_are_refused(tmp_path: Path, url: str) -> None:
    assert "DATABASE_URL" in refusal(tmp_path, {"DATABASE_URL": url})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://privacy.example.se", "https://privacy.example.se"),
        ("https://privacy.example.se/", "https://privacy.example.se"),
        ("http://localhost:8080", "http://localhost:8080"),
    ],
)
def test_the_base_url_has_no_path(tmp_path: Path, url: str, expected: str) -> None:
    assert read(tmp_path, PORTAL_BASE_URL=url)["PORTAL_BASE_URL"] == expected


@pytest.mark.parametrize(
    "url",
    [
        "privacy.example.se",
        "ftp://privacy.example.se",
        "https://",
        "https://privacy.example.se/portal",
        "https://privacy.example.se/?x=1",
        "https://privacy.example.se/#x",
    ],
)
def test_a_base_url_that_links_can_not_be_made_of_is_refused(tmp_path: Path, url: str) -> None:
    assert "PORTAL_BASE_URL" in refusal(tmp_path, {"PORTAL_BASE_URL": url})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_TIMEZONE", "Europe/Grund"),
        ("PORTAL_TIMEZONE", "../etc/passwd"),
        ("PORTAL_LANGUAGE", "xx"),
        ("PORTAL_TRUSTED_PROXIES", "-1"),
        ("PORTAL_TRUSTED_PROXIES", "11"),
        ("PORTAL_TRUSTED_PROXIES", "one"),
        ("PORTAL_TRUSTED_PROXIES", "²"),
        ("PORTAL_MAIL_PORT", "0"),
        ("PORTAL_MAIL_PORT", "65536"),
        ("PORTAL_MAIL_TIMEOUT", "0"),
        ("PORTAL_MAIL_USE_TLS", "perhaps"),
        ("PORTAL_MAIL_DEFAULT_SENDER", "nobody"),
        ("PORTAL_MAIL_DEFAULT_SENDER", "a@example.se\r\nBcc: b@example.se"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, name: str, value: str) -> None:
    assert name in refusal(tmp_path, {name: value})


def test_mail_can_not_be_encrypted_in_two_ways_at_once(tmp_path: Path) -> None:
    said = refusal(tmp_path, {"PORTAL_MAIL_USE_TLS": "yes", "PORTAL_MAIL_USE_SSL": "yes"})

    assert "PORTAL_MAIL_USE_TLS" in said
    assert "PORTAL_MAIL_USE_SSL" in said


@pytest.mark.parametrize(
    ("environ", "port"),
    [
        ({}, 25),
        ({"PORTAL_MAIL_USE_TLS": "1"}, 587),
        ({"PORTAL_MAIL_USE_SSL": "TRUE"}, 465),
        ({"PORTAL_MAIL_PORT": "2525"}, 2525),
    ],
)
def test_the_mail_port_follows_the_encryption(tmp_path: Path, environ: dict[str, str], port: int) -> None:
    assert read(tmp_path, **environ)["MAIL_PORT"] == port


def test_letters_come_from_the_portals_own_host(tmp_path: Path) -> None:
    config = read(tmp_path, PORTAL_BASE_URL="https://privacy.example.se")

    assert config["MAIL_DEFAULT_SENDER"] == "noreply@privacy.example.se"


def test_the_file_in_the_instance_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("PORTAL_LANGUAGE = 'en'\nPORTAL_TRUSTED_PROXIES = 1\n")

    config = read(tmp_path)

    assert (config["BABEL_DEFAULT_LOCALE"], config["PORTAL_TRUSTED_PROXIES"]) == ("en", 1)


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("PORTAL_LANGUAGE = 'en'\n")

    assert read(tmp_path, PORTAL_LANGUAGE="sv")["BABEL_DEFAULT_LOCALE"] == "sv"


def test_an_empty_variable_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("PORTAL_LANGUAGE = 'en'\n")

    assert read(tmp_path, PORTAL_LANGUAGE="")["BABEL_DEFAULT_LOCALE"] == "en"


def test_other_names_in_the_file_do_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("import os\nSECRET_KEY = 'x'\nTESTING = True\n")

    config = read(tmp_path)

    assert "TESTING" not in config
    assert config["SECRET_KEY"] != "x"


@pytest.mark.parametrize("text", ["PORTAL_LANGUAGE = ", "1 / 0", "import no_such_thing"])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.py").write_text(text)

    assert str(tmp_path / "config.py") in refusal(tmp_path, {})


def test_a_fault_of_the_database_tells_no_personal_data(tmp_path: Path) -> None:
    assert read(tmp_path)["SQLALCHEMY_ENGINE_OPTIONS"]["hide_parameters"] is True


def test_the_environment_of_the_process_is_read_unless_another_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "PORTAL_LANGUAGE", "en")

    assert settings(tmp_path)["BABEL_DEFAULT_LOCALE"] == "en"
