"""What the confirmation tells of a person, their purposes and their rights, fact by fact (GDPR art. 13 and 14)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.legal_bases.models import Purpose, RecordedBasis
from portal.legal_bases.rules import IN_USE, NO, STATUSES, Status
from portal.mail.blocks import Value
from portal.mail.letters.confirmation import confirmation_values
from tests.mail.letters.knowing import (
    AT,
    BASES,
    LATE,
    both,
    headings,
    items,
    known,
    paragraphs,
    person,
    purpose,
    recorded,
    rows,
)

STORED = {
    "phone": ("telefonnummer", "phone number"),
    "company": ("företag", "company"),
    "title": ("titel", "title"),
    "address": ("postadress", "postal address"),
    "country": ("land", "country"),
}
"""What may be stored beside name, address and language, as it is called in Swedish and English."""


def told(placeholder: str, language: str = "en", **values: Any) -> Value:
    """Return what a placeholder stands for."""
    return confirmation_values(known(language, **values))[placeholder]


def about(one: Purpose, row: RecordedBasis, language: str = "en", **values: Any) -> dict[str, str]:
    """Return the rows about a purpose on that basis."""
    return dict(rows(told("purposes", language, purposes=[one], bases=[row], **values)))


@pytest.mark.parametrize(
    ("source", "language", "words"),
    [
        ("business_card", "sv", "Du har själv lämnat uppgifterna till oss."),
        ("business_card", "en", "You gave us the data yourself."),
        ("import", "sv", "Vi har inte fått uppgifterna från dig."),
        ("import", "en", "We did not get the data from you."),
        ("unknown", "sv", "Vi vet inte var uppgifterna kommer från."),
        ("unknown", "en", "We do not know where the data came from."),
    ],
)
def test_where_the_data_came_from_is_a_sentence(source: str, language: str, words: str) -> None:
    assert told("origin", language, about=person(source)) == words


@pytest.mark.parametrize("field", STORED)
def test_what_is_stored_is_told_by_its_kind_and_never_by_its_value(field: str) -> None:
    alice = person(**{field: "XQ"})

    swedish, english = (rows(told("stored", language, about=alice))[0][1] for language in ("sv", "en"))

    assert swedish == ", ".join(["namn", "e-postadress", *[STORED[field][0]], "språk"])
    assert english == ", ".join(["name", "e-mail address", *[STORED[field][1]], "language"])


def test_what_is_not_stored_is_not_told() -> None:
    [(_, stored), *_] = rows(told("stored", about=person(language="")))

    assert stored == "name, e-mail address"


def test_everything_stored_is_told_in_the_order_of_a_card() -> None:
    full = person(**dict.fromkeys(STORED, "x"))

    [(_, stored), *_] = rows(told("stored", about=full))

    assert stored == ("name, e-mail address, phone number, company, title, postal address, country, language")


def test_further_data_follows_by_its_categories() -> None:
    [(_, stored), *_] = rows(told("stored", further=["Health", "Shoe size"]))

    assert stored == "name, e-mail address, language, Health, Shoe size"


@pytest.mark.parametrize(("language", "source"), [("sv", "Källan import"), ("en", "Source import")])
def test_the_source_is_told_by_its_name_in_the_letters_language(language: str, source: str) -> None:
    assert rows(told("stored", language, about=person("import")))[1][1] == source


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        (AT, "Europe/Stockholm", "2 April 2026"),
        (LATE, "Europe/Stockholm", "3 April 2026"),
        (LATE, "UTC", "2 April 2026"),
    ],
)
def test_the_day_of_registration_is_that_of_the_organisations_clock(at: datetime, zone: str, day: str) -> None:
    assert rows(told("stored", about=person(registered_at=at), zone=zone))[2] == ("Registered", day)


@pytest.mark.parametrize("status", STATUSES)
def test_a_purpose_is_told_while_it_is_in_use_or_refused(status: Status) -> None:
    purposes = told("purposes", purposes=[purpose()], bases=[recorded(status=status)])

    assert headings(purposes) == (["Purpose service"] if status in IN_USE | NO else [])


@pytest.mark.parametrize("status", sorted(set(STATUSES) - IN_USE - NO))
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", "Inget syfte är registrerat än. Tills dess har vi bara uppgifterna sparade."),
        ("en", "No purpose is recorded yet. Until then we only keep the data."),
    ],
)
def test_when_all_is_over_that_is_said(status: Status, language: str, words: str) -> None:
    purposes = told("purposes", language, purposes=[purpose()], bases=[recorded(status=status)])

    assert paragraphs(purposes) == [words]


@given(order=st.permutations([1, 2, 3, 4]))
def test_purposes_stand_in_their_rank_however_they_were_recorded(order: list[int]) -> None:
    purposes = [purpose(number, f"p{number}") for number in (1, 2, 3, 4)]

    shown = told("purposes", purposes=purposes, bases=[recorded(number) for number in order])

    assert headings(shown) == ["Purpose p1", "Purpose p2", "Purpose p3", "Purpose p4"]


def test_a_purpose_out_of_use_is_told_as_long_as_a_basis_holds() -> None:
    old = purpose()
    old.active = False

    assert headings(told("purposes", purposes=[old], bases=[recorded()])) == ["Purpose service"]


@pytest.mark.parametrize(("language", "words"), [("sv", "Så här."), ("en", "Like this.")])
def test_a_purpose_is_described_when_there_is_a_description(language: str, words: str) -> None:
    described = purpose(texts={"description": both("Så här.", "Like this.")})

    assert paragraphs(told("purposes", language, purposes=[described], bases=[recorded()])) == [words]
    assert paragraphs(told("purposes", language, purposes=[purpose()], bases=[recorded()])) == []


@pytest.mark.parametrize("name", BASES)
def test_the_legal_basis_is_told_with_its_article(name: str) -> None:
    swedish = about(purpose(), recorded(name=name), "sv")["Rättslig grund"]
    english = about(purpose(), recorded(name=name))["Legal basis"]

    assert swedish == f"Grunden {name} (artikel 6.1 {BASES[name]} i GDPR)"
    assert english == f"Basis {name} (GDPR article 6(1)({BASES[name]}))"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("in_force", None),
        ("awaiting", "We are waiting for your answer and do nothing until then."),
        ("withdrawn", "You have said no. We do not use the data for this."),
        ("objected", "You have said no. We do not use the data for this."),
    ],
)
def test_whatever_is_not_simply_in_force_is_told_with_its_state(status: Status, words: str | None) -> None:
    assert about(purpose(), recorded(status=status)).get("Status") == words


@pytest.mark.parametrize("name", BASES)
def test_an_interest_is_told_of_where_the_data_rests_on_one_and_only_there(name: str) -> None:
    one = purpose(texts={"interest": both("Att hålla kontakt.", "To keep in touch.")})

    assert ("Our interest" in about(one, recorded(name=name))) == (BASES[name] == "f")


def test_what_nobody_has_worded_leaves_no_empty_row() -> None:
    assert list(about(purpose(), recorded(), about=person("import"))) == ["Legal basis"]


CRITERION = {"retention": both("Så länge det behövs.", "As long as needed.")}


@pytest.mark.parametrize(
    ("months", "texts", "kept"),
    [
        (None, {}, None),
        (None, CRITERION, "As long as needed."),
        (24, {}, "2 April 2028"),
        (24, CRITERION, "2 April 2028. As long as needed."),
    ],
)
def test_how_long_is_a_day_or_a_criterion_or_both(months: int | None, texts: dict[str, Any], kept: str | None) -> None:
    one = purpose(retention_months=months, texts=texts)

    assert about(one, recorded()).get("Kept until") == kept


def test_a_time_from_the_latest_contact_is_told_by_its_criterion_alone() -> None:
    one = purpose(retention_months=24, retention_event="last_contact", texts=CRITERION)

    assert about(one, recorded())["Kept until"] == "As long as needed."


def test_a_time_from_the_registration_does_not_depend_on_when_the_basis_was_recorded() -> None:
    one = purpose(retention_months=12, retention_event="registered")
    later = datetime(2027, 1, 1, tzinfo=UTC)

    assert about(one, recorded(since=later))["Kept until"] == "2 April 2027"


def test_a_time_from_the_basis_counts_from_when_it_was_last_recorded() -> None:
    one = purpose(retention_months=12)

    kept = about(one, recorded(changed=datetime(2027, 1, 15, 12, tzinfo=UTC)))["Kept until"]

    assert kept == "15 January 2028"


@pytest.mark.parametrize("event", ["recorded", "registered"])
@pytest.mark.parametrize(("zone", "day"), [("Europe/Stockholm", "3 April 2027"), ("UTC", "2 April 2027")])
def test_the_time_begins_on_the_day_of_the_organisations_clock(event: str, zone: str, day: str) -> None:
    one = purpose(retention_months=12, retention_event=event)
    alice = person(registered_at=LATE)

    assert about(one, recorded(since=LATE), about=alice, zone=zone)["Kept until"] == day


def test_a_time_that_ends_in_a_shorter_month_ends_on_its_last_day() -> None:
    one = purpose(retention_months=1)

    assert about(one, recorded(since=datetime(2026, 1, 31, 12, tzinfo=UTC)))["Kept until"] == "28 February 2026"


REFUSAL = {"refusal": both("Då blir det inget avtal.", "Then there is no contract.")}


@pytest.mark.parametrize(
    ("required", "texts", "words"),
    [
        (False, {}, "No, giving it is up to you."),
        (False, REFUSAL, "Then there is no contract."),
        (True, {}, "Yes, a law or a contract requires it."),
        (True, REFUSAL, "Yes, a law or a contract requires it. Then there is no contract."),
    ],
)
def test_whoever_gave_the_data_learns_whether_they_had_to(required: bool, texts: dict[str, Any], words: str) -> None:
    assert about(purpose(required=required, texts=texts), recorded())["Giving the data"] == words


@pytest.mark.parametrize("source", ["import", "unknown"])
def test_whoever_did_not_give_the_data_learns_its_categories_instead(source: str) -> None:
    one = purpose(required=True, texts=REFUSAL | {"categories": both("Namn och titel", "Name and title")})

    shown = about(one, recorded(), about=person(source))

    assert shown["Categories of data"] == "Name and title"
    assert "Giving the data" not in shown


@pytest.mark.parametrize("name", BASES)
@pytest.mark.parametrize("marketing", [True, False])
def test_objecting_is_offered_where_the_law_gives_the_right_and_marketing_is_told_of_once(
    name: str, marketing: bool
) -> None:
    one = purpose(direct_marketing=marketing)

    said = paragraphs(told("right_to_object", purposes=[one], bases=[recorded(name=name)]))

    assert said[0].startswith("You can say no to marketing at any time.")
    assert any("object at any time" in words for words in said) == (not marketing and BASES[name] in {"e", "f"})
    assert any("withdraw your consent" in words for words in said) == (BASES[name] == "a")


@pytest.mark.parametrize("status", [status for status in STATUSES if status not in IN_USE])
def test_no_right_is_told_of_what_is_no_longer_in_use(status: Status) -> None:
    rows_then = [recorded(1, "interests", status), recorded(2, "consent", status)]

    said = paragraphs(told("right_to_object", purposes=[purpose(1, "one"), purpose(2, "two")], bases=rows_then))

    assert len(said) == 1


def test_each_purpose_that_can_be_objected_to_is_named_and_withdrawing_is_told_once() -> None:
    purposes = [purpose(number, f"p{number}") for number in (1, 2, 3, 4)]
    bases = [recorded(1, "interests"), recorded(2, "public_task"), recorded(3, "consent"), recorded(4, "consent")]

    said = paragraphs(told("right_to_object", purposes=purposes, bases=bases))

    assert [name for name in ("p1", "p2", "p3", "p4") if any(f"Purpose {name}." in words for words in said)] == [
        "p1",
        "p2",
    ]
    assert sum("withdraw" in words for words in said) == 1


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_rights_are_six_and_the_last_names_the_authority(language: str) -> None:
    rights = items(told("rights", language, organisation={"authority_name": "Datatilsynet"}))

    assert len(set(rights)) == 6
    assert [right for right in rights if "Datatilsynet" in right] == rights[-1:]


def test_the_rights_do_not_depend_on_what_is_recorded() -> None:
    assert told("rights") == told("rights", purposes=[purpose()], bases=[recorded(name="consent")])


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "Ingen utanför Björkvik Handel AB."), ("en", "Nobody outside Björkvik Handel AB.")],
)
def test_when_nobody_gets_the_data_that_is_said(language: str, words: str) -> None:
    assert paragraphs(told("recipients", language, purposes=[purpose()], bases=[recorded()])) == [words]


def test_each_purpose_tells_who_gets_its_data() -> None:
    purposes = [
        purpose(1, "one", texts={"recipients": both("Tryckeriet", "The printer")}),
        purpose(2, "two", texts={"recipients": both("Banken", "The bank")}),
        purpose(3, "three"),
    ]

    shown = rows(told("recipients", purposes=purposes, bases=[recorded(number) for number in (3, 2, 1)]))

    assert shown == [("Purpose one", "The printer"), ("Purpose two", "The bank")]


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("transfers", ("Utanför EU/EES", "Outside the EU/EEA")),
        ("automated", ("Automatiserade beslut", "Automated decisions")),
    ],
)
def test_what_several_purposes_say_alike_is_said_once(field: str, terms: tuple[str, str]) -> None:
    same, other = {field: both("Nej", "None")}, {field: both("Till USA", "To the USA")}
    purposes = [purpose(1, "one", texts=same), purpose(2, "two", texts=other), purpose(3, "three", texts=same)]
    bases = [recorded(number) for number in (1, 2, 3)]

    shown = [rows(told("recipients", language, purposes=purposes, bases=bases)) for language in ("sv", "en")]

    assert shown == [[(terms[0], "Nej"), (terms[0], "Till USA")], [(terms[1], "None"), (terms[1], "To the USA")]]


def test_who_gets_the_data_of_a_purpose_that_is_over_is_not_told() -> None:
    one = purpose(texts={"recipients": both("Tryckeriet", "The printer")})

    assert rows(told("recipients", purposes=[one], bases=[recorded(status="ended")])) == []


FULL = {
    "number": "556677-8899",
    "postal_address": "Storgatan 1, 111 22 Björkvik",
    "contact_phone": "08-123 45 67",
    "officer_name": "Dag Ombud",
    "officer_email": "dag@bjorkvik.example",
}


def test_whoever_is_responsible_is_told_with_every_way_to_reach_them() -> None:
    assert rows(told("contact", organisation=FULL)) == [
        ("Responsible for the data", "Björkvik Handel AB, 556677-8899"),
        ("Postal address", "Storgatan 1, 111 22 Björkvik"),
        ("E-mail", "privacy@bjorkvik.example"),
        ("Phone", "08-123 45 67"),
        ("Data protection officer", "Dag Ombud, dag@bjorkvik.example"),
        ("Supervisory authority", "Integritetsskyddsmyndigheten (IMY), https://www.imy.se/"),
    ]


def test_the_terms_of_the_contact_are_swedish_in_a_swedish_letter() -> None:
    assert [term for term, _ in rows(told("contact", "sv", organisation=FULL))] == [
        "Personuppgiftsansvarig",
        "Postadress",
        "E-post",
        "Telefon",
        "Dataskyddsombud",
        "Tillsynsmyndighet",
    ]


@pytest.mark.parametrize(
    ("set_up", "officer"),
    [
        ({}, None),
        ({"officer_name": "Dag Ombud"}, "Dag Ombud"),
        ({"officer_email": "dag@bjorkvik.example"}, "dag@bjorkvik.example"),
    ],
)
def test_the_officer_is_told_as_far_as_there_is_one(set_up: dict[str, str], officer: str | None) -> None:
    assert dict(rows(told("contact", organisation=set_up))).get("Data protection officer") == officer


@given(left_out=st.sets(st.sampled_from([*FULL, "contact_email", "authority_name", "authority_url"])))
def test_the_contact_has_no_empty_row_and_no_stray_comma_whatever_is_not_set(left_out: set[str]) -> None:
    shown = rows(told("contact", organisation=FULL | dict.fromkeys(left_out, "")))

    assert all(term and text for term, text in shown)
    assert not any(text.startswith(",") or text.endswith((",", ", ")) for _, text in shown)


@given(words=st.text("%{}()s<>&åÖ 1", min_size=1, max_size=12))
def test_a_name_of_a_purpose_is_told_letter_for_letter(words: str) -> None:
    odd = purpose(texts={"name": both(words, words)})

    assert headings(told("purposes", purposes=[odd], bases=[recorded()])) == [words]
    assert f"for {words}." in paragraphs(told("right_to_object", purposes=[odd], bases=[recorded()]))[1]
