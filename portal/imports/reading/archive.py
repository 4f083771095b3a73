"""The archive that a workbook is: its parts are weighed before any of them is unpacked."""

import posixpath
import zlib
from collections.abc import Callable
from lzma import LZMAError
from pathlib import Path
from typing import IO, Any, Final, NoReturn
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from portal.imports.reading.limits import HARMLESS, LARGEST_PART, LARGEST_RATIO, MOST_PARTS, Fault

BLOCK: Final = 256 * 1024
_ENCRYPTED: Final = 0x1
_BROKEN: Final = (
    expat.ExpatError,
    BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)

Attributes = dict[str, str]


class Archive:
    """The parts of a workbook by their names."""

    def __init__(self, path: Path) -> None:
        """Open the archive.

        :raises Fault: it is broken, or has no end of parts
        """
        try:
            self._zip = ZipFile(path)
        except (BadZipFile, OSError, ValueError, NotImplementedError) as fault:
            raise Fault("broken_workbook") from fault
        parts = self._zip.infolist()
        if len(parts) > MOST_PARTS:
            raise Fault("bomb")
        self._parts: dict[str, ZipInfo] = {part.filename.lower(): part for part in parts}

    def has(self, name: str) -> bool:
        """Tell whether there is a part of that name, in any case."""
        return name.lower() in self._parts

    def read(self, name: str, start: Callable[[str, Attributes], Any], **more: Callable[..., Any]) -> None:
        """Read a part as XML and call what is given for each beginning, end and text; prefixes are left out.

        :raises Fault: the part is broken, encrypted, or a bomb
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_entities
        parser.StartElementHandler = start
        parser.EndElementHandler = more.get("end")
        parser.CharacterDataHandler = more.get("text")
        try:
            with self._open(name) as file:
                while block := file.read(BLOCK):
                    parser.Parse(block, False)  # noqa: FBT003 - expat takes no keywords
                parser.Parse(b"", True)  # noqa: FBT003 - as above
        except _BROKEN as fault:
            raise Fault("broken_workbook") from fault

    def _open(self, name: str) -> IO[bytes]:
        part = self._parts.get(name.lower())
        if part is None:
            raise Fault("broken_workbook")
        if part.flag_bits & _ENCRYPTED:
            raise Fault("encrypted")
        if part.file_size > LARGEST_PART:
            raise Fault("bomb")
        if part.file_size > HARMLESS and part.file_size > LARGEST_RATIO * max(part.compress_size, 1):
            raise Fault("bomb")
        return self._zip.open(part)


def _refuse_entities(*_: object) -> NoReturn:
    """Refuse a document type: no program that makes workbooks writes one, and entities in it can grow without end."""
    raise Fault("bomb")


def local(name: str) -> str:
    """Return an element's name without its prefix."""
    return name.rpartition(":")[2]


def beside(part: str, target: str) -> str:
    """Return the name of the part that another part refers to."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{posixpath.dirname(part)}/{target}")
