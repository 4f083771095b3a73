"""What kind of picture some bytes are."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.settings.pictures import KINDS, LARGEST, WIDEST, NotAPicture, Picture, TooLarge, picture_of
from tests.settings.pictures import WEBPS, chunk, jpeg, png, webp

SIDE = st.integers(1, WIDEST)
SIGNATURES = (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x20\0\0\0WEBPVP8 ", b"RIFF\x20\0\0\0WEBPVP8X")


def test_a_png_is_known_by_its_first_chunk() -> None:
    assert picture_of(png(300, 200)) == Picture("image/png", 300, 200)


def test_a_jpeg_is_known_by_its_frame() -> None:
    assert picture_of(jpeg(300, 200)) == Picture("image/jpeg", 300, 200)


@pytest.mark.parametrize("kind", WEBPS)
def test_a_webp_is_known_by_each_of_its_kinds(kind: str) -> None:
    assert picture_of(WEBPS[kind]) == Picture("image/webp", 3, 2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a\3\0\2\0",
        b"%PDF-1.7",
        png()[:-4],
        png()[:40],
        png().replace(b"IHDR", b"IHDX"),
        png(0, 2),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13) + chunk(b"IEND", b""),
        jpeg()[:-2],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\0\2\xff\xd9",
        jpeg(0, 2),
        WEBPS["lossy"][:-3],
        WEBPS["extended"].replace(b"VP8X", b"ALPH"),
    ],
    ids=lambda data: data[:12].hex() or "nothing",
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        picture_of(data)


@pytest.mark.parametrize("data", [png(4001, 1), jpeg(1, 4001), png(extra=b"x" * LARGEST)], ids=["wide", "high", "big"])
def test_what_is_too_large_is_refused(data: bytes) -> None:
    with pytest.raises(TooLarge):
        picture_of(data)


@given(st.sampled_from(SIGNATURES), st.binary(max_size=200))
def test_no_bytes_are_a_fault(signature: bytes, rest: bytes) -> None:
    try:
        found = picture_of(signature + rest)
    except (NotAPicture, TooLarge):
        return

    assert 0 < found.width <= 4000


@given(st.integers(8, len(png()) - 1), st.integers(1, 255))
def test_a_png_with_one_byte_changed_is_refused(at: int, change: int) -> None:
    data = bytearray(png())
    data[at] ^= change

    with pytest.raises((NotAPicture, TooLarge)):
        picture_of(bytes(data))


def bitstream(width: int, height: int) -> dict[str, bytes]:
    """Return a picture of that size in each of the kinds of WebP."""
    lossy = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    lossless = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\0\0\0"
    extended = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return {"lossy": webp(b"VP8 ", lossy), "lossless": webp(b"VP8L", lossless), "extended": webp(b"VP8X", extended)}


def jpeg_with(segments: bytes, marker: int = 0xC0) -> bytes:
    """Return a picture of 30 by 20 pixels with segments before its frame, and another marker for it."""
    head, frame, rest = jpeg(30, 20).partition(b"\xff\xc0")
    return head + segments + frame[:1] + bytes([marker]) + rest


@given(SIDE, SIDE)
def test_every_size_up_to_the_widest_is_read_from_every_kind(width: int, height: int) -> None:
    whole = {"png": png(width, height), "jpeg": jpeg(width, height), **bitstream(width, height)}

    assert {name: (found.width, found.height) for name, found in read(whole).items()} == dict.fromkeys(
        whole, (width, height)
    )


def read(pictures: dict[str, bytes]) -> dict[str, Picture]:
    """Return what each of them holds."""
    return {name: picture_of(data) for name, data in pictures.items()}


def test_each_content_type_is_one_that_can_be_stored() -> None:
    kinds = {found.kind for found in read({"png": png(), "jpeg": jpeg(), **WEBPS}).values()}

    assert kinds == set(KINDS)


@given(st.integers(WIDEST + 1, 0x3FFF), SIDE, st.booleans())
def test_one_side_too_long_is_too_large_whichever_it_is(long: int, other: int, wide: bool) -> None:
    width, height = (long, other) if wide else (other, long)

    for data in (png(width, height), jpeg(width, height), *bitstream(width, height).values()):
        with pytest.raises(TooLarge):
            picture_of(data)


def test_a_picture_may_have_all_the_bytes_there_are_and_not_one_more() -> None:
    room = LARGEST - len(png(extra=b"x")) + 1

    whole = png(extra=b"x" * room)

    assert len(whole) == LARGEST
    assert picture_of(whole) == Picture("image/png", 3, 2)
    with pytest.raises(TooLarge):
        picture_of(png(extra=b"x" * (room + 1)))


def test_a_file_that_is_too_large_is_not_read_at_all() -> None:
    with pytest.raises(TooLarge):
        picture_of(b"\0" * (LARGEST + 1))


@given(st.integers(1, len(png())))
def test_a_png_that_was_cut_short_is_refused(missing: int) -> None:
    with pytest.raises(NotAPicture):
        picture_of(png()[:-missing])


def test_what_stands_after_the_end_of_a_png_harms_nothing() -> None:
    assert picture_of(png(30, 20) + b"<script>") == Picture("image/png", 30, 20)


@pytest.mark.parametrize(
    "names",
    [[b"IDAT", b"IHDR", b"IEND"], [b"IHDR", b"IEND"], [b"IHDR", b"IDAT"], [b"IEND"], []],
    ids=["late head", "no data", "no end", "only end", "nothing"],
)
def test_a_png_has_a_head_first_then_data_and_an_end(names: list[bytes]) -> None:
    bodies = {b"IHDR": struct.pack(">IIBBBBB", 3, 2, 8, 0, 0, 0, 0), b"IDAT": b"x", b"IEND": b""}

    with pytest.raises(NotAPicture):
        picture_of(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, bodies[name]) for name in names))


@pytest.mark.parametrize("marker", [0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCF])
def test_a_jpeg_may_be_sequential_progressive_or_lossless(marker: int) -> None:
    assert picture_of(jpeg_with(b"", marker)) == Picture("image/jpeg", 30, 20)


@pytest.mark.parametrize("marker", [0xC4, 0xC8, 0xCC, 0xDA])
def test_tables_and_scans_of_a_jpeg_are_no_frames(marker: int) -> None:
    with pytest.raises(NotAPicture):
        picture_of(jpeg_with(b"", marker))


@pytest.mark.parametrize(
    "segments",
    [b"\xff", b"\xff\xff\xff", b"\xff\x01", b"\xff\xd0\xff\xd7", b"\xff\xfe\0\x07hello", b"\xff\xc4\0\2\xff\xfe\0\2"],
    ids=["fill byte", "fill bytes", "temporary", "restarts", "comment", "empty table"],
)
def test_what_stands_before_the_frame_of_a_jpeg_is_stepped_over(segments: bytes) -> None:
    assert picture_of(jpeg_with(segments)) == Picture("image/jpeg", 30, 20)


def test_a_size_within_a_comment_of_a_jpeg_is_not_taken_for_the_pictures() -> None:
    inner = b"\xff\xc0\0\x0b\x08\0\1\0\1"

    found = picture_of(jpeg_with(b"\xff\xfe" + struct.pack(">H", len(inner) + 2) + inner))

    assert (found.width, found.height) == (30, 20)


@pytest.mark.parametrize("kind", WEBPS)
def test_a_webp_that_was_cut_short_is_refused(kind: str) -> None:
    for missing in range(1, 12):
        with pytest.raises(NotAPicture):
            picture_of(WEBPS[kind][:-missing])


def test_a_webp_of_a_kind_to_come_is_refused() -> None:
    with pytest.raises(NotAPicture):
        picture_of(webp(b"VP9 ", b"\0" * 20))


def test_a_sound_in_the_same_wrapping_as_a_webp_is_no_picture() -> None:
    with pytest.raises(NotAPicture):
        picture_of(WEBPS["lossy"].replace(b"WEBP", b"WAVE"))
