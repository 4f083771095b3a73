"""Reading a file as the child does, without a child."""

import json
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from portal.imports.reading.child import read


class Rows(NamedTuple):
    """What a file was read as."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def read_here(file: Path) -> Rows:
    """Return the header and the rows under it, with their numbers."""
    out = StringIO()
    found = read(file, out, file.suffix)
    header, *rows = (json.loads(line) for line in out.getvalue().splitlines())
    assert found == {"rows": len(rows)}
    return Rows(header, [(number, cells) for number, *cells in rows])
