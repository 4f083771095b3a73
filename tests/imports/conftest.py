"""Importing files into the test's portal."""

from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from tests.imports.csv_files import Importing


@pytest.fixture
def imported(runner: FlaskCliRunner, tmp_path: Path) -> Importing:
    """Return what imports a text: ``imported(text, "--dry-run")``."""
    return Importing(runner, tmp_path)
