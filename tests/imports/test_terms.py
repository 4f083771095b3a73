"""An import's settings are kept as JSON, and hold only as long as the lists have what they name."""

import json

import pytest

from portal.imports.checking import Refused, Terms, Wish, wish
from portal.imports.mapping import Mapped, mapped
from portal.imports.terms import kept_settings, terms_of
from portal.jobs.kinds import CannotGoOn
from tests.imports.catalogues import small_catalogue

HEADER = ("E-post", "Namn", "Nyheter", "Källa", "Skor")
KNOWN = small_catalogue()


def columns(*wished: tuple[str, str]) -> Mapped:
    """Return the columns of the header."""
    return mapped(HEADER, wished, KNOWN)


def terms(**more: object) -> Terms:
    """Return the terms of settings that were kept and found again."""
    kept = kept_settings(columns(("Skor", "field:Skor")), **({"source": "file"} | more))  # type: ignore[arg-type]
    return terms_of(json.loads(json.dumps(kept)), KNOWN)


def asked(*cells: str, **more: object) -> Wish:
    """Return what a row of those cells asks for: e-mail, name, basis for news, source, shoes."""
    return wish(2, cells, terms(**more))


def refused(*cells: str, **more: object) -> tuple[str, dict[str, object]]:
    """Return why a row of those cells is refused."""
    with pytest.raises(Refused) as told:
        asked(*cells, **more)
    return told.value.reason.code, told.value.reason.values


def test_settings_are_the_same_after_having_been_kept() -> None:
    found = terms(pairs=[("news", "consent")], comment="Fair 2026")

    assert found.mapped.fields == {0: "email", 1: "name", 2: "basis:news", 3: "source", 4: "field:Skor"}
    assert (found.mapped.width, found.source.key, found.comment) == (5, "file", "Fair 2026")
    assert list(found.pairs) == [("news", "consent")]


def test_letters_are_sent_unless_told_otherwise() -> None:
    assert kept_settings(columns(), source="file")["letters"] is True
    assert kept_settings(columns(), source="file", letters=False)["letters"] is False


@pytest.mark.parametrize(
    "more",
    [
        {"source": "nothing"},
        {"source": "fax"},
        {"pairs": [("nothing", "consent")]},
        {"pairs": [("lottery", "consent")]},
        {"pairs": [("news", "nothing")]},
        {"pairs": [("sales", "vital")]},
        {"pairs": [("sales", "consent")]},
        {"pairs": [("news", "consent"), ("news", "vital")]},
    ],
)
def test_settings_that_name_what_is_not_there_or_not_in_use_can_not_go_on(more: dict[str, object]) -> None:
    with pytest.raises(CannotGoOn):
        terms(**more)


@pytest.mark.parametrize("basis", ["withdrawn", "WITHDRAWN"])
def test_a_no_for_every_row_needs_no_basis(basis: str) -> None:
    row = asked("a@example.se", "Alice", pairs=[("news", basis)])

    assert ([purpose.key for purpose in row.withdrawn], row.records) == (["news"], [])


def test_a_row_says_no_where_the_settings_say_yes() -> None:
    row = asked("a@example.se", "Alice", "Withdrawn", pairs=[("news", "consent")])

    assert ([purpose.key for purpose in row.withdrawn], row.records) == (["news"], [])


def test_an_empty_cell_leaves_what_holds_for_every_row() -> None:
    row = asked("a@example.se", "Alice", " ", pairs=[("news", "consent")])

    assert [(one.purpose.key, one.basis.key, one.source.key) for one in row.records] == [("news", "consent", "file")]


def test_the_row_s_own_source_is_that_of_its_bases_too() -> None:
    row = asked("a@example.se", "Alice", "Samtycke", "telefon")

    assert row.source.key == "phone"
    assert [one.source.key for one in row.records] == ["phone"]


def test_rows_of_several_sources_do_not_mix() -> None:
    used = terms()

    rows = [
        wish(number, ("a@example.se", "A", "61A", cell), used) for number, cell in enumerate(["CALL", "", "CALL"], 2)
    ]

    assert [row.records[0].source.key for row in rows] == ["phone", "file", "phone"]


def test_a_comment_stands_with_every_basis_of_its_own_import_alone() -> None:
    with_comment = asked("a@example.se", "A", "61A", comment="Fair")
    without = asked("a@example.se", "A", "61A")

    assert [one.comment for one in (*with_comment.records, *without.records)] == ["Fair", ""]


def test_a_consent_is_to_the_latest_wording() -> None:
    assert [one.wording_version for one in asked("a@example.se", "A", "consent").records] == [3]
    assert [one.wording_version for one in asked("a@example.se", "A", "contract").records] == [None]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("",), ("missing", {"field": "email"})),
        (("alice",), ("not_an_address", {"field": "email"})),
        (("a@example.se", "A", "61A", "", "37", "one more"), ("more_cells", {})),
        (("a@example.se", "A", "61Z"), ("unknown", {"key": "61Z"})),
        (("a@example.se", "A", "Vital interests"), ("unknown", {"key": "vital"})),
        (("a@example.se", "A", "", "Fax"), ("unknown", {"key": "fax"})),
        (("a@example.se", "A", "", "x" * 300), ("unknown", {"key": "x" * 100})),
        (("a@example.se", "A\x07"), ("unwritable", {"field": "name"})),
        (("a@example.se", "A", "", "", "s" * 2001), ("too_long", {"field": "Skor", "most": 2000})),
    ],
)
def test_a_row_that_asks_for_what_can_not_be_is_refused_with_its_reason(
    cells: tuple[str, ...], reason: tuple[str, dict[str, object]]
) -> None:
    assert refused(*cells) == reason


def test_a_basis_that_the_purpose_may_not_rest_on_is_told_with_both() -> None:
    known = mapped(("email", "STORE"), [], KNOWN)
    used = terms_of(kept_settings(known, source="file"), KNOWN)

    with pytest.raises(Refused) as told:
        wish(2, ("a@example.se", "Consent"), used)

    assert told.value.reason == ("not_allowed", {"pair": "sales=consent"})


def test_empty_cells_beyond_the_header_do_no_harm() -> None:
    assert asked("a@example.se", "Alice", "", "", "", "", " ").core == {"email": "a@example.se", "name": "Alice"}


def test_a_row_may_end_before_the_header_does() -> None:
    row = asked("a@example.se")

    assert (row.core, row.records, row.further) == ({"email": "a@example.se"}, [], {})


def test_a_purpose_out_of_use_is_not_guessed_from_a_column() -> None:
    found = mapped(("email", "Lotteri", "Lottery", "lottery", "Newsletter"), [], KNOWN)

    assert found.fields == {0: "email", 4: "basis:news"}
    assert found.left_out == ("Lotteri", "Lottery", "lottery")


def test_a_column_that_was_told_to_be_left_out_is_not_guessed() -> None:
    found = columns(("Namn", "-"), ("källa", "-"))

    assert found.fields == {0: "email", 2: "basis:news"}
    assert found.left_out == ("Namn", "Källa", "Skor")


def test_a_column_told_to_be_a_field_leaves_the_guessed_one_out() -> None:
    assert columns(("Skor", "name")).fields == {0: "email", 2: "basis:news", 3: "source", 4: "name"}
