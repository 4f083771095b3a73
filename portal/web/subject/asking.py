"""Ask for a new link: counted before anything is looked up, and alike for known and unknown addresses."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from flask import request

from portal.limits.actions import spend, try_key
from portal.mail.letters.new_links import queue_new_links
from portal.people.rules import email_key

PER_CLIENT = (20, timedelta(hours=1))
PER_RECIPIENT = ((3, timedelta(hours=1)), (10, timedelta(days=1)))


def ask_for_link(address: str, *, at: datetime) -> None:
    """Queue a new link to whoever has the address, unless it or this client was served too often."""
    if not spend(try_key("new_link_client", _client()), PER_CLIENT, at=at):
        return
    if spend(try_key("new_link", email_key(address)), *PER_RECIPIENT, at=at):
        queue_new_links(address, at=at)


def _client() -> str:
    """Return the client's address; for IPv6 its network, since a client has all of it."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else str(address)
