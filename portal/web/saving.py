"""Answers that browsers save as files."""

from flask import Response


def as_file(data: bytes, kind: str, name: str) -> Response:
    """Return the bytes as a file that browsers save and never show."""
    response = Response(data, content_type=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
