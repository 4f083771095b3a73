"""Change a setting."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import forget_version
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft
from portal.settings.models import Image, Setting
from portal.settings.pictures import Picture
from portal.settings.queries import image_of

LOOKED_AT = timedelta(days=1)
"""How long an image that is not in use is kept for a preview."""


def change_settings(values: Mapping[str, Any], *, at: datetime, by: Actor, channel: Channel) -> None:
    """Keep the values that differ from what is set, each with an entry that tells old and new."""
    drafts = []
    for name, value in values.items():
        row = db.session.get(Setting, name)
        old = row.value if row else None
        if row is not None and old == value:
            continue
        if row is None:
            db.session.add(Setting(name=name, value=value))
        else:
            row.value = value
        drafts.append(Draft("settings.changed", details={"name": name, "old": old, "new": value}))
    append(drafts, at=at, by=by, channel=channel)
    forget_version()


def add_image(data: bytes, picture: Picture, *, at: datetime) -> str:
    """Store an image to be looked at before it is used, and return its digest; old ones that never were used go."""
    db.session.execute(delete(Image).where(Image.kept.is_(False), Image.added_at < at - LOOKED_AT))
    digest = sha256(data).hexdigest()
    if image_of(digest) is None:
        size = {"width": picture.width, "height": picture.height}
        db.session.add(Image(digest=digest, kind=picture.kind, data=data, added_at=at, kept=False, **size))
        db.session.flush()
    return digest


def keep_image(digest: str) -> None:
    """Keep the image for good: it is in use, or was, and the ledger names it."""
    image = image_of(digest)
    if image is not None:
        image.kept = True
