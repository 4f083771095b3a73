"""People from files: registered, updated, left alone or refused, and never over a no."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db
from portal.imports.models import Import
from portal.jobs.running import Runner
from portal.ledger.models import LedgerEntry
from portal.ledger.queries import entries_of, head, verify
from portal.ledger.replay import replay
from portal.legal_bases.choices import give_consent, stop_all_marketing, stop_purpose
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.mail.models import Letter
from portal.people.duplicates import alike
from portal.people.models import Person
from portal.people.queries import data_fields, people_at
from tests import make
from tests.databases import only_sqlite
from tests.imports.csv_files import NAUGHTY, Importing
from tests.imports.workbooks import texts, workbook
from tests.legal_bases.catalogued import add

Database = scoped_session[Session]
TWO = "name,email\nAlice Alm,alice@example.se\nDan Dal,dan@example.se\n"
MARKETING = ("--basis", "e_marketing=consent")


def only(address: str) -> Person:
    """Return the one person at the address."""
    [person] = people_at(address)
    return person


def bases_of(person: Person) -> dict[str, tuple[str, str]]:
    """Return basis and status by purpose."""
    known = catalogue()
    return {
        known.purpose_of[row.purpose_id].key: (known.basis_of[row.legal_basis_id].key, row.status)
        for row in recorded_bases(person.id)
    }


def test_newcomers_are_registered(app: Flask, imported: Importing) -> None:
    summary = imported(TWO)

    assert summary == {
        "rows": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "refused": [],
        "kept_no": [],
        "import_id": 1,
    }
    with app.app_context():
        alice = only("alice@example.se")
        assert (alice.name, alice.registered_by) == ("Alice Alm", "import:1")
        assert alice.search_text == "alice alm example se"


def test_the_same_file_again_changes_nothing(app: Flask, imported: Importing) -> None:
    content = "name,email,STORE,comment,shoes\nAlice Alm,alice@example.se,61B,Order 7,37\n"
    imported(content, "--map", "shoes=field:Shoe size", *MARKETING)
    with app.app_context():
        before = head()

    again = imported(content, "--map", "shoes=field:Shoe size", *MARKETING)

    assert (again["unchanged"], again["updated"], again["created"]) == (1, 0, 0)
    with app.app_context():
        assert head() == before


def test_what_is_stored_equals_a_replay_and_the_ledger_holds(app: Flask, imported: Importing) -> None:
    imported("name,email,language,STORE,EMARKETING\nAlice,alice@example.se,sv,61B,WITHDRAWN\n")
    imported("name,email,language,STORE,EMARKETING\nAlice,alice@example.se,en,61F,61A\n")

    with app.app_context():
        alice = only("alice@example.se")
        state = replay(entries_of(alice.ref))
        held = {key: (basis.basis, basis.status) for key, basis in state.bases.items()}
        assert (
            held
            == bases_of(alice)
            == {
                "sales_service": ("legitimate_interests", "in_force"),
                "e_marketing": ("consent", "withdrawn"),
            }
        )
        assert (state.language, state.choices_seq) == (alice.language, alice.choices_seq)
        assert verify() is None


def test_differing_data_is_updated_and_an_empty_cell_says_nothing(app: Flask, imported: Importing) -> None:
    imported("name,email,phone,company\nAlice,alice@example.se,070-1,A AB\n")

    summary = imported("name,email,phone,company\nAlice Alm,ALICE@example.se,,B AB\n")

    assert summary["updated"] == 1
    with app.app_context():
        alice = only("alice@example.se")
        assert (alice.name, alice.email, alice.phone, alice.company) == (
            "Alice Alm",
            "alice@example.se",
            "070-1",
            "B AB",
        )


def test_the_import_is_the_actor_and_its_counts_are_kept(app: Flask, imported: Importing) -> None:
    summary = imported(TWO + "x,not-an-address\n", *MARKETING)

    with app.app_context():
        job = db.session.get(Import, summary["import_id"])
        assert job
        assert (job.file_name, job.rows, job.created, job.refused) == ("people.csv", 3, 2, 1)
        entries = entries_of(only("dan@example.se").ref)
        assert {(entry.actor, entry.channel) for entry in entries} == {(f"import:{job.id}", "import")}


def test_a_stop_of_all_marketing_is_kept_and_told(session: Database, imported: Importing) -> None:
    alice = make.person(bases={"e_marketing": "consent", "sales_service": "contract"})
    stop_all_marketing(alice, catalogue(), at=make.AT)
    session.commit()

    summary = imported("name,email,company\nAlice Alm,alice@example.se,New AB\n", *MARKETING)

    assert summary["kept_no"] == [{"row": 2, "purpose": "e_marketing"}]
    assert summary["updated"] == 1
    session.expire_all()
    assert bases_of(alice)["e_marketing"] == ("consent", "withdrawn")
    assert alice.company == "New AB"


@pytest.mark.parametrize("basis", ["consent", "contract", "legitimate_interests"])
def test_no_basis_in_a_file_goes_over_a_no(session: Database, imported: Importing, basis: str) -> None:
    alice = make.person(bases={"e_marketing": "consent"})
    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=make.AT)
    session.commit()

    summary = imported("name,email\nAlice Alm,alice@example.se\n", "--basis", f"e_marketing={basis}")

    assert (summary["unchanged"], summary["kept_no"]) == (1, [{"row": 2, "purpose": "e_marketing"}])
    session.expire_all()
    assert bases_of(alice)["e_marketing"] == ("consent", "withdrawn")


def test_a_file_can_bring_a_no(session: Database, imported: Importing) -> None:
    alice = make.person(bases={"e_marketing": "legitimate_interests"})

    summary = imported("email,name,EMARKETING\nalice@example.se,,WITHDRAWN\nnew@example.se,New,withdrawn\n")

    assert (summary["updated"], summary["created"]) == (1, 1)
    session.expire_all()
    assert bases_of(alice)["e_marketing"][1] == "objected"
    assert bases_of(only("new@example.se"))["e_marketing"] == ("consent", "withdrawn")


def test_a_person_s_own_consent_is_not_reworded_by_an_import(session: Database, imported: Importing) -> None:
    alice = make.person()
    give_consent(alice, catalogue().purpose("e_marketing"), catalogue(), wording_version=1, at=make.AT)
    session.commit()

    summary = imported("name,email\nAlice Alm,alice@example.se\n", *MARKETING)

    assert summary["unchanged"] == 1
    session.expire_all()
    assert recorded_bases(alice.id)[0].changed_by == "person"


def test_an_address_that_several_share_is_refused(session: Database, imported: Importing) -> None:
    make.person()
    make.person(name="Alan Alm")

    summary = imported(TWO)

    assert summary["refused"] == [{"row": 2, "reason": "several people share the address"}]
    assert summary["created"] == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Alice,alice", "email is not an e-mail address"),
        ("Alice,", "email is missing"),
        (",alice@example.se", "name is missing"),
        ("Al\0ice,alice@example.se", "name holds a character that can't be stored"),
        ("Al\x1bice,alice@example.se", "name holds a character that can't be stored"),
        (f"{'x' * 201},alice@example.se", "name is longer than 200 characters"),
        (f"{'x' * 1_000_000},alice@example.se", "name is longer than 200 characters"),
        ("Alice,alice@example.se,extra", "the row has more cells than the header"),
        ('Alice,"alice@example.se\nBcc: eve@example.se"', "email holds a character that can't be stored"),
    ],
)
def test_a_faulty_row_is_refused_with_its_number_and_the_others_go_in(
    app: Flask, imported: Importing, row: str, reason: str
) -> None:
    summary = imported(f"name,email\n{row}\nDan Dal,dan@example.se\n")

    assert summary["refused"] == [{"row": 2, "reason": reason}]
    assert summary["created"] == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_rows_are_numbered_as_a_spreadsheet_does(imported: Importing) -> None:
    summary = imported('name,email\n"Alice\nAlm",x\n\n,\nDan Dal,dan\nEve,eve@example.se\n')

    assert [line["row"] for line in summary["refused"]] == [2, 5]
    assert summary["created"] == 1


def test_a_short_row_lacks_its_last_cells(app: Flask, imported: Importing) -> None:
    summary = imported("email,name,phone\nalice@example.se,Alice\n")

    assert summary["created"] == 1


def test_somebody_twice_in_a_file_is_one_person(app: Flask, imported: Importing) -> None:
    summary = imported(
        "name,email,phone\nAlice,alice@example.se,1\nAlice,ALICE@EXAMPLE.SE,2\nAlice,alice@example.se,2\n"
    )

    assert (summary["created"], summary["updated"], summary["unchanged"]) == (1, 1, 1)
    with app.app_context():
        assert only("alice@example.se").phone == "2"


def test_a_dry_run_tells_the_same_and_does_nothing(app: Flask, imported: Importing) -> None:
    content = "name,email,phone\nA,alice@example.se,1\nA,alice@example.se,2\nA,alice@example.se,2\nx,y,\n"

    rehearsed = imported(content, "--dry-run", *MARKETING)

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person)) == 0
        assert db.session.scalar(select(func.count()).select_from(Import)) == 0
    assert imported(content, *MARKETING) == rehearsed | {"import_id": 1}
    assert rehearsed["import_id"] is None


def test_newcomers_are_sent_a_confirmation_once_everything_is_in(app: Flask, imported: Importing) -> None:
    imported(TWO)
    imported(TWO)

    with app.app_context():
        letters = db.session.execute(select(Letter.kind, Letter.state, Letter.recipient).order_by(Letter.id)).all()
        assert [tuple(row) for row in letters] == [
            ("confirmation", "due", "alice@example.se"),
            ("confirmation", "due", "dan@example.se"),
        ]


def test_without_letters_none_is_queued(app: Flask, imported: Importing) -> None:
    imported(TWO, "--no-letters")

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Letter)) == 0


def test_a_row_says_its_own_source_basis_and_comment(app: Flask, imported: Importing) -> None:
    imported(
        "Namn;E-post;Källa;Syfte;Rättslig grund;Kommentar\n"
        "Alice;alice@example.se;Visitkort;STORE;Avtal;Mässan\n"
        "Dan;dan@example.se;;e_marketing;61A;\n",
        "--comment",
        "From the old register",
    )

    with app.app_context():
        alice, dan = only("alice@example.se"), only("dan@example.se")
        known = catalogue()
        assert [known.source_of[person.source_id].key for person in (alice, dan)] == ["business_card", "import"]
        assert (bases_of(alice), bases_of(dan)) == (
            {"sales_service": ("contract", "in_force")},
            {"e_marketing": ("consent", "in_force")},
        )
        assert [recorded_bases(person.id)[0].comment for person in (alice, dan)] == ["Mässan", "From the old register"]


@pytest.mark.parametrize(
    ("header", "cell", "reason"),
    [
        ("source", "carrier pigeon", "there is no 'carrier pigeon'"),
        ("EMARKETING", "61Z", "there is no '61Z'"),
        ("EMARKETING", "61D", "the purpose can't rest on that legal basis: e_marketing=vital_interests"),
        ("basis", "consent", "a legal basis needs its purpose, and a purpose its legal basis"),
        ("basis", "nothing=consent", "there is no 'nothing'"),
        ("country", "Narnia", "country is not a country code of two letters (ISO 3166-1)"),
        ("language", "Parseltongue", "language is not a language code (ISO 639-1)"),
    ],
)
def test_what_there_is_not_is_refused(imported: Importing, header: str, cell: str, reason: str) -> None:
    summary = imported(f"name,email,{header}\nAlice,alice@example.se,{cell}\n")

    assert summary["refused"] == [{"row": 2, "reason": reason}]


def test_countries_and_languages_are_known_by_their_names(app: Flask, imported: Importing) -> None:
    imported("Förnamn,Efternamn,E-post,Land,Språk\nAlice,Alm,alice@example.se,Sverige,English\n")

    with app.app_context():
        alice = only("alice@example.se")
        assert (alice.name, alice.country, alice.language) == ("Alice Alm", "SE", "en")


def test_further_data_is_kept_under_its_label_and_replaced(app: Flask, imported: Importing) -> None:
    imported("name,email,x\nAlice,alice@example.se,37\n", "--map", "x=field:Skostorlek")
    imported("name,email,x\nAlice,alice@example.se,38\n", "--map", "x=field:Skostorlek")

    with app.app_context():
        items = data_fields(only("alice@example.se").id)
        assert [(item.label, item.value, item.recorded_by) for item in items] == [("Skostorlek", "38", "import:2")]


@only_sqlite
def test_further_data_under_the_name_of_a_kind_is_of_that_kind(app: Flask, imported: Importing) -> None:
    with app.app_context():
        kind_id = add("data fields").id
        db.session.commit()

    for club in ("Chess", "Football"):
        imported(f"name,email,x\nAlice,alice@example.se,{club}\n", "--map", "x=field:Club")

        with app.app_context():
            assert [(item.kind_id, item.value) for item in data_fields(only("alice@example.se").id)] == [
                (kind_id, club)
            ]


def test_columns_that_are_not_used_are_told(imported: Importing) -> None:
    done = imported.invoke("name,email,Skostorlek\nAlice,alice@example.se,37\n")

    assert done.stderr == "Not imported: column 'Skostorlek'\n"
    assert json.loads(done.stdout)["created"] == 1


def test_texts_that_hurt_other_programs_come_through_unchanged(app: Flask, imported: Importing) -> None:
    rows = "".join(
        '"{}",p{}@example.se\n'.format(text.replace('"', '""'), number) for number, text in enumerate(NAUGHTY)
    )

    summary = imported("name,email\n" + rows)

    assert summary["created"] == len(NAUGHTY)
    with app.app_context():
        names = db.session.scalars(select(Person.name).order_by(Person.id)).all()
        assert names == list(NAUGHTY)


def test_many_rows_go_in_by_chunks_with_one_chain(app: Flask, imported: Importing) -> None:
    rows = "".join(f"Person {number},p{number}@example.se\n" for number in range(2500))

    summary = imported("name,email\n" + rows, "--no-letters", *MARKETING)

    assert summary["created"] == 2500
    with app.app_context():
        registered = select(func.count()).where(LedgerEntry.event == "person.registered")
        assert db.session.scalar(registered) == 2500
        assert verify() is None


def test_an_old_no_outlives_a_later_import_of_the_whole_file(session: Database, imported: Importing) -> None:
    imported(TWO, *MARKETING)
    alice = only("alice@example.se")
    stop_purpose(alice, catalogue().purpose("e_marketing"), catalogue(), at=make.AT + timedelta(days=400))
    session.commit()

    again = imported(TWO, *MARKETING)

    assert (again["unchanged"], again["kept_no"]) == (2, [{"row": 2, "purpose": "e_marketing"}])


def test_a_workbook_is_imported_as_a_text_is(app: Flask, imported: Importing, tmp_path: Path) -> None:
    rows = texts(["Namn", "E-post", "EMARKETING"], ["Åsa Öberg", "asa@example.se", "61A"], ["Fel", "fel", ""])
    file = workbook(tmp_path / "people.xlsx", rows)

    done = imported.runner.invoke(args=["people", "import", str(file), "--source", "import"])

    summary = json.loads(done.stdout)
    assert (summary["rows"], summary["created"]) == (2, 1)
    assert summary["refused"] == [{"row": 3, "reason": "email is not an e-mail address"}]
    with app.app_context():
        assert bases_of(only("asa@example.se")) == {"e_marketing": ("consent", "in_force")}


@only_sqlite
def test_the_command_speaks_english_whatever_the_portal_speaks(app: Flask, imported: Importing) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "sv"

    refused = imported.invoke(b"")

    assert refused.stderr == "Error: The file is empty.\n"


@only_sqlite
def test_a_worker_that_took_the_job_first_is_waited_for(
    app: Flask, imported: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = Runner.finish
    tries: list[int] = []

    def late(runner: Runner, job_id: int) -> bool:
        tries.append(job_id)
        return len(tries) > 1 and finish(runner, job_id)

    monkeypatch.setattr(Runner, "finish", late)

    assert imported(TWO)["created"] == 2
    assert len(tries) == 2


def test_imported_people_are_compared_as_others_are(app: Flask, imported: Importing) -> None:
    with app.app_context():
        make.person(name="Åsa Öberg", email="asa@example.se", phone="070-123 45 67", company="Björkvik AB")

    imported("name,email,phone,company\nOberg Asa,asa@example.org,+46701234567,BJORKVIK AB\n")

    with app.app_context():
        known, imported_one = only("asa@example.se"), only("asa@example.org")
        assert (known.phone_key, known.name_key) == (imported_one.phone_key, imported_one.name_key)
        assert [[person.id for person in group] for group in alike("phone")] == [[known.id, imported_one.id]]
        assert [[person.id for person in group] for group in alike("name")] == [[known.id, imported_one.id]]
