"""The organisation's colours and logo, at addresses that tell what stands there, so that browsers may keep them."""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from portal.settings.queries import image_of
from portal.settings.rules import NotAColour, checked_colour, palette

bp = Blueprint("look", __name__, url_prefix="/look")

SHEET = """:root {{
  --link: {light};
  --button: {light};
  --button-hover: {light_hover};
}}

@media (prefers-color-scheme: dark) {{
  :root {{
    --link: {dark};
    --button: {dark};
    --button-hover: {dark_hover};
    --button-text: {dark_words};
  }}
}}
"""
"""What it sets stands in static/css/tokens.css."""
A_DAY = "public, max-age=86400"
FOR_GOOD = "public, max-age=31536000, immutable"


@bp.get("/colours/<digits>.css")
def colours(digits: str) -> ResponseReturnValue:
    """Return the tokens for a brand colour, made readable."""
    try:
        colour = checked_colour(digits)
    except NotAColour:
        abort(404)
    if colour != f"#{digits}":
        abort(404)
    response = Response(SHEET.format_map(vars(palette(colour))), mimetype="text/css")
    response.headers["Cache-Control"] = A_DAY
    return response


@bp.get("/images/<digest>")
def image(digest: str) -> ResponseReturnValue:
    """Return an uploaded image; its address is the digest of what it holds."""
    found = image_of(digest)
    if found is None:
        abort(404)
    response = Response(found.data, mimetype=found.kind)
    response.headers["Cache-Control"] = FOR_GOOD
    response.set_etag(digest)
    return response.make_conditional(request)
