"""The signed receipt."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.exports.receipts import FalseReceipt, NoReceipt, check, receipt
from portal.ledger.queries import entry
from tests.web.subject.visiting import add_person, consent, name_organisation, press, visit

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def alice(app: Flask, client: FlaskClient) -> int:
    name_organisation(app)
    person_id = add_person(app)
    visit(app, client, person_id)
    return person_id


@pytest.fixture
def withdrawal(client: FlaskClient, alice: int) -> dict[str, Any]:
    path = press(client, "/me/purposes/e_marketing/stop").headers["Location"]
    values: dict[str, Any] = client.get(f"{path}/download").json  # type: ignore[assignment]
    return values


def test_a_receipt_is_found_genuine(app: Flask, withdrawal: dict[str, Any]) -> None:
    with app.app_context():
        found = check(withdrawal)

    assert found.event == "consent.withdrawn"


def test_a_receipt_survives_being_written_anew(app: Flask, withdrawal: dict[str, Any]) -> None:
    again = json.loads(json.dumps(dict(reversed(withdrawal.items())), indent=8))

    with app.app_context():
        assert check(again).seq == int(withdrawal["record_id"])


def test_it_names_controller_purpose_basis_and_right(withdrawal: dict[str, Any]) -> None:
    [purpose], [party], [event] = (
        withdrawal["pii_processing"],
        withdrawal["party_identification"],
        withdrawal["events"],
    )

    assert party["party_name"] == "Björkvik Handel AB"
    assert (purpose["purpose_id"], purpose["lawful_basis"]) == ("e_marketing", "eu-gdpr:A6-1-a")
    assert (event["event_type"], event["right"]) == ("dpv:ConsentWithdrawn", "eu-gdpr:A7-3")


def test_it_names_the_person_by_reference_only(withdrawal: dict[str, Any]) -> None:
    assert "alice" not in json.dumps(withdrawal).lower()
    assert len(withdrawal["pii_principal_id"]) == 32


def test_a_consent_receipt_holds_the_words_consented_to(client: FlaskClient, withdrawal: dict[str, Any]) -> None:
    values = client.get(f"{consent(client).headers['Location']}/download").json

    assert values is not None
    [purpose] = values["pii_processing"]
    assert purpose["consent_text"].startswith("I want to get news")
    assert purpose["consent_text_version"] == 1


def test_stopping_all_covers_every_marketing_purpose(client: FlaskClient, alice: int) -> None:
    values = client.get(f"{press(client, '/me/stop').headers['Location']}/download").json

    assert values is not None
    assert [purpose["purpose_id"] for purpose in values["pii_processing"]] == ["e_marketing"]
    assert values["events"][0]["event_state"] == "objected"


def _forget_signature(values: dict[str, Any]) -> None:
    del values["signature"]


@pytest.mark.parametrize(
    "alter",
    [
        lambda values: values["events"][0].update(event_time="2020-01-01T00:00:00.000000Z"),
        lambda values: values["pii_processing"][0].update(lawful_basis="eu-gdpr:A6-1-f"),
        lambda values: values["ledger"].update(seq=1),
        lambda values: values["ledger"].update(hash="0" * 64),
        lambda values: values.update(extra="\ud800"),
        lambda values: values["signature"].update(value=""),
        lambda values: values["signature"].update(value="é"),
        lambda values: values.update(signature="none"),
        _forget_signature,
    ],
)
def test_an_altered_receipt_is_found_false(app: Flask, withdrawal: dict[str, Any], alter: Change) -> None:
    values = copy.deepcopy(withdrawal)
    alter(values)

    with app.app_context(), pytest.raises(FalseReceipt, match="signature"):
        check(values)


def test_another_portals_receipt_is_found_false(app: Flask, withdrawal: dict[str, Any]) -> None:
    app.config["PORTAL_LINK_KEYS"] = ["another key, long enough to be one of ours"]

    with app.app_context(), pytest.raises(FalseReceipt):
        check(withdrawal)


def test_a_receipt_outlives_a_new_key(app: Flask, withdrawal: dict[str, Any]) -> None:
    app.config["PORTAL_LINK_KEYS"] = ["a newer key, long enough to be one of ours", *app.config["PORTAL_LINK_KEYS"]]

    with app.app_context():
        assert check(withdrawal).event == "consent.withdrawn"


def test_what_nobody_decided_has_no_receipt(app: Flask, alice: int) -> None:
    with app.app_context():
        first = entry(1)
        assert first is not None
        with pytest.raises(NoReceipt):
            receipt(first, language="en")
