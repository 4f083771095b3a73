"""What mailing tools call things, and which rows can't be taken."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.feedback.columns import NoColumn, WrongRow, event_of, guessed_columns
from portal.marketing.feedback import FeedbackEvent, FeedbackKind

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
COLUMNS = {"email": 0, "kind": 1, "at": 2}
ALICE = "alice@example.se"


def said(*cells: str, kind: str = "") -> FeedbackEvent | None:
    """Return what a row of a file that came at AT says, with Swedish days."""
    return event_of(cells, COLUMNS, kind, zone="Europe/Stockholm", at=AT)


@pytest.mark.parametrize(
    ("header", "kind", "columns"),
    [
        (["E-post", "Händelse", "Datum"], "", {"email": 0, "kind": 1, "at": 2}),
        (["id", "Email Address", "event_type", "timestamp"], "", {"email": 1, "kind": 2, "at": 3}),
        (["recipient", "event"], "bounce", {"email": 0}),
        (["email", "e-mail"], "complaint", {"email": 0}),
    ],
)
def test_columns_are_known_by_their_names(header: list[str], kind: str, columns: dict[str, int]) -> None:
    assert guessed_columns(header, kind) == columns


@pytest.mark.parametrize(
    ("header", "kind", "missing"), [(["kind"], "", "email"), (["email"], "", "kind"), ([], "bounce", "email")]
)
def test_a_file_that_lacks_a_column_says_which(header: list[str], kind: str, missing: str) -> None:
    with pytest.raises(NoColumn) as lacking:
        guessed_columns(header, kind)

    assert lacking.value.field == missing


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Hard bounce", "bounce"),
        ("BOUNCED", "bounce"),
        ("permanent", "bounce"),
        ("hårdstuds", "bounce"),
        ("spam_report", "complaint"),
        ("Klagomål", "complaint"),
        ("abuse", "complaint"),
    ],
)
def test_kinds_are_known_by_the_words_of_mailing_tools(word: str, kind: FeedbackKind) -> None:
    assert said(ALICE, word) == FeedbackEvent(ALICE, kind, AT)


@pytest.mark.parametrize("word", ["soft bounce", "Transient", "deferred"])
def test_a_bounce_for_the_moment_says_nothing(word: str) -> None:
    assert said(ALICE, word) is None


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ("2026-03-20", datetime(2026, 3, 20, 22, 59, 59, tzinfo=UTC)),
        ("2026-03-20 09:30", datetime(2026, 3, 20, 8, 30, tzinfo=UTC)),
        ("2026-03-20T09:30:00Z", datetime(2026, 3, 20, 9, 30, tzinfo=UTC)),
        ("2026-03-20T09:30:00+05:00", datetime(2026, 3, 20, 4, 30, tzinfo=UTC)),
        ("", AT),
    ],
)
def test_a_moment_is_of_the_organisation_s_zone_and_a_day_is_its_end(day: str, moment: datetime) -> None:
    assert said(ALICE, "bounce", day) == FeedbackEvent(ALICE, "bounce", moment)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (("", "bounce"), "no_address"),
        (("alice", "bounce"), "not_an_address"),
        ((ALICE,), "no_kind"),
        ((ALICE, "opened"), "unknown_kind"),
        ((ALICE, "bounce", "20/03/2026"), "bad_day"),
        ((ALICE, "bounce", "1026-03-20"), "bad_day"),
        ((ALICE, "bounce", "0001-01-01"), "bad_day"),
        ((ALICE, "bounce", "2026-04-03"), "future_day"),
        ((ALICE, "soft", "9999-12-31"), "future_day"),
    ],
)
def test_a_row_that_can_not_be_taken_says_why(cells: tuple[str, ...], fault: str) -> None:
    with pytest.raises(WrongRow) as refused:
        said(*cells)

    assert refused.value.fault == fault


@given(st.lists(st.text(max_size=30), max_size=4), st.sampled_from(["", "bounce", "complaint"]))
def test_whatever_a_row_holds_it_is_taken_or_refused(cells: list[str], kind: str) -> None:
    try:
        event = said(*cells, kind=kind)
    except WrongRow:
        return

    assert event is None or event.at.tzinfo is UTC
