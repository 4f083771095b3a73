"""The bytes of a letter, as mail programs read them."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.mail.addresses import UnsafeHeader, UnusableRecipient
from portal.mail.mime import Parcel, encoded, letter_bytes, letter_headers

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
STOP = "https://privacy.example.se/u/" + "x" * 140
printable = st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)


def headers(**changes: str) -> dict[str, str]:
    values = {
        "sender": "noreply@example.se",
        "organisation": "Björkvik Handel AB",
        "recipient": "alice@example.se",
        "subject": "Björkvik har sparat dina uppgifter",
        "message_id": "<1@example.se>",
        "language": "sv",
        "reply_to": "integritet@example.se",
        "stop_link": STOP,
    } | changes
    return letter_headers(at=AT, **values)  # type: ignore[arg-type]


def parcel(text: str = "Hej!\n", html: str = "<p>Hej!</p>\n", **changes: str) -> Parcel:
    recipient = changes.get("recipient", "alice@example.se")
    return letter_bytes(headers(**changes), text, html, sender="noreply@example.se", recipient=recipient)


def received(given_parcel: Parcel) -> EmailMessage:
    return cast(EmailMessage, email.message_from_bytes(given_parcel.data, policy=email.policy.default))


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_the_subject_arrives_as_written() -> None:
    assert received(parcel())["Subject"] == "Björkvik har sparat dina uppgifter"


def test_the_sender_has_the_name_of_the_organisation() -> None:
    assert parseaddr(str(received(parcel())["From"])) == ("Björkvik Handel AB", "noreply@example.se")


@pytest.mark.parametrize("name", ["Smith, Jones & Co", 'The "Best" AB', "Back\\slash", "Plain AB"])
def test_a_name_with_marks_arrives_as_written(name: str) -> None:
    assert parseaddr(str(received(parcel(organisation=name))["From"])) == (name, "noreply@example.se")


def test_a_sender_with_a_name_of_its_own_keeps_it() -> None:
    message = received(parcel(sender="Kundtjänst <noreply@example.se>"))

    assert parseaddr(str(message["From"])) == ("Kundtjänst", "noreply@example.se")


def test_the_text_comes_before_the_html() -> None:
    kinds = [piece.get_content_type() for piece in received(parcel()).iter_parts()]

    assert kinds == ["text/plain", "text/html"]


def test_the_one_click_address_stands_unfolded_on_one_line() -> None:
    assert f"\r\nList-Unsubscribe: <{STOP}>\r\n".encode() in parcel().data


def test_the_one_click_post_is_announced() -> None:
    assert received(parcel())["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_letter_without_a_stop_link_announces_none() -> None:
    assert received(parcel(stop_link=""))["List-Unsubscribe"] is None


def test_a_letter_says_that_a_machine_sent_it() -> None:
    assert received(parcel())["Auto-Submitted"] == "auto-generated"


def test_a_letter_says_its_language() -> None:
    assert received(parcel())["Content-Language"] == "sv"


def test_answers_go_to_the_organisation() -> None:
    assert received(parcel())["Reply-To"] == "integritet@example.se"


def test_the_same_letter_is_the_same_bytes() -> None:
    assert parcel().data == parcel().data


def test_lines_end_with_crlf_only() -> None:
    data = parcel("one\ntwo\r\nthree\rfour", "<p>\n</p>").data

    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")


@pytest.mark.parametrize("text", ["From here\n", ".\n..\n", "=20\n", "trailing \n", "\ttab\n", "å" * 3000 + "\n"])
def test_marks_that_mail_programs_care_about_arrive_as_written(text: str) -> None:
    assert part(received(parcel(text)), "plain") == text


def test_no_line_is_longer_than_the_standard_allows() -> None:
    data = parcel("x" * 5000, "y" * 5000, subject="å" * 500, organisation="ö" * 200).data

    assert max(len(line) for line in data.split(b"\r\n")) <= 998


@given(printable)
def test_any_subject_arrives_as_written(subject: str) -> None:
    message = received(parcel(subject=subject))

    assert " ".join(str(message["Subject"]).split()) == " ".join(subject.split())


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")))
def test_any_text_arrives_as_written(text: str) -> None:
    assert part(received(parcel(text)), "plain").rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize(
    "field", ["subject", "organisation", "recipient", "sender", "message_id", "language", "reply_to"]
)
@pytest.mark.parametrize("mark", ["\r\n", "\n", "\r", "\0", "\u2028"])
def test_no_header_can_be_added_through_another(field: str, mark: str) -> None:
    with pytest.raises((UnsafeHeader, UnusableRecipient)):
        headers(**{field: f"alice@example.se{mark}Bcc: charlie@example.se"})


@pytest.mark.parametrize("value", ["x\r\nBcc: charlie@example.se", "x\nBcc: c@x.se", "x\r\n\r\nbody", "x\0", "x" * 999])
def test_a_stored_header_that_would_add_another_is_refused_when_sent(value: str) -> None:
    with pytest.raises(UnsafeHeader):
        letter_bytes(headers() | {"Subject": value}, "a", "b", sender="n@example.se", recipient="alice@example.se")


def test_a_folded_subject_is_no_added_header() -> None:
    folded = encoded("å" * 200, "Subject")

    assert "\r\n " in folded
    assert received(parcel(subject="å" * 200))["Subject"] == "å" * 200


def test_an_international_domain_is_ascii_in_envelope_and_header() -> None:
    made = parcel(recipient="alice@räksmörgås.se")

    assert made.recipient == "alice@xn--rksmrgs-5wao1o.se"
    assert received(made)["To"] == "alice@xn--rksmrgs-5wao1o.se"


def test_only_a_local_part_with_other_letters_needs_utf8() -> None:
    assert parcel(recipient="åsa@example.se").needs_utf8
    assert not parcel(recipient="asa@räksmörgås.se").needs_utf8


def test_a_subject_that_looks_encoded_arrives_as_written() -> None:
    assert received(parcel(subject="=?utf-8?q?Bcc?="))["Subject"] == "=?utf-8?q?Bcc?="
