"""Hand letters to a mail server over one connection, with timeouts and checked certificates."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass

from portal.mail.carriers import NoCarrier, Ready, Refused, RefusedRecipient, TryLater, at_once, words
from portal.mail.mime import Parcel
from portal.mail.rules import blames_address

NOT_LET_IN = frozenset({530, 534, 535, 538})
"""Answers about who we are, not about the letter (RFC 4954 section 6)."""
CLOSING = 421
GO_ON = 354
_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True)
class Server:
    """Where the mail server is and how it lets us in; ``timeout`` in seconds for each answer."""

    host: str
    port: int
    use_tls: bool = False
    use_ssl: bool = False
    username: str | None = None
    password: str | None = None
    timeout: float = 30
    greeting: str | None = None
    """The name we greet with (RFC 5321 section 4.1.1.1); asked of the system when None."""


class SmtpCarrier:
    """Hands letters to the server, over the same connection as long as it lasts."""

    def __init__(self, server: Server) -> None:
        """Keep where the server is; it is connected to when first needed."""
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect, unless connected.

        :raises NoCarrier: the server can't be reached, its certificate is wrong, or it does not let us in
        """
        if self._smtp is None:
            self._connect()

    def carry(self, parcel: Parcel, ready: Ready = at_once) -> str:
        """Hand the letter over and return the server's words.

        A connection that turns out to be closed is opened once more before the letter is put off.

        :param ready: called when the server has agreed to take the letter, last before it gets the words
        :raises NoCarrier: the server can't be reached any more, and has not got the letter
        :raises TryLater: it said "not now", fell silent, or closed after it was given the letter
        :raises Refused: it said "never", or can't take such an address; ``RefusedRecipient`` when nobody is there
        """
        if self._smtp is not None:
            with suppress(_ClosedBefore):
                return self._hand_over(parcel, self._smtp, ready)
        try:
            return self._hand_over(parcel, self._connect(), ready)
        except _ClosedBefore as closed:
            raise TryLater(words(str(closed))) from closed

    def close(self) -> None:
        """Say goodbye, if the server still listens."""
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._smtp.close()
            self._smtp = None

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        try:
            smtp = _connected(server)
        except smtplib.SMTPResponseException as fault:
            raise NoCarrier(f"{fault.smtp_code} {words(fault.smtp_error)}") from fault
        except (smtplib.SMTPException, OSError, ValueError) as fault:
            raise NoCarrier(words(f"{server.host}:{server.port}: {fault}")) from fault
        self._smtp = smtp
        return smtp

    def _hand_over(self, parcel: Parcel, smtp: smtplib.SMTP, ready: Ready) -> str:
        options = _options(parcel, smtp)
        try:
            self._agreed(smtp.mail(parcel.sender, options))
            self._agreed(smtp.rcpt(parcel.recipient), to_recipient=True)
        except (smtplib.SMTPException, OSError) as fault:
            self._drop()
            raise _ClosedBefore(str(fault)) from fault
        except ValueError as fault:
            self._drop()
            raise Refused(words(str(fault))) from fault
        try:
            answer = smtp.docmd("DATA")
            if answer[0] == GO_ON:
                self._wait(ready)
                smtp.send(_dotted(parcel.data))
                return self._accepted(smtp.getreply())
        except (smtplib.SMTPException, OSError) as fault:
            self._drop()
            raise TryLater(words(str(fault))) from fault
        if answer[0] < 400:
            self._drop()
            raise TryLater(f"{answer[0]} {words(answer[1])}")
        return self._accepted(answer)

    def _wait(self, ready: Ready) -> None:
        """Wait until the words may go; if they may not, the server must not take their absence for an empty letter."""
        try:
            ready()
        except BaseException:
            self._drop()
            raise

    def _agreed(self, answer: tuple[int, bytes], *, to_recipient: bool = False) -> None:
        if answer[0] == CLOSING:
            raise smtplib.SMTPServerDisconnected(f"{CLOSING} {words(answer[1])}")
        self._accepted(answer, to_recipient=to_recipient)

    def _accepted(self, answer: tuple[int, bytes | str], *, to_recipient: bool = False) -> str:
        code, said = answer
        spoken = f"{code} {words(said)}"
        if 200 <= code < 300:
            return spoken
        if code == CLOSING or not 400 <= code < 600:
            self._drop()
            raise TryLater(spoken)
        if code in NOT_LET_IN:
            self._drop()
            raise NoCarrier(spoken)
        self._reset()
        if code < 500:
            raise TryLater(spoken)
        raise RefusedRecipient(spoken) if blames_address(spoken, to_recipient=to_recipient) else Refused(spoken)

    def _reset(self) -> None:
        """Make the connection ready for the next letter."""
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


class _ClosedBefore(Exception):
    """The connection ended before the server had anything of the letter's words."""


def _options(parcel: Parcel, smtp: smtplib.SMTP) -> list[str]:
    """Return what MAIL FROM must say, and let the commands be spelled so (RFC 1870, RFC 6531)."""
    smtp.command_encoding = "utf-8" if parcel.needs_utf8 else "ascii"
    if not parcel.needs_utf8:
        return [f"SIZE={len(parcel.data)}"] if smtp.has_extn("size") else []
    if not smtp.has_extn("smtputf8"):
        raise Refused("The mail server can't take an address with such letters before the @ (SMTPUTF8).")
    return ["SMTPUTF8", "BODY=8BITMIME"]


def _dotted(data: bytes) -> bytes:
    """Return the words as they go over the wire: dots that begin a line doubled, a dot at the end (RFC 5321 4.5.2)."""
    return _DOT.sub(b"..", data) + b".\r\n"


def _connected(server: Server) -> smtplib.SMTP:
    checked = ssl.create_default_context()
    if server.use_ssl:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout, local_hostname=server.greeting, context=checked
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout, local_hostname=server.greeting)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.use_tls:
            smtp.starttls(context=checked)
            smtp.ehlo_or_helo_if_needed()
        if server.username:
            smtp.login(server.username, server.password or "")
    except BaseException:
        smtp.close()
        raise
    return smtp
