"""Which hosts the portal answers as, and which pages may post to it."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, current_app, request

OPEN_ENDPOINTS = frozenset({"health.healthz", "health.readyz"})
"""Asked by load balancers under names of their own."""


class CrossSite(Exception):
    """A POST without a token of its own was sent by another site's page."""


class UnknownHost(Exception):
    """The request was sent to a host name that is not the portal's."""


def is_loopback(name: str) -> bool:
    """Tell whether the host name means this very machine."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def is_known_host(host: str, base_url: str) -> bool:
    """Tell whether the Host header names the portal, on whatever port."""
    own = urlsplit(base_url).hostname or ""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == own or (is_loopback(own) and is_loopback(name))


def is_foreign(origin: str, host: str, base_url: str) -> bool:
    """Tell whether an Origin or Referer header names another site than the portal's own."""
    own = urlsplit(base_url)
    try:
        parts = urlsplit(origin)
    except ValueError:
        return True
    if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
        return False
    return parts.scheme != own.scheme or parts.netloc != host


def is_cross_site() -> bool:
    """Tell whether the browser says that another site's page sent this request.

    The stop and new-link pages carry no CSRF cookie; this is what stands in its place.
    """
    headers = request.headers
    fetched, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin")
    base_url = current_app.config["PORTAL_BASE_URL"]
    if fetched == "cross-site":
        return True
    if origin is not None:
        return is_foreign(origin, request.host, base_url)
    if fetched is not None:
        return fetched == "same-site"
    referer = headers.get("Referer")
    return referer is not None and is_foreign(referer, request.host, base_url)


def refuse_cross_site() -> None:
    """Refuse a POST that another site's page sent; for blueprints that are exempt from CSRF tokens."""
    if request.method == "POST" and is_cross_site():
        raise CrossSite


def init_app(app: Flask) -> None:
    """Answer only under the configured host name."""
    base_url = app.config["PORTAL_BASE_URL"]
    known: set[str] = set()

    def refuse_unknown_hosts() -> None:
        host = request.environ.get("HTTP_HOST", "")
        if host in known or request.endpoint in OPEN_ENDPOINTS:
            return
        if not is_known_host(host, base_url):
            raise UnknownHost(host)
        if len(known) < 100:
            known.add(host)

    app.before_request(refuse_unknown_hosts)
