"""Uploaded files: large ones are let in at listed doors only, from staff, and go straight into the instance folder."""

from tempfile import NamedTemporaryFile
from typing import IO, Any, Final

from flask import Flask, Request, request, session

from portal.accounts.queries import staff_user_by_session
from portal.accounts.rules import Area, may
from portal.imports.reading.limits import LARGEST_FILE
from portal.imports.spool import folder
from portal.web.looking import looking

DOORS: Final[dict[str, Area]] = {
    "staff.imports.upload": "imports",
    "staff.answer_files.add": "requests",
    "staff.feedback.upload": "marketing",
}
"""Endpoint -> the part of the staff's pages whose right to change it takes."""
AROUND: Final = 64 * 1024
"""Bytes of a form beside its file."""


class UploadRequest(Request):
    """A request that can hold a large file, once that is allowed."""

    takes_file = False

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Return where the file goes: into the instance folder, for its owner alone, and gone when the request ends."""
        if not self.takes_file:
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        made: Any = NamedTemporaryFile("rb+", dir=folder(), suffix=".part")  # noqa: SIM115 - the request closes it
        return made  # type: ignore[no-any-return]


def init_app(app: Flask) -> None:
    """Let staff send large files; this is asked before the form is read, so strangers are told no before they send."""
    app.request_class = UploadRequest

    @app.before_request
    def let_file_in() -> None:
        area = DOORS.get(request.endpoint or "") if request.method == "POST" else None
        if area is not None and isinstance(request, Request) and "_user_id" in session and _is_allowed(area):
            request.max_content_length = LARGEST_FILE + AROUND
            request.takes_file = True  # type: ignore[attr-defined]


def _is_allowed(area: Area) -> bool:
    with looking():
        user = staff_user_by_session(session["_user_id"])
        return user is not None and may(user.role, area, change=True)
