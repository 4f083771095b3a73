"""The headers that go with every answer."""

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000"
"""A year (RFC 6797)."""
CACHEABLE = frozenset({"static", "subject.privacy.show", "subject.index.show"})
"""Endpoints whose pages hold no personal data."""


def init_app(app: Flask) -> None:
    """Add the headers, and believe as many proxies as are trusted about the client's address."""
    trusted = app.config["PORTAL_TRUSTED_PROXIES"]
    if trusted:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted)  # type: ignore[method-assign]
    always = dict(ALWAYS)
    if app.config["PORTAL_BASE_URL"].startswith("https://"):
        always["Strict-Transport-Security"] = HSTS
    pairs = list(always.items())

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        own = "Content-Security-Policy" in headers
        headers.extend(pairs[1:] if own else pairs)
        if request.endpoint not in CACHEABLE and "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        return response
