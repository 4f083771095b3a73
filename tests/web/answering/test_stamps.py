"""The signed note of when a form was opened."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from portal.web.answering.stamps import age_of, new_stamp
from tests import make
from tests.databases import only_sqlite

pytestmark = only_sqlite
LATER = make.AT + timedelta(seconds=90)


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_a_stamp_tells_how_long_ago_the_form_was_opened() -> None:
    stamp = new_stamp("newsletter", at=make.AT)

    assert age_of(stamp, "newsletter", at=LATER) == timedelta(seconds=90)


def test_a_stamp_is_good_for_its_form_only() -> None:
    stamp = new_stamp("newsletter", at=make.AT)

    assert age_of(stamp, "other", at=LATER) is None


def test_no_two_stamps_are_alike() -> None:
    stamps = {new_stamp("newsletter", at=make.AT) for _ in range(20)}

    assert len(stamps) == 20


def test_an_altered_stamp_tells_nothing() -> None:
    stamp = new_stamp("newsletter", at=make.AT)
    altered = [stamp[:place] + ("A" if stamp[place] != "A" else "B") + stamp[place + 1 :] for place in range(20)]

    assert {age_of(text, "newsletter", at=LATER) for text in (*altered, "", ".", "x.y", "é", "\0")} == {None}


def test_a_stamp_of_another_portal_tells_nothing(app: Flask) -> None:
    stamp = new_stamp("newsletter", at=make.AT)
    app.config["SECRET_KEY"] = "another"

    assert age_of(stamp, "newsletter", at=LATER) is None
