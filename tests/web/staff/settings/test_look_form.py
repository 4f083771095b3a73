"""Which colour and logo the form of the look wishes for."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from portal.settings.pictures import Picture
from portal.settings.rules import SHIPPED, NotAColour
from portal.web.staff.settings.look_form import LookForm, shown_as
from tests.settings.pictures import WEBPS, jpeg, png
from tests.web.staff.settings.spoken import sent, spoken

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
RED, GREEN = "#e30613", "#00aa00"


def wished(*, shown: str = "", typed: str = "", picked: str = "") -> str:
    """Return the colour that is wished for when both showed one, and then these were sent."""
    with sent({"shown_colour": shown, "colour": typed, "picker": picked}):
        return LookForm().wished_colour()


@settings(max_examples=30)
@given(COLOURS | st.just(""))
def test_a_form_sent_as_it_was_made_wishes_for_the_colour_it_showed(colour: str) -> None:
    fields = shown_as(colour)

    assert wished(shown=colour, typed=fields["colour"], picked=fields["picker"]) == colour


@settings(max_examples=30)
@given(COLOURS, COLOURS)
def test_a_colour_picked_from_the_palette_is_the_wish_when_the_code_was_left(shown: str, picked: str) -> None:
    assert wished(shown=shown, typed=shown, picked=picked) == picked


@settings(max_examples=30)
@given(COLOURS, COLOURS, COLOURS)
def test_a_code_that_was_changed_goes_before_the_palette(shown: str, typed: str, picked: str) -> None:
    if typed != shown:
        assert wished(shown=shown, typed=typed, picked=picked) == typed


def test_the_portals_own_blue_in_the_palette_is_no_choice_until_a_colour_was_set() -> None:
    assert wished(picked=SHIPPED.light) == ""
    assert wished(shown=RED, typed=RED, picked=SHIPPED.light) == SHIPPED.light


def test_an_emptied_code_brings_the_portals_own_colours_back_whatever_the_palette_shows() -> None:
    assert wished(shown=RED, typed="", picked=RED) == ""
    assert wished(shown=RED, typed="", picked=GREEN) == ""


def test_a_browser_without_a_palette_sends_only_the_code() -> None:
    assert wished(shown=RED, typed=RED) == RED
    assert wished(typed="E30613") == RED


@pytest.mark.parametrize("picked", ["red", "#12", "}body{color:red"])
def test_what_the_palette_can_not_have_sent_is_no_colour(picked: str) -> None:
    with pytest.raises(NotAColour):
        wished(picked=picked)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Write the colour as # and six digits or letters from a to f, #0a5a8c."),
        ("sv", "Skriv färgen som # och sex siffror eller bokstäver från a till f, #0a5a8c."),
    ],
)
def test_what_is_no_colour_is_said_at_the_code(language: str, words: str) -> None:
    with sent({"colour": "red"}, language):
        form = LookForm()

        assert not form.validate()
        assert {name: [str(said) for said in faults] for name, faults in form.errors.items()} == {"colour": [words]}


def uploaded(data: bytes, name: str = "logo.png") -> LookForm:
    """Return the form with a file chosen, checked."""
    form = LookForm(formdata=None)
    form.logo.data = FileStorage(io.BytesIO(data), filename=name)
    form.validate()
    return form


@pytest.mark.parametrize(
    ("data", "picture"),
    [
        (png(30, 20), Picture("image/png", 30, 20)),
        (jpeg(30, 20), Picture("image/jpeg", 30, 20)),
        (WEBPS["lossy"], Picture("image/webp", 3, 2)),
    ],
)
def test_an_uploaded_picture_is_known_by_what_it_holds_and_not_by_its_name(data: bytes, picture: Picture) -> None:
    with spoken():
        form = uploaded(data, "anything.txt")

    assert form.errors == {}
    assert form.picture == (data, picture)


@pytest.mark.parametrize(
    ("data", "language", "words"),
    [
        (b"<svg/>", "en", "The logo must be a whole PNG, JPEG or WebP picture."),
        (b"<svg/>", "sv", "Logotypen måste vara en hel bild i PNG, JPEG eller WebP."),
        (png()[:-1], "sv", "Logotypen måste vara en hel bild i PNG, JPEG eller WebP."),
        (png(4001, 1), "en", "The logo may have at most 500 kB, and 4,000 pixels either way."),
    ],
)
def test_what_is_no_logo_is_said_and_not_kept(data: bytes, language: str, words: str) -> None:
    with spoken(language):
        form = uploaded(data)

        assert [str(said) for said in form.logo.errors] == [words]
    assert form.picture is None


def test_a_form_without_a_file_is_right_and_holds_no_picture() -> None:
    with spoken():
        form = uploaded(b"", "")

    assert form.errors == {}
    assert form.picture is None


def test_no_picture_keeps_nothing() -> None:
    with spoken():
        form = LookForm(formdata=None, data={"chosen_logo": "", "remove_logo": True})

        form.keep_upload(at=None)  # type: ignore[arg-type]

        assert (form.chosen_logo.data, form.remove_logo.data) == ("", True)
