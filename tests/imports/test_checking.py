"""A row says what it says, and nothing is guessed into it."""

from collections.abc import Callable

import pytest
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from portal.imports.checking import Refused, Terms, Wish, wish
from portal.imports.mapping import Mapped, mapped
from portal.legal_bases.models import Source
from portal.legal_bases.queries import Catalogue, catalogue
from tests.databases import only_sqlite

Database = scoped_session[Session]


@pytest.fixture
def asked(session: Database) -> Callable[..., Wish]:
    """Return what reads a row: ``asked(email="alice@example.se", name="Alice")``."""
    known = catalogue()

    def read(*, pairs: tuple[tuple[str, str], ...] = (), comment: str = "", **cells: str) -> Wish:
        header = [name.replace("__", ":") for name in cells]
        columns = mapped(header, [(name, name) for name in header], known)
        return wish(2, list(cells.values()), Terms(known, columns, known.source("import"), pairs, comment))

    return read


@only_sqlite
def test_an_empty_cell_says_nothing(asked: Callable[..., Wish]) -> None:
    row = asked(email="alice@example.se", name="Alice", phone="", company=" ")

    assert row.core == {"email": "alice@example.se", "name": "Alice"}


@only_sqlite
def test_a_name_is_put_together_from_its_parts(asked: Callable[..., Wish]) -> None:
    assert asked(email="a@example.se", first_name="Alice", last_name="Alm").core["name"] == "Alice Alm"
    assert asked(email="a@example.se", first_name="", last_name="Alm").core["name"] == "Alm"
    assert asked(email="a@example.se", name="Alice", first_name="Eve", last_name="Ek").core["name"] == "Alice"


@only_sqlite
def test_an_address_is_put_together_from_its_parts(asked: Callable[..., Wish]) -> None:
    row = asked(email="a@example.se", street="Gata 1", postcode="123 45", city="Ort")

    assert row.core["address"] == "Gata 1\n123 45 Ort"


@only_sqlite
def test_the_bases_for_every_row_are_asked_for(asked: Callable[..., Wish]) -> None:
    row = asked(email="a@example.se", pairs=(("STORE", "61B"),), comment="Old register")

    [record] = row.records
    assert (record.purpose.key, record.basis.key, record.comment) == ("sales_service", "contract", "Old register")


@only_sqlite
def test_the_row_s_own_basis_goes_before_that_of_every_row(asked: Callable[..., Wish]) -> None:
    row = asked(email="a@example.se", basis__STORE="61F", pairs=(("sales_service", "61B"),))

    assert [record.basis.key for record in row.records] == ["legitimate_interests"]


@only_sqlite
def test_several_bases_stand_in_one_cell(asked: Callable[..., Wish]) -> None:
    row = asked(email="a@example.se", basis="STORE=61B; e_marketing = Samtycke")

    assert [(record.purpose.key, record.basis.key) for record in row.records] == [
        ("sales_service", "contract"),
        ("e_marketing", "consent"),
    ]


@only_sqlite
@pytest.mark.parametrize("cell", ["WITHDRAWN", "withdrawn", " Withdrawn "])
def test_withdrawn_is_a_no_and_never_a_basis(asked: Callable[..., Wish], cell: str) -> None:
    row = asked(email="a@example.se", basis__EMARKETING=cell)

    assert ([purpose.key for purpose in row.withdrawn], row.records) == (["e_marketing"], [])


@only_sqlite
def test_a_consent_is_to_the_wording_of_today_and_other_bases_to_none(asked: Callable[..., Wish]) -> None:
    row = asked(email="a@example.se", basis="STORE=61B,EMARKETING=61A")

    assert [record.wording_version for record in row.records] == [None, 1]


@only_sqlite
def test_further_data_is_told_by_label(asked: Callable[..., Wish]) -> None:
    row = asked(email="a@example.se", **{"field__Shoe size": "37", "field__Hat": ""})

    assert row.further == {"Shoe size": "37"}


@only_sqlite
@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"field__Hat": "x" * 2001}, "Hat is longer than 2000 characters"),
        ({"field__Hat": "a\0b"}, "Hat holds a character that can't be stored"),
        ({"comment": "a\x1bb"}, "comment holds a character that can't be stored"),
        ({"purpose": "STORE"}, "a legal basis needs its purpose, and a purpose its legal basis"),
        ({"purpose": "nothing", "basis": "61A"}, "there is no 'nothing'"),
        ({"basis": "STORE="}, "there is no ''"),
    ],
)
def test_a_fault_is_told_in_words(asked: Callable[..., Wish], cells: dict[str, str], reason: str) -> None:
    with pytest.raises(Refused) as told:
        asked(email="a@example.se", name="Alice", **cells)

    with force_locale("en"):
        assert str(told.value) == reason


KNOWN = Catalogue((), (), (), ())
COLUMNS = Mapped({0: "email", 1: "name", 2: "country", 3: "field:Hat"}, (), 4)


@given(cells=st.lists(st.text(max_size=40), max_size=6))
def test_whatever_a_row_holds_it_is_taken_or_refused(cells: list[str]) -> None:
    terms = Terms(KNOWN, COLUMNS, Source(id=1, key="import"))

    try:
        row = wish(2, cells, terms)
    except Refused:
        return

    assert row.email_key
    assert len(cells) <= COLUMNS.width or not any(cell.strip() for cell in cells[COLUMNS.width :])
