"""Hand letters to a real mail server, in good days and bad."""

import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.mail.addresses import UnsafeHeader
from portal.mail.carriers import NoCarrier, Refused, RefusedRecipient, TryLater
from portal.mail.mime import Parcel
from portal.mail.smtp import Server, SmtpCarrier
from tests.mail.mail_server import DROP, DROP_AFTER_DATA, MailServer, free_port, let_in

DATA = b"Subject: Hello\r\nMessage-ID: <1@example.se>\r\n\r\nHello\r\n.\r\n..\r\nend\r\n"
MAKE_CERTIFICATE = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
FOR_LOCALHOST = ["-addext", "subjectAltName=DNS:localhost"]
Carriers = Callable[..., SmtpCarrier]


def parcel(recipient: str = "alice@example.se") -> Parcel:
    return Parcel("noreply@example.se", recipient, DATA)


@pytest.fixture
def carrier() -> Iterator[Carriers]:
    opened: list[SmtpCarrier] = []

    def make(server: MailServer | None = None, **options: object) -> SmtpCarrier:
        options = {"host": "127.0.0.1", "timeout": 5.0, "greeting": "localhost"} | options
        if server is not None:
            options["port"] = server.port
        opened.append(SmtpCarrier(Server(**options)))  # type: ignore[arg-type]
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a certificate for localhost that only those trust who are told to."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [*MAKE_CERTIFICATE, *FOR_LOCALHOST, "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(params=["starttls", "ssl"])
def secure(request: pytest.FixtureRequest, certificate: Path) -> Iterator[tuple[MailServer, dict[str, bool]]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    implicit = request.param == "ssl"
    server = MailServer(context=context, implicit=implicit)
    server.start()
    yield server, {"use_ssl": implicit, "use_tls": not implicit}
    server.stop()


def test_a_letter_arrives_byte_for_byte(server: MailServer, carrier: Carriers) -> None:
    carrier(server).carry(parcel())

    assert server.taken[0].content == DATA


def test_the_envelope_has_one_recipient(server: MailServer, carrier: Carriers) -> None:
    carrier(server).carry(parcel())

    assert server.taken[0].rcpt_tos == ["alice@example.se"]


def test_the_servers_words_come_back(server: MailServer, carrier: Carriers) -> None:
    server.answers["DATA"] = ["250 queued as 4711"]

    assert carrier(server).carry(parcel()) == "250 queued as 4711"


def test_many_letters_go_over_one_connection(server: MailServer, carrier: Carriers) -> None:
    sending = carrier(server)

    for _ in range(20):
        sending.carry(parcel())

    assert (len(server.taken), len(server.connections)) == (20, 1)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["550 no such user", "554 looks like spam", "552 too big"])
def test_a_5xx_is_a_refusal_with_the_servers_words(
    server: MailServer, carrier: Carriers, stage: str, answer: str
) -> None:
    server.answers[stage] = [answer]

    with pytest.raises(Refused, match=answer):
        carrier(server).carry(parcel())


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["450 mailbox busy", "451 greylisted", "452 no space"])
def test_a_4xx_means_later(server: MailServer, carrier: Carriers, stage: str, answer: str) -> None:
    server.answers[stage] = [answer]

    with pytest.raises(TryLater, match=answer):
        carrier(server).carry(parcel())


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["550 no", "451 later", "421 closing", DROP])
def test_the_letter_after_a_bad_one_arrives(server: MailServer, carrier: Carriers, stage: str, answer: str) -> None:
    sending = carrier(server)
    server.answers[stage] = [answer]
    with pytest.raises((Refused, TryLater)):
        sending.carry(parcel("bob@example.se"))

    sending.carry(parcel())

    assert [envelope.rcpt_tos for envelope in server.taken] == [["alice@example.se"]]


@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
@pytest.mark.parametrize("answer", ["421 idle too long", DROP])
def test_a_connection_that_had_ended_is_opened_again(
    server: MailServer, carrier: Carriers, stage: str, answer: str
) -> None:
    sending = carrier(server)
    sending.carry(parcel())
    server.answers[stage] = [answer]

    sending.carry(parcel())

    assert (len(server.taken), len(server.connections)) == (2, 2)


def test_nobody_knows_after_a_drop_when_the_words_were_sent(server: MailServer, carrier: Carriers) -> None:
    sending = carrier(server)
    sending.carry(parcel())
    server.answers["DATA"] = [DROP_AFTER_DATA]

    with pytest.raises(TryLater):
        sending.carry(parcel())

    assert len(server.taken) == 2


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_silent_server_is_not_waited_for_longer_than_the_timeout(
    server: MailServer, carrier: Carriers, stage: str
) -> None:
    server.answers[stage] = [2.0]

    with pytest.raises(TryLater, match="timed out"):
        carrier(server, timeout=0.3).carry(parcel())


def test_an_answer_that_is_none_means_later(server: MailServer, carrier: Carriers) -> None:
    server.answers["RCPT"] = ["300 hm"]

    with pytest.raises(TryLater, match="300 hm"):
        carrier(server).carry(parcel())


@pytest.mark.parametrize("answer", ["530 5.7.0 authentication required", "535 wrong password"])
def test_no_letter_is_to_blame_when_the_server_does_not_let_us_in(
    server: MailServer, carrier: Carriers, answer: str
) -> None:
    server.answers["MAIL"] = [answer]

    with pytest.raises(NoCarrier, match=answer):
        carrier(server).carry(parcel())


