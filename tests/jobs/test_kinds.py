"""Kinds of jobs are known by name to one application, and say what went wrong in every language."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale, lazy_gettext

from portal.config import LANGUAGES
from portal.jobs.kinds import CannotGoOn, Kind, Step, in_every_language, init_app, kind_of
from portal.jobs.models import Job
from tests.jobs.counting import AT, COUNTING
from tests.speaking import speaking_app

EMPTY = lazy_gettext("The file is empty.")


@pytest.fixture
def here() -> Iterator[Flask]:
    """Return an application without a database, inside its context."""
    app = speaking_app()
    with app.app_context():
        yield app


def test_a_kind_is_known_by_its_name_alone(here: Flask) -> None:
    init_app(here, {"counting": COUNTING})

    assert kind_of("counting") is COUNTING
    assert kind_of("Counting") is None
    assert kind_of("") is None


def test_an_application_that_was_told_of_no_kinds_has_none(here: Flask) -> None:
    assert kind_of("counting") is None


def test_kinds_of_one_application_are_not_those_of_another(here: Flask) -> None:
    other = speaking_app()
    init_app(here, {"counting": COUNTING})
    init_app(other, {})

    with other.app_context():
        assert kind_of("counting") is None
    assert kind_of("counting") is COUNTING


def test_what_is_added_to_the_list_later_is_not_taken_up(here: Flask) -> None:
    kinds: dict[str, Kind] = {}
    init_app(here, kinds)

    kinds["counting"] = COUNTING

    assert kind_of("counting") is None


def test_a_sentence_is_said_in_every_language_whatever_is_spoken(here: Flask) -> None:
    for language in LANGUAGES:
        with force_locale(language):
            assert in_every_language(EMPTY) == {"sv": "Filen är tom.", "en": "The file is empty."}


def test_saying_it_in_every_language_leaves_the_spoken_one(here: Flask) -> None:
    with force_locale("sv"):
        in_every_language(EMPTY)

        assert str(EMPTY) == "Filen är tom."


def test_why_a_job_can_not_go_on_is_kept_for_every_reader(here: Flask) -> None:
    with force_locale("sv"):
        fault = CannotGoOn(EMPTY)

    with force_locale("en"):
        assert str(fault.reason) == "The file is empty."
    assert str(fault) == "Filen är tom."


def test_a_job_that_is_broken_off_is_left_as_it_is_unless_its_kind_tidies_up(here: Flask) -> None:
    job = Job(kind="counting", done=3, facts={"to": 5})

    COUNTING.broken_off(job, AT)

    assert (job.done, job.facts) == (3, {"to": 5})


def test_a_step_tells_how_far_and_leaves_the_rest_as_it_was() -> None:
    assert (Step(3).total, Step(3).facts) == (None, None)
