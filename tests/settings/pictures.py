"""Small pictures, made byte by byte."""

import struct
import zlib


def chunk(name: bytes, body: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 3, height: int = 2, *, extra: bytes = b"") -> bytes:
    """Return a black picture; ``extra`` is put into a comment."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\0" * min(width, 10) for _ in range(min(height, 10))))
    comment = chunk(b"tEXt", b"Comment\0" + extra) if extra else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + comment + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 3, height: int = 2) -> bytes:
    """Return the skeleton of a JPEG: an application's segment, a frame, a scan, the end."""
    application = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + application + frame + b"\xff\xda" + struct.pack(">H", 8) + b"\1\1\0\0\x3f\0" + b"\0\xff\xd9"


def webp(kind: bytes, body: bytes) -> bytes:
    """Return a WebP with one chunk."""
    body = kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


WEBPS = {
    "lossy": webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 3, 2)),
    "lossless": webp(b"VP8L", b"\x2f" + struct.pack("<I", 2 | 1 << 14) + b"\0\0\0"),
    "extended": webp(b"VP8X", b"\0\0\0\0" + b"\2\0\0" + b"\1\0\0"),
}
"""3 by 2 pixels each."""
