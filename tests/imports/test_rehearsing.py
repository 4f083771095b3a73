"""A dry run tells what the import will do: exactly, whatever the file holds and whoever is there."""

from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.imports.applying import LARGEST, SMALLEST, Pace
from portal.imports.chunks import chunks
from portal.imports.models import Import, ImportFault
from portal.imports.queries import faults
from portal.imports.reasons import Reason
from portal.imports.rehearsing import Rehearsal, rehearse
from portal.imports.spool import new_file
from portal.imports.terms import CHANGED, terms_of
from portal.jobs.kinds import CannotGoOn
from portal.legal_bases.choices import stop_all_marketing
from portal.legal_bases.queries import catalogue
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite
from tests.imports.tables import imported, rehearsed, settings_of, table_of

Database = scoped_session[Session]
HEADER = ("email", "name", "phone", "EMARKETING")
ROW = st.tuples(
    st.sampled_from(["alice@example.se", "ALICE@example.se", "dan@example.se", "eve@example.se", "bad", ""]),
    st.sampled_from(["", "Alice", "Dan Dal", "x" * 201]),
    st.sampled_from(["", "070-1", "070-2"]),
    st.sampled_from(["", "61A", "61B", "61F", "WITHDRAWN", "61D"]),
)
COUNTS = ("rows", "created", "updated", "unchanged", "refused", "kept_no")

pytestmark = only_sqlite


def everything_again() -> None:
    """Leave nobody but Alice, who has stopped all marketing, and Dan twice."""
    for model in (ImportFault, Import, Person):
        db.session.execute(delete(model))
    alice = make.person(bases={"e_marketing": "consent"})
    stop_all_marketing(alice, catalogue(), at=make.AT)
    for name in ("Dan", "Daniel"):
        make.person(name=name, email="dan@example.se")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=12))
def test_a_dry_run_tells_exactly_what_the_import_then_does(
    app: Flask, session: Database, rows: list[tuple[str, ...]]
) -> None:
    everything_again()
    expected = rehearsed(table_of(new_file(), HEADER, rows))

    done = imported(app, HEADER, rows)

    told = {name: getattr(expected.counts, name) for name in COUNTS}
    assert told == {name: getattr(done, name) for name in COUNTS}
    refused = [(fault.row, Reason(*fault.reason)) for fault in faults(done.id, "refused")]
    assert refused == [(fault.row, fault.reason) for fault in expected.faults]
    session.rollback()


def test_a_dry_run_changes_nothing(session: Database) -> None:
    rehearsed(table_of(new_file(), HEADER, [("eve@example.se", "Eve", "", "61A")]))

    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_only_so_many_faults_are_told_and_all_are_counted(session: Database) -> None:
    table = table_of(new_file(), HEADER, [("bad", "Eve", "", "")] * 8)
    terms, told = terms_of(settings_of(HEADER), catalogue()), Rehearsal(3)
    session.rollback()

    list(rehearse(table, terms, told))

    assert (len(told.faults), told.counts.refused) == (3, 8)


def test_the_first_faulty_rows_are_told_in_order_whenever_their_fault_is_found(session: Database) -> None:
    found_late, found_at_once = ("eve@example.se", "", "", ""), ("bad", "Eve", "", "")
    table = table_of(new_file(), HEADER, [found_late, found_at_once, ("dan@example.se", "", "", ""), found_at_once])
    terms, told = terms_of(settings_of(HEADER), catalogue()), Rehearsal(3)
    session.rollback()

    list(rehearse(table, terms, told))

    assert [fault.row for fault in told.faults] == [2, 3, 4]


def test_chunks_hold_every_row_once_and_no_address_twice(session: Database) -> None:
    rows = [(f"p{number % 7}@example.se", "Name", "", "") for number in range(40)]
    table = table_of(new_file(), HEADER, rows)
    terms = terms_of(settings_of(HEADER), catalogue())

    pieces = list(chunks(table, 0, lambda: terms, lambda: 5))

    assert sum(piece.rows for piece in pieces) == 40
    assert all(len(piece.wishes) <= 5 for piece in pieces)
    assert [row for piece in pieces for row in piece.cells] == list(range(2, 42))


def test_a_table_can_be_gone_on_with_after_any_chunk(session: Database) -> None:
    rows = [(f"p{number % 3}@example.se", "Name", "", "") for number in range(20)]
    table = table_of(new_file(), HEADER, rows)
    terms = terms_of(settings_of(HEADER), catalogue())
    first = next(iter(chunks(table, 0, lambda: terms, lambda: 4)))

    rest = list(chunks(table, first.end, lambda: terms, lambda: 4))

    assert first.rows + sum(piece.rows for piece in rest) == 20


def test_settings_that_the_lists_no_longer_allow_are_told(session: Database) -> None:
    kept = settings_of(HEADER, pairs=[["e_marketing", "legal_obligation"]])

    with pytest.raises(CannotGoOn) as told:
        terms_of(kept, catalogue())

    assert told.value.reason is CHANGED


def test_a_source_that_was_taken_out_of_use_meanwhile_is_told(session: Database) -> None:
    with pytest.raises(CannotGoOn):
        terms_of(settings_of(HEADER, source="gone"), catalogue())


@pytest.mark.parametrize(
    ("rows", "spent", "size"), [(50, 0.001, 100), (50, 0.07, 50), (50, 0.7, SMALLEST), (50, 70, SMALLEST)]
)
def test_the_next_chunk_is_as_large_as_time_allows(database_kind: str, rows: int, spent: float, size: int) -> None:
    pace = Pace()

    pace.took(rows, spent)

    assert pace.size == size


def test_no_chunk_is_larger_than_the_largest(database_kind: str) -> None:
    pace = Pace()

    for _ in range(20):
        pace.took(pace.size, 0.0001)

    assert pace.size == LARGEST


def test_rows_in_the_spool_have_no_more_cells_than_were_read(session: Database, tmp_path: Path) -> None:
    table = table_of(tmp_path / "rows", ("email",), [("a@example.se",), ("b@example.se", "more")])

    assert list(table.rows()) == [(2, ["a@example.se"]), (3, ["b@example.se", "more"])]
