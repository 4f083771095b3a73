"""Whether a row can be imported, and what it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from portal.customers.rules import SaleFact
from portal.imports.mapping import FOR_PURPOSE, FURTHER, Mapped
from portal.imports.reasons import Refused, of_value
from portal.imports.selling import sale_told
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
LONGEST_TOLD: Final = 100
"""Characters."""


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
    sales: Sequence[SaleFact] = ()


@dataclass(frozen=True)
class Terms:
    """What holds for every row that says nothing else."""

    known: Catalogue
    mapped: Mapped
    source: Source
    pairs: Sequence[tuple[str, str]] = ()
    """Purpose and legal basis."""
    comment: str = ""
    today: date = date.max
    """No sale is after this day."""
    _records: dict[tuple[str, str, int], Record] = field(default_factory=dict, compare=False)
    _purposes: dict[str, str] = field(default_factory=dict, compare=False)

    def purpose(self, text: str) -> str:
        """Return the key of the purpose that is called so.

        :raises portal.legal_bases.queries.Unknown: there is none
        """
        known = self._purposes.get(text)
        if known is None:
            known = self._purposes[text] = purpose_key(text, self.known)
        return known

    def record(self, purpose: str, basis: str, source: Source) -> Record:
        """Return what a cell asks to be recorded; files say the same few things over and over.

        :raises portal.legal_bases.queries.Unknown: there is no such purpose or basis, or it is not in use
        :raises BasisNotAllowed: the purpose can't rest on that basis
        """
        asked = purpose, basis, source.id
        known = self._records.get(asked)
        if known is None:
            known = wished_record(self.known, self.purpose(purpose), basis_key(basis, self.known), source)
            self._records[asked] = known
        return known


def wish(number: int, cells: Sequence[str], terms: Terms) -> Wish:
    """Return what the row asks for.

    :raises Refused: it can't be imported
    """
    if any(cell.strip() for cell in cells[terms.mapped.width :]):
        raise Refused("more_cells")
    values = {name: cells[place].strip() for place, name in terms.mapped.fields.items() if place < len(cells)}
    try:
        core = _core(values)
        further = {name[len(FURTHER) :]: text for name, text in values.items() if text and name.startswith(FURTHER)}
        comment = values.get("comment") or terms.comment
        source = terms.source
        if values.get("source"):
            source = active_source(terms.known, source_key(values["source"], terms.known))
        if further:
            further = _further(further)
        if comment:
            comment = checked_text("comment", comment, LONGEST_COMMENT, several_lines=True)
        records, withdrawn = _records(_pairs(values, terms), source, comment, terms)
    except BadValue as fault:
        raise of_value(fault) from fault
    except Unknown as fault:
        raise Refused("unknown", key=str(fault.args[0])[:LONGEST_TOLD]) from fault
    except BasisNotAllowed as fault:
        raise Refused("not_allowed", pair=str(fault)[:LONGEST_TOLD]) from fault
    sale = sale_told(values, today=terms.today)
    sales = [sale] if sale else []
    return Wish(number, email_key(core["email"]), core, source, records, withdrawn, further, sales)


def _further(told: Mapping[str, str]) -> dict[str, str]:
    return {
        checked_text("label", label, LONGEST_LABEL): checked_text(label, text, LONGEST_COMMENT, several_lines=True)
        for label, text in told.items()
    }


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
    pairs = {terms.purpose(purpose): basis for purpose, basis in terms.pairs}
    pairs.update(
        (terms.purpose(name[len(FOR_PURPOSE) :]), text)
        for name, text in values.items()
        if name.startswith(FOR_PURPOSE) and text
    )
    basis, purpose = values.get("basis", ""), values.get("purpose", "")
    if "=" in basis:
        for part in filter(None, (part.strip() for part in basis.replace(";", ",").split(","))):
            told, _, given = part.partition("=")
            pairs[terms.purpose(told)] = given
    elif basis and purpose:
        pairs[terms.purpose(purpose)] = basis
    elif basis or purpose:
        raise Refused("half_pair")
    return pairs


def _records(
    pairs: Mapping[str, str], source: Source, comment: str, terms: Terms
) -> tuple[list[Record], list[Purpose]]:
    records: list[Record] = []
    withdrawn: list[Purpose] = []
    for purpose, basis in pairs.items():
        if basis.strip().casefold() == WITHDRAWN:
            withdrawn.append(terms.known.purpose(purpose))
        else:
            record = terms.record(purpose, basis, source)
            records.append(replace(record, comment=comment) if comment else record)
    return records, withdrawn
