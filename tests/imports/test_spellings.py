"""Countries, languages, sources and bases are known by key, by SuperOffice's key, and by name in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from portal.imports.spellings import basis_key, country_code, language_code, purpose_key, source_key
from portal.legal_bases.queries import Unknown, catalogue
from tests.databases import only_sqlite

Database = scoped_session[Session]


@pytest.mark.parametrize(
    ("text", "code"),
    [("Sverige", "SE"), ("SWEDEN", "SE"), (" norge ", "NO"), ("Tyskland", "DE"), ("SE", "SE"), ("Narnia", "Narnia")],
)
def test_a_country_is_known_by_its_name(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Svenska", "sv"),
        ("english", "en"),
        ("Engelska", "en"),
        ("sv-SE", "sv"),
        ("en_GB", "en"),
        ("SV", "sv"),
        ("Parseltongue", "parseltongue"),
    ],
)
def test_a_language_is_known_by_its_name_or_code_without_region(text: str, code: str) -> None:
    assert language_code(text) == code


@only_sqlite
def test_every_source_is_known_by_key_alias_and_names(session: Database) -> None:
    known = catalogue()

    for source in known.all_sources:
        spellings = [source.key, source.key.upper(), source.alias, source.name("sv"), source.name("en").upper()]
        assert {source_key(text, known) for text in spellings if text} == {source.key}


@only_sqlite
def test_every_basis_is_known_by_key_alias_and_names(session: Database) -> None:
    known = catalogue()

    for basis in known.all_bases:
        spellings = [basis.key, basis.alias, f" {basis.alias} ", basis.name("sv"), basis.name("en").lower()]
        assert {basis_key(text, known) for text in spellings if text} == {basis.key}


@only_sqlite
def test_every_purpose_is_known_by_key_alias_and_names(session: Database) -> None:
    known = catalogue()

    for purpose in known.all_purposes:
        spellings = [purpose.key, purpose.alias, purpose.name("sv"), purpose.name("en")]
        assert {purpose_key(text, known) for text in spellings if text} == {purpose.key}


@only_sqlite
@pytest.mark.parametrize("text", ["", "nothing", "61A", "WITHDRAWN"])
def test_a_purpose_that_there_is_not_is_unknown(session: Database, text: str) -> None:
    with pytest.raises(Unknown):
        purpose_key(text, catalogue())


@only_sqlite
def test_superoffice_s_keys_are_all_known(session: Database) -> None:
    known = catalogue()
    sources = ["USER", "EMAIL", "REQUEST", "CHAT", "WEBFORM", "CUSTOMERPORTAL", "IMPORT", "API", "UNKNOWN"]
    bases = ["61A", "61B", "61C", "61D", "61E", "61F"]

    assert [known.source(source_key(key, known)).key for key in sources] == [
        "user",
        "email",
        "incoming_request",
        "chat",
        "web_form",
        "customer_portal",
        "import",
        "api",
        "unknown",
    ]
    assert [known.basis(basis_key(key, known)).article for key in bases] == list("abcdef")
    assert [purpose_key(key, known) for key in ("STORE", "EMARKETING")] == ["sales_service", "e_marketing"]


@given(st.text(max_size=30))
def test_any_text_gives_a_code_or_stays(text: str) -> None:
    assert country_code(country_code(text)) == country_code(text)
    assert "-" not in language_code(text)
