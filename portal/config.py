"""The settings that come from the environment or instance/config.py, checked before the start."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from portal.keys import kept_key

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("sv", "en")
LARGEST_POST = 2 * 1024 * 1024
"""Bytes of a form post; file uploads set their own limit."""

_NOT_IN_HOST = re.compile(r"[\s@\\]")
_MAIL_NAMES = ("SERVER", "PORT", "USE_TLS", "USE_SSL", "USERNAME", "PASSWORD", "DEFAULT_SENDER", "TIMEOUT")
NAMES = (
    "DATABASE_URL",
    "PORTAL_BASE_URL",
    "PORTAL_SECRET_KEY",
    "PORTAL_LINK_KEYS",
    "PORTAL_SUPPRESSION_KEY",
    "PORTAL_RATELIMIT_STORAGE_URI",
    "PORTAL_TIMEZONE",
    "PORTAL_LANGUAGE",
    "PORTAL_TRUSTED_PROXIES",
    *(f"PORTAL_MAIL_{name}" for name in _MAIL_NAMES),
)


class WrongSetting(Exception):
    """A setting has a value the portal cannot start with; the message names it."""


def instance_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Return the folder of the database, keys and mail: PORTAL_INSTANCE, or instance/ at the root."""
    given = (os.environ if environ is None else environ).get("PORTAL_INSTANCE", "")
    return ROOT / (given or "instance")


def made(folder: Path) -> Path:
    """Make the instance folder, for its owner alone, when there is none, and return its full path.

    :raises WrongSetting: it can't be made, or not be written to
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise WrongSetting(f"PORTAL_INSTANCE: the folder {folder} can't be made: {fault.strerror}") from fault
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise WrongSetting(f"PORTAL_INSTANCE: the folder {folder} can't be written to")
    return folder.resolve()


def settings(instance: Path, environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return Flask's configuration; the environment beats instance/config.py.

    Keys that are not set are made and kept in the instance folder.

    :raises WrongSetting: a value is not usable
    """
    given = _given(instance, os.environ if environ is None else environ)
    base_url = _base_url(given.get("PORTAL_BASE_URL", "http://127.0.0.1:5000"))
    return {
        "SQLALCHEMY_DATABASE_URI": _database_url(given.get("DATABASE_URL", ""), instance),
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "hide_parameters": True,  # a fault in the log tells no personal data
            "pool_size": 10,  # a connection for each of gunicorn's threads
            "pool_use_lifo": True,  # the one just used remembers the pages just read
        },
        "PORTAL_BASE_URL": base_url,
        "SECRET_KEY": _key(given, "PORTAL_SECRET_KEY", instance, "secret_key"),
        "PORTAL_LINK_KEYS": _keys(given, instance),
        "PORTAL_SUPPRESSION_KEY": _key(given, "PORTAL_SUPPRESSION_KEY", instance, "suppression_key"),
        "RATELIMIT_STORAGE_URI": given.get("PORTAL_RATELIMIT_STORAGE_URI", "memory://"),
        "BABEL_DEFAULT_TIMEZONE": _zone(given.get("PORTAL_TIMEZONE", "Europe/Stockholm")),
        "BABEL_DEFAULT_LOCALE": _language(given.get("PORTAL_LANGUAGE", "sv")),
        "PORTAL_TRUSTED_PROXIES": _number(given, "PORTAL_TRUSTED_PROXIES", 0, 0, 10),
        "MAX_CONTENT_LENGTH": LARGEST_POST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_POST,
        **_mail(given, base_url),
    }


def is_given(name: str, instance: Path, environ: Mapping[str, str] | None = None) -> bool:
    """Tell whether the setting comes from the environment or instance/config.py, and not from a file of its own."""
    return bool(_given(instance, os.environ if environ is None else environ).get(name))


def _given(instance: Path, environ: Mapping[str, str]) -> dict[str, str]:
    given: dict[str, str] = {}
    file = instance / "config.py"
    if file.exists():
        names: dict[str, Any] = {}
        try:
            exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)  # noqa: S102 - the owner's own file, as Flask's from_pyfile does
        except Exception as fault:
            raise WrongSetting(f"{file}: {fault}") from fault
        given.update({name: _plain(name, names[name]) for name in NAMES if names.get(name) is not None})
    given.update({name: environ[name] for name in NAMES if environ.get(name)})
    return given


