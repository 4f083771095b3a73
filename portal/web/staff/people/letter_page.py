"""A letter on a page: as HTML in a frame that can do nothing, and as text."""

from datetime import datetime

from flask import Response, make_response, render_template

POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""A letter's styles stand in its elements; all else is as strict as on other pages."""


def letter_page(
    subject: str,
    text: str,
    html: str,
    *,
    recipient: str,
    sent_at: datetime | None = None,
    back: str = "",
    back_label: str = "",
) -> Response:
    """Return the page of a letter, with a content security policy of its own.

    :param sent_at: when it was sent; None for a preview
    :param back: the address of the page that it is opened from, or empty; ``back_label`` says which page that is
    """
    page = render_template(
        "staff/people/letter.html",
        subject=subject,
        text=text,
        html=html,
        recipient=recipient,
        sent_at=sent_at,
        back=back,
        back_label=back_label,
    )
    return with_letter_policy(page)


def with_letter_policy(page: str) -> Response:
    """Return a page that shows letters in frames, with the policy that lets their styles be seen."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = POLICY
    return response
