"""After people were erased: let the search index forget their words, and clear the database's files."""

from flask_babel import lazy_gettext as _l

from portal.extensions import db
from portal.imports.removing import merge_index
from portal.jobs.kinds import CannotGoOn, Kind, Step, Steps, Work
from portal.wiping import wiped

TRIES = 20
"""Times that the files are tried to be cleared while others read."""
BUSY = _l(
    "The database was read from all the time, so that its log could not be emptied. The next erasure tries again."
)


def sweep(_: Work) -> Steps:
    """Clear everything, a little at a time."""
    more = merge_index(first=True)
    yield Step(0)
    while more:
        more = merge_index(first=False)
        yield Step(0)
    for _try in range(TRIES):
        if wiped(db.engine):
            return {}
        yield Step(0)
    raise CannotGoOn(BUSY)


def sweep_now() -> bool:
    """Clear everything at once, committing in between, and tell whether the files could be cleared."""
    more = merge_index(first=True)
    db.session.commit()
    while more:
        more = merge_index(first=False)
        db.session.commit()
    return wiped(db.engine)


SWEEPING = {"erasure_sweep": Kind(_l("Clear the database's files after an erasure"), sweep)}
