"""Numbers of a workbook as people would write them: whole ones without a point, dates as dates."""

import re
from datetime import datetime, timedelta
from math import isfinite
from typing import Final

_BUILT_IN_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of formats that every workbook has (ECMA-376 part 1, section 18.8.30)."""
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE: Final = re.compile(r"[ymdhs]", re.IGNORECASE)
_ZEROS: Final = re.compile(r"0{2,20}")
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a workbook's days have no zone
_LAST_DAY: Final = 2_958_466
"""The day after 9999-12-31."""


def is_date_format(number: int, code: str = "") -> bool:
    """Tell whether a cell of that format shows a date or a time."""
    if not code:
        return number in _BUILT_IN_DATES
    first = _LITERAL.sub("", code.partition(";")[0])
    return bool(_DATE.search(first)) and "general" not in first.lower()


def leading_zeros(code: str) -> int:
    """Return how many digits a cell of that format has at the least, such as 5 for a postcode's ``00000``, else 0."""
    return len(code) if _ZEROS.fullmatch(code) else 0


def number_text(text: str, zeros: int = 0) -> str:
    """Return the number without point or exponent when it is whole, else with at most 15 digits, as Excel shows it."""
    if text.isascii() and text.isdigit():
        return text.zfill(zeros)
    try:
        value = float(text)
    except ValueError:
        return text
    if not isfinite(value):
        return text
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value)).zfill(zeros)
    return format(value, ".15g")


def date_text(text: str, *, since_1904: bool = False) -> str:
    """Return the day, the moment or the time that a cell's number stands for, in ISO 8601; no date is left a number."""
    try:
        value = float(text)
    except ValueError:
        return text
    if not 0 <= value < _LAST_DAY:
        return number_text(text)
    if not since_1904 and value < 60 and value >= 1:
        value += 1  # Excel believes that there was a 29 February 1900
    whole = value.is_integer()
    try:
        moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(seconds=round(value * 86400))
    except OverflowError:
        return number_text(text)
    if whole and value >= 1:
        return f"{moment:%Y-%m-%d}"
    clock = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    return clock if value < 1 else f"{moment:%Y-%m-%d} {clock}"
