"""Where a person stands with each purpose, and what staff may do about it."""

from typing import NamedTuple

from flask import abort

from portal.legal_bases.actions import standing
from portal.legal_bases.models import LegalBasis, Purpose, RecordedBasis, Source
from portal.legal_bases.queries import Catalogue, catalogue, recorded_bases
from portal.legal_bases.rules import IN_USE, Right, right, says_no
from portal.people.models import Person


class Line(NamedTuple):
    """One purpose as it stands for one person."""

    purpose: Purpose
    row: RecordedBasis | None
    basis: LegalBasis | None
    source: Source | None
    is_no: bool
    """The person said no: only the person, a double opt-in or a documented lift changes that."""
    right: Right
    """How it can be stopped on behalf of the person."""
    may_end: bool


def lines(person: Person) -> list[Line]:
    """Return a line for every purpose that is active or has something recorded."""
    known = catalogue()
    rows = {row.purpose_id: row for row in recorded_bases(person.id)}
    return [
        _line(person, purpose, rows.get(purpose.id), known)
        for purpose in known.all_purposes
        if purpose.active or purpose.id in rows
    ]


def line_of(person: Person, key: str) -> Line:
    """Return the line of one purpose; an unknown purpose is a page that is not there."""
    for line in lines(person):
        if line.purpose.key == key:
            return line
    return abort(404)


def open_line_of(person: Person, key: str) -> Line:
    """Return the line of a purpose in use; out of use, nothing new is recorded for it, and the page is not there."""
    line = line_of(person, key)
    return line if line.purpose.active else abort(404)


def _line(person: Person, purpose: Purpose, row: RecordedBasis | None, known: Catalogue) -> Line:
    is_no = says_no(standing(person, purpose, row))
    basis = known.basis_of[row.legal_basis_id] if row else None
    in_use = row is not None and row.status in IN_USE
    may_stop: Right = "none"
    if basis and in_use:
        may_stop = right(basis.article, direct_marketing=purpose.direct_marketing)
    elif purpose.direct_marketing and not is_no:
        may_stop = "object"
    return Line(
        purpose=purpose,
        row=row,
        basis=basis,
        source=known.source_of[row.source_id] if row else None,
        is_no=is_no,
        right=may_stop,
        may_end=row is not None and row.status in {"in_force", "awaiting", "expired"},
    )
