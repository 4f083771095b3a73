"""The form that is made from a design: what it asks, what it takes, and what an answer holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.legal_bases.models import ConsentWording, Purpose
from portal.preferences.models import Topic
from portal.web.answering.form import AnswerForm, answer_form, prefilled_email
from portal.web.answering.stamps import new_stamp
from portal.web_forms.models import WebForm
from portal.web_forms.queries import Question
from portal.web_forms.rules import FASTEST, OLDEST
from tests import make
from tests.speaking import asked

MINUTE = timedelta(minutes=1)


def named(sv: str, en: str) -> dict[str, dict[str, str]]:
    """Return the texts of something that has a name."""
    return {"name": {"sv": sv, "en": en}}


def question(key: str, *topics: str, version: int = 3) -> Question:
    """Return a question for consent to a purpose, in a wording of that version."""
    texts = {"text": {"sv": f"Jag vill ha {key}.", "en": f"I want {key}."}}
    offered = [Topic(key=topic, texts=named(topic.upper(), topic.title())) for topic in topics]
    return Question(Purpose(key=key, texts=named(key, key)), ConsentWording(version=version, texts=texts), (*offered,))


NEWS = question("news", "boats", "tools")
PARTIES = question("parties", version=1)


@contextmanager
def sent(
    *questions: Question,
    fields: dict[str, str] | None = None,
    language: str = "en",
    after: timedelta = MINUTE,
    key: str = "newsletter",
    **values: str | list[str],
) -> Iterator[AnswerForm]:
    """Give the form as it was sent after a while, as Alice with a yes to news unless said otherwise."""
    design = WebForm(key="newsletter", asked=fields or {})
    told: dict[str, Any] = {"name": "Alice Alm", "email": "alice@example.se", "consent_news": "y", "wording_news": "3"}
    with asked(language, **told | values):
        form = answer_form(design, questions or (NEWS,))
        form.stamp.data = values.get("stamp", new_stamp(key, at=make.AT - after))
        yield form


def complaints(form: AnswerForm) -> dict[str, list[str]]:
    """Return what is said about each field, and about the form."""
    return {name: [str(words) for words in errors] for name, errors in form.errors.items() if errors}


def test_a_mere_look_has_no_box_ticked_and_nothing_filled_in() -> None:
    with asked("en"):
        form = answer_form(WebForm(key="newsletter", asked={"phone": "asked"}), (NEWS,), formdata=None)

        assert not form.box(NEWS).data
        assert not form.choices(NEWS).data
        assert [field.data for field in form.asked] == ["", "", ""]


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({}, ["name", "email"]),
        ({"title": "asked", "phone": "required"}, ["name", "email", "phone", "title"]),
        ({"address": "asked", "company": "asked"}, ["name", "email", "company", "address"]),
    ],
)
def test_name_and_address_are_always_asked_and_the_rest_in_its_usual_order(
    fields: dict[str, str], names: list[str]
) -> None:
    with sent(fields=fields) as form:
        assert [field.name for field in form.asked] == names
        assert [field.name for field in form.asked if field.flags.required] == [
            name for name in names if fields.get(name, "required") == "required"
        ]


@pytest.mark.parametrize(("language", "words"), [("sv", "Jag vill ha news."), ("en", "I want news.")])
def test_a_box_says_the_wording_in_the_language_of_the_page(language: str, words: str) -> None:
    with sent(language=language) as form:
        assert form.box(NEWS).label.text == words


@pytest.mark.parametrize(("language", "names"), [("sv", ["BOATS", "TOOLS"]), ("en", ["Boats", "Tools"])])
def test_topics_are_offered_by_name_in_their_order(language: str, names: list[str]) -> None:
    with sent(language=language) as form:
        assert [str(choice.label) for choice in form.choices(NEWS).choices] == names


@pytest.mark.parametrize(("language", "sweden"), [("sv", "Sverige"), ("en", "Sweden")])
def test_countries_are_offered_by_name_after_no_answer(language: str, sweden: str) -> None:
    with sent(fields={"country": "asked"}, language=language) as form:
        offered = [(choice.value, choice.label) for choice in form["country"].choices]

    assert offered[:2] == [("", ""), ("AF", "Afghanistan")]
    assert ("SE", sweden) in offered


def test_an_answer_holds_what_was_given_agreed_to_and_chosen() -> None:
    with sent(fields={"company": "asked"}, company=" Björkvik ", topics_news=["tools"]) as form:
        assert form.fits(make.AT)
        answer = form.answer()

    assert answer.given == {
        "name": "Alice Alm",
        "email": "alice@example.se",
        "company": "Björkvik",
        "language": "en",
    }
    assert answer.consents == {NEWS.purpose: 3}
    assert [topic.key for topic in answer.topics] == ["tools"]


def test_only_what_is_ticked_is_agreed_to() -> None:
    with sent(NEWS, PARTIES) as form:
        assert form.fits(make.AT)
        assert list(form.answer().consents.values()) == [3]


def test_each_consent_is_to_its_own_wording() -> None:
    with sent(NEWS, PARTIES, consent_parties="y", wording_parties="1") as form:
        assert form.fits(make.AT)
        assert form.answer().consents == {NEWS.purpose: 3, PARTIES.purpose: 1}


def test_a_topic_without_its_consent_is_not_chosen() -> None:
    with sent(NEWS, PARTIES, consent_news="", consent_parties="y", wording_parties="1", topics_news=["boats"]) as form:
        assert form.fits(make.AT)
        assert form.answer().topics == []


def test_topics_come_in_the_order_they_are_offered_and_each_once() -> None:
    with sent(topics_news=["tools", "boats", "tools", "gold"]) as form:
        assert form.fits(make.AT)
        assert [topic.key for topic in form.answer().topics] == ["boats", "tools"]


def test_what_was_not_asked_is_not_taken() -> None:
    with sent(phone="070-1", title="Queen", country="SE") as form:
        assert form.fits(make.AT)
        assert set(form.answer().given) == {"name", "email", "language"}


@pytest.mark.parametrize("untrue", ["", "false"])
def test_nothing_agreed_to_is_no_answer(untrue: str) -> None:
    with sent(NEWS, PARTIES, consent_news=untrue) as form:
        assert not form.fits(make.AT)
        assert list(complaints(form)) == ["consent_news"]
        assert complaints(form)["consent_news"][0].startswith("Tick what you agree to.")


@pytest.mark.parametrize("version", ["2", "4", "0", "-3", "", "three", "3.0", "9" * 30])
def test_a_yes_to_other_words_than_those_of_today_is_asked_for_again(version: str) -> None:
    with sent(wording_news=version) as form:
        assert not form.fits(make.AT)
        assert not form.box(NEWS).data
        assert complaints(form)["consent_news"] == [
            "The text was changed after you opened the page. Read it, and tick it again."
        ]


def test_words_that_changed_beside_leave_the_other_yes_alone() -> None:
    with sent(NEWS, PARTIES, wording_news="2", consent_parties="y", wording_parties="1") as form:
        assert not form.fits(make.AT)
        assert (form.box(NEWS).data, form.box(PARTIES).data) == (False, True)


def test_words_that_changed_do_not_matter_to_who_does_not_agree() -> None:
    with sent(NEWS, PARTIES, consent_news="", wording_news="2", consent_parties="y", wording_parties="1") as form:
        assert form.fits(make.AT)


@pytest.mark.parametrize("after", [FASTEST, MINUTE, OLDEST])
def test_an_answer_in_good_time_fits(after: timedelta) -> None:
    with sent(after=after) as form:
        assert form.fits(make.AT)
        assert complaints(form) == {}


@pytest.mark.parametrize("after", [timedelta(0), FASTEST / 2, OLDEST + timedelta(seconds=1), -MINUTE])
def test_an_answer_too_fast_too_late_or_from_the_future_is_to_be_looked_through(after: timedelta) -> None:
    with sent(after=after) as form:
        assert not form.fits(make.AT)
        assert complaints(form) == {"": ["Look through what you have written and press the button again."]}
        assert form.box(NEWS).data


def test_the_stamp_of_another_form_does_not_fit() -> None:
    with sent(key="another") as form:
        assert not form.fits(make.AT)


def test_it_is_said_in_swedish() -> None:
    with sent(language="sv", after=timedelta(0)) as form:
        assert not form.fits(make.AT)
        assert "Look" not in complaints(form)[""][0]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with sent(fields={"company": "required"}, name="", email="alice", consent_news="") as form:
        assert not form.fits(make.AT)
        assert set(complaints(form)) == {"name", "email", "company", "consent_news"}


def test_a_wrong_field_is_told_before_the_time_is() -> None:
    with sent(name="", after=timedelta(0)) as form:
        assert not form.fits(make.AT)
        assert set(complaints(form)) == {"name"}


def test_an_empty_language_is_that_of_the_page() -> None:
    with sent(language="sv") as form:
        assert form.answer().given["language"] == "sv"


@settings(deadline=None)
@given(st.text(st.characters(), max_size=300))
def test_whatever_is_brought_along_as_an_address_can_stand_in_the_field(text: str) -> None:
    kept = prefilled_email(text)

    assert kept in {"", text}
    assert len(kept) <= 254
    assert "\n" not in kept and "\0" not in kept


@pytest.mark.parametrize("text", ["alice@example.se", "åsa@björkvik.se", "", "alice"])
def test_what_could_be_the_beginning_of_an_address_is_brought_along(text: str) -> None:
    assert prefilled_email(text) == text
