"""What kind of picture some bytes are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.settings.pictures import LARGEST, NotAPicture, Picture, TooLarge, picture_of
from tests.settings.pictures import WEBPS, chunk, jpeg, png

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