def _plain(name: str, value: object) -> str:
    if not isinstance(value, str | int):
        raise WrongSetting(f"{name} must be a text, a number, True or False, not a {type(value).__name__}")
    return str(value)


def _database_url(text: str, instance: Path) -> str:
    if not text:
        return f"sqlite:///{instance / 'portal.sqlite'}"
    scheme, mark, rest = text.partition("://")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"} and mark:
        return _addressable(f"postgresql+psycopg://{rest}")
    if scheme == "sqlite" and mark and rest not in {"", "/", "/:memory:"}:
        return text
    raise WrongSetting("DATABASE_URL must begin with sqlite:/// and name a file, or with postgresql://")


def _addressable(url: str) -> str:
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        raise WrongSetting("DATABASE_URL must be like postgresql://user:password@host:5432/name") from None
    return url


def _base_url(text: str) -> str:
    wrong = WrongSetting("PORTAL_BASE_URL must be an address like https://privacy.example.se")
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError as fault:
        raise wrong from fault
    if parts.scheme not in {"http", "https"} or not has_host or parts.query or parts.fragment:
        raise wrong
    if _NOT_IN_HOST.search(parts.netloc):
        raise wrong
    if parts.path not in {"", "/"}:
        raise WrongSetting("PORTAL_BASE_URL must be without a path: the portal has a host name of its own")
    return f"{parts.scheme}://{parts.netloc}"


def _key(given: Mapping[str, str], name: str, instance: Path, file: str) -> str:
    key = given.get(name) or kept_key(instance, file)
    if len(key) < 32:
        raise WrongSetting(f"{name} must be at least 32 characters long")
    return key


def _keys(given: Mapping[str, str], instance: Path) -> list[str]:
    text = given.get("PORTAL_LINK_KEYS") or kept_key(instance, "link_keys")
    keys = [key.strip() for key in text.split(",") if key.strip()]
    if not keys or any(len(key) < 32 for key in keys):
        raise WrongSetting("PORTAL_LINK_KEYS must be keys of at least 32 characters, parted by commas")
    return keys


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise WrongSetting(f"PORTAL_TIMEZONE is not a time zone: {name}") from fault
    return name


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise WrongSetting(f"PORTAL_LANGUAGE must be one of {', '.join(LANGUAGES)}")
    return text


def _number(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = given.get(name, str(default))
    usable = text.isascii() and text.isdigit() and len(text) < 10
    if not usable or not least <= int(text) <= most:
        raise WrongSetting(f"{name} must be a whole number from {least} to {most}")
    return int(text)


def _yes(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "no").lower()
    if text not in {"1", "0", "true", "false", "yes", "no"}:
        raise WrongSetting(f"{name} must be yes or no")
    return text in {"1", "true", "yes"}


def _mail(given: Mapping[str, str], base_url: str) -> dict[str, Any]:
    tls, ssl = _yes(given, "PORTAL_MAIL_USE_TLS"), _yes(given, "PORTAL_MAIL_USE_SSL")
    if tls and ssl:
        raise WrongSetting("PORTAL_MAIL_USE_TLS and PORTAL_MAIL_USE_SSL can't both be yes")
    sender = given.get("PORTAL_MAIL_DEFAULT_SENDER") or f"noreply@{urlsplit(base_url).hostname}"
    if any(character in sender for character in "\r\n\0") or "@" not in sender:
        raise WrongSetting("PORTAL_MAIL_DEFAULT_SENDER must be an e-mail address")
    return {
        "MAIL_SERVER": given.get("PORTAL_MAIL_SERVER", ""),
        "MAIL_PORT": _number(given, "PORTAL_MAIL_PORT", 465 if ssl else 587 if tls else 25, 1, 65535),
        "MAIL_USE_TLS": tls,
        "MAIL_USE_SSL": ssl,
        "MAIL_USERNAME": given.get("PORTAL_MAIL_USERNAME"),
        "MAIL_PASSWORD": given.get("PORTAL_MAIL_PASSWORD"),
        "MAIL_DEFAULT_SENDER": sender,
        "MAIL_TIMEOUT": _number(given, "PORTAL_MAIL_TIMEOUT", 30, 1, 600),
    }
