"""The job of writing to everybody who has not been told."""

from datetime import datetime
from typing import Final

from flask_babel import lazy_gettext as _l

from portal.informing.actions import KIND, inform_some
from portal.jobs.kinds import Kind, Step, Steps, Work
from portal.mail.uninformed import Place


def inform_everybody(work: Work) -> Steps:
    """Queue the letters a part of the list at a time, so that nobody waits for the whole."""
    done, after, letters = work.done, _place(work.facts.get("after")), work.facts.get("letters", 0)
    while True:
        part = inform_some(after, at=work.now(), by=work.owner, channel="staff")
        done, after, letters = done + part.people, part.last, letters + part.letters
        if after is None:
            return {"letters": letters}
        place = (after.registered_at.isoformat(), after.id)
        yield Step(done, facts={"after": place, "letters": letters})


def _place(kept: tuple[str, int] | None) -> Place | None:
    return Place(datetime.fromisoformat(kept[0]), kept[1]) if kept else None


INFORMING: Final = {KIND: Kind(_l("Send to all who are not yet informed"), inform_everybody)}
