"""What a file may be, and what the child that reads it may use."""

import resource
from typing import Any, Final

LARGEST_FILE: Final = 200 * 1024 * 1024
"""Bytes."""
MOST_ROWS: Final = 1_000_000
"""Rows under the header."""
MOST_COLUMNS: Final = 16_384
"""Columns of a sheet (Excel)."""
WIDEST_HEADER: Final = 500
"""Columns of a table: each is shown, to say what it is."""
LARGEST_CELL: Final = 16 * 1024 * 1024
"""Characters; a cell beyond it makes the file unreadable."""
LARGEST_PART: Final = 2 * 1024**3
"""Bytes that one part of a workbook may unpack to."""
MOST_PARTS: Final = 10_000
"""Files in the archive that a workbook is."""
HARMLESS: Final = 16 * 1024 * 1024
"""Bytes that a part may unpack to, whatever its ratio."""
LARGEST_RATIO: Final = 150
"""Times that a part may be larger unpacked than packed; the plainest real tables reach about 60."""

MEMORY: Final = 480 * 1024 * 1024
"""Bytes of address space that the child may have."""
CPU_SECONDS: Final = 300
LARGEST_OUTPUT: Final = 3 * 1024**3
"""Bytes that the child may write."""


class Fault(Exception):
    """The file can't be read as a table: a code of ``faults.SENTENCES``, and what the sentence tells."""

    def __init__(self, code: str, **values: Any) -> None:
        """Keep the code and the values."""
        super().__init__(code)
        self.code, self.values = code, values


def confine(memory: int = MEMORY, cpu: int = CPU_SECONDS) -> None:
    """Limit what this process may use from now on; the limits can't be lifted again."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, LARGEST_OUTPUT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        _, highest = resource.getrlimit(what)
        allowed = most if highest == resource.RLIM_INFINITY else min(most, highest)
        resource.setrlimit(what, (allowed, allowed))
