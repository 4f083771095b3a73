"""What becomes of letters when the mail server, the clock or another worker misbehaves."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask

from portal.extensions import db
from portal.mail import delivery, sending
from portal.mail.carriers import Carrier, Ready, at_once
from portal.mail.delivery import BATCH, chosen_carrier, deliver
from portal.mail.folder import FolderCarrier
from portal.mail.mime import Parcel
from portal.mail.models import Letter
from portal.mail.rules import FIRST_PAUSE, LEASE, LONGEST_PAUSE, MOST_TRIES
from portal.mail.sending import Tally
from portal.mail.smtp import Server, SmtpCarrier
from tests.mail.conftest import AT, MakePerson, Queue, Read, Send
from tests.mail.mail_server import DROP, DROP_AFTER_DATA, MailServer, free_port

LATER = AT + timedelta(hours=6)
NEVER_ANSWERED = [DROP, DROP_AFTER_DATA, "421 closing down"]


def test_a_due_letter_is_sent(queue: Queue, send: Send, server: MailServer, read: Read) -> None:
    letter = queue()

    tally = send()

    assert (tally.sent, tally.failed, tally.due) == (1, 0, 0)
    assert read(letter).state == "sent"


def test_nothing_due_means_no_connection(send: Send, server: MailServer) -> None:
    assert send() == Tally()
    assert server.connections == []


def test_a_sent_letter_is_not_sent_again(queue: Queue, send: Send, server: MailServer) -> None:
    queue()
    send()

    send(LATER)

    assert len(server.taken) == 1


def test_what_arrives_is_what_the_row_shows(queue: Queue, send: Send, server: MailServer, read: Read) -> None:
    letter = queue()

    send()

    [arrived], shown = server.letters, read(letter)
    text, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert text is not None and html is not None
    assert text.get_content().replace("\r\n", "\n") == shown.text
    assert html.get_content().replace("\r\n", "\n").rstrip() == (shown.html or "").rstrip()
    assert arrived["Subject"] == shown.subject


def test_the_message_id_is_the_one_fixed_when_queued(queue: Queue, send: Send, server: MailServer, read: Read) -> None:
    letter = queue()
    named = read(letter).message_id

    send()

    assert server.letters[0]["Message-ID"] == named


def test_each_letter_has_an_envelope_of_its_own(queue: Queue, send: Send, server: MailServer) -> None:
    for number in range(3):
        queue(email=f"alice{number}@example.se")

    send()

    assert [envelope.rcpt_tos for envelope in server.taken] == [[f"alice{number}@example.se"] for number in range(3)]


def test_more_letters_than_a_batch_go_over_one_connection(queue: Queue, send: Send, server: MailServer) -> None:
    alice = queue()
    for _ in range(BATCH + 5):
        queue(person_id=None, name=f"Alice {alice}")

    tally = send()

    assert (tally.sent, len(server.connections)) == (BATCH + 6, 1)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_4xx_leaves_the_letter_due(queue: Queue, send: Send, server: MailServer, read: Read, stage: str) -> None:
    letter = queue()
    server.answers[stage] = ["451 try later"]

    tally = send()

    assert (tally.sent, tally.failed, tally.due) == (0, 0, 1)
    assert (read(letter).state, read(letter).attempts, read(letter).answer) == ("due", 1, "451 try later")


def test_a_letter_put_off_waits_about_a_minute(queue: Queue, send: Send, server: MailServer, read: Read) -> None:
    letter = queue()
    server.answers["RCPT"] = ["451 try later"]

    send()

    assert AT + FIRST_PAUSE * 0.75 <= read(letter).due_at <= AT + FIRST_PAUSE * 1.25


def test_a_letter_put_off_arrives_when_it_is_tried_again(queue: Queue, send: Send, server: MailServer) -> None:
    queue()
    server.answers["RCPT"] = ["451 try later"]
    send()

    tally = send(LATER)

    assert (tally.sent, len(server.taken)) == (1, 1)


def test_a_letter_tried_again_is_the_same_letter(queue: Queue, send: Send, server: MailServer) -> None:
    queue()
    server.answers["DATA"] = [DROP_AFTER_DATA]
    send()

    send(LATER)

    assert server.taken[0].content == server.taken[1].content


@pytest.mark.parametrize("answer", NEVER_ANSWERED)
def test_a_letter_without_an_answer_stays_due(
    queue: Queue, send: Send, server: MailServer, read: Read, answer: str
) -> None:
    letter = queue()
    server.answers["DATA"] = [answer]

    tally = send()

    assert (tally.due, read(letter).state) == (1, "due")


def test_a_silent_server_leaves_the_letter_due(queue: Queue, send: Send, server: MailServer, read: Read) -> None:
    letter = queue()
    server.answers["DATA"] = [2.0]

    send(timeout=0.3)

    assert (read(letter).state, read(letter).attempts) == ("due", 1)


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_a_5xx_is_final_and_keeps_the_servers_words(
    queue: Queue, send: Send, server: MailServer, read: Read, stage: str
) -> None:
    letter = queue()
    server.answers[stage] = ["550 5.1.1 no such user here"]

    tally = send()

    assert (tally.sent, tally.failed, tally.due) == (0, 1, 0)
    assert (read(letter).state, read(letter).answer) == ("failed", "550 5.1.1 no such user here")


def test_a_refused_letter_is_never_tried_again(queue: Queue, send: Send, server: MailServer) -> None:
    queue()
    server.answers["RCPT"] = ["550 no"]
    send()

    send(LATER)

    assert server.taken == []


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["550 no", "451 later", *NEVER_ANSWERED])
def test_one_bad_letter_never_holds_up_the_rest(
    queue: Queue, send: Send, server: MailServer, stage: str, answer: str
) -> None:
    for number in range(3):
        queue(email=f"alice{number}@example.se")
    server.answers[stage] = ["250 OK", answer]

    send()

    assert {"alice0@example.se", "alice2@example.se"} <= {envelope.rcpt_tos[0] for envelope in server.taken}


def test_hostile_words_of_the_server_are_kept_on_one_line(
    queue: Queue, send: Send, server: MailServer, read: Read
) -> None:
    letter = queue()
    server.answers["RCPT"] = ["550-first\r\n550 \x1b[31msecond" + "x" * 300]

    send()

    assert read(letter).answer.isprintable()


def test_a_server_that_is_away_leaves_letters_as_they_were(app: Flask, queue: Queue, read: Read) -> None:
    letter = queue()

    tally = deliver(app, SmtpCarrier(Server("127.0.0.1", free_port(), timeout=1)), now=lambda: AT)

    assert (tally.sent, tally.failed, tally.due) == (0, 0, 1) and "refused" in tally.trouble
    assert (read(letter).due_at, read(letter).attempts, read(letter).fence) == (AT, 0, 0)


def test_a_server_that_goes_away_midway_leaves_the_rest_due_at_once(
    queue: Queue, send: Send, server: MailServer, read: Read
) -> None:
    letters = [queue(email=f"alice{number}@example.se") for number in range(3)]
    server.answers["MAIL"] = ["250 OK", "530 who are you?"]

    tally = send()

    assert (tally.sent, tally.due, tally.trouble) == (1, 2, "530 who are you?")
    assert [(read(letter).due_at, read(letter).attempts) for letter in letters[1:]] == [(AT, 0), (AT, 0)]


def test_a_letter_is_given_up_after_its_last_try(
    app: Flask, queue: Queue, send: Send, server: MailServer, read: Read
) -> None:
    letter = queue()
    with app.app_context():
        db.session.get_one(Letter, letter).attempts = MOST_TRIES - 1
        db.session.commit()
    server.answers["RCPT"] = ["451 still not"]

    tally = send()

    assert (tally.failed, read(letter).state, read(letter).answer) == (1, "failed", "451 still not")


def test_a_clock_that_jumps_years_ahead_gives_up_no_letter(
    queue: Queue, send: Send, server: MailServer, read: Read
) -> None:
    letter = queue()
    server.answers["RCPT"] = ["451 later"] * 2
    send()

    send(AT + timedelta(days=3650))

    assert (read(letter).state, read(letter).attempts) == ("due", 2)


def test_a_clock_that_jumps_back_again_makes_no_letter_wait_years(queue: Queue, send: Send, server: MailServer) -> None:
    queue()
    server.answers["RCPT"] = ["451 later"] * 2
    send(AT + timedelta(days=3650))

    send(AT)
    tally = send(AT + LONGEST_PAUSE)

    assert tally.sent == 1


def test_a_clock_that_jumps_to_and_fro_sends_no_letter_twice(queue: Queue, send: Send, server: MailServer) -> None:
    for number in range(5):
        queue(email=f"alice{number}@example.se")

    for days in (0, 3650, -3650, 1, 0):
        send(AT + timedelta(days=days))

    assert len(server.taken) == 5


class Slow:
    """A carrier during whose work something else happens."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self.meanwhile = meanwhile
        self.parcels: list[Parcel] = []

    def open(self) -> None:
        pass

    def carry(self, parcel: Parcel, ready: Ready = at_once) -> str:
        self.parcels.append(parcel)
        self.meanwhile()
        return "250 OK"

    def close(self) -> None:
        pass


