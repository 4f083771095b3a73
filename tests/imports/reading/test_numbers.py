"""Numbers and dates are written as people know them, whatever a workbook keeps instead."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports.reading.numbers import date_text, is_date_format, leading_zeros, number_text

EPOCH = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)
AFTER_FEBRUARY_1900 = date(1900, 3, 1)


def serial(day: date, clock: time = time(), epoch: date = EPOCH) -> str:
    """Return the number that a workbook keeps for a moment."""
    seconds = clock.hour * 3600 + clock.minute * 60 + clock.second
    return repr((day - epoch).days + seconds / 86400)


@given(st.dates(min_value=AFTER_FEBRUARY_1900))
def test_every_day_since_march_1900_comes_back_as_itself(day: date) -> None:
    assert date_text(serial(day)) == day.isoformat()


@given(st.dates(min_value=EPOCH_1904 + timedelta(days=1)))
def test_every_day_counted_from_1904_comes_back_as_itself(day: date) -> None:
    assert date_text(serial(day, epoch=EPOCH_1904), since_1904=True) == day.isoformat()


@given(st.dates(min_value=AFTER_FEBRUARY_1900, max_value=date(2400, 1, 1)), st.times())
def test_every_moment_comes_back_to_the_second(day: date, clock: time) -> None:
    given = datetime.combine(day, clock.replace(microsecond=0))

    read = date_text(serial(day, clock))

    assert datetime.fromisoformat(read) == given


@given(st.integers(min_value=0, max_value=24 * 60 - 1))
def test_a_time_without_a_day_is_a_clock_s(minute: int) -> None:
    assert date_text(repr(minute / 1440)) == f"{minute // 60:02}:{minute % 60:02}"


@pytest.mark.parametrize(
    ("number", "day"), [("1", "1900-01-01"), ("31", "1900-01-31"), ("59", "1900-02-28"), ("61", "1900-03-01")]
)
def test_excel_s_leap_day_of_1900_moves_no_other_day(number: str, day: str) -> None:
    assert date_text(number) == day


def test_the_same_number_is_four_years_and_a_day_later_when_counted_from_1904() -> None:
    assert date_text("44652") == "2022-04-01"
    assert date_text("44652", since_1904=True) == "2026-04-02"


@pytest.mark.parametrize("number", ["-1", "-0.5", "2958466", "1e300"])
def test_a_number_outside_the_calendar_stays_a_number(number: str) -> None:
    assert date_text(number) == number_text(number)


@pytest.mark.parametrize(
    ("number", "since_1904"),
    [("2958465.9999999", False), ("2957004", True), ("2958465", True), ("2957003.9999999", True)],
)
def test_a_moment_beyond_the_year_9999_stays_a_number(number: str, since_1904: bool) -> None:
    assert date_text(number, since_1904=since_1904) == number_text(number)


def test_the_last_day_there_is_can_be_told() -> None:
    assert date_text("2958465") == "9999-12-31"
    assert date_text("2957003", since_1904=True) == "9999-12-31"


@pytest.mark.parametrize("text", ["", "soon", "2026-04-02", "12,5", "nan", "inf"])
def test_what_is_no_number_is_no_date_and_stays(text: str) -> None:
    assert date_text(text) == text


def test_a_moment_just_before_midnight_is_of_the_next_day() -> None:
    assert date_text("46114.9999999") == "2026-04-03 00:00"


def test_seconds_are_told_only_where_there_are_any() -> None:
    assert date_text(serial(date(2026, 4, 2), time(7, 30))) == "2026-04-02 07:30"
    assert date_text(serial(date(2026, 4, 2), time(7, 30, 9))) == "2026-04-02 07:30:09"


@pytest.mark.parametrize("number", [14, 15, 18, 20, 22, 27, 36, 45, 47, 50, 58])
def test_formats_of_dates_that_every_workbook_has_are_known_by_number(number: int) -> None:
    assert is_date_format(number)


@pytest.mark.parametrize("number", [0, 1, 2, 9, 10, 13, 23, 37, 44, 48, 49, 59, 164])
def test_other_formats_that_every_workbook_has_show_numbers(number: int) -> None:
    assert not is_date_format(number)


@pytest.mark.parametrize(
    "code", ["d/m/yy", "YYYY", "hh:mm:ss", "mm:ss.0", "[mm]:ss", "[ss]", "yyyy-mm-dd;@", "[$-F800]dddd", "h AM/PM"]
)
def test_a_format_of_days_or_hours_shows_a_date(code: str) -> None:
    assert is_date_format(164, code)


@pytest.mark.parametrize(
    "code",
    [
        "0",
        "@",
        "0%",
        "0.00E+00",
        "# ?/?",
        '"day" 0',
        r"\d0",
        "_-* #,##0 _k_r",
        "[Blue]0.0",
        "[>100]0",
        "0;yyyy",
        "GENERAL",
    ],
)
def test_a_format_of_numbers_is_no_date_whatever_letters_stand_beside(code: str) -> None:
    assert not is_date_format(164, code)


def test_a_code_of_the_workbook_s_own_goes_before_the_number_s_meaning() -> None:
    assert not is_date_format(14, "0.00")
    assert is_date_format(1, "yyyy")


@pytest.mark.parametrize(
    ("code", "digits"),
    [("00", 2), ("00000", 5), ("0" * 20, 20), ("0", 0), ("0" * 21, 0), ("000 00", 0), ("0.00", 0), ("", 0), ("#00", 0)],
)
def test_only_a_format_of_zeros_alone_keeps_leading_ones(code: str, digits: int) -> None:
    assert leading_zeros(code) == digits


@given(st.integers(min_value=0, max_value=99_999))
def test_a_postcode_has_all_its_digits_however_the_number_was_written(number: int) -> None:
    spellings = [str(number), f"{number}.0", f"{float(number):E}"]

    assert {number_text(text, 5) for text in spellings} == {f"{number:05}"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1.0E3", "1000"),
        ("-0", "0"),
        ("-12.0", "-12"),
        ("999999999999999", "999999999999999"),
        ("1E15", "1e+15"),
        ("12345678901234567890", "12345678901234567890"),
        ("1.10", "1.1"),
        ("2.675", "2.675"),
        ("0.1000000000000000055", "0.1"),
        ("1e-7", "1e-07"),
    ],
)
def test_a_number_is_shown_as_excel_shows_it(written: str, shown: str) -> None:
    assert number_text(written) == shown


@pytest.mark.parametrize("text", ["", "abc", "1,5", "1 000", "nan", "-inf", "#REF!", "1e999"])
def test_what_is_no_number_is_left_as_it_stands(text: str) -> None:
    assert number_text(text, 5) == text


@given(st.floats(min_value=-1e9, max_value=1e9, allow_nan=False))
def test_a_number_that_is_read_again_is_the_same(value: float) -> None:
    shown = number_text(repr(value))

    assert number_text(shown) == shown
    assert float(shown) == pytest.approx(value, rel=1e-14)


@given(st.text(alphabet="0123456789", min_size=1, max_size=30))
def test_digits_alone_are_never_changed(digits: str) -> None:
    assert number_text(digits) == digits
