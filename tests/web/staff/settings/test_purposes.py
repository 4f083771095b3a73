"""The pages on which an administrator sets what data is used for."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.extensions import db
from portal.legal_bases.choices import stop_purpose
from portal.legal_bases.listed import PURPOSES as LIST
from portal.legal_bases.queries import catalogue, recorded_basis
from portal.people.queries import locked_person
from tests import make
from tests.web.staff.people.working import at_work, registered, submit
from tests.web.staff.settings.listing_pages import CLUB, PURPOSES, filled_in, followed, press, save, snapshot
from tests.web.subject.visiting import visit

NEW = f"{PURPOSES}/new"
MARKETING = f"{PURPOSES}/e_marketing"

WRONG: list[tuple[dict[str, object], str]] = [
    ({"name_sv": "", "name_en": " "}, "Name: write it in at least one language."),
    ({"name_sv": "x" * 101}, "Name (Svenska): write at most 100 characters."),
    ({"description_en": "x" * 4001}, "What the data is used for (English): write at most 4000 characters."),
    ({"recipients_sv": "a\x07b"}, "U+0007"),
    ({"bases": []}, "Choose at least one legal basis from the list."),
    ({"bases": ["consent", "nothing"]}, "Choose at least one legal basis from the list."),
    ({"default_basis": "contract"}, "The default must be one of the legal bases that you allow."),
    ({"default_basis": "nothing"}, "Choose a legal basis from the list."),
    ({"retention_months": "0"}, "Enter from 1 to 1200 months, or nothing."),
    ({"retention_months": "9" * 30}, "Enter from 1 to 1200 months, or nothing."),
    ({"retention_months": "long"}, "Enter a whole number."),
    ({"retention_event": "never"}, "Choose what the months are counted from."),
    ({"key": "Kund Klubb"}, "Write the key with at most 40 small letters"),
    ({"key": "new"}, "It can&#39;t be the word “new”."),
    ({"key": "e_marketing"}, "Another one in the list has this key already."),
    ({"alias": "STORE"}, "Another one in the list has this key already."),
    ({"alias": "two words"}, "Write another system&#39;s key with letters"),
    ({"text_sv": "Ja", "statement_url_sv": "javascript:alert(1)"}, "Enter a web address that begins with https://"),
    ({"text_sv": "Ja", "statement_url_en": "//elsewhere.example"}, "Enter a web address that begins with https://"),
]
"""What may be wrong with a field, and what is said then."""


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: what the pages say does not depend on the database."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _administrator(app: Flask, client: FlaskClient) -> None:
    """Let Bob administer."""
    at_work(app, client, "admin")


def test_a_purpose_is_added_in_two_languages_by_one_form(app: Flask, client: FlaskClient) -> None:
    answer = save(client, NEW, **CLUB, direct_marketing="y", retention_months="18", default_basis="consent")

    told = snapshot(app, LIST, "kundklubb")
    assert answer.status_code == 303
    assert answer.location == f"{PURPOSES}#kundklubb"
    assert told == {
        "alias": None,
        "bases": ["consent"],
        "default_basis": "consent",
        "description.en": "We send letters to the members of the club.",
        "description.sv": "Vi skickar brev till klubbens medlemmar.",
        "direct_marketing": True,
        "name.en": "Customer club",
        "name.sv": "Kundklubb",
        "required": False,
        "retention_event": "recorded",
        "retention_months": 18,
    }


def test_its_consent_wording_comes_with_it(app: Flask, client: FlaskClient) -> None:
    save(
        client,
        NEW,
        **CLUB,
        text_sv="Ja, jag vill vara med.",
        text_en="Yes, I want to join.",
        statement_url_sv="/privacy",
    )

    with app.app_context():
        purpose = catalogue().purpose("kundklubb")
        wording = catalogue().wording(purpose)
        assert wording
        assert wording.version == 1
        assert wording.text("text", "en") == "Yes, I want to join."
        assert catalogue().takes_consent(purpose)


def test_without_words_to_consent_to_it_says_so(client: FlaskClient) -> None:
    page = followed(client, save(client, NEW, **CLUB))

    assert "there is no wording to consent to" in page


def test_it_is_offered_at_once_where_people_are_registered(client: FlaskClient) -> None:
    save(client, NEW, **CLUB)

    page = client.get("/staff/people/new").text

    assert "Customer club" in page
    assert 'name="basis_kundklubb"' in page


def test_it_is_told_on_the_privacy_page_at_once(app: Flask, client: FlaskClient) -> None:
    save(client, NEW, **CLUB)

    page = app.test_client().get("/privacy?lang=en").text

    assert "We send letters to the members of the club." in page


def test_a_key_may_be_chosen(app: Flask, client: FlaskClient) -> None:
    save(client, NEW, **{**CLUB, "key": "club", "alias": "CLUB7"})

    assert snapshot(app, LIST, "club")["alias"] == "CLUB7"


def test_a_key_that_is_made_is_shown_when_the_form_comes_back(client: FlaskClient) -> None:
    answer = save(client, NEW, **{**CLUB, "bases": []})

    assert answer.status_code == 422
    assert filled_in(answer)["key"] == ["kundklubb"]


def test_what_is_wrong_is_said_and_kept(app: Flask, client: FlaskClient) -> None:
    for fields, words in WRONG:
        answer = save(client, NEW, **{**CLUB, "interest_en": "Kept & shown", **fields})

        assert (answer.status_code, words in answer.text) == (422, True), words
        assert filled_in(answer)["interest_en"] == ["Kept & shown"]

    with app.app_context():
        assert len(catalogue().all_purposes) == 2


def test_a_form_saved_as_it_was_opened_changes_nothing(app: Flask, client: FlaskClient) -> None:
    before = snapshot(app, LIST, "e_marketing")

    page = followed(client, save(client, MARKETING))

    assert "Nothing was changed." in page
    assert snapshot(app, LIST, "e_marketing") == before


def test_both_languages_stand_side_by_side(client: FlaskClient) -> None:
    page = client.get(MARKETING)

    held = filled_in(page)
    assert (held["name_sv"], held["name_en"]) == (["E-marknadsföring"], ["E-marketing"])
    assert held["bases"] == ["consent", "contract", "legitimate_interests"]
    assert (held["default_basis"], held["retention_months"]) == (["consent"], ["24"])
    assert '<label for="name_sv" lang="sv">Svenska</label>' in page.text


def test_every_change_is_shown_with_who_and_when_and_old_and_new(client: FlaskClient) -> None:
    save(client, MARKETING, description_en="We send you news by e-mail.", retention_months="36")

    page = re.sub(r"\s+", " ", client.get(MARKETING).text.partition('id="latest"')[2])

    assert "bob@example.se" in page
    assert "What the data is used for (English):" in page
    assert re.search(r"<del><span[^>]*>Removed: </span>news, invitations and offers</del>", page)
    assert re.search(r"<ins><span[^>]*>Added: </span>news</ins>", page)
    assert re.search(r"Months that the data is kept: <del><span[^>]*>Before: </span>24</del>", page)
    assert re.search(r"<ins><span[^>]*>After: </span>36</ins>", page)


def test_what_the_law_asks_for_is_marked(client: FlaskClient) -> None:
    page = client.get(NEW).text

    for articles in ("13(1)(c), 14(1)(c)", "13(1)(e), 14(1)(e)", "13(1)(f), 14(1)(f)", "13(2)(a), 14(2)(a)"):
        assert f"The law asks for this: GDPR article {articles}." in page


def test_what_the_law_asks_for_and_is_not_written_is_told(client: FlaskClient) -> None:
    save(client, NEW, **CLUB)

    page = client.get(f"{PURPOSES}/kundklubb").text

    assert "it is not written yet: Kinds of data, Recipients, Countries outside the EU/EEA, Kept until" in page
    assert "Our interest," not in page.partition("it is not written yet")[2][:200]


def test_the_interest_is_asked_for_when_it_may_rest_on_legitimate_interests(client: FlaskClient) -> None:
    save(client, NEW, **{**CLUB, "bases": ["legitimate_interests"]})

    page = client.get(f"{PURPOSES}/kundklubb").text

    assert "it is not written yet: Our interest, Kinds of data" in page


def test_marketing_on_other_bases_than_consent_is_warned_of_and_not_refused(app: Flask, client: FlaskClient) -> None:
    page = followed(client, save(client, NEW, **{**CLUB, "bases": ["consent", "contract"]}, direct_marketing="y"))

    assert "marknadsföringslagen, section 19" in page
    assert snapshot(app, LIST, "kundklubb")["bases"] == ["consent", "contract"]


def test_marketing_on_consent_alone_is_no_cause_for_a_warning(client: FlaskClient) -> None:
    save(client, NEW, **CLUB, direct_marketing="y")

    assert "marknadsföringslagen" not in client.get(f"{PURPOSES}/kundklubb").text


def test_other_purposes_are_not_warned_about_marketing(client: FlaskClient) -> None:
    assert "marknadsföringslagen" not in client.get(f"{PURPOSES}/sales_service").text


def test_how_many_rest_on_each_basis_stands_beside_it(app: Flask, client: FlaskClient) -> None:
    registered(app, bases={"e_marketing": "consent"})
    registered(app, email="dan@example.se", bases={"e_marketing": "consent"})
    registered(app, email="eve@example.se", bases={"e_marketing": "contract"})

    page = client.get(MARKETING).text

    assert "2 people rest on it now." in page
    assert "1 person rests on it now." in page


def test_a_basis_people_rest_on_is_disallowed_for_new_recordings_and_its_count_told(
    app: Flask, client: FlaskClient
) -> None:
    alice = registered(app, bases={"e_marketing": "contract"})

    page = followed(client, save(client, MARKETING, bases=["consent"]))

    with app.app_context():
        row = recorded_basis(alice, catalogue().purpose("e_marketing").id)
        assert row
        assert row.status == "in_force"
    assert "“Contract” is no longer offered for new recordings. 1 person still rests on it; that stays." in page
    assert snapshot(app, LIST, "e_marketing")["bases"] == ["consent"]


def test_nothing_is_told_of_a_basis_nobody_rests_on(client: FlaskClient) -> None:
    page = followed(client, save(client, MARKETING, bases=["consent"]))

    assert "no longer offered" not in page


def test_marketing_stays_marketing_once_somebody_rests_on_it(app: Flask, client: FlaskClient) -> None:
    registered(app, bases={"e_marketing": "consent"})
    fields = filled_in(client.get(MARKETING))
    del fields["direct_marketing"]

    answer = client.post(MARKETING, data=fields)

    assert answer.status_code == 422
    assert "their rights follow from it" in answer.text
    assert snapshot(app, LIST, "e_marketing")["direct_marketing"]


def test_a_purpose_out_of_use_stands_on_the_pages_of_those_it_holds_for(app: Flask, client: FlaskClient) -> None:
    alice = registered(app, bases={"e_marketing": "consent"}, language="en")
    press(client, f"{MARKETING}/use", form_at=MARKETING, active="0")

    hub = visit(app, client, alice).text

    assert "E-marketing" in hub
    assert "Withdraw consent" in hub


def test_a_purpose_out_of_use_is_gone_where_nobody_has_it(app: Flask, client: FlaskClient) -> None:
    alice = registered(app, bases={"sales_service": "contract"}, language="en")
    press(client, f"{MARKETING}/use", form_at=MARKETING, active="0")

    hub, open_page = visit(app, client, alice).text, app.test_client().get("/privacy?lang=en").text

    assert "E-marketing" not in hub
    assert "E-marketing" not in open_page
    assert client.get("/me/purposes/e_marketing").status_code == 404


def test_nobody_consents_again_to_a_purpose_out_of_use(app: Flask, client: FlaskClient) -> None:
    alice = registered(app, bases={"e_marketing": "consent"}, language="en")
    with app.app_context():
        at = make.AT + timedelta(days=1)
        stop_purpose(locked_person(alice), catalogue().purpose("e_marketing"), catalogue(), at=at)
        db.session.commit()
    press(client, f"{MARKETING}/use", form_at=MARKETING, active="0")

    hub = visit(app, client, alice).text

    assert "Give consent again" not in hub
    assert "You withdrew consent on" in hub


def test_staff_record_nothing_new_for_a_purpose_out_of_use(app: Flask, client: FlaskClient) -> None:
    alice = registered(app, bases={"e_marketing": "consent"})
    press(client, f"{MARKETING}/use", form_at=MARKETING, active="0")
    dialog = f"/staff/people/{alice}/privacy"

    page = client.get(dialog).text

    assert "nothing new is recorded for it" in page
    assert client.get(f"{dialog}/e_marketing").status_code == 404
    assert "Withdraw for the person" in page


def test_all_purposes_may_be_out_of_use(app: Flask, client: FlaskClient) -> None:
    for key in ("e_marketing", "sales_service"):
        press(client, f"{PURPOSES}/{key}/use", form_at=MARKETING, active="0")

    pages = [client.get("/staff/people/new"), app.test_client().get("/privacy"), client.get(PURPOSES)]

    assert [page.status_code for page in pages] == [200, 200, 200]


def test_a_new_purpose_is_recorded_for_somebody(app: Flask, client: FlaskClient) -> None:
    save(client, NEW, **CLUB)
    alice = registered(app)

    submit(client, f"/staff/people/{alice}/privacy/kundklubb", basis="consent", source="phone")

    with app.app_context():
        row = recorded_basis(alice, catalogue().purpose("kundklubb").id)
        assert row
        assert row.status == "in_force"


def test_it_speaks_swedish(app: Flask) -> None:
    swede = app.test_client()
    at_work(app, swede, "admin", email="sven@example.se", language="sv")

    pages = [swede.get(path).text for path in (PURPOSES, NEW, MARKETING)]

    assert "Lägg till ett syfte" in pages[0]
    assert "Rättsliga grunder som" in pages[1] or "rättslig grund" in pages[1].casefold()
    assert "19 § marknadsföringslagen" in pages[2]
