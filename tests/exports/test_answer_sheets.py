"""The sheets that make a copy an answer: how the data is used, what staff add, and what is withheld."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from portal.access_requests.actions import Asked, receive
from portal.access_requests.timing import extend
from portal.exports.access_copy import access_copy
from portal.exports.additions import HIDDEN, Additions, File, Mask, Row
from portal.exports.document import Column, Document, Section
from portal.exports.stated import BESIDE, PART_NAMES, PURPOSE_PARTS, part_label, stated_parts
from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import forget_version
from portal.ledger.rules import PERSON, Draft
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue
from portal.links.actions import open_visit, view_link
from portal.links.models import Link
from portal.people.actions import add_field
from portal.people.models import Person
from tests import make

Database = scoped_session[Session]


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the sheets say does not depend on the database."""
    return "sqlite"


@pytest.fixture
def alice(session: Database) -> Person:
    """Return Alice, who has consented to marketing and whose sales data rests on a contract."""
    make.organisation(postal_address="Hamngatan 1")
    return make.person(bases={"sales_service": "contract", "e_marketing": "consent"}, company="Friends of Erik Ek")


def rows(copy: Document, key: str) -> list[tuple[Any, ...]]:
    """Return the rows of a sheet."""
    return [tuple(row) for row in copy.section(key).rows]


def answer(person: Person, language: str = "en", **added: Any) -> Document:
    """Return the answer with what staff add."""
    return access_copy(person, language=language, additions=Additions("K7QM-3XWD", **added), at=make.AT)


@contextmanager
def saying(purpose_key: str, **texts: str) -> Iterator[None]:
    """Let the purpose say something else in English and nothing in Swedish."""
    purpose = db.session.get_one(Purpose, catalogue().purpose(purpose_key).id)
    purpose.texts = {**purpose.texts, **{name: {"en": text} for name, text in texts.items()}}
    append([Draft("purpose.changed", details={"key": purpose_key})], at=make.AT, by=make.BOB, channel="staff")
    db.session.commit()
    forget_version()
    yield


def test_each_purpose_in_use_tells_what_the_article_asks_for(alice: Person) -> None:
    copy = access_copy(alice, language="en", at=make.AT)

    for part in PURPOSE_PARTS:
        told = rows(copy, part)
        assert [row[0] for row in told] == ["Sales and service", "E-marketing"]
        assert all(row[1] for row in told)
    assert ("E-marketing", "Our staff and the provider that sends our messages for us") in rows(copy, "recipients")


def test_a_purpose_that_nothing_is_recorded_for_is_no_part_of_it(session: Database) -> None:
    dan = make.person(email="dan@example.se", bases={"e_marketing": "consent"})

    copy = access_copy(dan, language="en", at=make.AT)

    assert [row[0] for row in rows(copy, "recipients")] == ["E-marketing"]


def test_the_rights_and_the_authority_are_told(alice: Person) -> None:
    copy = access_copy(alice, language="sv", at=make.AT)

    told = rows(copy, "rights")
    assert [row[2] for row in told] == ["16", "17", "18", "20", "21", "7(3)", "77", None]
    assert told[6][1] == "Integritetsskyddsmyndigheten (IMY), https://www.imy.se/"
    assert "privacy@bjorkvik.example" in told[7][1]


def test_the_source_tells_who_gave_the_data(alice: Person) -> None:
    came = catalogue().source("import")
    told = {"label": "Shoe size", "category": "", "value": "37"}
    add_field(alice, **told, source_id=came.id, source_key=came.key, at=make.AT, by=make.BOB, channel="staff")

    copy = access_copy(alice, language="en", at=make.AT)

    assert rows(copy, "source") == [
        ("Contact details", "Business card", "You"),
        ("Further data, items: 1", "Import", "Somebody else"),
    ]


def test_what_is_not_stated_is_said_to_be_so_and_is_empty_among_the_parts(alice: Person) -> None:
    with saying("e_marketing", recipients="", transfers=""):
        copy = access_copy(alice, language="en", at=make.AT)
        stated = stated_parts(alice, "en")

    assert dict(rows(copy, "recipients"))["E-marketing"] == "Not stated yet. Ask us about it."
    assert {key for key, text in stated.items() if not text} == {
        ("recipients", "e_marketing"),
        ("transfers", "e_marketing"),
    }


def test_the_period_is_told_in_months_where_no_words_say_it(alice: Person) -> None:
    with saying("e_marketing", retention=""), force_locale("en"):
        assert stated_parts(alice, "en")["retention", "e_marketing"] == "24 months."


def test_what_staff_say_for_one_answer_goes_before_what_the_portal_states(alice: Person) -> None:
    parts = {("recipients", "e_marketing"): "The printer Tryck AB", ("transfers", "e_marketing"): ""}

    copy = answer(alice, parts=parts)

    assert dict(rows(copy, "recipients"))["E-marketing"] == "The printer Tryck AB"
    assert dict(rows(copy, "transfers"))["E-marketing"] == "None."


