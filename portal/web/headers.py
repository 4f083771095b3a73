"""The headers that go with every answer."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ALWAYS = (
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
HSTS = ("Strict-Transport-Security", "max-age=31536000")
"""A year (RFC 6797)."""
CACHEABLE = frozenset({"/", "/privacy"})
"""Pages without personal data, beside the static files."""
OF_FILES = ("Cache-Control", "no-cache")
"""What Flask says of a file that it hands over: it lets caches keep a copy, which a file about people must not have."""


class Headers:
    """WSGI middleware, so that pages, errors and files get the headers alike and none pays for more than a list.

    A page with a content policy or a cache rule of its own keeps it.
    """

    def __init__(self, app: "WSGIApplication", *, secure: bool) -> None:
        """Stand around the application; ``secure`` when it is reached over HTTPS."""
        self.app = app
        self.always = [*ALWAYS, HSTS] if secure else list(ALWAYS)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer the request, with the headers added."""

        def start(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            keeps = is_cacheable(environ["PATH_INFO"])
            headers = [header for header in headers if keeps or header != OF_FILES] + self.always
            names = {name.lower() for name, _ in headers}
            if "content-security-policy" not in names:
                headers.append(("Content-Security-Policy", POLICY))
            if "cache-control" not in names and not keeps:
                headers.append(("Cache-Control", "no-store"))
            return start_response(status, headers, *fault)

        return self.app(environ, start)


def is_cacheable(path: str) -> bool:
    """Tell whether what stands at the path holds no personal data."""
    return path in CACHEABLE or path.startswith("/static/")


def init_app(app: Flask) -> None:
    """Add the headers, and believe as many proxies as are trusted about the client's address."""
    secure = app.config["PORTAL_BASE_URL"].startswith("https://")
    app.wsgi_app = Headers(app.wsgi_app, secure=secure)  # type: ignore[method-assign]
    trusted = app.config["PORTAL_TRUSTED_PROXIES"]
    if trusted:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted)  # type: ignore[method-assign]
