"""What a posted preferences form asks for, read without the form's machinery."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import g
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.preferences.models import Topic
from portal.web.subject import preferences_answers
from portal.web.subject.preferences_answers import KEEP, NONE, Answers, Wishes
from portal.web.subject.preferences_form import PreferencesForm
from tests.speaking import speaker

TODAY = date(2026, 11, 25)
PAUSED_UNTIL = date(2027, 1, 1)
NEWS = Topic(key="news", texts={"sv": {"name": "Nyheter"}, "en": {"name": "News"}})
OFFERS = Topic(key="promotions", texts={"sv": {"name": "Erbjudanden"}, "en": {"name": "Promotions"}})


class Offered:
    """An organisation as far as the form asks it."""

    languages = ("sv", "en")


@pytest.fixture(autouse=True)
def organisation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences_answers, "current_organisation", Offered)
    monkeypatch.setattr("portal.web.languages.current_organisation", Offered)


@pytest.fixture
def page() -> Iterator[None]:
    with speaker().test_request_context("/me/preferences"):
        g.language = "sv"
        yield


def wishes(*, paused: bool = False) -> Wishes:
    return Wishes({NEWS: True, OFFERS: False}, [], PAUSED_UNTIL if paused else None, "sv", TODAY)


def posted(
    *topics: str, pause: str = NONE, language: str = "sv", seen: str = "7", others: dict[str, str] | None = None
) -> MultiDict[str, str]:
    pairs = [*(("topics", topic) for topic in topics), ("pause", pause), ("language", language), ("seen", seen)]
    return MultiDict([*pairs, *(others or {}).items()])


def answers(*topics: str, pause: str = NONE, paused: bool = False, language: str = "sv") -> Answers:
    read = Answers.of(posted(*topics, pause=pause, language=language), wishes(paused=paused))
    assert read is not None
    return read


def test_a_right_form_is_read_whole() -> None:
    read = Answers.of(posted("news", "promotions", pause="3", language="en", seen="41"), wishes())

    assert read == Answers(frozenset({"news", "promotions"}), "3", "en", 41)


@pytest.mark.parametrize(
    "wrong",
    [
        {"pause": "2"},
        {"pause": ""},
        {"pause": KEEP},
        {"language": "da"},
        {"language": ""},
        {"seen": ""},
        {"seen": "seven"},
        {"seen": "7.5"},
    ],
)
def test_a_form_with_something_that_is_not_offered_is_not_read(wrong: dict[str, str]) -> None:
    assert Answers.of(posted("news", **wrong), wishes()) is None  # type: ignore[arg-type]


def test_a_topic_that_nobody_offers_is_not_read() -> None:
    assert Answers.of(posted("news", "horoscopes"), wishes()) is None


def test_an_empty_post_is_not_read() -> None:
    assert Answers.of(MultiDict(), wishes()) is None


def test_fields_that_the_page_does_not_have_are_passed_over() -> None:
    assert Answers.of(posted("news", others={"csrf_token": "x", "admin": "1"}), wishes()) == answers("news")


def test_only_topics_that_differ_are_changed() -> None:
    assert answers("news").changed_topics(wishes()) == {}
    assert answers("news", "promotions").changed_topics(wishes()) == {OFFERS: True}
    assert answers("promotions").changed_topics(wishes()) == {NEWS: False, OFFERS: True}


def test_no_topic_at_all_is_an_answer() -> None:
    assert answers().changed_topics(wishes()) == {NEWS: False}


def test_a_pause_that_runs_may_be_kept() -> None:
    kept = answers("news", pause=KEEP, paused=True)

    assert kept.pause_end(wishes(paused=True)) == PAUSED_UNTIL
    assert not kept.changes(wishes(paused=True))


def test_a_pause_is_counted_in_months_from_today() -> None:
    assert answers("news", pause="3").pause_end(wishes()) == date(2027, 2, 25)


def test_a_pause_that_runs_may_be_ended() -> None:
    ended = answers("news", pause=NONE, paused=True)

    assert ended.pause_end(wishes(paused=True)) is None
    assert ended.changes(wishes(paused=True))


@pytest.mark.usefixtures("page")
def test_a_language_that_is_spoken_already_is_no_other_language() -> None:
    assert answers(language="sv").other_language("sv") == ""
    assert answers(language="en").other_language("sv") == "en"
    assert answers(language="sv").other_language("") == ""
    assert answers(language="en").other_language("") == "en"


_words = st.sampled_from(["", "news", "promotions", "horoscopes", KEEP, NONE, "1", "2", "6", "sv", "en", "da", "x"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    topics=st.lists(_words, max_size=3),
    pause=_words,
    language=_words,
    seen=st.sampled_from(["7", "0", "-1", " 7 ", "", "x", "1e3", "\u0667"]),
    paused=st.booleans(),
)
def test_a_form_is_read_exactly_when_the_shown_form_finds_nothing_wrong(
    topics: list[str], pause: str, language: str, seen: str, *, paused: bool
) -> None:
    holds = wishes(paused=paused)
    sent = posted(*topics, pause=pause, language=language, seen=seen)

    with speaker().test_request_context("/me/preferences", method="POST", data=sent):
        g.language = "sv"
        sound = PreferencesForm.posted(holds).validate()

    assert (Answers.of(sent, holds) is not None) is sound
