"""Letters to staff: the way in, the first time and when the password is forgotten."""

from portal.mail.blocks import Button, Value
from portal.mail.letters.known import Known, organisation_values


def staff_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of letters to staff stand for."""
    return {
        **organisation_values(known),
        "password_button": (Button(known.gettext("Choose a password"), str(known.facts["link"])),),
    }
