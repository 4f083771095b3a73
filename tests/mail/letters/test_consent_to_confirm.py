"""The letter that asks to confirm an answer to a web form: the form, the wordings, the topics, the link."""

from datetime import datetime
from typing import Any

import pytest

from portal.legal_bases.queries import Unknown
from portal.mail.blocks import Button, Heading, Items, Paragraph
from portal.mail.letters.consent_to_confirm import consent_to_confirm_values
from tests.mail.letters.knowing import AT, LATE, both, headings, items, known, paragraphs, person, purpose, wording

PURPOSES = [purpose(1, "news"), purpose(2, "events"), purpose(3, "gifts")]
WORDINGS = [
    wording(1, 1, sv="Nyheter, tack", en="News, please"),
    wording(1, 2, sv="Fler nyheter, tack", en="More news, please"),
    wording(2, 1, sv="Träffar, tack"),
]


def asked(language: str = "en", *, until: datetime = AT, **facts: Any) -> dict[str, Any]:
    """Return what the placeholders stand for."""
    usual = {"title": "The newsletter", "until": until.isoformat(), "link": "https://x.example/c/1"}
    told = usual | {"consents": {"news": 1}, "topics": []} | facts
    return consent_to_confirm_values(known(language, purposes=PURPOSES, wordings=WORDINGS, facts=told))


def test_the_form_stands_by_its_title_as_the_answer_kept_it() -> None:
    assert asked(title="{organisation} & 100 %")["form"] == "{organisation} & 100 %"


@pytest.mark.parametrize(("language", "label"), [("sv", "Läs och bekräfta"), ("en", "Read and confirm")])
def test_the_button_leads_to_the_page_to_confirm_and_confirms_nothing_itself(language: str, label: str) -> None:
    assert asked(language)["confirm_button"] == (Button(label, "https://x.example/c/1"),)


@pytest.mark.parametrize(
    ("language", "until", "day"),
    [
        ("sv", AT, "2 april 2026"),
        ("en", AT, "2 April 2026"),
        ("sv", LATE, "3 april 2026"),
        ("en", LATE, "3 April 2026"),
    ],
)
def test_the_last_day_is_that_of_the_organisations_clock(language: str, until: datetime, day: str) -> None:
    assert asked(language, until=until)["confirm_until"] == day


@pytest.mark.parametrize(
    ("version", "language", "said"),
    [
        (1, "sv", "”Nyheter, tack”"),
        (1, "en", "“News, please”"),
        (2, "sv", "”Fler nyheter, tack”"),
        (2, "en", "“More news, please”"),
    ],
)
def test_the_wording_is_the_version_that_was_shown(version: int, language: str, said: str) -> None:
    [words] = paragraphs(asked(language, consents={"news": version})["agreed"])

    assert words == said


def test_purposes_stand_in_the_order_of_the_answer_each_with_its_wording() -> None:
    agreed = asked("sv", consents={"events": 1, "news": 1})["agreed"]

    assert [type(block) for block in agreed] == [Heading, Paragraph, Heading, Paragraph]
    assert headings(agreed) == ["Syfte events", "Syfte news"]


def test_a_wording_that_lacks_the_language_is_shown_in_the_one_it_has() -> None:
    agreed = asked("en", consents={"events": 1})["agreed"]

    assert headings(agreed) == ["Purpose events"]
    assert paragraphs(agreed) == ["“Träffar, tack”"]


def test_a_purpose_whose_wording_is_gone_is_asked_for_by_its_name() -> None:
    agreed = asked(consents={"gifts": 1})["agreed"]

    assert agreed == (Heading("Purpose gifts", 3),)


def test_a_purpose_that_is_gone_is_an_error_and_not_left_out() -> None:
    with pytest.raises(Unknown):
        asked(consents={"nothing": 1})


@pytest.mark.parametrize(("language", "words"), [("sv", "Du får:"), ("en", "You get:")])
def test_topics_are_listed_below_the_purposes(language: str, words: str) -> None:
    agreed = asked(language, topics=["News", "Fairs"])["agreed"]

    assert agreed[-2:] == (Paragraph(words), Items(("News", "Fairs")))


def test_without_topics_nothing_is_promised() -> None:
    agreed = asked()["agreed"]

    assert items(agreed) == []
    assert "You get:" not in paragraphs(agreed)


def test_topics_may_be_asked_for_without_a_consent() -> None:
    assert asked(consents={}, topics=["News"])["agreed"] == (Paragraph("You get:"), Items(("News",)))


def test_an_answer_to_nothing_leaves_nothing_to_list() -> None:
    assert asked(consents={}, topics=[])["agreed"] == ()


def test_nothing_that_was_typed_about_the_person_is_repeated() -> None:
    typed = person(name="Buy pills", company="Evil AB", phone="0700000000")
    facts = {"title": "News", "until": AT.isoformat(), "link": "https://x.example/", "consents": {}, "topics": []}

    values = consent_to_confirm_values(known(about=typed, facts=facts, page_link="https://x.example/l/secret"))

    assert not any(words in str(values) for words in ("pills", "Evil", "0700", "alice@", "/l/secret"))


def test_a_purpose_of_an_odd_name_is_named_as_it_is() -> None:
    odd = purpose(1, "news", texts={"name": both("100 %", "<b>%(x)s</b>")})
    facts = {"title": "News", "until": AT.isoformat(), "link": "", "consents": {"news": 9}, "topics": []}

    agreed = consent_to_confirm_values(known(purposes=[odd], facts=facts))["agreed"]

    assert headings(agreed) == ["<b>%(x)s</b>"]
