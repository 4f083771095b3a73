"""Letters to staff: the way in, and what was changed about it."""

from portal.accounts.changes import SignInChange
from portal.dates import moment_in_words
from portal.mail.blocks import Block, Blocks, Button, Paragraph, Value
from portal.mail.letters.known import Known, organisation_values


def staff_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of letters to staff stand for."""
    return {
        **organisation_values(known),
        "password_button": (Button(known.gettext("Choose a password"), str(known.facts["link"])),),
    }


def staff_changed_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of the letter about a changed sign-in stand for."""
    return {
        **organisation_values(known),
        "when": moment_in_words(known.fact_moment("changed_at"), known.language, known.zone),
        "change": _change(known),
        "account_button": (Button(known.gettext("Your sign-in"), str(known.facts["link"])),),
    }


def _change(known: Known) -> Blocks:
    change: SignInChange = known.facts["change"]
    words = {
        "password_set": known.gettext("The password was changed."),
        "codes_on": known.gettext("Sign-in now asks for a code from an app as well."),
        "codes_off": known.gettext("Sign-in no longer asks for a code: the password alone is enough."),
        "codes_reset": known.gettext(
            "The code at sign-in was reset, and you were signed out everywhere. The app and the recovery codes that "
            "you had no longer work. Set up a new code when you have signed in."
        ),
    }
    blocks: list[Block] = [Paragraph(words[change])]
    if known.facts["by"]:
        blocks.append(Paragraph(known.gettext("It was done by %(who)s.", who=known.facts["by"])))
    return tuple(blocks)


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