def test_without_an_organisations_address_the_controller_is_missing(session: Database) -> None:
    dan = make.person(email="dan@example.se")

    stated = stated_parts(dan, "en")

    assert stated["controller", ""] == "" and stated["purposes", ""] == ""
    assert stated["authority", ""]


@pytest.mark.parametrize("key", [*((part, "e_marketing") for part in PURPOSE_PARTS), *BESIDE, ("authority", "")])
def test_every_part_has_a_name_in_both_languages(session: Database, key: tuple[str, str]) -> None:
    names = {}
    for language in ("sv", "en"):
        with force_locale(language):
            names[language] = part_label(key, language)

    assert names["sv"] != names["en"]
    assert key[0] in PART_NAMES
    assert names["en"].endswith(": E-marketing") == bool(key[1])


def test_other_systems_and_files_stand_in_the_answer_alone(alice: Person) -> None:
    added = answer(alice, rows=[Row("CRM", "Shoe size", "37")], files=[File("contract.pdf", 20, "The contract")])
    plain = access_copy(alice, language="en", at=make.AT)

    assert rows(added, "other_systems") == [("CRM", "Shoe size", "37")]
    assert rows(added, "files") == [("contract.pdf", 20, "The contract")]
    assert {section.key for section in plain.sections} & {"other_systems", "files", "withheld"} == set()
    cover = dict(rows(plain, "cover"))
    assert cover["Covers"].startswith("What this portal holds.")
    assert dict(rows(added, "cover"))["Answer to the request"] == "K7QM-3XWD"


def test_that_nothing_more_is_held_or_withheld_is_said(alice: Person) -> None:
    copy = answer(alice)

    assert rows(copy, "other_systems") == [("We hold nothing more about you in other systems.", None, None)]
    assert rows(copy, "withheld") == [("Nothing is withheld.", None)]


def test_hidden_words_are_nowhere_and_the_reason_is_told_once(alice: Person) -> None:
    masks = [Mask("Erik Ek", "About a neighbour"), Mask("Erik", "About a neighbour")]

    copy = answer(alice, masks=masks, rows=[Row("CRM", "Note", "ERIK EK and erik")])

    text = repr(copy.sections).lower()
    assert "erik" not in text
    assert ("Hidden in 3 places, shown as █████", "About a neighbour") in rows(copy, "withheld")
    assert len(rows(copy, "withheld")) == 1
    assert rows(copy, "other_systems") == [("CRM", "Note", f"{HIDDEN} and {HIDDEN}")]


def test_staff_may_say_in_words_what_is_withheld(alice: Person) -> None:
    copy = answer(alice, parts={("withheld", ""): "Advice from our lawyer, which is secret by law"})

    assert rows(copy, "withheld") == [("Advice from our lawyer, which is secret by law", None)]


@given(
    cells=st.lists(st.text("abcABC xå.(", max_size=12), min_size=1, max_size=5),
    words=st.lists(st.text("abcABCå.(", min_size=2, max_size=4), min_size=1, max_size=3),
)
def test_no_hidden_words_are_left_whatever_they_are(cells: list[str], words: list[str]) -> None:
    section = Section("s", "S", (Column("a", "A"),), [(cell,) for cell in cells])

    hidden, count = Additions("R", masks=[Mask(word, "Why") for word in words]).hidden(section)

    left = [str(row[0]).replace(HIDDEN, "\n").casefold() for row in hidden.rows]
    assert not any(word.casefold() in text for word in words for text in left)
    assert (count == 0) is (list(hidden.rows) == list(section.rows))


def test_requests_and_their_timeline_are_told_without_notes_for_staff(alice: Person) -> None:
    request = receive(Asked("access", words="Everything"), alice, at=make.AT, by=PERSON, channel="page")
    extend(request, "Many papers", at=make.AT + timedelta(days=1), by=make.BOB, channel="staff")

    copy = access_copy(alice, language="en", at=make.AT + timedelta(days=2))

    told = rows(copy, "requests")
    assert [row[2] for row in told] == [
        "Copy of the data",
        "The request was received",
        "The time for the answer was extended",
    ]
    assert told[0][1:] == (request.reference, "Copy of the data", "Received", "Everything", None)
    assert told[2][4:] == ("Many papers", "A member of staff")
    assert "bob" not in repr(told).lower()


def test_links_and_visits_are_told_in_order(alice: Person) -> None:
    view_link(alice.id, at=make.AT)
    db.session.flush()
    link = db.session.query(Link).one()
    open_visit(link.id, alice.id, at=make.AT + timedelta(hours=1))
    db.session.flush()

    copy = access_copy(alice, language="en", at=make.AT + timedelta(days=2))

    told = rows(copy, "links")
    assert [row[1] for row in told] == ["Link to your page", "Visit to your pages"]
    assert told[0][3] == make.AT + timedelta(days=30)
    assert told[1][0] == make.AT + timedelta(hours=1)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_names_of_sheets_fit_excel_and_differ(alice: Person, language: str) -> None:
    copy = answer(alice, language)

    titles = [section.title for section in copy.sections]
    assert len({title.casefold() for title in titles}) == len(titles) == 21
    assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in titles)
