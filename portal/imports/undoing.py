"""Take a whole import back: its newcomers go, what it changed is as before, and what people did since then stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import select

from portal.extensions import db
from portal.imports.applying import RELEASED_AT_ONCE, release_letters
from portal.imports.importing import import_in
from portal.imports.models import Import, ImportChange
from portal.imports.removing import merge_index, newcomers, remove
from portal.imports.restoring import Change, end_own_bases, restore
from portal.imports.selling import remove_own_sales
from portal.imports.spool import forget_files
from portal.jobs.kinds import Step, Steps, Work
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from portal.people.queries import NoSuchPerson, locked_person

AT_ONCE: Final = 100
"""People of a chunk."""


@dataclass
class Undone:
    """What was taken back."""

    removed: int = 0
    """People whom the import registered."""
    kept: int = 0
    """Those of them to whom something has happened since."""
    restored: int = 0
    """People whom it found, and who are as before."""
    bases_ended: int = 0
    bases_restored: int = 0
    kept_no: int = 0
    """Noes that it brought, which stay."""
    letters_cancelled: int = 0


def undo(work: Work) -> Steps:
    """Take the import back, a few people at a time."""
    job = import_in("undoing", int(work.facts["import"]), or_else="undone")
    if job.state == "undone":
        return dict(job.undone or {})
    facts = {"phase": "newcomers", "after": 0, "counts": {}, **work.facts}
    counts = Undone(**facts["counts"])
    done, total = work.done, job.created + job.updated
    for phase, chunk in (("newcomers", _newcomers), ("changes", _changes)):
        while facts["phase"] == phase:
            after, count = chunk(job, work, facts["after"], counts)
            done += count
            following = {"phase": phase, "after": after} if count else {"phase": _NEXT[phase], "after": 0}
            facts = {**facts, **following, "counts": asdict(counts)}
            yield Step(min(done, total), total, facts)
    yield from _afterwards(job, work, Step(total, total, facts))
    undone = db.session.get_one(Import, job.id, populate_existing=True)
    undone.state, undone.undone_at, undone.undone = "undone", work.now(), asdict(counts)
    forget_files(job.id)
    return asdict(counts)


_NEXT: Final = {"newcomers": "changes", "changes": "rest"}


def _newcomers(job: Import, work: Work, after: int, counts: Undone) -> tuple[int, int]:
    """Remove the next newcomers, but those to whom something has happened; return the last id and how many it were."""
    people = newcomers(job, after=after, most=AT_ONCE, lock=True)
    gone = [one for one in people if not one.touched]
    for one in people:
        if one.touched:
            counts.kept += 1
            person = locked_person(one.person_id)
            ended, kept_no = end_own_bases(person, job.id, catalogue(), at=work.now(), by=work.owner)
            remove_own_sales(person, job.id, at=work.now(), by=work.owner)
            counts.bases_ended, counts.kept_no = counts.bases_ended + ended, counts.kept_no + kept_no
    counts.letters_cancelled += remove(gone, import_id=job.id, at=work.now(), by=work.owner)
    counts.removed += len(gone)
    return (people[-1].person_id if people else after), len(people)


def _changes(job: Import, work: Work, after: int, counts: Undone) -> tuple[int, int]:
    """Put back what stood about the next of the people whom the import found; return the last id and how many."""
    ids = db.session.scalars(
        select(ImportChange.person_id.distinct())
        .where(ImportChange.import_id == job.id, ImportChange.person_id > after)
        .order_by(ImportChange.person_id)
        .limit(AT_ONCE)
    ).all()
    db.session.execute(select(Person.id).where(Person.id.in_(ids)).order_by(Person.id).with_for_update())
    for person_id, changes in _by_person(job, ids):
        try:
            person = locked_person(person_id)
        except NoSuchPerson:
            continue
        done = restore(person, Change.of(changes), catalogue(), at=work.now(), by=work.owner)
        counts.restored += done.anything
        counts.bases_ended += done.bases_ended
        counts.bases_restored += done.bases_restored
        counts.kept_no += done.kept_no
    return (ids[-1] if ids else after), len(ids)


def _by_person(job: Import, ids: Sequence[int]) -> Iterator[tuple[int, list[Mapping[str, Any]]]]:
    rows = db.session.execute(
        select(ImportChange.person_id, ImportChange.before)
        .where(ImportChange.import_id == job.id, ImportChange.person_id.in_(ids))
        .order_by(ImportChange.id)
    ).all()
    for person_id in ids:
        yield person_id, [row.before for row in rows if row.person_id == person_id]


def _afterwards(job: Import, work: Work, step: Step) -> Iterator[Step]:
    """Let letters go that an import broken off held back from those who stay, and let the search forget the others."""
    for start in range(job.first_letter or 0, (job.last_letter or -1) + 1, RELEASED_AT_ONCE):
        release_letters(job.id, start, start + RELEASED_AT_ONCE - 1, work)
        yield step
    more = merge_index(first=True)
    yield step
    while more:
        more = merge_index(first=False)
        yield step
