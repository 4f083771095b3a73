"""Keys from outside become what is to be recorded, or are refused by name."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session, make_transient, scoped_session

from portal.legal_bases.models import ConsentWording
from portal.legal_bases.queries import Catalogue, Unknown, catalogue
from portal.legal_bases.recording import active_source, wished_record
from portal.legal_bases.rules import BasisNotAllowed
from tests.make import AT

Database = scoped_session[Session]


@pytest.fixture
def known(session: Database) -> Catalogue:
    """Return the shipped catalogue."""
    return catalogue()


def without(known: Catalogue, key: str) -> Catalogue:
    """Return a catalogue in which that is out of use."""
    lists = {"all_purposes": known.all_purposes, "all_bases": known.all_bases, "all_sources": known.all_sources}
    for items in lists.values():
        for item in items:
            make_transient(item)
            item.active = item.key != key
    return replace(known, **lists)


@pytest.mark.parametrize("spelled", ["web_form", "WEBFORM", "Web_Form", " webform "])
def test_a_source_may_be_named_either_way(known: Catalogue, spelled: str) -> None:
    assert active_source(known, spelled).key == "web_form"


@pytest.mark.parametrize("spelled", ["", "fax", "61A", "e_marketing"])
def test_a_source_that_there_is_not_is_named(known: Catalogue, spelled: str) -> None:
    with pytest.raises(Unknown) as told:
        active_source(known, spelled)

    assert told.value.args == (spelled,)


def test_a_source_out_of_use_is_as_good_as_none(known: Catalogue) -> None:
    with pytest.raises(Unknown):
        active_source(without(known, "web_form"), "WEBFORM")


@pytest.mark.parametrize(("purpose", "basis"), [("e_marketing", "consent"), ("EMARKETING", "61A")])
def test_a_consent_is_to_the_wording_of_today(known: Catalogue, purpose: str, basis: str) -> None:
    record = wished_record(known, purpose, basis, known.source("phone"), "on the phone")

    assert (record.purpose.key, record.basis.key, record.source.key) == ("e_marketing", "consent", "phone")
    assert (record.wording_version, record.comment, record.status) == (1, "on the phone", "in_force")


def test_a_consent_is_to_the_latest_of_several_wordings(known: Catalogue) -> None:
    purpose = known.purpose("e_marketing")
    second = ConsentWording(purpose_id=purpose.id, version=2, texts={}, made_at=AT, made_by="system")
    reworded = replace(known, wordings=(*known.wordings, second))

    assert wished_record(reworded, "e_marketing", "consent", known.source("phone")).wording_version == 2


@pytest.mark.parametrize("basis", ["contract", "61B", "legitimate_interests", "61F"])
def test_what_is_no_consent_has_no_wording(known: Catalogue, basis: str) -> None:
    assert wished_record(known, "e_marketing", basis, known.source("phone")).wording_version is None


@pytest.mark.parametrize("basis", ["legal_obligation", "vital_interests", "public_task", "61C", "61D", "61E"])
def test_a_basis_that_the_purpose_can_not_rest_on_is_named_by_keys(known: Catalogue, basis: str) -> None:
    with pytest.raises(BasisNotAllowed, match=rf"^e_marketing={known.basis(basis).key}$"):
        wished_record(known, "EMARKETING", basis, known.source("phone"))


@pytest.mark.parametrize(
    ("purpose", "basis", "named"),
    [("newsletters", "consent", "newsletters"), ("e_marketing", "WITHDRAWN", "WITHDRAWN"), ("", "consent", "")],
)
def test_a_purpose_or_basis_that_there_is_not_is_named(known: Catalogue, purpose: str, basis: str, named: str) -> None:
    with pytest.raises(Unknown) as told:
        wished_record(known, purpose, basis, known.source("phone"))

    assert told.value.args == (named,)


@pytest.mark.parametrize("key", ["e_marketing", "consent"])
def test_nothing_is_recorded_for_what_is_out_of_use(known: Catalogue, key: str) -> None:
    with pytest.raises(Unknown) as told:
        wished_record(without(known, key), "e_marketing", "consent", known.source("phone"))

    assert told.value.args == (key,)
