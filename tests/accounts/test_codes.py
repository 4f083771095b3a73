"""Codes from an authenticator app."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import time_machine
from flask import Flask
from flask_security.core import Security

from portal.accounts.actions import require_codes, spend_code
from portal.accounts.codes import WINDOW, Codes
from portal.accounts.models import StaffUser
from tests import make

AT = datetime(2026, 4, 2, 7, 30, 5, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Hold the clock, to be moved."""
    with time_machine.travel(AT, tick=False) as held:
        yield held


@pytest.fixture
def codes(app: Flask) -> Iterator[Codes]:
    """Return what makes codes, inside the app's context."""
    security: Security = app.extensions["security"]
    with app.app_context():
        yield security.totp_factory


@pytest.fixture
def secret(codes: Codes) -> str:
    """Return a secret as it is kept."""
    return str(codes.generate_totp_secret())


@pytest.fixture
def bob(clock: time_machine.Traveller, codes: Codes, secret: str) -> StaffUser:
    """Return Bob, who showed a first code a while ago."""
    made = make.staff()
    require_codes(made, secret, codes.generate_totp_password(secret))
    clock.shift(timedelta(minutes=5))
    return made


def test_the_code_of_now_lets_in(codes: Codes, secret: str, bob: StaffUser) -> None:
    assert spend_code(bob, codes.generate_totp_password(secret))


def test_a_code_lets_in_once(codes: Codes, secret: str, bob: StaffUser) -> None:
    code = codes.generate_totp_password(secret)
    spend_code(bob, code)

    assert not spend_code(bob, code)


@pytest.mark.parametrize("seconds", [-WINDOW, WINDOW])
def test_a_clock_may_be_a_little_wrong(
    clock: time_machine.Traveller, codes: Codes, secret: str, bob: StaffUser, seconds: int
) -> None:
    code = codes.generate_totp_password(secret)
    clock.shift(timedelta(seconds=seconds))

    assert spend_code(bob, code)


@pytest.mark.parametrize("seconds", [-120, 120])
def test_a_clock_that_is_quite_wrong_is_of_no_use(
    clock: time_machine.Traveller, codes: Codes, secret: str, bob: StaffUser, seconds: int
) -> None:
    code = codes.generate_totp_password(secret)
    clock.shift(timedelta(seconds=seconds))

    assert not spend_code(bob, code)


def test_an_older_code_does_not_follow_a_newer_one(
    clock: time_machine.Traveller, codes: Codes, secret: str, bob: StaffUser
) -> None:
    older = codes.generate_totp_password(secret)
    clock.shift(timedelta(seconds=30))
    spend_code(bob, codes.generate_totp_password(secret))

    assert not spend_code(bob, older)


def test_a_code_of_another_secret_is_refused(codes: Codes, bob: StaffUser) -> None:
    assert not spend_code(bob, codes.generate_totp_password(codes.generate_totp_secret()))


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "\0", "0" * 500, "-1"])
def test_what_is_no_code_is_refused_without_a_fault(codes: Codes, bob: StaffUser, typed: str) -> None:
    assert not spend_code(bob, typed)


def test_the_secret_is_kept_encrypted(codes: Codes, secret: str, bob: StaffUser) -> None:
    shown = codes.get_totp_pretty_key(secret).replace("-", "").replace(" ", "")

    assert bob.tf_totp_secret
    assert shown not in bob.tf_totp_secret.upper()


def test_the_picture_is_a_drawing_that_stands_in_the_page(codes: Codes, secret: str) -> None:
    picture = ET.fromstring(codes.generate_qrcode("bob@example.se", secret))  # noqa: S314 - our own drawing

    assert picture.tag == f"{SVG}svg"
    assert {part.tag for part in picture} <= {f"{SVG}rect", f"{SVG}path"}
    assert not [part for part in picture.iter() if "style" in part.attrib or "href" in part.attrib]


def test_the_picture_is_dark_on_light_on_any_page(codes: Codes, secret: str) -> None:
    assert 'fill="#ffffff"' in codes.generate_qrcode("bob@example.se", secret)


def test_a_name_can_not_break_out_of_the_picture(codes: Codes, secret: str) -> None:
    assert "<script" not in codes.generate_qrcode('"><script>alert(1)</script>@example.se', secret)
