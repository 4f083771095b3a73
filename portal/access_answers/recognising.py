"""Tell what an uploaded file holds by its bytes, and refuse what runs or isn't what its name says."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from portal.access_answers.rules import ending_of

Check = Callable[[bytes], bool]

_MARKUP = re.compile(rb"^\s*(<!doctype|<\?|<html|<script|<svg|<body|<head|#!|MZ|@echo)", re.IGNORECASE)
_RUNNING_PDF = re.compile(rb"/(JavaScript|Launch|EmbeddedFile)\b")
_ACTIVE: Final = ("vbaproject", "activex", "basic/", "scripts/")
_MOST_PARTS: Final = 10_000
_CONTROL: Final = frozenset(range(32)) - {9, 10, 12, 13}


class Unrecognised(ValueError):
    """The file is of no kind that is taken, or not what its name says."""


def _begins(*starts: bytes) -> Check:
    return lambda data: data.startswith(starts)


def _is_text(data: bytes) -> bool:
    """Tell whether the bytes are text and nothing that a browser or a shell would take for a program."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")) is None and not _CONTROL & set(data)


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and _RUNNING_PDF.search(data) is None


def _holds(part: str) -> Check:
    """Return the check for a packed document with that part in it, and without anything that runs."""

    def check(data: bytes) -> bool:
        try:
            with ZipFile(BytesIO(data)) as archive:
                names = [name.lower() for name in archive.namelist()]
        except (BadZipFile, ValueError, NotImplementedError, OSError):
            return False
        runs = any(active in name for name in names for active in _ACTIVE)
        return len(names) <= _MOST_PARTS and part in names and not runs

    return check


def _is_film(data: bytes) -> bool:
    return data[4:8] == b"ftyp"


def _is_sound(data: bytes) -> bool:
    return data.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"))


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
KINDS: Final[Mapping[str, tuple[str, Check]]] = {
    "pdf": ("application/pdf", _is_pdf),
    "png": ("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "webp": ("image/webp", lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP"),
    "tif": ("image/tiff", _begins(b"II*\0", b"MM\0*")),
    "txt": ("text/plain", _is_text),
    "csv": ("text/csv", _is_text),
    "json": ("application/json", _is_text),
    "eml": ("message/rfc822", _is_text),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _holds("xl/workbook.xml")),
    "docx": (f"{_OFFICE}.wordprocessingml.document", _holds("word/document.xml")),
    "ods": (f"{_OPEN}.spreadsheet", _holds("content.xml")),
    "odt": (f"{_OPEN}.text", _holds("content.xml")),
    "mp3": ("audio/mpeg", _is_sound),
    "wav": ("audio/wav", lambda data: data.startswith(b"RIFF") and data[8:12] == b"WAVE"),
    "m4a": ("audio/mp4", _is_film),
    "mp4": ("video/mp4", _is_film),
}
"""Ending -> content type, and how its bytes are told."""


def recognised(name: str, data: bytes) -> str:
    """Return the content type of a file whose name says what it is.

    :raises Unrecognised: its kind is not taken, or the bytes are something else
    """
    kind, check = KINDS.get(ending_of(name), ("", None))
    if check is None or not check(data):
        raise Unrecognised(name)
    return kind
