"""Build the bytes of a letter: the same bytes for the same letter, however often it is tried."""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from hashlib import sha256

from portal.mail.addresses import UnsafeHeader, envelope_address, one_line

LONGEST_LINE = 998
"""Octets of a line at the most (RFC 5322 section 2.1.1)."""


@dataclass(frozen=True)
class Parcel:
    """What the mail server is handed: one recipient, and bytes with CRLF line ends."""

    sender: str
    recipient: str
    data: bytes

    def __post_init__(self) -> None:
        """Refuse an address that would add a command.

        :raises UnsafeHeader: one of the addresses holds a line break or another control character
        """
        one_line(self.sender)
        one_line(self.recipient)

    @property
    def needs_utf8(self) -> bool:
        """Whether an address has other than ASCII letters before the @ (RFC 6531)."""
        return not (self.sender.isascii() and self.recipient.isascii())


def letter_headers(
    *,
    sender: str,
    organisation: str,
    recipient: str,
    subject: str,
    message_id: str,
    language: str,
    at: datetime,
    reply_to: str = "",
    stop_link: str = "",
) -> dict[str, str]:
    """Return the headers in order, as they go over the wire.

    :param sender: the address, with or without a name, from the settings
    :param stop_link: a one-click address (RFC 8058), or empty
    :raises UnsafeHeader: one of them would hold a line break or another control character
    """
    headers = {
        "From": _from(one_line(sender), organisation),
        "To": envelope_address(one_line(recipient)),
        "Subject": encoded(one_line(subject), "Subject"),
        "Date": format_datetime(at),
        "Message-ID": one_line(message_id),
    }
    if reply_to:
        headers["Reply-To"] = envelope_address(one_line(reply_to))
    if stop_link:
        headers["List-Unsubscribe"] = f"<{one_line(stop_link)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    headers["Content-Language"] = one_line(language)
    headers["Auto-Submitted"] = "auto-generated"
    return headers


@lru_cache(maxsize=64)
def _from(sender: str, organisation: str) -> str:
    """Return the sender's address with its own name or the organisation's."""
    name, address = parseaddr(sender)
    name, envelope = name or organisation, envelope_address(address)
    if one_line(name).isascii():
        return formataddr((name, envelope)) if envelope.isascii() else f'"{_quoted(name)}" <{envelope}>'
    return f"{encoded(name, 'From')} <{envelope}>"


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


@lru_cache(maxsize=256)
def encoded(text: str, header: str) -> str:
    """Return the text of a header, as encoded words on short lines when it is not ASCII (RFC 2047)."""
    if text.isascii() and len(text) <= LONGEST_LINE - len(header) - 2 and "=?" not in text:
        return text
    return Header(text, "utf-8", header_name=header).encode(linesep="\r\n")


def letter_bytes(headers: Mapping[str, str], text: str, html: str, *, sender: str, recipient: str) -> Parcel:
    """Return the letter with its text part first and its HTML part after (RFC 2046 section 5.1.4).

    :raises UnsafeHeader: a header holds a line break that does not fold it, or is too long
    """
    boundary = f"=_{sha256(headers['Message-ID'].encode()).hexdigest()[:32]}"
    lines = [f"{name}: {_checked(value)}" for name, value in headers.items()]
    lines += ["MIME-Version: 1.0", f'Content-Type: multipart/alternative; boundary="{boundary}"', "", ""]
    head = "\r\n".join(lines).encode()
    parts = b"".join(_part(kind, words, boundary) for kind, words in (("plain", text), ("html", html)))
    return Parcel(
        sender=_bare(sender),
        recipient=envelope_address(recipient),
        data=head + parts + f"--{boundary}--\r\n".encode(),
    )


@lru_cache(maxsize=64)
def _bare(sender: str) -> str:
    return envelope_address(parseaddr(sender)[1])


def _checked(value: str) -> str:
    lines = value.split("\r\n ")
    if max(len(line) for line in lines) > LONGEST_LINE - 30:
        raise UnsafeHeader(f"{value[:60]}…")
    for line in lines:
        one_line(line)
    return value


def _part(kind: str, words: str, boundary: str) -> bytes:
    head = (
        f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    plain = words.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    return head.encode() + binascii.b2a_qp(plain.encode(), istext=True).replace(b"\n", b"\r\n") + b"\r\n"
