"""Codes from an authenticator app (RFC 6238), each good for one use."""

import io

import qrcode
import qrcode.image.svg
from flask_security.core import UserMixin
from flask_security.totp import Totp
from markupsafe import Markup
from passlib.totp import TotpMatch

WINDOW = 30
"""Seconds that a clock may be wrong either way."""

_PAPER = '<rect width="100%" height="100%" fill="#ffffff"/>'
"""Cameras need dark on light, also on a dark page."""


class Codes(Totp):
    """Flask-Security's codes, with replays refused and a QR code that the content policy allows."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        """Return the time step of the last code that the user used."""
        counter: int | None = getattr(user, "totp_counter", None)
        return counter

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Keep the time step of the code just used."""
        user.totp_counter = tmatch.counter  # type: ignore[attr-defined]

    def generate_qrcode(self, username: str, totp: str) -> Markup:
        """Return the QR code as SVG to stand in the page itself."""
        picture = qrcode.make(self.get_totp_uri(username, totp), image_factory=qrcode.image.svg.SvgPathImage, border=2)
        with io.BytesIO() as file:
            picture.save(file)
            text = file.getvalue().decode()
        drawing = text[text.index("<svg") :].replace(">", f">{_PAPER}", 1)
        return Markup(drawing)
