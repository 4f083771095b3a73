"""Uploaded images, known by what they hold."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from portal.settings.actions import LOOKED_AT, add_image, keep_image
from portal.settings.models import Image
from portal.settings.pictures import KINDS, picture_of
from portal.settings.queries import image_of
from tests.databases import only_sqlite
from tests.make import AT
from tests.settings.pictures import WEBPS, jpeg, png

Database = scoped_session[Session]
LATER = AT + LOOKED_AT + timedelta(seconds=1)


def add(data: bytes, at: object = AT) -> str:
    """Store an image."""
    return add_image(data, picture_of(data), at=at)  # type: ignore[arg-type]


def test_an_image_is_found_by_its_digest(session: Database) -> None:
    digest = add(png(30, 20))
    session.commit()
    session.expire_all()

    found = image_of(digest)

    assert digest == sha256(png(30, 20)).hexdigest()
    assert found
    assert (found.data, found.kind, found.width, found.height) == (png(30, 20), "image/png", 30, 20)


def test_the_same_image_is_stored_once(session: Database) -> None:
    assert add(png()) == add(png())
    assert session.scalar(select(func.count()).select_from(Image)) == 1


@pytest.mark.parametrize("data", [png(), jpeg(), WEBPS["lossless"]], ids=KINDS)
def test_every_kind_can_be_stored(session: Database, data: bytes) -> None:
    found = image_of(add(data))

    assert found and found.kind in KINDS


def test_no_other_kind_can_be_stored(session: Database) -> None:
    digest = "0" * 64
    session.add(Image(digest=digest, kind="image/svg+xml", width=1, height=1, data=b"<svg/>", added_at=AT, kept=False))

    with pytest.raises(IntegrityError):
        session.flush()


def test_an_image_that_was_only_looked_at_goes_after_a_day(session: Database) -> None:
    seen = add(png())
    session.commit()

    add(jpeg(), LATER)

    assert image_of(seen) is None


@only_sqlite
def test_an_image_stays_for_a_day(session: Database) -> None:
    seen = add(png())
    session.commit()

    add(jpeg(), AT + LOOKED_AT)

    assert image_of(seen)


def test_an_image_that_was_in_use_stays(session: Database) -> None:
    used = add(png())
    keep_image(used)
    session.commit()

    add(jpeg(), LATER)

    assert image_of(used)


@only_sqlite
@pytest.mark.parametrize("digest", ["", "x", "0" * 63, "0" * 65, "A" * 64, "\0" * 64, f"{'0' * 64}\n"])
def test_what_is_no_digest_is_not_asked_for(session: Database, digest: str) -> None:
    keep_image(digest)

    assert image_of(digest) is None
