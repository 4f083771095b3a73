"""Letters as somebody would get them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.config import LANGUAGES
from portal.extensions import db
from portal.links.models import Link
from portal.mail.kinds import KINDS
from portal.mail.letters.trial import queue_trial
from portal.mail.previews import SAMPLES, preview
from portal.mail.rendering import in_scheme
from portal.mail.templates import Wording, shipped
from tests import make
from tests.databases import only_sqlite
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
