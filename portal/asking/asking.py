"""Ask a chunk of people for their consent, or remind them: a handful of statements, however many they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from portal.asking.actions import Counted, keep_asked, keep_left, keep_reminded, outcome_of
from portal.asking.models import ConsentRound
from portal.asking.present import Candidate, candidates
from portal.asking.queries import Asked
from portal.asking.rules import may_remind
from portal.dates import local
from portal.ledger.actions import append
from portal.ledger.rules import Actor, Draft
from portal.legal_bases.many import Change, write
from portal.legal_bases.models import LegalBasis, Purpose
from portal.legal_bases.queries import Catalogue, consent_basis
from portal.legal_bases.rules import BasisNotAllowed
from portal.mail.addresses import UnusableRecipient
from portal.mail.letters.queued import written_language
from portal.mail.outbox import enqueue, letter_row
from portal.settings.marketing import MarketingSettings
from portal.settings.queries import current_organisation

Letter = dict[str, Any]


class Terms(NamedTuple):
    """Everything that the same holds for, whoever the person is."""

    known: Catalogue
    purpose: Purpose
    basis: LegalBasis
    settings: MarketingSettings


def terms_of(made: ConsentRound, known: Catalogue, settings: MarketingSettings) -> Terms:
    """Return what the round asks.

    :raises BasisNotAllowed: the purpose takes no consent any more, or its wording is another by now
    """
    purpose = known.purpose_of[made.purpose_id]
    basis, wording = consent_basis(purpose), known.wording(purpose)
    if basis is None or not known.takes_consent(purpose) or wording is None or wording.version != made.wording_version:
        raise BasisNotAllowed(purpose.key)
    return Terms(known, purpose, basis, settings)


def ask(chunk: Sequence[Asked], made: ConsentRound, terms: Terms, *, at: datetime, by: Actor) -> None:
    """Ask those people who still may be asked: a letter each, and that an answer is awaited; nothing is turned on."""
    ids = [one.person_id for one in chunk]
    found = candidates(ids, terms.purpose, terms.known, terms.settings, at=at, lock=True)
    left: Counted = []
    asked: list[tuple[Candidate, Letter]] = []
    for one in found:
        what = outcome_of(one)
        letter = _letter(one, made, terms, at=at) if what == "ask" else None
        if letter is not None:
            asked.append((one, letter))
        else:
            left.append((one.held.person_id, "no_address" if what == "ask" else what))
    changes = [_question(one, made, terms, at) for one, _ in asked]
    seqs = write(changes, terms.purpose, terms.known, at=at, by=by, channel="staff")
    enqueue({**letter, "facts": {**letter["facts"], "seq": seq}} for (_, letter), seq in zip(asked, seqs, strict=True))
    keep_asked(made, {one.held.person_id: seq for (one, _), seq in zip(asked, seqs, strict=True)}, at=at)
    keep_left(made, left)


def remind(chunk: Sequence[Asked], made: ConsentRound, terms: Terms, *, at: datetime, by: Actor) -> None:
    """Remind those people whose question still stands, once."""
    asked = {one.person_id: one for one in chunk}
    found = candidates(list(asked), terms.purpose, terms.known, terms.settings, at=at, lock=True, of_round=made.id)
    reminded, letters = [], []
    for one in found:
        row, before = one.held.row, asked[one.held.person_id]
        if row is None or row.seq != before.seq or not may_remind(one.present):
            continue
        letter = _letter(one, made, terms, at=at, before=before)
        if letter is not None:
            reminded.append(one.held)
            letters.append(letter)
    details = {"purpose": terms.purpose.key, "round": made.id}
    drafts = [Draft("consent.reminded", one.ref, details=details) for one in reminded]
    append(drafts, at=at, by=by, channel="staff" if by.kind == "staff" else "system")
    enqueue(letters)
    keep_reminded(made, [one.person_id for one in reminded])


def _letter(
    one: Candidate, made: ConsentRound, terms: Terms, *, at: datetime, before: Asked | None = None
) -> Letter | None:
    """Return the columns of the letter, or None when none can go to the address."""
    facts: dict[str, Any] = {"purpose": terms.purpose.key, "wording_version": made.wording_version}
    if before is not None and before.asked_at is not None:
        asked_on = local(before.asked_at, current_organisation().time_zone).date()
        facts.update(seq=before.seq, asked_on=asked_on.isoformat())
    try:
        return letter_row(
            "ask_consent",
            recipient=one.email,
            language=written_language(one.language, one.country),
            person_id=one.held.person_id,
            facts=facts,
            at=at,
        )
    except UnusableRecipient:
        return None


def _question(one: Candidate, made: ConsentRound, terms: Terms, at: datetime) -> Change:
    return Change(
        held=one.held,
        event="consent.asked",
        basis_id=terms.basis.id,
        status="awaiting",
        source_id=terms.known.source("customer_portal").id,
        comment="",
        evidence="",
        wording_version=made.wording_version,
        since=at,
        details={"round": made.id},
    )
