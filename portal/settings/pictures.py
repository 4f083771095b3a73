"""What kind of picture some bytes are, and how large, by reading their structure and decoding nothing."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

KINDS = ("image/png", "image/jpeg", "image/webp")
LARGEST = 500 * 1000
"""Bytes."""
WIDEST = 4000
"""Pixels either way: more would only cost every visitor's memory."""

_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""JPEG's markers for the start of a frame (ITU T.81 table B.1)."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""


class NotAPicture(ValueError):
    """The bytes are no whole picture of a kind that is taken."""


class TooLarge(ValueError):
    """The picture has too many bytes or pixels."""


@dataclass(frozen=True)
class Picture:
    """A content type, and width and height in pixels."""

    kind: str
    width: int
    height: int


def picture_of(data: bytes) -> Picture:
    """Return what the bytes hold.

    :raises NotAPicture: they are no whole PNG, JPEG or WebP
    :raises TooLarge: they are more than 500 kB, or wider or higher than 4,000 pixels
    """
    if len(data) > LARGEST:
        raise TooLarge
    try:
        found = _recognised(data)
    except (struct.error, IndexError) as fault:
        raise NotAPicture from fault
    if not found.width or not found.height:
        raise NotAPicture
    if max(found.width, found.height) > WIDEST:
        raise TooLarge
    return found


def _recognised(data: bytes) -> Picture:
    if data.startswith(_PNG):
        return Picture("image/png", *_png(data))
    if data.startswith(b"\xff\xd8\xff"):
        return Picture("image/jpeg", *_jpeg(data))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Picture("image/webp", *_webp(data))
    raise NotAPicture


def _png(data: bytes) -> tuple[int, int]:
    """Return the size that the first chunk tells (RFC 2083 section 3 and 4.1.1)."""
    chunks = list(_png_chunks(data))
    names = [name for name, _body in chunks]
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or b"IDAT" not in names or len(chunks[0][1]) != 13:
        raise NotAPicture
    width, height = struct.unpack(">II", chunks[0][1][:8])
    return width, height


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, at + 8 + length)
        if zlib.crc32(name + body) != checksum:
            raise NotAPicture
        yield name, body
        at += 12 + length
        if name == b"IEND":
            return


def _jpeg(data: bytes) -> tuple[int, int]:
    """Return the size that the start of the frame tells (ITU T.81 annex B)."""
    if b"\xff\xd9" not in data[-64:]:
        raise NotAPicture
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + max(length, 2)
    raise NotAPicture


def _webp(data: bytes) -> tuple[int, int]:
    """Return the size that the first chunk tells (RFC 9649 sections 2.5 to 2.7)."""
    (length,) = struct.unpack_from("<I", data, 4)
    if length + 8 > len(data):
        raise NotAPicture
    name, body = data[12:16], data[20:]
    if name == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + _three(body)
    if name == b"VP8L" and body[0] == 0x2F:
        (bits,) = struct.unpack_from("<I", body, 1)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    raise NotAPicture


def _three(body: bytes) -> int:
    if len(body) < 10:
        raise NotAPicture
    return int.from_bytes(body[7:10], "little")
