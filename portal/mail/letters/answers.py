"""The letters that hand out data: a one-time code, and the link to an answer."""

from portal.dates import moment_in_words
from portal.mail.blocks import Button, Heading, Items, Value
from portal.mail.letters.known import Known, organisation_values
from portal.mail.letters.requests import asked_words, complaint


def one_time_code_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of the letter with a code stand for."""
    code = str(known.facts["code"])
    return {
        **organisation_values(known),
        "name": known.subject.name,
        "code": code,
        "code_shown": (Heading(code),),
        "code_until": moment_in_words(known.fact_moment("until"), known.language, known.zone),
    }


def answer_ready_values(known: Known) -> dict[str, Value]:
    """Return what the placeholders of the letter with the link to an answer stand for."""
    return {
        **organisation_values(known),
        "name": known.subject.name,
        "reference": str(known.facts["reference"]),
        "asked": asked_words(known, known.facts["kind"]),
        "available_until": known.day(known.fact_moment("until")),
        "files": (Items(tuple(str(name) for name in known.facts["files"])),),
        "delivery_button": (Button(known.gettext("Fetch the answer"), str(known.facts["link"])),),
        "complaint": complaint(known),
    }
