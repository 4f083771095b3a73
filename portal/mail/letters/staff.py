"""Letters to staff: the way in, the first time and when the password is forgotten; the end of a long job."""

from portal.mail.blocks import Button, Value
from portal.mail.letters.known import Known, organisation_values


def staff_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of letters to staff stand for."""
    return {
        **organisation_values(known),
        "password_button": (Button(known.gettext("Choose a password"), str(known.facts["link"])),),
    }


def job_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of a letter about a long job stand for."""
    error = str(known.facts["error"])
    outcome = (
        known.gettext("It could not be finished. %(reason)s", reason=error) if error else known.gettext("It is done.")
    )
    return {
        **organisation_values(known),
        "job": str(known.facts["job"]),
        "outcome": outcome,
        "job_button": (Button(known.gettext("See what it came to"), str(known.facts["link"])),),
    }
