"""Cells of CSV files that no spreadsheet takes for formulas."""

from collections.abc import Sequence
from typing import Final

FORMULA: Final = ("=", "@", "\t", "\r")
SIGNS: Final = ("+", "-")
IN_NUMBERS: Final = frozenset("+-0123456789 ().,/")


def harmless(cells: Sequence[str]) -> list[str]:
    """Return the cells so that no spreadsheet takes one for a formula; numbers and phone numbers stay as they are."""
    return [f"'{cell}" if _is_formula(cell) else cell for cell in cells]


def _is_formula(cell: str) -> bool:
    return cell.startswith(FORMULA) or (cell.startswith(SIGNS) and not IN_NUMBERS.issuperset(cell))
