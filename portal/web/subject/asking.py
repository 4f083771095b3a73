"""Ask for a letter: counted before anything is looked up, and alike for known and unknown addresses."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from flask import request

from portal.limits.actions import spend, try_key
from portal.mail.letters.new_links import queue_new_links
from portal.people.rules import email_key

PER_CLIENT = (20, timedelta(hours=1))
PER_RECIPIENT = ((3, timedelta(hours=1)), (10, timedelta(days=1)))
"""Letters that anybody may have sent to one address, by whatever page."""


def ask_for_link(address: str, *, at: datetime) -> None:
    """Queue a new link to whoever has the address, unless it or this client was served too often."""
    if spend(client_key("new_link_client"), PER_CLIENT, at=at) and may_write_to(address, at=at):
        queue_new_links(address, at=at)


def may_write_to(address: str, *, at: datetime) -> bool:
    """Count a letter that somebody without a visit asks for, and tell whether the address may get it."""
    return spend(try_key("new_link", email_key(address)), *PER_RECIPIENT, at=at)


def client_key(kind: str) -> str:
    """Return what this client's tries of the kind are counted under; for IPv6 its network, since it has all of it."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return try_key(kind, "")
    return try_key(kind, str(int(address) >> 64) if isinstance(address, IPv6Address) else str(address))
