"""A newcomer is made ready before the database is asked for anything: their row, their entries, their bases."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.imports.checking import Wish
from portal.imports.creating import Made, Newcomer, create, newcomer, withdrawal
from portal.imports.planning import plan
from portal.ledger.rules import Actor
from portal.legal_bases.actions import Record
from portal.people.rules import CORE_FIELDS
from tests import make
from tests.imports.catalogues import small_catalogue

KNOWN = small_catalogue()
FILE = KNOWN.source("file")
NEWS, SALES = KNOWN.purpose("news"), KNOWN.purpose("sales")
IMPORT = Actor("import", "7")
CONSENT = Record(NEWS, KNOWN.basis("consent"), FILE, wording_version=3)


def made(*records: Record, core: dict[str, str] | None = None, **more: Any) -> Newcomer:
    """Return Alice made ready, whose row asks for that."""
    told = {"name": "Alice Alm", "email": "Alice@Example.se", **(core or {})}
    asked = Wish(2, "alice@example.se", told, FILE, records, **more)
    return newcomer(plan(asked, None), letters=False, at=make.AT, by=IMPORT)


def entries(one: Newcomer) -> list[str]:
    """Return what is entered for somebody, in order."""
    return [draft.event for draft in one.drafts]


def test_what_the_row_does_not_tell_is_empty_and_not_missing() -> None:
    row = made(core={"phone": "070-123 45 67"}).row

    assert set(CORE_FIELDS) <= set(row)
    assert {name for name in CORE_FIELDS if row[name]} == {"name", "email", "phone"}


def test_a_newcomer_is_found_by_what_others_are_found_by() -> None:
    row = made(core={"phone": "070-123 45 67", "company": "Björkvik AB"}).row

    assert (row["email_key"], row["email"]) == ("alice@example.se", "Alice@Example.se")
    assert {"alice", "alm", "bjorkvik"} <= set(row["search_text"].split())


def test_a_newcomer_s_row_tells_which_import_brought_them_and_when() -> None:
    row = made().row

    assert (row["registered_by"], row["registered_at"], row["updated_at"]) == ("import:7", make.AT, make.AT)
    assert (row["source_id"], row["marketing_objected_at"], row["restricted_at"]) == (FILE.id, None, None)


def test_two_newcomers_never_have_the_same_reference() -> None:
    refs = {made().row["ref"] for _ in range(50)}

    assert len(refs) == 50


def test_entries_come_in_order_the_registration_first_and_a_no_last() -> None:
    one = made(CONSENT, further={"Hat": "M"}, withdrawn=[SALES])

    assert entries(one) == ["person.registered", "field.added", "basis.recorded", "basis.recorded"]
    assert [(draft.purpose, draft.status) for draft in one.drafts[2:]] == [("news", "in_force"), ("sales", "objected")]


def test_every_entry_is_about_the_newcomer_and_no_entry_names_them() -> None:
    one = made(CONSENT, core={"language": "sv"}, withdrawn=[SALES])

    assert {draft.person_ref for draft in one.drafts} == {one.row["ref"]}
    assert "alice" not in repr(one.drafts).casefold()


def test_the_registration_tells_the_language_when_there_is_one() -> None:
    assert made(core={"language": "sv"}).drafts[0].details == {"language": "sv"}
    assert made().drafts[0].details == {}


def test_a_further_item_s_value_is_evidence_and_can_be_forgotten() -> None:
    entry = made(further={"Hat": "M"}).drafts[1]

    assert json.loads(entry.evidence) == {"label": "Hat", "old": None, "new": "M"}
    assert not entry.details


def test_a_consent_is_entered_with_its_wording_and_its_comment() -> None:
    commented = Record(NEWS, KNOWN.basis("consent"), FILE, comment="Fair 2026", wording_version=3)

    bare, told = made(CONSENT).drafts[-1], made(commented).drafts[-1]

    assert (bare.basis, bare.source, bare.wording_version, bare.evidence) == ("consent", "file", 3, "")
    assert json.loads(told.evidence) == {"comment": "Fair 2026", "evidence": ""}


def test_no_letter_is_written_when_none_are_wished_for() -> None:
    assert made().letter is None


def test_a_source_that_sends_no_confirmation_gets_none_even_when_letters_are_wished_for() -> None:
    silent = small_catalogue().source("phone")
    silent.send_confirmation = False
    asked = Wish(2, "alice@example.se", {"name": "Alice", "email": "alice@example.se"}, silent)

    assert newcomer(plan(asked, None), letters=True, at=make.AT, by=IMPORT).letter is None


def test_a_no_to_what_can_rest_on_consent_is_a_withdrawn_consent() -> None:
    no = withdrawal(NEWS, FILE, "By telephone")

    assert (no.basis.key, no.status, no.comment, no.wording_version) == ("consent", "withdrawn", "By telephone", None)


def test_a_no_to_what_can_not_rest_on_consent_is_an_objection() -> None:
    no = withdrawal(SALES, FILE)

    assert (no.basis.key, no.status, no.source.key) == ("contract", "objected", "file")


@given(
    st.lists(st.sampled_from([NEWS, SALES]), unique=True, max_size=2), st.dictionaries(st.text(), st.text(), max_size=3)
)
def test_everything_that_is_stored_is_entered_too(noes: list[Any], further: dict[str, str]) -> None:
    one = made(withdrawn=noes, further=further)

    assert len(one.drafts) == 1 + len(further) + len(one.records)
    assert [record.purpose for record in one.records] == noes


@pytest.mark.parametrize("name", ["Łukasz", "李雷", "O'Brien", "x" * 200])
def test_a_name_is_stored_as_it_was_told(name: str) -> None:
    assert made(core={"name": name}).row["name"] == name


def test_nobody_to_register_asks_nothing_of_the_database() -> None:
    assert create([], at=make.AT, by=IMPORT) == Made(None, None, 0)
