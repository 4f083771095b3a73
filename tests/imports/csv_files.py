"""Files to import, and importing them as the command does."""

import json
from pathlib import Path
from typing import Any

from click.testing import Result
from flask.testing import FlaskCliRunner

NAUGHTY = (
    "=1+1",
    "@SUM(A1:A9)",
    "+46 70 123",
    "-2+3+cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "'; DROP TABLE people; --",
    "Robert'); DELETE FROM ledger_entries;--",
    "%s %d {0} {name} ${x}",
    "../../etc/passwd",
    "NULL",
    "undefined",
    "Ω≈ç√∫≤≥÷",
    "👩‍👩‍👧‍👦 🇸🇪",
    "ﷺ",
    "z̧a̲l̴g̵o̶",
    "𠜎𠜱𠝹",
    "مرحبا بالعالم",
    "שלום",
    "1e309",
    "0x7f",
    "1970-01-01",
    '"quoted"',
    "a;b,c",
    "\uff26\uff35\uff2c\uff2c",
    "\u200bzero\u200bwidth",
    "ÅÄÖ" * 60,
)
"""Texts that have hurt other programs, and that are names here like any other."""


class Importing:
    """A folder with one file in it at a time."""

    def __init__(self, runner: FlaskCliRunner, folder: Path) -> None:
        self.runner = runner
        self.file = folder / "people.csv"

    def write(self, content: str | bytes) -> Path:
        """Write the file and return its path."""
        self.file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self.file

    def invoke(self, content: str | bytes, *options: str, source: str = "import") -> Result:
        """Run the command on the content."""
        self.write(content)
        return self.runner.invoke(args=["people", "import", str(self.file), "--source", source, *options])

    def __call__(self, content: str | bytes, *options: str, source: str = "import") -> dict[str, Any]:
        """Return the summary of an import that succeeds."""
        done = self.invoke(content, *options, source=source)
        assert done.exit_code == 0, done.output
        summary: dict[str, Any] = json.loads(done.stdout)
        parts = summary["created"] + summary["updated"] + summary["unchanged"] + len(summary["refused"])
        assert summary["rows"] == parts
        return summary
