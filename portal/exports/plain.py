"""Write a document as JSON."""

import json
from datetime import date, datetime
from typing import Any

from portal.exports.document import Cell, Document, Section
from portal.ledger.rules import canonical_moment

FORMAT = 1
"""Grows when a program that reads the file would have to change."""


def as_json(document: Document) -> str:
    """Return the document as JSON text: the same rows as the workbook's, moments in UTC (RFC 3339)."""
    values = {
        "format": FORMAT,
        "title": document.title,
        "language": document.language,
        "made_at": canonical_moment(document.made_at),
        "sections": {section.key: _section(section) for section in document.sections},
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _section(section: Section) -> dict[str, Any]:
    keys = [column.key for column in section.columns]
    return {
        "title": section.title,
        "labels": {column.key: column.label for column in section.columns},
        "rows": [dict(zip(keys, map(plain_cell, row), strict=True)) for row in section.rows],
    }


def plain_cell(cell: Cell) -> str | int | None:
    """Return a cell as JSON holds it."""
    match cell:
        case datetime():
            return canonical_moment(cell)
        case date():
            return cell.isoformat()
    return cell
