"""Addresses as the envelope and the headers need them, and what may never stand in a header."""

import re

from email_validator import EmailNotValidError, validate_email

_PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class UnusableRecipient(ValueError):
    """The text can't be the address of one recipient."""


class UnsafeHeader(ValueError):
    """A header would hold a line break or another control character (RFC 5322 section 2.2)."""


def one_line(text: str) -> str:
    """Return the text of a header as it is.

    :raises UnsafeHeader: it holds a line break, NUL or another control character
    """
    if _CONTROL.search(text):
        raise UnsafeHeader(repr(text))
    return text


def envelope_address(address: str) -> str:
    """Return the address with its domain in ASCII (RFC 5891); the part before the @ stays as it is (RFC 6531).

    :raises UnusableRecipient: it is not an address
    """
    if _PLAIN.fullmatch(address):
        return address
    try:
        checked = validate_email(address, check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError as fault:
        raise UnusableRecipient(str(fault)) from fault
    return checked.ascii_email or f"{checked.local_part}@{checked.ascii_domain}"
