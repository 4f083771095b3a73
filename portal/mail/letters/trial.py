"""A letter as a test, to whoever words it: about somebody invented, and marked as a test."""

from dataclasses import replace
from datetime import datetime

from flask import current_app

from portal.mail.blocks import Paragraph
from portal.mail.kinds import wording_kind
from portal.mail.letters.known import translations_of
from portal.mail.mime import letter_headers
from portal.mail.models import Letter
from portal.mail.outbox import queue_letter
from portal.mail.previews import preview
from portal.mail.templates import Wording
from portal.settings.queries import current_organisation

MARK = "[Test] "


def queue_trial(wording: Wording, *, recipient: str, at: datetime) -> Letter:
    """Queue the letter in that wording, written already so that nothing but the test is in it.

    :raises portal.mail.addresses.UnusableRecipient: no letter can go to that recipient
    :raises portal.mail.kinds.UnknownKind: there is no such kind of letter
    """
    organisation = current_organisation()
    told = translations_of(wording.language).gettext(
        "This is a test. It is about an invented person, and its links open nothing."
    )
    marked = replace(wording, subject=f"{MARK}{wording.subject}")
    words = preview(marked, before=(Paragraph(told),), at=at)
    letter = queue_letter(
        wording_kind(wording.kind), recipient=recipient, language=wording.language, facts={"test": True}, at=at
    )
    letter.subject, letter.text, letter.html = words.subject, words.text, words.html
    letter.headers = letter_headers(
        sender=current_app.config["MAIL_DEFAULT_SENDER"],
        organisation=organisation.name,
        recipient=recipient,
        subject=words.subject,
        message_id=letter.message_id,
        language=wording.language,
        at=at,
        reply_to=organisation.contact_email,
    )
    return letter
