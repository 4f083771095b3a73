"""Letters as somebody would get them."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from portal.config import LANGUAGES
from portal.extensions import db
from portal.ledger.configuration import forget_version
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue
from portal.links.models import Link
from portal.mail.blocks import Paragraph
from portal.mail.gathering import gathered
from portal.mail.kinds import KINDS, UnknownKind
from portal.mail.letters.queued import confirmation
from portal.mail.letters.trial import queue_trial
from portal.mail.models import Letter
from portal.mail.previews import SAMPLES, preview
from portal.mail.rendering import in_scheme
from portal.mail.templates import Wording, shipped
from portal.people.actions import add_field
from portal.people.models import Person
from tests import make
from tests.databases import only_sqlite
from tests.legal_bases.catalogued import add, named
from tests.mail.conftest import AT, Read, Send
from tests.mail.mail_server import MailServer

pytestmark = only_sqlite


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        make.organisation()
        yield


def test_there_is_a_sample_of_every_kind_of_letter() -> None:
    assert set(SAMPLES) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_can_be_seen_in_every_language(kind: str) -> None:
    seen = [preview(shipped()[kind, language], at=AT) for language in LANGUAGES]

    assert all("Björkvik Handel AB" in words.subject + words.text for words in seen)


def test_the_preview_is_about_somebody_invented() -> None:
    words = preview(shipped()["confirmation", "en"], at=AT)

    assert "/l/…" in words.text
    assert "E-marketing" in words.text


def test_the_preview_tells_what_is_stored_about_somebody_chosen() -> None:
    alice = make.person(source="import", bases={"sales_service": "contract"})

    words = preview(shipped()["confirmation", "en"], alice, at=AT)

    assert "We did not get the data from you." in words.text
    assert "Contract" in words.text and "E-marketing" not in words.text


def test_a_preview_makes_no_link() -> None:
    preview(shipped()["confirmation", "en"], make.person(), at=AT)

    assert db.session.scalar(select(func.count()).select_from(Link)) == 0


def test_words_that_are_not_stored_can_be_seen() -> None:
    words = preview(Wording("new_link", "en", "Dear {name}", "Here:\n\n{page_button}"), make.person(), at=AT)

    assert words.subject == "Dear Alice Alm"


def test_a_test_goes_through_the_outbox_marked_as_a_test(send: Send, server: MailServer) -> None:
    queue_trial(shipped()["confirmation", "en"], recipient="bob@example.se", at=AT)
    db.session.commit()

    send()

    assert server.letters[0]["Subject"] == "[Test] Björkvik Handel AB has saved your contact details"
    assert server.taken[0].rcpt_tos == ["bob@example.se"]


def test_a_test_carries_no_link_that_works(send: Send, read: Read) -> None:
    letter = queue_trial(shipped()["confirmation", "sv"], recipient="bob@example.se", at=AT)
    db.session.flush()
    queued = letter.id
    db.session.commit()

    send()

    row = read(queued)
    assert "Det här är ett test." in (row.text or "")
    assert "WzEs" not in f"{row.text}{row.html}{row.headers}"
    assert "List-Unsubscribe" not in (row.headers or {})


def test_a_test_counts_as_nobodys_confirmation() -> None:
    letter = queue_trial(shipped()["confirmation", "sv"], recipient="bob@example.se", at=AT)

    assert (letter.person_id, letter.facts) == (None, {"test": True})


@pytest.mark.parametrize(("scheme", "rule"), [("light", "@media not all"), ("dark", "@media all")])
def test_a_letter_can_be_seen_light_or_dark(scheme: str, rule: str) -> None:
    html = preview(shipped()["new_link", "en"], at=AT).html

    shown = in_scheme(html, scheme)  # type: ignore[arg-type]

    assert rule in shown and "prefers-color-scheme" not in shown


INVENTED = "anna.andersson@example.com"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_link_of_any_preview_leads_further_than_to_its_dots(language: str) -> None:
    texts = [preview(shipped()[kind, language], at=AT).text for kind in KINDS]

    links = {link for words in texts for link in re.findall(r"http://127\S+", words)}
    assert {link.removeprefix("http://127.0.0.1:5000") for link in links} == {
        "/l/…",
        "/l/…?ask=e_marketing",
        "/u/…",
        "/c/…",
        "/d/…",
        "/staff/reset/…",
        "/staff/jobs/…",
        "/staff/requests/…",
        "/staff/account/",
        "/privacy",
    }


def test_previews_store_nobody_and_nothing_and_are_the_same_each_time() -> None:
    tables = ("people", "recorded_bases", "letters", "links", "ledger_entries")

    def counts() -> list[int]:
        return [db.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables]  # noqa: S608

    before = counts()
    words = [preview(shipped()[kind, "sv"], at=AT) for kind in KINDS]
    again = [preview(shipped()[kind, "sv"], at=AT) for kind in KINDS]

    assert words == again
    assert (counts(), list(db.session.new), list(db.session.dirty)) == (before, [], [])


def take_out_of_use(app: Flask, *keys: str) -> None:
    """Take those purposes out of use."""
    for purpose in db.session.query(Purpose).filter(Purpose.key.in_(keys)):
        purpose.active = False
    db.session.commit()
    app.extensions.pop("portal_configuration", None)
    forget_version()


def test_the_invented_person_has_every_purpose_in_use_and_none_that_is_not(app: Flask) -> None:
    everything = preview(shipped()["confirmation", "en"], at=AT).text
    take_out_of_use(app, "e_marketing")

    rest = preview(shipped()["confirmation", "en"], at=AT).text

    assert "E-marketing" in everything and "Sales and service" in everything
    assert "E-marketing" not in rest and "Sales and service" in rest


def test_a_portal_without_purposes_shows_its_letters_all_the_same(app: Flask) -> None:
    take_out_of_use(app, "e_marketing", "sales_service")

    words = {kind: preview(shipped()[kind, "en"], at=AT).text for kind in KINDS}

    assert "No purpose is recorded yet." in words["confirmation"]
    assert "You have withdrawn your consent" in words["choices_changed"]


def test_blocks_before_the_letter_stand_above_its_own_words() -> None:
    words = preview(Wording("new_link", "en", "Hello", "Hi.\n\n{page_button}"), before=(Paragraph("First."),), at=AT)

    assert words.text.startswith("First.\n\nHi.")
    assert 0 < words.html.index("First.") < words.html.index("Hi.")


def test_what_staff_write_is_words_and_nothing_else() -> None:
    body = "<script>alert(1)</script> &amp; 7 * 7\n\n{page_button}"

    words = preview(Wording("new_link", "en", "<b>{name}</b>", body), at=AT)

    assert words.subject == "<b>Anna Andersson</b>"
    assert "<script>" in words.text and "<script>" not in words.html


def test_the_chosen_person_is_told_by_name_and_category_but_never_by_value() -> None:
    alice = make.person(phone="070-123 45 67", company="Secret AB")
    source = catalogue().source("phone")
    for label, category in (("Skin", "Health"), ("Allergy", "Health"), ("Shoe size", "")):
        add_field(
            alice,
            label=label,
            category=category,
            value="hush",
            source_id=source.id,
            source_key=source.key,
            at=AT,
            by=make.BOB,
            channel="staff",
        )
    db.session.commit()

    words = preview(shipped()["confirmation", "en"], alice, at=AT)

    assert "phone number, company, language, Health, Shoe size" in " ".join(words.text.split())
    assert not [secret for secret in ("hush", "Secret AB", "070-123", INVENTED) if secret in words.text + words.html]


def new_letter(person: Person) -> Letter:
    """Return a confirmation to the person, as it was queued."""
    letter = confirmation(person, at=AT)
    assert letter is not None
    return letter


def test_what_has_a_kind_is_called_as_in_the_letter_that_will_be_sent() -> None:
    add("data fields", "shoe_size", named("Skostorlek", "Shoe size", category={"sv": "Mått", "en": "Measures"}))
    alice, source = make.person(), catalogue().source("phone")
    came = {"source_id": source.id, "source_key": source.key, "at": AT, "by": make.BOB}
    add_field(alice, label="Shoe size", category="", value="42", channel="staff", **came)  # type: ignore[arg-type]
    db.session.commit()

    words = {language: preview(shipped()["confirmation", language], alice, at=AT).text for language in LANGUAGES}
    letter = gathered([new_letter(alice)], at=AT)[0]

    assert "språk, Mått" in words["sv"] and "language, Measures" in words["en"]
    assert list(letter.further) == ["Mått"]


@pytest.mark.parametrize("key", ["", "reminder", "new_link-1"])
def test_there_is_no_preview_of_what_is_no_letter(key: str) -> None:
    with pytest.raises(UnknownKind):
        preview(Wording(key, "en", "Hello", "Hello"), at=AT)