def test_nobody_listens(carrier: Carriers) -> None:
    with pytest.raises(NoCarrier, match="refused"):
        carrier(port=free_port()).open()


def test_the_name_of_the_server_is_unknown(carrier: Carriers) -> None:
    with pytest.raises(NoCarrier, match=r"mail\.invalid"):
        carrier(host="mail.invalid", port=25).open()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_the_right_password_lets_us_in(carrier: Carriers) -> None:
    server = MailServer(authenticator=let_in, auth_require_tls=False, auth_required=True)
    server.start()

    carrier(server, username="portal", password="secret").carry(parcel())
    server.stop()

    assert len(server.taken) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_the_wrong_password_is_told_with_the_servers_words(carrier: Carriers) -> None:
    server = MailServer(authenticator=let_in, auth_require_tls=False, auth_required=True)
    server.start()

    with pytest.raises(NoCarrier, match="535"):
        carrier(server, username="portal", password="wrong").open()
    server.stop()


def test_a_server_without_the_safe_connection_that_is_asked_for_gets_nothing(
    server: MailServer, carrier: Carriers
) -> None:
    with pytest.raises(NoCarrier, match="STARTTLS"):
        carrier(server, use_tls=True).open()


def test_a_trusted_certificate_is_accepted(
    secure: tuple[MailServer, dict[str, bool]],
    certificate: Path,
    carrier: Carriers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server, options = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))

    carrier(server, host="localhost", **options).carry(parcel())

    assert len(server.taken) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_unknown_certificate_is_refused(secure: tuple[MailServer, dict[str, bool]], carrier: Carriers) -> None:
    server, options = secure

    with pytest.raises(NoCarrier, match="certificate verify failed"):
        carrier(server, host="localhost", **options).open()


def test_a_certificate_for_another_name_is_refused(
    secure: tuple[MailServer, dict[str, bool]],
    certificate: Path,
    carrier: Carriers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server, options = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))

    with pytest.raises(NoCarrier, match="certificate verify failed"):
        carrier(server, host="127.0.0.1", **options).open()


def test_a_local_part_with_other_letters_goes_to_a_server_that_can(server: MailServer, carrier: Carriers) -> None:
    carrier(server).carry(parcel("åsa@example.se"))

    assert server.taken[0].rcpt_tos == ["åsa@example.se"]


def test_a_plain_letter_follows_one_with_other_letters(server: MailServer, carrier: Carriers) -> None:
    sending = carrier(server)
    sending.carry(parcel("åsa@example.se"))

    sending.carry(parcel())

    assert server.taken[1].smtp_utf8 is False


def test_a_server_that_can_not_is_told_of_in_clear_words(carrier: Carriers) -> None:
    server = MailServer(utf8=False)
    server.start()

    with pytest.raises(Refused, match="SMTPUTF8"):
        carrier(server).carry(parcel("åsa@example.se"))
    server.stop()


@pytest.mark.parametrize("recipient", ["alice@example.se>\r\nRCPT TO:<charlie@example.se", "alice\n@example.se"])
def test_no_command_can_be_added_through_an_address(recipient: str) -> None:
    with pytest.raises(UnsafeHeader):
        parcel(recipient)


def test_closing_twice_is_fine(server: MailServer, carrier: Carriers) -> None:
    sending = carrier(server)
    sending.carry(parcel())

    sending.close()
    sending.close()

    assert len(server.taken) == 1


def test_a_closed_carrier_can_be_opened_again(server: MailServer, carrier: Carriers) -> None:
    sending = carrier(server)
    sending.carry(parcel())
    sending.close()

    sending.carry(parcel())

    assert len(server.connections) == 2


def test_the_words_wait_until_they_may_go(server: MailServer, carrier: Carriers) -> None:
    seen: list[int] = []

    carrier(server).carry(parcel(), lambda: seen.append(len(server.taken)))

    assert seen == [0] and len(server.taken) == 1


def test_no_word_goes_when_they_may_not(server: MailServer, carrier: Carriers) -> None:
    def forbid() -> None:
        raise LookupError

    sending = carrier(server)
    with pytest.raises(LookupError):
        sending.carry(parcel("bob@example.se"), forbid)
    sending.carry(parcel())

    assert [envelope.rcpt_tos for envelope in server.taken] == [["alice@example.se"]]


def test_a_recipient_nobody_has_is_told_from_other_refusals(server: MailServer, carrier: Carriers) -> None:
    server.answers["RCPT"] = ["550 5.1.1 no such user"]

    with pytest.raises(RefusedRecipient, match=r"550 5\.1\.1 no such user"):
        carrier(server).carry(parcel())


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("MAIL", "550 5.7.1 go away"),
        ("RCPT", "554 5.7.1 relay denied"),
        ("RCPT", "552 5.2.2 full"),
        ("DATA", "550 spam"),
    ],
)
def test_other_refusals_blame_no_address(server: MailServer, carrier: Carriers, stage: str, answer: str) -> None:
    server.answers[stage] = [answer]

    with pytest.raises(Refused) as refused:
        carrier(server).carry(parcel())

    assert not isinstance(refused.value, RefusedRecipient)


def test_after_a_refused_recipient_the_connection_is_used_again(server: MailServer, carrier: Carriers) -> None:
    sending = carrier(server)
    server.answers["RCPT"] = ["550 5.1.1 no such user"]
    with pytest.raises(RefusedRecipient):
        sending.carry(parcel())

    sending.carry(parcel())

    assert (len(server.taken), len(server.connections)) == (1, 1)
