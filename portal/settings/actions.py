"""Change a setting."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import forget_version
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft
from portal.settings.models import Setting


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
