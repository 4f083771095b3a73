"""The catalogue by key and alias, its wordings, and what is recorded for people."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.configuration import forget_version
from portal.ledger.rules import SYSTEM, Draft
from portal.legal_bases.actions import add_wording
from portal.legal_bases.models import ConsentWording, LegalBasis, Purpose, Source
from portal.legal_bases.queries import (
    Catalogue,
    Unknown,
    basis_rows,
    basis_rows_of,
    catalogue,
    recorded_bases,
    recorded_basis,
)
from tests import make
from tests.make import AT, BOB

Database = scoped_session[Session]
TEXTS = {"text": {"sv": "Ja, gärna nyheter.", "en": "Yes, news please."}}


def reworded(key: str, version: int, *, ask_again: bool = False) -> Purpose:
    """Give the purpose another consent wording, and return the purpose as it then is."""
    purpose = catalogue().purpose(key)
    add_wording(purpose, TEXTS, version, at=AT, by=BOB)
    db.session.flush()
    db.session.execute(
        update(ConsentWording)
        .where(ConsentWording.purpose_id == purpose.id, ConsentWording.version == version)
        .values(ask_again=ask_again)
    )
    forget_version()
    return catalogue().purpose(key)


def deactivated(model: type[Purpose | LegalBasis | Source], key: str) -> Catalogue:
    """Take something out of use, and return the catalogue as it then is."""
    db.session.execute(update(model).where(model.key == key).values(active=False))
    append([Draft("purpose.changed")], at=AT, by=SYSTEM, channel="system")
    forget_version()
    return catalogue()


@pytest.mark.parametrize(
    ("spelled", "key"),
    [
        ("sales_service", "sales_service"),
        ("STORE", "sales_service"),
        ("store", "sales_service"),
        (" Store ", "sales_service"),
        ("SALES_SERVICE", "sales_service"),
        ("e_marketing", "e_marketing"),
        ("EMARKETING", "e_marketing"),
    ],
)
def test_a_purpose_is_found_by_key_or_superoffices_key(session: Database, spelled: str, key: str) -> None:
    assert catalogue().purpose(spelled).key == key


@pytest.mark.parametrize(
    ("spelled", "key"),
    [
        ("61A", "consent"),
        ("61a", "consent"),
        ("61B", "contract"),
        ("61C", "legal_obligation"),
        ("61D", "vital_interests"),
        ("61E", "public_task"),
        ("61F", "legitimate_interests"),
        ("Consent", "consent"),
        ("\tlegitimate_interests\n", "legitimate_interests"),
    ],
)
def test_a_basis_is_found_by_key_or_superoffices_key(session: Database, spelled: str, key: str) -> None:
    assert catalogue().basis(spelled).key == key


@pytest.mark.parametrize(
    ("spelled", "key"),
    [
        ("business_card", "business_card"),
        ("USER", "user"),
        ("EMAIL", "email"),
        ("PHONE", "phone"),
        ("REQUEST", "incoming_request"),
        ("CHAT", "chat"),
        ("WEBFORM", "web_form"),
        ("CUSTOMERPORTAL", "customer_portal"),
        ("IMPORT", "import"),
        ("API", "api"),
        ("UNKNOWN", "unknown"),
    ],
)
def test_a_source_is_found_by_key_or_superoffices_key(session: Database, spelled: str, key: str) -> None:
    assert catalogue().source(spelled).key == key


@pytest.mark.parametrize("kind", ["purpose", "basis", "source"])
@pytest.mark.parametrize("key", ["", " ", "61G", "WITHDRAWN", "no_such", "61A61B", "*", "\0", "consent;"])
def test_what_the_catalogue_does_not_have_is_told_by_its_key(session: Database, kind: str, key: str) -> None:
    with pytest.raises(Unknown) as told:
        getattr(catalogue(), kind)(key)

    assert told.value.args == (key,)


@pytest.mark.parametrize(
    ("kind", "key"), [("purpose", "consent"), ("purpose", "email"), ("basis", "STORE"), ("source", "61A")]
)
def test_keys_of_one_kind_mean_nothing_for_another(session: Database, kind: str, key: str) -> None:
    with pytest.raises(Unknown):
        getattr(catalogue(), kind)(key)


def test_the_catalogue_is_kept_until_something_changes(session: Database) -> None:
    first = catalogue()

    assert catalogue() is first
    forget_version()
    assert catalogue() is first


def test_an_entry_about_a_person_does_not_empty_the_memory(session: Database) -> None:
    first = catalogue()

    make.person(bases={"e_marketing": "consent"})
    forget_version()

    assert catalogue() is first


def test_a_changed_catalogue_is_read_again(session: Database) -> None:
    first = catalogue()

    second = deactivated(Source, "chat")

    assert second is not first


def test_what_is_out_of_use_is_still_known_but_not_offered(session: Database) -> None:
    known = deactivated(Source, "chat")

    assert known.source("chat").key == "chat"
    assert "chat" in [source.key for source in known.all_sources]
    assert "chat" not in [source.key for source in known.sources]


@pytest.mark.parametrize(
    ("model", "key", "offered"),
    [(Purpose, "sales_service", "purposes"), (LegalBasis, "contract", "bases"), (Source, "phone", "sources")],
)
def test_only_what_is_in_use_is_offered(
    session: Database, model: type[Purpose | LegalBasis | Source], key: str, offered: str
) -> None:
    known = deactivated(model, key)

    assert key not in [item.key for item in getattr(known, offered)]
    assert key in [item.key for item in getattr(known, f"all_{offered}")]


def test_everything_is_found_by_id(session: Database) -> None:
    known = catalogue()

    assert {known.purpose_of[purpose.id] for purpose in known.all_purposes} == set(known.all_purposes)
    assert {known.basis_of[basis.id] for basis in known.all_bases} == set(known.all_bases)
    assert {known.source_of[source.id] for source in known.all_sources} == set(known.all_sources)


def test_the_latest_wording_is_given_unless_another_is_asked_for(session: Database) -> None:
    purpose = reworded("e_marketing", 2)

    latest, first = catalogue().wording(purpose), catalogue().wording(purpose, 1)

    assert latest
    assert first
    assert (latest.version, latest.text("text", "sv")) == (2, "Ja, gärna nyheter.")
    assert first.version == 1
    assert first.text("text", "sv") != latest.text("text", "sv")


@pytest.mark.parametrize("version", [0, -1, 2, 10**9])
def test_a_wording_that_there_is_not_is_none(session: Database, version: int) -> None:
    known = catalogue()

    assert known.wording(known.purpose("e_marketing"), version) is None


def test_each_purpose_has_its_own_wordings(session: Database) -> None:
    purpose = reworded("e_marketing", 2)
    other = catalogue().purpose("sales_service")

    assert catalogue().wording(purpose, 2)
    assert catalogue().wording(other, 2) is None


def test_a_new_wording_is_entered_with_its_words(session: Database) -> None:
    reworded("e_marketing", 2)

    wording = session.scalars(select(ConsentWording).where(ConsentWording.version == 2)).one()

    assert (wording.texts, wording.made_at, wording.made_by) == (TEXTS, AT, str(BOB))


def test_one_version_is_worded_once(session: Database) -> None:
    with pytest.raises(IntegrityError):
        reworded("e_marketing", 1)


@pytest.mark.parametrize("version", [None, 0, 1])
def test_a_later_wording_that_asks_again_undoes_consents_to_earlier_ones(
    session: Database, version: int | None
) -> None:
    purpose = reworded("e_marketing", 2, ask_again=True)

    assert catalogue().asks_again(purpose, version)


@pytest.mark.parametrize("version", [2, 3])
def test_consents_to_the_wording_that_asks_again_or_later_ones_count(session: Database, version: int) -> None:
    purpose = reworded("e_marketing", 2, ask_again=True)

    assert not catalogue().asks_again(purpose, version)


def test_a_later_wording_that_does_not_ask_again_leaves_consents_alone(session: Database) -> None:
    purpose = reworded("e_marketing", 2)

    assert not catalogue().asks_again(purpose, 1)


def test_asking_again_for_one_purpose_leaves_the_other_alone(session: Database) -> None:
    reworded("e_marketing", 2, ask_again=True)

    assert not catalogue().asks_again(catalogue().purpose("sales_service"), 1)


@pytest.mark.parametrize("key", ["sales_service", "e_marketing"])
def test_the_shipped_purposes_take_consent(session: Database, key: str) -> None:
    assert catalogue().takes_consent(catalogue().purpose(key))


def test_a_purpose_out_of_use_takes_no_consent(session: Database) -> None:
    known = deactivated(Purpose, "e_marketing")

    assert not known.takes_consent(known.purpose("e_marketing"))


def test_a_purpose_without_words_takes_no_consent(session: Database) -> None:
    session.execute(ConsentWording.__table__.delete())

    known = deactivated(Source, "chat")

    assert not known.takes_consent(known.purpose("e_marketing"))


def test_what_is_recorded_comes_in_the_order_of_the_purposes(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent", "sales_service": "contract"})
    known = catalogue()

    rows = recorded_bases(alice.id)

    assert [known.purpose_of[row.purpose_id].key for row in rows] == ["sales_service", "e_marketing"]


def test_what_is_recorded_is_each_person_s_own(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    dan = make.person(name="Dan", email="dan@example.se")

    assert len(recorded_bases(alice.id)) == 1
    assert recorded_bases(dan.id) == []
    assert recorded_basis(dan.id, catalogue().purpose("e_marketing").id) is None


def test_plain_rows_say_what_the_models_say(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent", "sales_service": "contract"})

    rows = basis_rows(alice.id)

    models = recorded_bases(alice.id)
    assert rows.keys() == {model.purpose_id for model in models}
    for model in models:
        row = rows[model.purpose_id]
        assert row._asdict() == {name: getattr(model, name) for name in row._fields}


def test_plain_rows_tell_moments_in_utc(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent"}, at=AT + timedelta(microseconds=7))

    [row] = basis_rows(alice.id).values()

    assert row.since == AT + timedelta(microseconds=7)
    assert row.since.utcoffset() == timedelta(0)


def test_plain_rows_of_several_people_are_told_apart(session: Database) -> None:
    alice = make.person(bases={"e_marketing": "consent", "sales_service": "contract"})
    dan = make.person(name="Dan", email="dan@example.se")
    eva = make.person(name="Eva", email="eva@example.se", bases={"sales_service": "consent"})

    rows = basis_rows_of([eva.id, dan.id, alice.id])

    assert {person_id: len(found) for person_id, found in rows.items()} == {alice.id: 2, dan.id: 0, eva.id: 1}
    assert rows[alice.id] == list(basis_rows(alice.id).values())


def test_plain_rows_of_nobody_are_none(session: Database) -> None:
    assert basis_rows_of([]) == {}
