"""The job that takes the rows of a file, some at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any, Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, update

from portal.database import transactions
from portal.extensions import db
from portal.feedback.actions import broken_off, forget_rows, keep_table, rows_path, upload_path
from portal.feedback.columns import NoColumn, WrongRow, event_of
from portal.feedback.models import FeedbackFault, FeedbackFile
from portal.imports.reading.faults import Unreadable
from portal.imports.reading.table import Reading, Table
from portal.jobs.kinds import CannotGoOn, Kind, Step, Steps, Work
from portal.marketing.feedback import MOST_AT_ONCE, FeedbackEvent, note_events
from portal.settings.queries import current_organisation

BETWEEN_STEPS: Final = 0.5
"""Seconds."""
NO_COLUMN: Final[dict[str, LazyString]] = {
    "email": _l("No column holds e-mail addresses. Name it “email” and try again."),
    "kind": _l("No column says what each row is. Choose whether they are bounces or complaints, and try again."),
}
GONE: Final = _l("The file is no longer there. Upload it again.")

Rows = Sequence[tuple[int, int, list[str]]]
"""Where each row ends, its number and its cells."""


def take(work: Work) -> Steps:
    """Read the file if nobody has, and take its rows."""
    file_id = int(work.facts["file"])
    try:
        if _file(file_id).state == "reading":
            yield from _read(file_id)
        yield from _rows(work, _file(file_id))
    except Unreadable as fault:
        raise CannotGoOn(fault.sentence) from fault
    except NoColumn as fault:
        raise CannotGoOn(NO_COLUMN[fault.field]) from fault
    file = db.session.get_one(FeedbackFile, file_id, populate_existing=True)
    file.state, file.finished_at = "done", work.now()
    forget_rows(file_id)
    return {"rows": file.rows}


def _read(file_id: int) -> Steps:
    with Reading(upload_path(file_id), rows_path(file_id), name=_file(file_id).file_name) as reading:
        while not reading.is_done(BETWEEN_STEPS):
            yield Step(0)
        table = reading.table()
    keep_table(db.session.get_one(FeedbackFile, file_id, populate_existing=True), table)
    yield Step(0, table.count)
    return {}


def _rows(work: Work, file: FeedbackFile) -> Steps:
    if file.state == "done":  # the worker was killed between the last step and the end
        return {}
    done, facts = work.done, dict(work.facts)
    rows = Table(rows_path(file.id), tuple(file.header), file.total).rows_from(facts.get("offset", 0))
    while some := list(islice(rows, MOST_AT_ONCE)):
        _take(work, file, some)
        done, facts["offset"] = done + len(some), some[-1][0]
        yield Step(done, file.total, facts)
    return {}


def _take(work: Work, file: FeedbackFile, rows: Rows) -> None:
    """Take some rows, and count what became of them."""
    with transactions("read"):
        zone = current_organisation().time_zone
        db.session.rollback()
    events: list[FeedbackEvent] = []
    faults: list[dict[str, Any]] = []
    for _, number, cells in rows:
        try:
            event = event_of(cells, file.columns, file.kind, zone=zone, at=file.at)
        except WrongRow as fault:
            told = {"row": number, "reason": fault.fault, "cells": [cell[:1000] for cell in cells]}
            faults.append({"file_id": file.id, **told})
        else:
            events.extend([event] if event else [])
    counts = Counter(asdict(note_events(events, actor=work.owner, channel="import", at=work.now())))
    counts.update(rows=len(rows), refused=len(faults), passing=len(rows) - len(faults) - len(events))
    columns = FeedbackFile.__table__.c
    values = {name: columns[name] + count for name, count in counts.items() if count}
    db.session.execute(update(FeedbackFile).where(FeedbackFile.id == file.id).values(values))
    if faults:
        db.session.execute(insert(FeedbackFault), faults)


def _file(file_id: int) -> FeedbackFile:
    """Return the file, detached.

    :raises portal.jobs.kinds.CannotGoOn: it is not there
    """
    with transactions("read"):
        file = db.session.get(FeedbackFile, file_id, populate_existing=True)
        if file is not None:
            db.session.expunge(file)
        db.session.rollback()
    if file is None:
        raise CannotGoOn(GONE)
    return file


FEEDBACK: Final = {"feedback": Kind(_l("Take bounces and complaints"), take, broken_off)}
