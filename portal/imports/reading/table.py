"""Have a file read by a child process, and go through the rows that it made of it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from portal.clock import seconds
from portal.config import ROOT
from portal.imports.reading.faults import Unreadable
from portal.imports.reading.limits import LARGEST_FILE

WALL_SECONDS: Final = 600.0
"""How long the child may take in all."""
_START: Final = "import sys; sys.path.insert(0, sys.argv.pop()); from portal.imports.reading.child import main; main()"
"""In isolated mode nothing of the environment decides what the child runs; the portal's root is told instead."""


@dataclass(frozen=True)
class Table:
    """The rows that were made of a file."""

    path: Path
    header: tuple[str, ...]
    count: int
    """Rows under the header that are not blank."""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row that is not blank, with its number; the first row of the file is 1."""
        for _, number, cells in self.rows_from(0):
            yield number, cells

    def rows_from(self, offset: int) -> Iterator[tuple[int, int, list[str]]]:
        """Yield where each row ends in the file of rows, its number and its cells; 0 begins under the header.

        :raises Unreadable: the rows are no longer there
        """
        try:
            with self.path.open("rb") as file:
                header = len(file.readline())
                offset = max(offset, header)
                file.seek(offset)
                for line in file:
                    offset += len(line)
                    number, *cells = json.loads(line)
                    yield offset, number, cells
        except FileNotFoundError as fault:
            raise Unreadable("gone") from fault


class Reading:
    """A child at work on a file."""

    def __init__(self, given: Path, made: Path, *, name: str, limit: float = WALL_SECONDS) -> None:
        """Start it; ``name`` is what the file was called, ``made`` where the rows go.

        :raises Unreadable: there is no such file, or it is too large
        """
        try:
            size = given.stat().st_size
            os.close(os.open(made, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        except FileNotFoundError as fault:
            raise Unreadable("gone") from fault
        if size > LARGEST_FILE:
            raise Unreadable("large", {"most": LARGEST_FILE // 1024**2})
        self._made, self._end = made, seconds() + limit
        command = [
            sys.executable,
            "-I",
            "-S",
            "-c",
            _START,
            str(given),
            str(made),
            Path(name).suffix.lower(),
            str(ROOT),
        ]
        self._child = subprocess.Popen(  # noqa: S603 - our own program, and names that no shell sees
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
        )

    def __enter__(self) -> Self:
        """Watch over the child."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it, if it is still at work."""
        self._child.kill()
        self._child.wait()
        if self._child.stdout is not None:
            self._child.stdout.close()

    def is_done(self, patience: float) -> bool:
        """Wait for so many seconds at the most, and tell whether it is done.

        :raises Unreadable: it took too long
        """
        try:
            self._child.wait(min(patience, max(self._end - seconds(), 0)))
        except subprocess.TimeoutExpired:
            if seconds() >= self._end:
                raise Unreadable("slow") from None
            return False
        return True

    def table(self) -> Table:
        """Return what was read, once it is done.

        :raises Unreadable: it can't be read as a table
        """
        said, _ = self._child.communicate()
        if self._child.returncode == -signal.SIGXCPU:
            raise Unreadable("slow")
        if self._child.returncode != 0:
            raise Unreadable("died")
        found = json.loads(said)
        if "fault" in found:
            raise Unreadable(found["fault"], found["values"])
        with self._made.open("rb") as file:
            return Table(self._made, tuple(json.loads(file.readline())), found["rows"])


def read_table(given: Path, made: Path, *, name: str = "", limit: float = WALL_SECONDS) -> Table:
    """Return the rows of a CSV or Excel file, which are kept in the file ``made``; wait until they are all there.

    :raises Unreadable: it is no text and no workbook, or no table
    """
    with Reading(given, made, name=name or given.name, limit=limit) as reading:
        while not reading.is_done(limit):
            pass
        return reading.table()
