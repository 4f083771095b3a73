"""Leave the person's own pages."""

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue


def goodbye(done: str) -> ResponseReturnValue:
    """Forget the visit in this browser, and go to the start page, which says what was done."""
    chosen = session.get("language")
    session.clear()
    return redirect(url_for("subject.index.show", done=done, **({"lang": chosen} if chosen else {})), 303)