def test_words_go_only_when_the_outcome_of_the_letter_before_is_kept(app: Flask, queue: Queue, read: Read) -> None:
    letters = [queue(email=f"alice{number}@example.se") for number in range(3)]
    kept: list[list[str]] = []

    class Careful(Slow):
        def carry(self, parcel: Parcel, ready: Ready = at_once) -> str:
            ready()
            kept.append([read(letter).state for letter in letters])
            return super().carry(parcel)

    deliver(app, Careful(lambda: None), now=lambda: AT)

    assert kept == [["due", "due", "due"], ["sent", "due", "due"], ["sent", "sent", "due"]]


def test_told_to_stop_it_finishes_the_letter_in_hand_and_hands_back_the_rest(
    app: Flask, queue: Queue, read: Read
) -> None:
    letters = [queue(email=f"alice{number}@example.se") for number in range(3)]
    orders: list[str] = []
    carrier = Slow(lambda: orders.append("stop"))

    tally = deliver(app, carrier, now=lambda: AT, stopped=lambda: bool(orders))

    assert (tally.sent, tally.due) == (1, 2)
    assert [read(letter).due_at for letter in letters[1:]] == [AT, AT]


def test_a_worker_that_was_away_too_long_sends_only_what_is_still_its_own(
    app: Flask, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        queue(email=f"alice{number}@example.se")
    elapsed = [0.0]
    for module in (delivery, sending):
        monkeypatch.setattr(module, "seconds", lambda: elapsed[0])
    other = Slow(lambda: None)

    def sleep_too_long() -> None:
        if elapsed[0] == 0:
            elapsed[0] = LEASE.total_seconds()
            deliver(app, other, now=lambda: AT + LEASE)

    late = Slow(sleep_too_long)
    deliver(app, late, now=lambda: AT)

    assert [parcel.recipient for parcel in late.parcels] == ["alice0@example.se"]
    assert {parcel.recipient for parcel in other.parcels} == {f"alice{number}@example.se" for number in range(3)}


def test_a_slow_worker_keeps_its_letters_while_nobody_took_them(
    app: Flask, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        queue(email=f"alice{number}@example.se")
    elapsed = [0.0]
    for module in (delivery, sending):
        monkeypatch.setattr(module, "seconds", lambda: elapsed[0])

    def sleep() -> None:
        elapsed[0] += LEASE.total_seconds() * 0.6

    tally = deliver(app, Slow(sleep), now=lambda: AT)

    assert tally.sent == 3


def test_several_workers_at_once_send_each_letter_once(app: Flask, queue: Queue, server: MailServer) -> None:
    for number in range(40):
        queue(email=f"alice{number}@example.se")

    def work() -> None:
        deliver(app, SmtpCarrier(Server("127.0.0.1", server.port, greeting="localhost")), now=lambda: AT)

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(envelope.rcpt_tos[0] for envelope in server.taken) == sorted(
        f"alice{number}@example.se" for number in range(40)
    )


def test_without_a_mail_server_letters_become_files(app: Flask, queue: Queue, read: Read) -> None:
    letter = queue()

    tally = deliver(app, chosen_carrier(app), now=lambda: AT)

    name = read(letter).message_id.strip("<>").replace("@", "_at_")
    assert (tally.sent, (Path(app.instance_path) / "mail" / f"{name}.eml").exists()) == (1, True)


@pytest.mark.parametrize(("server_name", "kind"), [("", FolderCarrier), ("mail.example.se", SmtpCarrier)])
def test_the_carrier_is_chosen_by_the_settings(app: Flask, server_name: str, kind: type[Carrier]) -> None:
    app.config["MAIL_SERVER"] = server_name

    assert isinstance(chosen_carrier(app), kind)


def test_a_stored_letter_with_an_added_header_is_not_sent(
    app: Flask, queue: Queue, send: Send, server: MailServer, read: Read
) -> None:
    letter = queue()
    server.answers["RCPT"] = ["451 later"]
    send()
    with app.app_context():
        row = db.session.get_one(Letter, letter)
        row.headers = {**(row.headers or {}), "Subject": "Hello\r\nBcc: charlie@example.se"}
        db.session.commit()

    tally = send(LATER)

    assert (tally.failed, server.taken, read(letter).state) == (1, [], "failed")


def test_a_letter_to_somebody_with_an_international_address_arrives(
    queue: Queue, send: Send, server: MailServer
) -> None:
    queue(email="åsa@räksmörgås.se")

    send()

    assert server.taken[0].rcpt_tos == ["åsa@xn--rksmrgs-5wao1o.se"]


def test_a_person_without_an_address_gets_no_letter(app: Flask, person: MakePerson, send: Send) -> None:
    person(email="")

    assert send() == Tally()
