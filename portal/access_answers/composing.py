"""Put an answer together: the document as the person will see it, what is missing, and its files."""

from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Final

from portal.access_answers.queries import additions_to
from portal.access_answers.rules import Key, missing_parts
from portal.access_requests.models import AccessRequest
from portal.exports.access_copy import access_copy
from portal.exports.additions import Additions
from portal.exports.document import Document
from portal.exports.plain import as_json
from portal.exports.portability import as_csv, portable_data
from portal.exports.stated import BESIDE, stated_parts
from portal.exports.workbook import write_workbook
from portal.mail.letters.queued import letter_language
from portal.people.models import Person

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {"access": ("xlsx", "json"), "portability": ("json", "csv")}
"""As what a request of each kind is answered."""


def stated_for(request: AccessRequest, person: Person, additions: Additions) -> dict[Key, str]:
    """Return the parts that the answer must have, with what is said about each; empty where nothing is said.

    Data to take elsewhere needs none of them (GDPR art. 20).
    """
    if request.kind != "access":
        return {}
    told = {("other_systems", ""): bool(additions.rows or additions.files), ("withheld", ""): bool(additions.masks)}
    beside = {key: "" for key in BESIDE if not told[key]}
    return {**stated_parts(person, letter_language(person)), **beside}


def missing_in(request: AccessRequest, person: Person) -> list[Key]:
    """Return the parts that stop the answer from being sent."""
    additions = additions_to(request)
    return missing_parts(stated_for(request, person, additions), additions.parts.keys())


def answer_document(request: AccessRequest, person: Person, *, at: datetime) -> Document:
    """Return the answer as it stands now, in the person's language."""
    if request.kind == "portability":
        return portable_data(person, at=at)
    return access_copy(person, additions=additions_to(request), at=at)


def workbook_bytes(document: Document) -> bytes:
    """Return the document as an Excel workbook."""
    file = BytesIO()
    write_workbook(document, file)
    return file.getvalue()


FORMATS: Final[Mapping[str, tuple[str, Callable[[Document], bytes]]]] = {
    "xlsx": (EXCEL, workbook_bytes),
    "json": ("application/json", lambda document: as_json(document).encode()),
    "csv": ("text/csv", lambda document: as_csv(document).encode("utf-8-sig")),
}
"""Ending -> content type, and the document as bytes."""


def composed(request: AccessRequest, person: Person, *, at: datetime) -> list[tuple[str, str, bytes]]:
    """Return the files of the answer: name, content type and bytes. It only reads, and takes a while."""
    document = answer_document(request, person, at=at)
    return [
        (f"{request.reference}.{ending}", FORMATS[ending][0], FORMATS[ending][1](document))
        for ending in ENDINGS[request.kind]
    ]
