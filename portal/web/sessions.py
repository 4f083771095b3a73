"""Two signed session cookies: the person's, and the staff's for everything under /staff."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeTimedSerializer

from portal import clock
from portal.database import QUIET_METHODS

REISSUE_AFTER = timedelta(minutes=1)
"""A visit is extended at most this often, so that most pages need not sign a new cookie."""


@dataclass(frozen=True)
class Cookie:
    """One of the two cookies: its name without prefix, and how long a visit may be idle."""

    name: str
    idle: timedelta


PERSON = Cookie("portal_session", timedelta(minutes=30))
STAFF = Cookie("portal_staff", timedelta(hours=8))


def is_staff_path(path: str) -> bool:
    """Tell whether the path belongs to the staff's pages."""
    return path == "/staff" or path.startswith("/staff/")


def has_visits(path: str) -> bool:
    """Tell whether pages at the path keep a session; elsewhere none is begun by looking."""
    return path == "/me" or path.startswith("/me/") or is_staff_path(path)


class Visit(SessionMixin):
    """A session that reads its cookie when it is first used."""

    def __init__(
        self, request: Request, name: str, signer: URLSafeTimedSerializer, idle: timedelta, *, may_begin: bool
    ) -> None:
        """Begin without looking at the request's cookie of that name yet."""
        self.request = request
        self.name = name
        self.sealed = ""
        self.signer = signer
        self.idle = idle
        self.may_begin = may_begin
        """Whether the answer to this request may set the cookie."""
        self.values_read: dict[str, Any] | None = None
        self.signed_at: datetime | None = None
        self.modified = False

    def read(self) -> dict[str, Any]:
        """Return the values; a broken cookie, or one idle for too long, gives none."""
        if self.values_read is None:
            self.values_read = {}
            self.sealed = self.request.cookies.get(self.name, "")
            if self.sealed:
                seconds = int(self.idle.total_seconds())
                try:
                    values, self.signed_at = self.signer.loads(self.sealed, max_age=seconds, return_timestamp=True)
                    self.values_read = dict(values)
                except (BadData, TypeError, ValueError):
                    self.signed_at = None
        return self.values_read

    def is_due(self, at: datetime) -> bool:
        """Tell whether the cookie should be signed anew."""
        return self.modified or (self.signed_at is not None and at - self.signed_at >= REISSUE_AFTER)

    def __getitem__(self, key: str) -> Any:
        """Return the value kept under the key."""
        return self.read()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        """Keep the value."""
        self.read()[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        """Forget the value."""
        del self.read()[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        """Go through the keys."""
        return iter(self.read())

    def __len__(self) -> int:
        """Return how many values are kept."""
        return len(self.read())


class Sessions(SessionInterface):
    """Opens and saves visits."""

    def __init__(self, secret: str, *, secure: bool) -> None:
        """Sign with the secret; on a secure address the cookies are bound to this very host."""
        self.secure = secure
        self.signers = {cookie: _signer(secret, cookie) for cookie in (PERSON, STAFF)}
        self.names = {cookie: f"__Host-{cookie.name}" if secure else cookie.name for cookie in (PERSON, STAFF)}
        """Browsers guard names that begin so (RFC 6265bis 4.1.3.2)."""

    def open_session(self, app: Flask, request: Request) -> Visit:
        """Return the visit that the path's cookie stands for."""
        cookie = STAFF if is_staff_path(request.path) else PERSON
        return Visit(
            request,
            self.names[cookie],
            self.signers[cookie],
            cookie.idle,
            may_begin=request.method not in QUIET_METHODS or has_visits(request.path),
        )

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie when the visit changed, or was used and is due to be extended."""
        if not isinstance(session, Visit) or session.values_read is None:
            return
        response.headers.add("Vary", "Cookie")
        if not session.may_begin:
            return
        cookie = STAFF if session.signer is self.signers[STAFF] else PERSON
        attributes: dict[str, Any] = {"path": "/", "secure": self.secure, "httponly": True, "samesite": "Lax"}
        if session.values_read:
            if session.is_due(clock.now()):
                sealed = session.signer.dumps(session.values_read)
                max_age = cookie.idle if session.permanent else None
                response.set_cookie(self.names[cookie], str(sealed), max_age=max_age, **attributes)
        elif session.modified and session.sealed:
            response.delete_cookie(self.names[cookie], **attributes)


def init_app(app: Flask) -> None:
    """Let the application keep its sessions in the two cookies."""
    app.session_interface = Sessions(
        app.config["SECRET_KEY"], secure=app.config["PORTAL_BASE_URL"].startswith("https://")
    )


def _signer(secret: str, cookie: Cookie) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        secret,
        salt=f"session:{cookie.name}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
    )
