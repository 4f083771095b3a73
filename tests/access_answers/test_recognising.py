"""A file is what its bytes say, and nothing that runs is taken."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.access_answers.recognising import KINDS, Unrecognised, recognised


def packed(*names: str) -> bytes:
    """Return an archive with those files in it."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n%%EOF", "application/pdf"),
        ("a.png", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("a.JPG", b"\xff\xd8\xff\xe0...", "image/jpeg"),
        ("a.webp", b"RIFF....WEBPVP8 ", "image/webp"),
        ("a.tif", b"II*\0....", "image/tiff"),
        ("a.txt", "Hej på dig".encode(), "text/plain"),
        ("a.csv", b"\xef\xbb\xbfa;b\r\n1;2\r\n", "text/csv"),
        ("a.json", b'{"a": 1}', "application/json"),
        ("a.eml", b"From: a@example.se\r\n\r\nHello", "message/rfc822"),
        ("a.wav", b"RIFF....WAVEfmt ", "audio/wav"),
        ("a.mp3", b"ID3\x04...", "audio/mpeg"),
        ("a.mp4", b"\0\0\0\x18ftypmp42", "video/mp4"),
        ("a.m4a", b"\0\0\0\x18ftypM4A ", "audio/mp4"),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(name: str, data: bytes, kind: str) -> None:
    assert recognised(name, data) == kind


@pytest.mark.parametrize(
    ("ending", "part"),
    [("xlsx", "xl/workbook.xml"), ("docx", "word/document.xml"), ("ods", "content.xml"), ("odt", "content.xml")],
)
def test_a_document_is_taken_without_macros_and_refused_with_them(ending: str, part: str) -> None:
    name = f"a.{ending}"

    assert recognised(name, packed("[Content_Types].xml", part)) == KINDS[ending][0]
    for active in ("xl/vbaProject.bin", "word/activeX/a.bin", "Basic/Standard/a.xml", "Scripts/a.py"):
        with pytest.raises(Unrecognised):
            recognised(name, packed("[Content_Types].xml", part, active))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", b"MZ\x90"),
        ("a.sh", b"#!/bin/sh"),
        ("a.js", b"alert(1)"),
        ("a.html", b"<html>"),
        ("a.svg", b"<svg>"),
        ("a.zip", packed("a.txt")),
        ("a.xlsm", packed("xl/workbook.xml")),
        ("a", b"text"),
        ("a.txt", b"<html><body>"),
        ("a.txt", b"  \n<!DOCTYPE html>"),
        ("a.txt", b"\xef\xbb\xbf<script>"),
        ("a.txt", b"<svg onload=alert(1)>"),
        ("a.txt", b"<?xml version='1.0'?>"),
        ("a.csv", b"#!/bin/sh\n"),
        ("a.txt", b"MZ\x90"),
        ("a.txt", b"a\x00b"),
        ("a.txt", b"\xff\xfe"),
        ("a.json", b"\x7fELF\x02"),
        ("a.pdf", b"<html>"),
        ("a.pdf", b"%PDF-1.7 /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        ("a.pdf", b"%PDF-1.7 /Launch /F (cmd.exe)"),
        ("a.pdf", b"%PDF-1.7 /EmbeddedFile"),
        ("a.png", b"%PDF-1.7"),
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("a.xlsx", packed("word/document.xml")),
        ("a.docx", b""),
        ("a.txt.", b"text"),
    ],
)
def test_what_runs_or_is_something_else_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(Unrecognised):
        recognised(name, data)


@given(data=st.binary(max_size=300), ending=st.sampled_from(sorted(KINDS)))
def test_no_bytes_break_the_check(data: bytes, ending: str) -> None:
    try:
        kind = recognised(f"a.{ending}", data)
    except Unrecognised:
        return

    assert kind == KINDS[ending][0]


def test_nothing_that_a_browser_runs_is_among_the_kinds() -> None:
    kinds = {kind for kind, _ in KINDS.values()}

    assert not kinds & {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript"}
