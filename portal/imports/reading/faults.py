"""Why a file can't be read, in sentences."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

_EMPTY = _l("The file is empty.")
_SENTENCES: Final[dict[str, Any]] = {
    "empty": lambda **_: _EMPTY,
    "large": lambda **v: _l("The file is larger than %(most)s MB. Split it.", **v),
    "many_rows": lambda **v: _l("The file has more than %(most)s rows. Split it.", **v),
    "wide_header": lambda **v: _l("The header has more than %(most)s columns.", **v),
    "encoding": lambda **_: _l("The file is neither UTF-8, UTF-16 nor Windows-1252 text."),
    "broken_text": lambda **_: _l("The file is UTF-8 text, but some of it is broken. Export it anew."),
    "not_text": lambda **_: _l("The file is not text."),
    "not_a_table": lambda **_: _l("The file is not a table: it must be CSV or Excel with a header row."),
    "open_quote": lambda **v: _l("A quotation mark in row %(row)s is never closed.", **v),
    "long_cell": lambda **v: _l("Row %(row)s can't be read: one of its cells is far too long.", **v),
    "bad_row": lambda **v: _l("Row %(row)s can't be read.", **v),
    "picture": lambda **_: _l("The file is a picture, not a table."),
    "not_excel": lambda **_: _l("The file is named as an Excel workbook, but is not one. Save it anew from Excel."),
    "not_named_excel": lambda **v: _l(
        "The file is an Excel workbook, but its name ends in %(ending)s. Let it end in .xlsx.", **v
    ),
    "old_excel": lambda **_: _l("The file is in Excel's old format. Save it as .xlsx and try again."),
    "encrypted": lambda **_: _l("The workbook is protected by a password. Save it without one and try again."),
    "not_a_workbook": lambda **_: _l("The file is an archive, but not an Excel workbook."),
    "broken_workbook": lambda **_: _l("The Excel workbook is broken. Open it in Excel and save it anew."),
    "bomb": lambda **_: _l("The workbook would unpack to far more than it says. It is not opened."),
    "memory": lambda **_: _l("The file takes more memory to read than it may. Save it as CSV, or split it."),
    "slow": lambda **_: _l("The file takes longer to read than it may. Save it as CSV, or split it."),
    "died": lambda **_: _l("The file can't be read: the program that reads it was stopped by it."),
    "unopened": lambda **_: _l("The file can't be opened."),
    "gone": lambda **_: _l("The file is no longer there. Upload it again."),
    "no_email": lambda **_: _l("No column holds e-mail addresses. Say which one does."),
}


class Unreadable(Exception):
    """The file can't be read as a table; the message says why, in a sentence in the language in force."""

    def __init__(self, code: str, values: Mapping[str, Any] | None = None) -> None:
        """Keep the code and what the sentence tells."""
        super().__init__(code)
        self.code, self.values = code, dict(values or {})

    @property
    def sentence(self) -> LazyString:
        """The reason, to be said in any language."""
        return _SENTENCES[self.code](**self.values)

    def __str__(self) -> str:
        """Return the reason in the language in force."""
        return str(self.sentence)
