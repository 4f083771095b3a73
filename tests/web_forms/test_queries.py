"""What a form offers now, and how many answers it has had."""

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import forget_version
from portal.ledger.rules import Draft
from portal.legal_bases.models import Purpose, Source
from portal.legal_bases.queries import catalogue
from portal.preferences.models import Topic
from portal.web_forms.queries import Counts, answer_counts, questions, source_of
from tests import make
from tests.databases import only_sqlite
from tests.web_forms.designing import answered, confirmed, newsletter, reword

Database = scoped_session[Session]


def deactivate(model: type[Purpose | Topic | Source], key: str) -> None:
    """Take a purpose, topic or source out of use, or delete a source."""
    item = db.session.query(model).filter_by(key=key).one()
    if isinstance(item, Source):
        db.session.delete(item)
    else:
        item.active = False
    append([Draft("purpose.changed")], at=make.AT, by=make.BOB, channel="staff")
    db.session.commit()
    forget_version()


@only_sqlite
def test_each_purpose_comes_with_its_wording_and_topics(session: Database) -> None:
    asked = questions(newsletter(), catalogue())

    assert [(item.purpose.key, item.wording.version) for item in asked] == [("sales_service", 1), ("e_marketing", 1)]
    assert [[topic.key for topic in item.topics] for item in asked] == [[], ["news", "promotions"]]


@only_sqlite
def test_the_latest_wording_is_asked_about(session: Database) -> None:
    form = newsletter(purposes=("e_marketing",))
    reword(ask_again=False)
    forget_version()

    [asked] = questions(form, catalogue())

    assert asked.wording.version == 2


@only_sqlite
def test_a_purpose_out_of_use_is_not_asked_about(session: Database) -> None:
    form = newsletter()
    deactivate(Purpose, "e_marketing")

    assert [item.purpose.key for item in questions(form, catalogue())] == ["sales_service"]


@only_sqlite
def test_a_topic_out_of_use_is_not_offered(session: Database) -> None:
    form = newsletter(purposes=("e_marketing",))
    deactivate(Topic, "news")

    [asked] = questions(form, catalogue())

    assert [topic.key for topic in asked.topics] == ["promotions"]


@only_sqlite
@pytest.mark.parametrize("gone", ["no_such_purpose", ""])
def test_a_purpose_that_is_gone_is_left_out(session: Database, gone: str) -> None:
    form = newsletter(purposes=(gone, "e_marketing"), topics=(gone, "news"))

    [asked] = questions(form, catalogue())

    assert (asked.purpose.key, [topic.key for topic in asked.topics]) == ("e_marketing", ["news"])


@only_sqlite
def test_the_source_is_the_forms_own(session: Database) -> None:
    form = newsletter(source="chat")

    assert source_of(form, catalogue()).key == "chat"


@only_sqlite
def test_a_source_that_is_gone_gives_way_to_that_of_web_forms(session: Database) -> None:
    form = newsletter(source="chat")
    deactivate(Source, "chat")

    assert source_of(form, catalogue()).key == "web_form"


def test_answers_are_counted_by_form(session: Database) -> None:
    form = newsletter()
    for number in range(3):
        answered(email=f"p{number}@example.se")
    confirmed()

    assert answer_counts() == {form.id: Counts(waiting=2, confirmed=1)}


@only_sqlite
def test_a_form_without_answers_has_no_count(session: Database) -> None:
    newsletter()

    assert answer_counts() == {}
