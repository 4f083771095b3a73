"""What a purpose's card says and offers, by basis and status."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from portal.legal_bases.models import ConsentWording
from portal.legal_bases.queries import BasisRow, Catalogue, catalogue
from portal.legal_bases.rules import Status
from portal.links.queries import Visit
from portal.web.shapes import slot
from portal.web.subject.cards import Card, card, cards, sends_marketing

AT = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
"""The first of April in Stockholm."""
ZONE = "Europe/Stockholm"
VISIT = Visit(
    link_id=1,
    use="view",
    expires_at=None,
    opened_at=AT,
    person_id=1,
    ref="0" * 32,
    name="Alice",
    email="alice@example.se",
    language="en",
    country="",
    choices_seq=1,
    marketing_objected_at=None,
    restricted_at=None,
    bases={},
)
STOPPED = replace(VISIT, marketing_objected_at=AT)


@pytest.fixture
def known(app: Flask) -> Iterator[Catalogue]:
    with app.app_context():
        yield catalogue()


def _row(known: Catalogue, purpose: str, basis: str, status: Status = "in_force") -> BasisRow:
    return BasisRow(
        purpose_id=known.purpose(purpose).id,
        legal_basis_id=known.basis(basis).id,
        status=status,
        source_id=known.source("phone").id,
        wording_version=1 if basis == "consent" else None,
        since=AT,
        changed_at=AT,
        changed_by="staff:bob@example.se",
        seq=1,
    )


def _card(known: Catalogue, purpose: str, basis: str, status: Status = "in_force", visit: Visit = VISIT) -> Card:
    return card(known.purpose(purpose), _row(known, purpose, basis, status), visit, known, ZONE)


@pytest.mark.parametrize(
    ("basis", "right"),
    [
        ("consent", "withdraw"),
        ("contract", "none"),
        ("legal_obligation", "none"),
        ("vital_interests", "none"),
        ("public_task", "object"),
        ("legitimate_interests", "object"),
    ],
)
def test_the_right_follows_from_the_basis(known: Catalogue, basis: str, right: str) -> None:
    assert _card(known, "sales_service", basis).right == right


@pytest.mark.parametrize(
    ("basis", "right"), [("consent", "withdraw"), ("contract", "object"), ("legitimate_interests", "object")]
)
def test_marketing_can_always_be_stopped(known: Catalogue, basis: str, right: str) -> None:
    assert _card(known, "e_marketing", basis).right == right


@pytest.mark.parametrize(
    ("purpose", "basis", "status", "state"),
    [
        ("e_marketing", "consent", "in_force", "in_use"),
        ("e_marketing", "consent", "awaiting", "awaiting"),
        ("e_marketing", "consent", "withdrawn", "withdrawn"),
        ("e_marketing", "legitimate_interests", "objected", "objected"),
        ("sales_service", "legitimate_interests", "objected", "assessed"),
        ("sales_service", "public_task", "objected", "assessed"),
        ("sales_service", "contract", "expired", "over"),
        ("sales_service", "contract", "ended", "over"),
    ],
)
def test_the_state_follows_from_the_status(
    known: Catalogue, purpose: str, basis: str, status: Status, state: str
) -> None:
    assert _card(known, purpose, basis, status).state == state


@pytest.mark.parametrize("status", ["withdrawn", "objected", "expired", "ended"])
def test_what_is_not_in_use_has_nothing_to_stop_and_no_end(known: Catalogue, status: Status) -> None:
    shown = _card(known, "e_marketing", "consent", status)

    assert (shown.right, shown.until, shown.in_use) == ("none", None, False)


def test_a_stop_of_all_marketing_covers_what_was_never_recorded(known: Catalogue) -> None:
    marketing, service = (
        card(known.purpose(key), None, STOPPED, known, ZONE) for key in ("e_marketing", "sales_service")
    )

    assert (marketing.state, service.state) == ("marketing_stopped", "unused")


def test_a_consent_given_after_the_stop_is_in_use(known: Catalogue) -> None:
    assert _card(known, "e_marketing", "consent", visit=STOPPED).state == "in_use"


def test_days_are_those_of_the_organisations_time_zone(known: Catalogue) -> None:
    shown = _card(known, "e_marketing", "consent")

    assert (shown.since, shown.until) == (date(2026, 4, 1), date(2028, 4, 1))


def test_who_recorded_it_is_told_by_kind(known: Catalogue) -> None:
    assert _card(known, "e_marketing", "consent").recorded_by == "staff"


def test_consent_is_not_offered_over_a_contract_in_force(known: Catalogue) -> None:
    assert not _card(known, "sales_service", "contract").may_consent


@pytest.mark.parametrize("status", ["awaiting", "withdrawn", "objected", "expired", "ended"])
def test_consent_is_offered_where_nothing_is_in_force(known: Catalogue, status: Status) -> None:
    assert _card(known, "e_marketing", "consent", status).may_consent


def test_a_consent_to_an_older_wording_is_asked_for_again_when_staff_said_so(known: Catalogue) -> None:
    purpose_id = known.purpose("e_marketing").id
    newer = ConsentWording(purpose_id=purpose_id, version=2, ask_again=True, texts={})
    changed = replace(known, wordings=(*known.wordings, newer))

    assert _card(changed, "e_marketing", "consent").may_consent
    assert not _card(known, "e_marketing", "consent").may_consent


def test_there_is_a_card_for_every_active_purpose(known: Catalogue) -> None:
    shown = cards(VISIT, {}, known, ZONE)

    assert [item.purpose.key for item in shown] == ["sales_service", "e_marketing"]


def test_marketing_that_is_sent_is_told_from_other_use(known: Catalogue) -> None:
    service, marketing = _card(known, "sales_service", "contract"), _card(known, "e_marketing", "consent")

    assert sends_marketing([service, marketing])
    assert not sends_marketing([service, _card(known, "e_marketing", "consent", "withdrawn")])


def test_people_who_stand_alike_share_a_shape_whatever_their_days(known: Catalogue) -> None:
    early = _card(known, "e_marketing", "consent")

    assert early.shape == early._replace(since=date(2020, 1, 1), until=date(2022, 1, 1)).shape
    assert early.shape != _card(known, "e_marketing", "consent", "withdrawn").shape


def test_a_shape_holds_no_day(known: Catalogue) -> None:
    shown = _card(known, "e_marketing", "consent").with_days(lambda name, _: slot(name))

    assert (shown.since, shown.until) == (slot("since"), slot("until"))
    assert not any(isinstance(value, date) for value in shown.shape)
