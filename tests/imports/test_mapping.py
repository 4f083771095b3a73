"""Columns are known by their names in Swedish, English and the usual registers."""

import pytest
from sqlalchemy.orm import Session, scoped_session

from portal.imports.mapping import BadMapping, is_field, mapped
from portal.legal_bases.queries import catalogue
from tests.databases import only_sqlite

Database = scoped_session[Session]


@only_sqlite
@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Name", "name"),
        ("Fullständigt namn", ""),
        ("Förnamn", "first_name"),
        ("First Name", "first_name"),
        ("LAST_NAME", "last_name"),
        ("Efternamn", "last_name"),
        ("Telefon", "phone"),
        ("Företag", "company"),
        ("Befattning", "title"),
        ("Postnummer", "postcode"),
        ("Ort", "city"),
        ("Land", "country"),
        ("Språk", "language"),
        ("Källa", "source"),
        ("Rättslig grund", "basis"),
        ("Legal basis", "basis"),
        ("EMARKETING", "basis:e_marketing"),
        ("E-marknadsföring", "basis:e_marketing"),
        ("Sales and service", "basis:sales_service"),
        ("STORE", "basis:sales_service"),
        ("Skostorlek", ""),
        ("", ""),
    ],
)
def test_a_column_is_known_by_its_name(session: Database, header: str, field: str) -> None:
    columns = mapped(["E-post", header], [], catalogue())

    assert columns.fields.get(1, "") == field


@only_sqlite
@pytest.mark.parametrize("header", ["email", "E-mail", "E-post", "e-postadress", "Email Address", "Mejl"])
def test_an_address_column_is_known_by_many_names(session: Database, header: str) -> None:
    assert mapped([header], [], catalogue()).fields == {0: "email"}


@only_sqlite
def test_of_two_columns_alike_the_first_is_used_and_the_other_told(session: Database) -> None:
    columns = mapped(["email", "Telefon", "Mobil"], [], catalogue())

    assert (columns.fields[1], columns.left_out) == ("phone", ("Mobil",))


@only_sqlite
def test_what_is_told_goes_before_what_is_guessed(session: Database) -> None:
    columns = mapped(["email", "name", "Kund"], [("kund", "name"), ("NAME", "field:Alias")], catalogue())

    assert columns.fields == {0: "email", 1: "field:Alias", 2: "name"}


@only_sqlite
def test_a_column_can_be_left_out(session: Database) -> None:
    columns = mapped(["email", "name", "phone"], [("phone", "-"), ("name", "-")], catalogue())

    assert (columns.fields, columns.left_out) == ({0: "email"}, ("name", "phone"))


@only_sqlite
@pytest.mark.parametrize(
    ("header", "wished"),
    [
        (["name"], []),
        (["email"], [("email", "name")]),
        (["email"], [("phone", "phone")]),
        (["a", "b"], [("a", "email"), ("b", "email")]),
    ],
)
def test_columns_that_can_not_be_used_so_are_refused(
    session: Database, header: list[str], wished: list[tuple[str, str]]
) -> None:
    with pytest.raises(BadMapping):
        mapped(header, wished, catalogue())


@pytest.mark.parametrize("text", ["name", "email", "first_name", "field:Shoe size", "basis:STORE", "-", "comment"])
def test_these_are_fields(text: str) -> None:
    assert is_field(text)


@pytest.mark.parametrize("text", ["", "shoe", "field:", "basis:", "field", "Name"])
def test_these_are_not(text: str) -> None:
    assert not is_field(text)
