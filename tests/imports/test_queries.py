"""Imports are found by number, latest first, and their faults by row."""

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.imports.actions import begin_import
from portal.imports.models import Import, ImportChange, ImportFault
from portal.imports.queries import (
    NoSuchImport,
    faults,
    import_by_id,
    latest_imports,
    locked_import,
    newcomers_left,
    people_changed,
)
from portal.ledger.rules import Actor
from portal.people.queries import LARGEST_ID
from tests import make
from tests.databases import only_sqlite

Database = scoped_session[Session]

pytestmark = only_sqlite


def begun(name: str = "people.csv") -> Import:
    """Return an import that was begun."""
    return begin_import(name, by=make.BOB, at=make.AT)


def test_an_import_is_found_by_its_number_and_by_no_other(session: Database) -> None:
    job = begun()
    session.commit()

    assert import_by_id(job.id) is locked_import(job.id) is job
    for wrong in (0, -1, job.id + 1, LARGEST_ID, LARGEST_ID + 1, 10**30):
        for find in (import_by_id, locked_import):
            with pytest.raises(NoSuchImport):
                find(wrong)


def test_the_latest_imports_come_first_and_no_more_than_asked_for(session: Database) -> None:
    for number in range(3):
        begun(f"{number}.csv")
    session.commit()

    assert [job.file_name for job in latest_imports()] == ["2.csv", "1.csv", "0.csv"]
    assert [job.file_name for job in latest_imports(1)] == ["2.csv"]


def test_faults_come_by_row_and_by_kind(session: Database) -> None:
    job, other = begun(), begun()
    for one, kind, row in ((job, "refused", 9), (job, "kept_no", 3), (job, "refused", 2), (other, "refused", 1)):
        session.add(ImportFault(import_id=one.id, kind=kind, row=row, reason=["shared", {}], cells=["Å"]))
        session.flush()

    assert [fault.row for fault in faults(job.id, "refused")] == [2, 9]
    assert [fault.row for fault in faults(job.id, "refused", most=1)] == [2]
    assert [fault.row for fault in faults(job.id, "kept_no")] == [3]
    assert [fault.cells for fault in faults(other.id, "refused")] == [["Å"]]


def test_only_an_import_s_own_newcomers_are_counted_and_whom_it_changed_once(session: Database) -> None:
    job = begun()
    session.commit()
    assert (newcomers_left(job), people_changed(job)) == (0, 0)
    own = Actor("import", str(job.id))

    people = [
        make.person(email=f"{who.name}{number}@example.se", by=who) for number, who in enumerate((own, make.BOB, own))
    ]
    job.first_person, job.last_person = people[0].id, people[-1].id
    session.add_all(ImportChange(import_id=job.id, person_id=people[1].id, before={}) for _ in range(2))
    session.commit()

    assert (newcomers_left(job), people_changed(job)) == (2, 1)
