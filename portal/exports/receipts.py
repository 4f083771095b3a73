"""Signed receipts of what a person decided: ISO/IEC TS 27560 fields in terms of the W3C Data Privacy Vocabulary."""

import hmac
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask import current_app
from itsdangerous import Signer

from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entry as ledger_entry
from portal.ledger.rules import canonical_json, canonical_moment
from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import Catalogue, catalogue
from portal.settings.queries import Organisation, current_organisation

SCHEMA = "ISO/IEC TS 27560:2023"
CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
}
EVENTS: Mapping[str, tuple[str, str]] = {
    "consent.given": ("dpv:ConsentGiven", "dpv:Consent"),
    "consent.withdrawn": ("dpv:ConsentWithdrawn", "eu-gdpr:A7-3"),
    "purpose.objected": ("dpv:RightExerciseActivity", "eu-gdpr:A21"),
    "marketing.objected": ("dpv:RightExerciseActivity", "eu-gdpr:A21"),
    "topic.chosen": ("dpv:RightExerciseActivity", "dpv:Permission"),
    "pause.set": ("dpv:RightExerciseActivity", "dpv:Permission"),
}
"""Ledger event -> what happened, and by what right, in DPV terms. Other events have no receipt."""


class NoReceipt(LookupError):
    """The entry is not something a person decided."""


class FalseReceipt(ValueError):
    """The receipt was altered, made elsewhere, or does not fit the ledger; the message says which."""


def receipt(entry: LedgerEntry, *, language: str) -> dict[str, Any]:
    """Return the signed receipt of an entry as values for JSON, with texts in the language.

    :raises NoReceipt: the entry is not something a person decided
    """
    if entry.event not in EVENTS:
        raise NoReceipt(entry.event)
    known, organisation = catalogue(), current_organisation()
    event_state, right = EVENTS[entry.event]
    values: dict[str, Any] = {
        "@context": CONTEXT,
        "schema_version": SCHEMA,
        "receipt_id": f"{current_app.config['PORTAL_BASE_URL']}/receipts/{entry.seq}",
        "record_id": str(entry.seq),
        "pii_principal_id": entry.person_ref,
        "language": language,
        "privacy_notice": f"{current_app.config['PORTAL_BASE_URL']}/privacy",
        "pii_processing": [_purpose(purpose, entry, known, language) for purpose in _purposes(entry, known)],
        "party_identification": [_controller(organisation)],
        "events": [
            {
                "event_time": canonical_moment(entry.at),
                "event_type": event_state,
                "event_state": entry.status or "objected",
                "right": right,
                "entity_id": entry.person_ref if entry.actor == "person" else entry.actor.partition(":")[0],
                "channel": entry.channel,
                "topic": entry.topic,
            }
        ],
        "ledger": {"seq": entry.seq, "hash": entry.hash, "prev_hash": entry.prev_hash},
    }
    return {**values, "signature": _signature(values)}


def check(values: Mapping[str, Any]) -> LedgerEntry:
    """Return the ledger's entry that a receipt proves.

    :raises FalseReceipt: it was altered, made elsewhere, or the ledger says something else
    """
    unsigned = {name: value for name, value in values.items() if name != "signature"}
    given = values.get("signature")
    if not isinstance(given, Mapping) or not _is_signed(unsigned, str(given.get("value", ""))):
        raise FalseReceipt("the signature does not fit: the receipt was altered, or made by another portal")
    said = unsigned["ledger"]
    entry = ledger_entry(int(said["seq"]))
    if entry is None:
        raise FalseReceipt(f"the ledger has no entry {said['seq']}")
    if not hmac.compare_digest(entry.hash, str(said["hash"])):
        raise FalseReceipt(f"entry {said['seq']} of the ledger is not the one that the receipt was made for")
    return entry


def _purposes(entry: LedgerEntry, known: Catalogue) -> list[Purpose]:
    if entry.purpose is not None:
        return [purpose for purpose in known.all_purposes if purpose.key == entry.purpose]
    return [purpose for purpose in known.all_purposes if purpose.direct_marketing]


def _purpose(purpose: Purpose, entry: LedgerEntry, known: Catalogue, language: str) -> dict[str, Any]:
    basis = next((basis for basis in known.all_bases if basis.key == entry.basis), None)
    wording = known.wording(purpose, entry.wording_version) if entry.wording_version else None
    return {
        "purpose": purpose.name(language),
        "purpose_id": purpose.key,
        "purpose_type": "dpv:DirectMarketing" if purpose.direct_marketing else "dpv:Purpose",
        "description": purpose.text("description", language),
        "lawful_basis": f"eu-gdpr:A6-1-{basis.article}" if basis else None,
        "consent_text": wording.text("text", language) if wording else None,
        "consent_text_version": entry.wording_version,
        "pii_information": purpose.text("categories", language),
        "recipients": purpose.text("recipients", language),
        "third_country_transfers": purpose.text("transfers", language),
        "retention_period": purpose.text("retention", language),
        "withdrawal_method": current_app.config["PORTAL_BASE_URL"],
    }


def _controller(organisation: Organisation) -> dict[str, Any]:
    return {
        "party_role": "dpv:DataController",
        "party_name": organisation.name,
        "party_number": organisation.number,
        "party_address": organisation.postal_address,
        "party_email": organisation.contact_email,
        "data_protection_officer": organisation.officer_email,
        "supervisory_authority": organisation.authority_name,
    }


def _signer() -> Signer:
    keys = current_app.config["PORTAL_LINK_KEYS"]
    return Signer(list(reversed(keys)), salt="portal.links.receipt", digest_method=sha256, key_derivation="hmac")


def _signature(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        "algorithm": "HMAC-SHA256",
        "canonicalisation": "JSON with sorted keys and no spaces, UTF-8, without this member",
        "value": _signer().get_signature(canonical_json(values).encode()).decode(),
    }


def _is_signed(values: Mapping[str, Any], signature: str) -> bool:
    spelled = canonical_json(values).encode(errors="surrogatepass")
    return signature.isascii() and _signer().verify_signature(spelled, signature)
