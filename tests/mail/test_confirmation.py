"""The confirmation tells what GDPR art. 13 and 14 ask for, in both languages, in text and in HTML."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.extensions import db
from portal.ledger.rules import PERSON, SYSTEM
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue
from portal.mail.models import Letter
from portal.people.actions import add_field, change
from portal.people.queries import locked_person, person_by_id
from portal.settings.actions import change_settings
from tests.mail.conftest import AT, MakePerson, Queue, Read, Send

BASES = {"sales_service": "legitimate_interests", "e_marketing": "consent"}
OFFICER = {"officer_name": "Dag Ombud", "officer_email": "dag@bjorkvik.example", "postal_address": "Storgatan 1"}
Confirm = Callable[..., Letter]

pytestmark = pytest.mark.usefixtures("organisation")


@pytest.fixture
def confirm(queue: Queue, person: MakePerson, send: Send, read: Read) -> Confirm:
    """Send the confirmation to somebody and return it."""

    def run(person_id: int | None = None, **values: object) -> Letter:
        letter = queue("confirmation", person_id or person(**({"bases": BASES} | values)))
        send()
        return read(letter)

    return run


def shapes(letter: Letter) -> list[str]:
    """Return the words of the text part and of the HTML part, space evened out."""
    plain = re.sub(r"<style>.*?</style>|<[^>]+>", " ", letter.html or "", flags=re.DOTALL)
    for name, mark in (("&amp;", "&"), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"')):
        plain = plain.replace(name, mark)
    return [" ".join(text.split()) for text in (letter.text or "", plain)]


def tells(letter: Letter, *words: str) -> bool:
    """Tell whether both parts of the letter say all of this."""
    return all(word in shape for word in words for shape in shapes(letter))


SAID = {
    "sv": (
        "Björkvik Handel AB har sparat kontaktuppgifter om dig",
        "namn, e-postadress, språk",
        "Visitkort",
        "2 april 2026",
        "Försäljning och service",
        "Berättigat intresse (artikel 6.1 f i GDPR)",
        "Vårt intresse är att kunna hålla kontakt",
        "E-marknadsföring",
        "Samtycke (artikel 6.1 a i GDPR)",
        "2 april 2029",
        "2 april 2028",
        "Du behöver inte samtycka",
        "Du kan säga nej till marknadsföring när som helst",
        "Du kan när som helst invända",
        "Du kan återkalla ditt samtycke när som helst",
        "Stoppa all marknadsföring",
        "Öppna min sida",
        "till och med 1 maj 2026",
        "få en kopia",
        "få felaktiga uppgifter rättade",
        "få uppgifter raderade",
        "begränsad",
        "i en fil",
        "klaga hos Integritetsskyddsmyndigheten (IMY)",
        "den leverantör som driver våra system",
        "Utanför EU/EES",
        "Inga automatiserade beslut fattas",
        "556677-8899",
        "integritet@bjorkvik.example",
        "https://www.imy.se/",
        "Du behöver inte svara. Tystnad räknas inte som samtycke.",
    ),
    "en": (
        "Björkvik Handel AB has saved contact details about you",
        "name, e-mail address, language",
        "Business card",
        "2 April 2026",
        "Sales and service",
        "Legitimate interests (GDPR article 6(1)(f))",
        "Our interest is to keep in touch",
        "E-marketing",
        "Consent (GDPR article 6(1)(a))",
        "2 April 2029",
        "2 April 2028",
        "You do not have to consent",
        "You can say no to marketing at any time",
        "You can object at any time",
        "You can withdraw your consent at any time",
        "Stop all marketing",
        "Open my page",
        "until 1 May 2026",
        "get a copy",
        "have wrong data corrected",
        "have data deleted",
        "limited",
        "in a file",
        "complain to Integritetsskyddsmyndigheten (IMY)",
        "the provider that runs our systems",
        "Outside the EU/EEA",
        "No automated decisions are made",
        "556677-8899",
        "integritet@bjorkvik.example",
        "https://www.imy.se/",
        "You need not reply. Silence does not count as consent.",
    ),
}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_everything_that_must_be_told_is_told_in_both_parts(confirm: Confirm, language: str) -> None:
    letter = confirm(language=language)

    missing = [words for words in SAID[language] if not tells(letter, words)]
    assert missing == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_is_told_in_the_order_that_a_reader_needs(confirm: Confirm, language: str) -> None:
    letter = confirm(language=language)

    [text, _] = shapes(letter)
    first = SAID[language]
    order = [text.index(words) for words in (first[0], first[2], first[5], first[12], first[15], first[16], first[18])]
    order += [text.index(first[27]), text.index(first[30])]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("sv", "Björkvik Handel AB har sparat dina kontaktuppgifter"),
        ("en", "Björkvik Handel AB has saved your contact details"),
    ],
)
def test_the_subject_tells_who_and_what(confirm: Confirm, language: str, subject: str) -> None:
    assert confirm(language=language).subject == subject


@pytest.mark.parametrize("source", ["business_card", "email", "phone", "web_form", "customer_portal"])
def test_data_from_the_person_is_told_so(confirm: Confirm, source: str) -> None:
    assert tells(confirm(source=source), "Du har själv lämnat uppgifterna till oss.", "Att lämna uppgifterna")


@pytest.mark.parametrize("source", ["user", "import", "api"])
def test_data_from_elsewhere_is_told_so_with_its_categories(confirm: Confirm, source: str) -> None:
    assert tells(confirm(source=source), "Vi har inte fått uppgifterna från dig.", "Kategorier av uppgifter")


def test_data_from_elsewhere_was_not_asked_of_the_person(confirm: Confirm) -> None:
    assert not tells(confirm(source="import"), "Att lämna uppgifterna")


def test_an_unknown_source_is_owned_up_to(confirm: Confirm) -> None:
    assert tells(confirm(source="unknown"), "Vi vet inte var uppgifterna kommer från.")


def test_the_data_protection_officer_is_named(app: Flask, confirm: Confirm) -> None:
    with app.app_context():
        change_settings(OFFICER, at=AT, by=SYSTEM, channel="system")
        db.session.commit()

    assert tells(confirm(), "Dataskyddsombud", "Dag Ombud, dag@bjorkvik.example", "Storgatan 1")


def test_without_an_officer_none_is_named(confirm: Confirm) -> None:
    assert not tells(confirm(), "Dataskyddsombud")


def test_further_data_is_told_by_category(app: Flask, confirm: Confirm, person: MakePerson) -> None:
    alice = person(bases=BASES)
    with app.app_context():
        source = catalogue().source("phone")
        for label, category in (("Hudtyp", "Hälsa"), ("Allergi", "Hälsa"), ("Skonummer", "")):
            add_field(
                person_by_id(alice),
                label=label,
                category=category,
                value="hemlig",
                source_id=source.id,
                source_key=source.key,
                at=AT,
                by=SYSTEM,
                channel="staff",
            )
        db.session.commit()

    letter = confirm(alice)

    assert tells(letter, "språk, Hälsa, Skonummer")
    assert not tells(letter, "hemlig")


def test_a_purpose_without_right_to_object_promises_none(confirm: Confirm) -> None:
    letter = confirm(bases={"sales_service": "contract"})

    assert tells(letter, "Avtal (artikel 6.1 b i GDPR)")
    assert "invända" not in shapes(letter)[0]


def test_the_right_to_stop_marketing_is_told_whatever_the_bases(confirm: Confirm) -> None:
    assert tells(confirm(bases={"sales_service": "contract"}), "Du kan säga nej till marknadsföring när som helst")


def test_only_a_consent_can_be_withdrawn(confirm: Confirm) -> None:
    assert not tells(confirm(bases={"sales_service": "contract"}), "återkalla ditt samtycke")


def test_without_a_purpose_that_is_said(confirm: Confirm) -> None:
    assert tells(confirm(bases={}), "Inget syfte är registrerat än.")


def test_a_no_said_before_the_letter_was_written_is_told(
    app: Flask, queue: Queue, person: MakePerson, send: Send, read: Read
) -> None:
    alice = person(bases=BASES)
    letter = queue("confirmation", alice)
    with app.app_context():
        known = catalogue()
        stop_purpose(locked_person(alice), known.purpose("e_marketing"), known, at=AT, by=PERSON, channel="one_click")
        db.session.commit()

    send()

    assert tells(read(letter), "Du har sagt nej. Vi använder inte uppgifterna till det här.")


def test_a_missing_translation_is_marked_with_its_own_language(app: Flask, confirm: Confirm) -> None:
    with app.app_context():
        purpose = db.session.query(Purpose).filter_by(key="e_marketing").one()
        texts = {field: dict(spoken) for field, spoken in purpose.texts.items()}
        del texts["name"]["en"]
        purpose.texts = texts
        db.session.commit()
    app.extensions.pop("portal_configuration", None)

    assert re.search(r'<h3[^>]* lang="sv">E-marknadsföring</h3>', confirm(language="en").html or "")


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [("sv", "GB", "sv"), ("en", "SE", "en"), ("", "GB", "en"), ("", "SE", "sv"), ("", "", "sv"), ("de", "IE", "en")],
)
def test_it_is_in_the_persons_language_or_their_countrys_or_the_organisations(
    confirm: Confirm, language: str, country: str, expected: str
) -> None:
    assert confirm(language=language, country=country).language == expected


def test_it_has_a_one_click_header_for_mail_programs(confirm: Confirm) -> None:
    headers = confirm().headers or {}

    assert re.fullmatch(r"<http://127\.0\.0\.1:5000/u/[\w.-]+>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_stop_link_is_the_same_in_header_text_and_html(confirm: Confirm) -> None:
    letter = confirm()

    link = (letter.headers or {})["List-Unsubscribe"].strip("<>")
    assert link in (letter.text or "") and f'href="{link}"' in (letter.html or "")


def test_the_page_link_stands_visible_too(confirm: Confirm) -> None:
    letter = confirm()

    [link] = set(re.findall(r"http://127\.0\.0\.1:5000/l/[\w.-]+", letter.text or ""))
    assert (letter.html or "").count(link) == 3


def test_a_second_letter_has_the_same_stop_link_and_another_page_link(confirm: Confirm, person: MakePerson) -> None:
    alice = person()

    def links(letter: Letter, page: str) -> set[str]:
        return set(re.findall(rf"http://127\.0\.0\.1:5000/{page}/[\w.-]+", letter.text or ""))

    one, other = confirm(alice), confirm(alice)

    assert links(one, "u") == links(other, "u") and links(one, "l") != links(other, "l")


def test_links_count_from_when_the_letter_is_written(queue: Queue, send: Send, read: Read) -> None:
    letter = queue("confirmation")

    send(AT + timedelta(days=10))

    assert tells(read(letter), "till och med 11 maj 2026")


def test_the_day_is_that_of_the_organisations_time_zone(queue: Queue, send: Send, read: Read) -> None:
    letter = queue("confirmation")

    send(datetime(2026, 4, 30, 22, 30, tzinfo=UTC))

    assert tells(read(letter), "till och med 30 maj 2026")


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "{organisation}", "&lt;b&gt;"]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words_and_nothing_else(app: Flask, confirm: Confirm, words: str) -> None:
    with app.app_context():
        change_settings({"name": words}, at=AT, by=SYSTEM, channel="system")
        db.session.commit()

    letter = confirm()

    assert words in (letter.text or "")
    assert "<script" not in (letter.html or "") and "<img" not in (letter.html or "")
    assert "49" not in re.sub(r"#\w+|\d\d\d+", "", letter.subject or "")


def test_the_html_fetches_nothing_from_anywhere(confirm: Confirm) -> None:
    html = confirm().html or ""

    assert re.findall(r"<(?:img|script|link|iframe|object|video)|\bsrc=|url\(|@import", html) == []


def test_the_html_says_its_language(confirm: Confirm) -> None:
    assert '<html lang="en">' in (confirm(language="en").html or "")


def test_layout_tables_say_that_they_are_no_data(confirm: Confirm) -> None:
    html = confirm().html or ""

    assert html.count("<table") == html.count('role="presentation"')


def test_the_letter_goes_to_the_address_that_holds_when_it_is_written(
    app: Flask, queue: Queue, person: MakePerson, send: Send, read: Read
) -> None:
    alice = person(email="old@example.se")
    letter = queue("confirmation", alice)
    with app.app_context():
        change(locked_person(alice), {"email": "new@example.se"}, at=AT, by=SYSTEM, channel="staff")
        db.session.commit()

    send()

    assert read(letter).recipient == "new@example.se"


def test_a_letter_to_somebody_whose_address_was_taken_away_is_not_sent(
    app: Flask, queue: Queue, person: MakePerson, send: Send, read: Read
) -> None:
    alice = person()
    letter = queue("confirmation", alice)
    with app.app_context():
        change(locked_person(alice), {"email": ""}, at=AT, by=SYSTEM, channel="staff")
        db.session.commit()

    tally = send()

    assert (tally.sent, read(letter).state) == (0, "cancelled")
