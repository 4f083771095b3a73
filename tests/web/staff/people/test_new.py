"""The page on which staff register a person."""

from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.extensions import db
from portal.people.kept_stops import MARKETING, Stop, keep_stops
from tests.databases import only_sqlite
from tests.make import AT
from tests.web.staff.people.working import at_work, basis_of, events_of, everybody, letters_to, registered, submit

NEW = "/staff/people/new"
ALICE = {"name": "Alice Alm", "email": "alice@example.se", "source": "business_card"}


def test_a_person_is_registered_with_source_and_basis(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    answer = submit(client, NEW, **ALICE, basis_e_marketing="consent", evidence_e_marketing="Form 12")

    with app.app_context():
        [alice] = everybody()
        basis = basis_of(alice.id, "e_marketing")
        assert answer.status_code == 303
        assert answer.location == f"/staff/people/{alice.id}"
        assert basis
        assert (basis.status, basis.evidence, basis.wording_version) == ("in_force", "Form 12", 1)
        assert basis.changed_by == "staff:bob@example.se"


def test_no_purpose_has_a_basis_that_nobody_chose(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    submit(client, NEW, **ALICE)

    with app.app_context():
        [alice] = everybody()
        assert events_of(alice.id) == ["person.registered"]


def test_the_form_offers_no_basis_before_one_is_chosen(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    page = client.get(NEW)

    assert page.text.count('<option selected value="">None: not used for this</option>') == 2


def test_the_confirmation_goes_out_when_it_is_wanted(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    submit(client, NEW, **ALICE, letter="y")

    with app.app_context():
        assert letters_to(everybody()[0].id) == ["confirmation"]


def test_no_letter_goes_out_when_the_box_is_cleared(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    submit(client, NEW, **ALICE)

    with app.app_context():
        assert letters_to(everybody()[0].id) == []


def test_further_data_is_stored_with_its_label(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    submit(client, NEW, **ALICE, label_2="Shoe size", category_2="Sizes", value_2="42")

    with app.app_context():
        [alice] = everybody()
    card = client.get(f"/staff/people/{alice.id}")
    assert "Shoe size" in card.text
    assert "42" in card.text


def test_a_likely_duplicate_is_shown_before_anything_is_saved(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    registered(app, phone="+46 70 123 45 67")

    answer = submit(client, NEW, name="A. Alm", email="ALICE@example.se", source="phone")

    with app.app_context():
        assert len(everybody()) == 1
    assert "Is it one of these?" in answer.text
    assert "+46 70 123 45 67" in answer.text
    assert 'value="A. Alm"' in answer.text


def test_register_anyway_registers_the_likely_duplicate(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    registered(app)

    submit(client, NEW, **ALICE, anyway="1")

    with app.app_context():
        assert len(everybody()) == 2


def test_somebody_whose_name_only_begins_alike_is_no_duplicate(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    registered(app, name="Alice Almquist", email="other@example.se")

    answer = submit(client, NEW, **ALICE)

    assert answer.status_code == 303


def test_the_same_form_sent_twice_registers_once(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)
    fields = {**ALICE, "token": "the-same-form", "anyway": "1"}
    first = submit(client, NEW, **fields)

    second = submit(client, NEW, **fields)

    with app.app_context():
        assert len(everybody()) == 1
    assert second.location == first.location


@pytest.mark.parametrize(
    "name", ["Å", "X" * 200, "محمد الأحمد", "王小明", "Zoë 🩷👩‍👩‍👧", "O'Brien <b>& Co</b>", '"Quote" \\ slash', "𓀀𓂀"]
)
def test_a_name_in_any_script_is_stored_as_it_was_typed(app: Flask, client: FlaskClient, name: str) -> None:
    at_work(app, client)

    answer = submit(client, NEW, name=name, source="phone")

    with app.app_context():
        assert [person.name for person in everybody()] == [name]
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Enter the person's name."),
        ({"name": " \t "}, "Enter the person's name."),
        ({"name": "X" * 201}, "Name: write at most 200 characters. This is 201."),
        ({"name": "Al\x07ice"}, "invisible character that can't be stored (U+0007)"),
        ({"name": "Ali\x00ce"}, "(U+0000)"),
        ({"name": "Alice\u202ecilA"}, "(U+202E)"),
        ({"name": "Ali\nce"}, "(U+000A)"),
        ({"email": "alice"}, "Enter an e-mail address like name@example.se."),
        ({"email": "alice@example.se\r\nBcc: x@example.se"}, "invisible character"),
        ({"email": "a@b@example.se"}, "Enter an e-mail address like name@example.se."),
        ({"source": ""}, "Choose where the data comes from."),
        ({"source": "gossip"}, "Choose where the data comes from."),
        ({"basis_e_marketing": "vital_interests"}, "Choose one of the legal bases that the purpose may rest on."),
        ({"country": "XX"}, "Choose a country from the list."),
        ({"language": "tlh"}, "Choose a language from the list."),
        ({"comment_e_marketing": "x" * 2001}, "Comment: write at most 2000 characters."),
        ({"label_1": "Shoe size"}, "Enter a value, or leave the row empty."),
        ({"value_1": "42"}, "Say what the value is."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    app: Flask, client: FlaskClient, fields: dict[str, str], words: str
) -> None:
    at_work(app, client)

    answer = submit(client, NEW, **{**ALICE, "company": "Björkvik", **fields})

    with app.app_context():
        assert everybody() == []
    assert answer.status_code == 422
    assert unescape(answer.text).count(words) == 2, "in the summary and at the field"
    assert "<title>Error: " in answer.text
    assert 'value="Björkvik"' in answer.text


def test_an_unknown_purpose_in_the_form_is_not_recorded(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    submit(client, NEW, **ALICE, basis_world_domination="consent")

    with app.app_context():
        assert events_of(everybody()[0].id) == ["person.registered"]


def test_an_address_with_an_idn_domain_is_stored(app: Flask, client: FlaskClient) -> None:
    at_work(app, client)

    submit(client, NEW, name="Alice", email="alice@exämple.se", source="email", letter="y")

    with app.app_context():
        [alice] = everybody()
        assert alice.email == "alice@exämple.se"
        assert alice.email_key == "alice@xn--exmple-cua.se"


def test_the_page_speaks_swedish(app: Flask, client: FlaskClient) -> None:
    at_work(app, client, language="sv")

    answer = submit(client, NEW, name="", source="")

    assert "<title>Fel: Registrera en person" in answer.text
    assert "Ange personens namn." in answer.text
    assert "Välj varifrån uppgifterna kommer." in answer.text


@only_sqlite
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "said no before they were erased: E-marketing."),
        ("sv", "sa nej innan uppgifterna raderades: E-marknadsföring."),
    ],
)
def test_a_no_kept_of_somebody_erased_with_the_address_is_told_and_kept(
    app: Flask, client: FlaskClient, language: str, said: str
) -> None:
    at_work(app, client, language=language)
    with app.app_context():
        keep_stops([Stop("alice@example.se", MARKETING, "objected")], at=AT)
        db.session.commit()
    chosen = {"basis_e_marketing": "consent", "evidence_e_marketing": "Form 12", "basis_sales_service": "contract"}

    answer = submit(client, NEW, **ALICE, **chosen, letter="y")

    card = client.get(answer.location).text
    with app.app_context():
        [alice] = everybody()
        service = basis_of(alice.id, "sales_service")
        assert basis_of(alice.id, "e_marketing") is None
        assert service
        assert service.status == "in_force"
        assert letters_to(alice.id) == ["confirmation"]
    assert said in unescape(card)
