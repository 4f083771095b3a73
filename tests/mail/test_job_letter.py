"""The letter that tells a member of staff that a long job has ended."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.mail.gathering import gathered
from portal.mail.letters.queued import job_done
from portal.mail.models import Letter
from portal.mail.writing import write
from tests import make
from tests.databases import only_sqlite

Written = Callable[..., Letter]
LINK = "https://privacy.example.se/staff/imports/7"

pytestmark = only_sqlite


@pytest.fixture
def written(session: scoped_session[Session]) -> Written:
    """Return what writes the letter: ``written("sv", error="...")``."""

    def made(language: str = "en", *, job: str = "Import people: kunder.csv", error: str = "") -> Letter:
        letter = job_done("bob@example.se", job=job, error=error, link=LINK, language=language, at=make.AT)
        session.flush()
        write([letter], gathered([letter], at=make.AT))
        return letter

    return made


def test_it_names_the_job_says_that_it_is_done_and_leads_there(written: Written) -> None:
    letter = written()

    assert "Import people: kunder.csv" in (letter.text or "")
    assert "It is done." in (letter.text or "")
    assert LINK in (letter.text or "")


def test_it_says_why_a_job_could_not_be_finished(written: Written) -> None:
    letter = written(error="The file is no longer there.")

    assert "It could not be finished. The file is no longer there." in (letter.text or "")
    assert "It is done." not in (letter.text or "")


def test_it_is_written_in_the_language_of_its_reader(written: Written) -> None:
    letter = written("sv")

    assert "Det är klart." in (letter.text or "")
    assert letter.subject == "Ett långt jobb i integritetsportalen är avslutat"


def test_a_file_s_name_is_text_in_it_and_nothing_more(written: Written) -> None:
    letter = written(job="Import people: <script>alert(1)</script>.csv")

    assert "<script>" not in (letter.html or "")
    assert "&lt;script&gt;" in (letter.html or "")


def test_it_goes_to_staff_and_offers_no_way_to_stop(written: Written) -> None:
    letter = written()

    assert (letter.recipient, letter.person_id) == ("bob@example.se", None)
    assert "List-Unsubscribe" not in (letter.headers or {})
