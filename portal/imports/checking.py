"""Whether a row can be imported, and what it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from portal.imports.mapping import FOR_PURPOSE, FURTHER, Mapped
from portal.imports.spellings import basis_key, country_code, language_code, purpose_key, source_key
from portal.legal_bases.actions import Record
from portal.legal_bases.models import Purpose, Source
from portal.legal_bases.queries import Catalogue, Unknown
from portal.legal_bases.recording import active_source, wished_record
from portal.legal_bases.rules import BasisNotAllowed
from portal.people.checks import BadValue, checked_core, checked_text
from portal.people.rules import CORE_FIELDS, email_key

WITHDRAWN: Final = "withdrawn"
"""Stands where a legal basis would, when the person has said no; it is a status and never a basis."""
LONGEST_COMMENT: Final = 2000
LONGEST_LABEL: Final = 200
"""Characters."""


class Refused(Exception):
    """The row can't be imported; the message says why."""


@dataclass(frozen=True)
class Wish:
    """What a row asks for."""

    row: int
    email_key: str
    core: Mapping[str, str]
    source: Source
    records: Sequence[Record] = ()
    withdrawn: Sequence[Purpose] = ()
    further: Mapping[str, str] = field(default_factory=dict)
    """Label -> value."""


@dataclass(frozen=True)
class Terms:
    """What holds for every row that says nothing else."""

    known: Catalogue
    mapped: Mapped
    source: Source
    pairs: Sequence[tuple[str, str]] = ()
    """Purpose and legal basis."""
    comment: str = ""


def wish(number: int, cells: Sequence[str], terms: Terms) -> Wish:
    """Return what the row asks for.

    :raises Refused: it can't be imported
    """
    if any(cell.strip() for cell in cells[terms.mapped.width :]):
        raise Refused("the row has more cells than the header")
    values = {name: cells[place].strip() for place, name in terms.mapped.fields.items() if place < len(cells)}
    try:
        core = _core(values)
        further = {
            checked_text("label", name[len(FURTHER) :], LONGEST_LABEL): checked_text(
                name[len(FURTHER) :], text, LONGEST_COMMENT, several_lines=True
            )
            for name, text in values.items()
            if name.startswith(FURTHER) and text
        }
        comment = checked_text("comment", values.get("comment") or terms.comment, LONGEST_COMMENT, several_lines=True)
        source = terms.source
        if values.get("source"):
            source = active_source(terms.known, source_key(values["source"], terms.known))
        records, withdrawn = _records(_pairs(values, terms), source, comment, terms.known)
    except BadValue as fault:
        raise Refused(str(fault)) from fault
    except Unknown as fault:
        raise Refused(f"there is no {fault.args[0]!r}") from fault
    except BasisNotAllowed as fault:
        raise Refused(f"the purpose can't rest on that legal basis: {fault}") from fault
    return Wish(number, email_key(core["email"]), core, source, records, withdrawn, further)


def _core(values: Mapping[str, str]) -> dict[str, str]:
    """Return the core fields that the row says something about; an empty cell says nothing."""
    core = {name: values[name] for name in CORE_FIELDS if values.get(name)}
    if "name" not in core:
        core["name"] = " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))
    if "address" not in core:
        place = " ".join(filter(None, (values.get("postcode"), values.get("city"))))
        core["address"] = "\n".join(filter(None, (values.get("street"), place)))
    if core.get("country"):
        core["country"] = country_code(core["country"])
    if core.get("language"):
        core["language"] = language_code(core["language"])
    return checked_core({name: text for name, text in core.items() if text}, required=("email",))


def _pairs(values: Mapping[str, str], terms: Terms) -> dict[str, str]:
    """Return purpose and legal basis: of the row, and else those for every row."""
    known = terms.known
    pairs = {purpose_key(purpose, known): basis for purpose, basis in terms.pairs}
    pairs.update(
        (purpose_key(name[len(FOR_PURPOSE) :], known), text)
        for name, text in values.items()
        if name.startswith(FOR_PURPOSE) and text
    )
    basis, purpose = values.get("basis", ""), values.get("purpose", "")
    if "=" in basis:
        for part in filter(None, (part.strip() for part in basis.replace(";", ",").split(","))):
            told, _, given = part.partition("=")
            pairs[purpose_key(told, known)] = given
    elif basis and purpose:
        pairs[purpose_key(purpose, known)] = basis
    elif basis or purpose:
        raise Refused("a legal basis needs its purpose, and a purpose its legal basis")
    return pairs


def _records(
    pairs: Mapping[str, str], source: Source, comment: str, known: Catalogue
) -> tuple[list[Record], list[Purpose]]:
    records: list[Record] = []
    withdrawn: list[Purpose] = []
    for purpose, basis in pairs.items():
        if basis.strip().casefold() == WITHDRAWN:
            withdrawn.append(known.purpose(purpose_key(purpose, known)))
        else:
            records.append(wished_record(known, purpose_key(purpose, known), basis_key(basis, known), source, comment))
    return records, withdrawn
