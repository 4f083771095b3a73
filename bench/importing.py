"""Imports of many rows: against plain inserts of the same rows, against their dry run, and what a worker needs for them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.databases import emptied
from bench.report import Figure
from portal import clock
from portal.cli.setup import set_up
from portal.config import ROOT
from portal.extensions import db
from portal.imports.reading.limits import MOST_ROWS
from portal.ledger.models import LedgerEntry
from portal.ledger.rules import START
from portal.legal_bases.models import RecordedBasis
from portal.mail.models import Letter
from portal.people.models import Person, new_person_ref

CHUNK = 10_000
HEADER = "Namn;E-post;Telefon;Företag;STORE;EMARKETING\n"
OPTIONS = ("--source", "import")
LEAST_RATIO, MOST_DRY, MOST_MEGABYTES, MOST_GROWTH = 0.20, 0.5, 400, 1.3


def import_figures(kind: str, rows: int) -> Iterator[Figure]:
    """Yield the figures of importing so many rows: person, two bases, three entries and a letter each."""
    rows = min(rows, MOST_ROWS)
    plain = _plain(kind, rows)
    few, _, _ = _imported(kind, max(rows // 10, 1000))
    whole, dry, megabytes = _imported(kind, rows)
    note = f"{rows} rows, {rows / whole:.0f} a second"
    yield Figure(f"Import of {rows} rows over executemany", kind, [plain / whole], LEAST_RATIO, notes=note)
    yield Figure("Dry run over import", kind, [dry / whole], MOST_DRY, most=True, notes=f"{rows / dry:.0f} a second")
    growth = (whole / rows) / (few / max(rows // 10, 1000))
    yield Figure("Import, time per row over a tenth of the rows", kind, [growth], MOST_GROWTH, most=True)
    yield Figure("Import, worker memory", kind, [megabytes], MOST_MEGABYTES, most=True, unit="MB")


def _imported(kind: str, rows: int) -> tuple[float, float, float]:
    """Return the seconds of an import and of its dry run, and the megabytes that the import's process needed."""
    app, environ = emptied(kind, f"import_{rows}")
    with app.app_context():
        set_up()
        db.session.remove()
        db.engine.dispose()
    file = Path(app.instance_path) / "people.csv"
    with file.open("w", encoding="cp1252") as out:
        out.write(HEADER)
        out.writelines(
            f"Åsa Öberg {number};{_address(number)};070-{number};Björkvik AB;61B;61A\n" for number in range(rows)
        )
    dry, _ = _run(environ, file, "--dry-run")
    whole, megabytes = _run(environ, file)
    shutil.rmtree(app.instance_path)
    return whole, dry, megabytes


def _run(environ: Mapping[str, str], file: Path, *more: str) -> tuple[float, float]:
    """Return the seconds that the command took and the megabytes that it needed at the most."""
    command = [sys.executable, "-m", "flask", "people", "import", str(file), *OPTIONS, *more]
    since = clock.seconds()
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ}, stdout=subprocess.DEVNULL) as running:
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise RuntimeError("the import failed")
    return clock.seconds() - since, used.ru_maxrss / 1024


def _plain(kind: str, rows: int) -> float:
    """Return the seconds that Core needs to insert the same rows, made beforehand, without any rule."""
    app, _ = emptied(kind, "plain")
    spent = 0.0
    with app.app_context():
        set_up()
        db.session.remove()
        with db.engine.connect() as connection:
            for start in range(0, rows, CHUNK):
                made = _rows(range(start + 1, min(start + CHUNK, rows) + 1))
                since = clock.seconds()
                for model, values in made:
                    connection.execute(insert(model.__table__), values)
                connection.commit()
                spent += clock.seconds() - since
        db.engine.dispose()
    shutil.rmtree(app.instance_path)
    return spent


def _rows(numbers: Sequence[int]) -> list[tuple[Any, list[dict[str, Any]]]]:
    at, by = clock.now(), "import:1"
    people = [
        {
            "id": number,
            "ref": new_person_ref(),
            "name": f"Åsa Öberg {number}",
            "email": _address(number),
            "email_key": _address(number),
            "phone": f"070-{number}",
            "company": "Björkvik AB",
            "search_text": f"asa oberg {number} p{number} example se bjorkvik ab 070",
            "source_id": 1,
            "registered_at": at,
            "registered_by": by,
            "updated_at": at,
        }
        for number in numbers
    ]
    bases = [
        {
            "person_id": number,
            "purpose_id": purpose,
            "legal_basis_id": purpose,
            "status": "in_force",
            "source_id": 1,
            "since": at,
            "changed_at": at,
            "changed_by": by,
            "channel": "import",
            "seq": number,
        }
        for number in numbers
        for purpose in (1, 2)
    ]
    entries = [
        {
            "seq": 10_000 + number * 3 + part,
            "format": 1,
            "prev_hash": START,
            "hash": START,
            "at": at,
            "event": "basis.recorded",
            "person_ref": person["ref"],
            "actor": by,
            "channel": "import",
        }
        for number, person in zip(numbers, people, strict=True)
        for part in range(3)
    ]
    letters = [
        {
            "kind": "confirmation",
            "person_id": number,
            "recipient": _address(number),
            "language": "sv",
            "state": "held",
            "queued_at": at,
            "due_at": at,
            "message_id": f"<{number}@example.se>",
        }
        for number in numbers
    ]
    return [(Person, people), (RecordedBasis, bases), (LedgerEntry, entries), (Letter, letters)]


def _address(number: int) -> str:
    return f"p{number}@kund{number % 997}.example.se"
