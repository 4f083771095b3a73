"""The parts of an archive are found, weighed before they are unpacked, and read as XML that can do no harm."""

import random
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.imports.reading import archive
from portal.imports.reading.archive import Archive, beside, local
from portal.imports.reading.limits import Fault

NOISE = bytes(range(32, 60)) + bytes(range(63, 127))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where to write."""
    return tmp_path / "people.xlsx"


def archived(file: Path, parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> Archive:
    """Write an archive of those parts and open it."""
    with zipfile.ZipFile(file, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return Archive(file)


def told(opened: Archive, name: str = "part.xml") -> list[str]:
    """Return what is told of a part, in order: ``<name``, ``>name`` and texts."""
    heard: list[str] = []
    opened.read(
        name,
        lambda element, attributes: heard.append(f"<{element}{attributes or ''}"),
        end=lambda element: heard.append(f">{element}"),
        text=heard.append,
    )
    return heard


def refused(opened: Archive, name: str = "part.xml") -> str:
    """Return why the part is refused."""
    with pytest.raises(Fault) as fault:
        told(opened, name)
    return fault.value.code


def test_a_part_is_told_in_the_order_of_its_text(file: Path) -> None:
    opened = archived(file, {"part.xml": '<a><b x="1">one</b>two</a>'})

    assert told(opened) == ["<a", "<b{'x': '1'}", "one", ">b", "two", ">a"]


def test_a_text_is_told_whole_whatever_is_escaped_in_it(file: Path) -> None:
    opened = archived(file, {"part.xml": "<a>Bo &amp; Åsa &lt;b&gt; &#229;</a>"})

    assert told(opened) == ["<a", "Bo & Åsa <b> å", ">a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_part_is_read_in_the_encoding_that_it_tells(file: Path, encoding: str) -> None:
    opened = archived(file, {"part.xml": f"<?xml version='1.0' encoding='{encoding}'?><a>Åsa</a>".encode(encoding)})

    assert told(opened) == ["<a", "Åsa", ">a"]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_compression_is_read_and_what_is_spoilt_in_it_told(file: Path, compression: int) -> None:
    content = "<a>" + random.Random(1).randbytes(300).hex() + "</a>"
    opened = archived(file, {"part.xml": content}, compression)
    data = bytearray(file.read_bytes())
    data[50:70] = bytes(20)

    assert told(opened)[0] == "<a"
    file.write_bytes(data)
    assert refused(Archive(file)) == "broken_workbook"


def test_a_part_is_found_in_any_case(file: Path) -> None:
    opened = archived(file, {"XL/Part.XML": "<a/>"})

    assert opened.has("xl/part.xml")
    assert told(opened, "Xl/pArt.xml") == ["<a", ">a"]


def test_a_part_that_is_not_there_is_not_had_and_breaks_the_workbook(file: Path) -> None:
    opened = archived(file, {"part.xml": "<a/>"})

    assert not opened.has("other.xml")
    assert refused(opened, "other.xml") == "broken_workbook"


@pytest.mark.parametrize(
    "content", ["", "text", "<a>", "<a></b>", "<a/><b/>", "<a x=1/>", "<a>&nothing;</a>", "<a>\0</a>"]
)
def test_what_is_no_xml_breaks_the_workbook(file: Path, content: str) -> None:
    assert refused(archived(file, {"part.xml": content})) == "broken_workbook"


@pytest.mark.parametrize(
    "document_type",
    [
        "<!DOCTYPE a>",
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "http://example.se">]>',
    ],
)
def test_a_part_with_a_document_type_is_refused_before_anything_is_told(file: Path, document_type: str) -> None:
    assert refused(archived(file, {"part.xml": f"{document_type}<a>b</a>"})) == "bomb"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(10), b"name,email\n", b"PK" * 200])
def test_what_is_no_archive_is_a_broken_workbook(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    with pytest.raises(Fault) as fault:
        Archive(file)

    assert fault.value.code == "broken_workbook"


def test_a_file_that_is_not_there_is_a_broken_workbook(file: Path) -> None:
    with pytest.raises(Fault) as fault:
        Archive(file)

    assert fault.value.code == "broken_workbook"


def test_there_may_be_as_many_parts_as_the_most_and_no_more(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_PARTS", 3)
    parts = {f"part{number}.xml": "<a/>" for number in range(4)}

    assert archived(file, dict(list(parts.items())[:3])).has("part2.xml")
    with pytest.raises(Fault) as fault:
        archived(file, parts)
    assert fault.value.code == "bomb"


def test_a_part_larger_than_the_largest_is_not_unpacked(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_PART", 20)

    assert told(archived(file, {"part.xml": "<a>" + "x" * 13 + "</a>"}))[1] == "x" * 13
    assert refused(archived(file, {"part.xml": "<a>" + "x" * 14 + "</a>"})) == "bomb"


def test_a_part_that_grows_too_many_times_is_refused_unless_it_is_small(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = archived(file, {"part.xml": "<a>" + " " * 50_000 + "</a>"})

    assert told(opened)[0] == "<a"
    monkeypatch.setattr(archive, "HARMLESS", 10_000)
    assert refused(opened) == "bomb"


def test_a_large_part_that_grows_little_is_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "HARMLESS", 10)

    opened = archived(file, {"part.xml": b"<a>" + NOISE.replace(b"&", b"").replace(b"<", b"") + b"</a>"})

    assert told(opened)[0] == "<a"


def test_an_unused_bomb_beside_the_sheets_harms_nobody(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "HARMLESS", 10_000)

    opened = archived(file, {"part.xml": "<a/>", "bomb.xml": " " * 50_000})

    assert told(opened) == ["<a", ">a"]


def test_a_part_longer_than_a_block_is_read_to_its_end(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "BLOCK", 7)

    opened = archived(file, {"part.xml": "<åsa>" + "<ö/>" * 20 + "</åsa>"})

    assert told(opened) == ["<åsa", *["<ö", ">ö"] * 20, ">åsa"]


@pytest.mark.parametrize(("name", "plain"), [("row", "row"), ("x:row", "row"), ("a:b:c", "c"), ("", ""), (":c", "c")])
def test_a_name_is_known_without_its_prefix(name: str, plain: str) -> None:
    assert local(name) == plain


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("/xl/styles.xml", "xl/styles.xml"),
        ("../docProps/app.xml", "docProps/app.xml"),
        ("./styles.xml", "xl/styles.xml"),
    ],
)
def test_a_target_is_found_beside_the_part_that_names_it(target: str, part: str) -> None:
    assert beside("xl/workbook.xml", target) == part


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_any_text_is_told_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    file = tmp_path_factory.getbasetemp() / "any.xlsx"

    heard = told(archived(file, {"part.xml": f"<a>{escaped}</a>"}))

    assert "".join(heard[1:-1]) == text
