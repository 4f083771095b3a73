"""Which column of a file is which field of the portal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.legal_bases.queries import Catalogue
from portal.people.rules import CORE_FIELDS, folded_words

PARTS: Final = ("first_name", "last_name", "street", "postcode", "city")
"""Fields that make up a core field together: name, and address."""
PER_ROW: Final = ("source", "purpose", "basis", "comment", "sold_on", "goods", "way_out")
FIELDS: Final = (*CORE_FIELDS, *PARTS, *PER_ROW)
FURTHER: Final = "field:"
"""Before a label: a further item about the person."""
FOR_PURPOSE: Final = "basis:"
"""Before a purpose's key: the column holds the legal basis for that purpose."""
NOT_IMPORTED: Final = "-"

_GUESSES: Final[dict[str, str]] = {
    "name": "name namn fullname fulltnamn kontaktnamn contactname personname personnamn kontaktperson contact kontakt",
    "first_name": "firstname fornamn givenname personfirstname tilltalsnamn",
    "last_name": "lastname efternamn surname familyname personlastname",
    "email": "email epost epostadress emailaddress mail mejl mejladress emailadress personemail emailemailaddress",
    "phone": "phone telefon telefonnummer tel phonenumber mobil mobile mobiltelefon mobilephone directphone",
    "company": "company foretag foretagsnamn companyname organisation organization bolag account kund contactcompany",
    "title": "title titel befattning jobtitle yrkestitel position",
    "address": "address adress postaladdress postadress fulladdress",
    "street": "street gata gatuadress streetaddress address1 adress1",
    "postcode": "postcode postnummer postnr zip zipcode postalcode",
    "city": "city ort postort stad town",
    "country": "country land landskod countrycode",
    "language": "language sprak languagecode sprakkod",
    "source": "source kalla consentsource kallakey",
    "purpose": "purpose syfte consentpurpose",
    "basis": "basis legalbasis rattsliggrund grund lawfulbasis",
    "comment": "comment kommentar anteckning note notering consentcomment",
    "sold_on": "soldon saledate dateofsale purchasedate forsaljningsdag forsaljningsdatum kopdatum orderdatum",
    "goods": "goods goodsclass classofgoods productgroup varuslag varugrupp produktgrupp",
    "way_out": "wayout wayoutoffered optoutoffered kundesaganej nejerbjods",
}
_FIELD_OF: Final = {word: field for field, words in _GUESSES.items() for word in words.split()}


class BadMapping(Exception):
    """The columns can't be used as told; the message says why, in a sentence."""


@dataclass(frozen=True)
class Mapped:
    """The columns that are used, by position, and the headers of those that are not."""

    fields: Mapping[int, str]
    left_out: tuple[str, ...]
    width: int
    """Columns in the header."""


def mapped(header: Sequence[str], wished: Iterable[tuple[str, str]], known: Catalogue) -> Mapped:
    """Return what each column is: as wished, else by its name; of two columns guessed alike, the first.

    :param wished: header and field: a name of ``FIELDS``, ``field:LABEL``, ``basis:PURPOSE``, or ``-`` for none
    :raises BadMapping: a wished column is not there, two are wished for one field, or there is no e-mail column
    """
    fields = guessed(header, known, _told(header, wished))
    used = {position: field for position, field in sorted(fields.items()) if field != NOT_IMPORTED}
    if "email" not in used.values():
        raise BadMapping("No column holds e-mail addresses. Say which: --map COLUMN=email")
    left_out = tuple(name for position, name in enumerate(header) if position not in used and name)
    return Mapped(used, left_out, len(header))


def guessed(header: Sequence[str], known: Catalogue, told: Mapping[int, str]) -> dict[int, str]:
    """Return what each column is: as told, else what its name says, if no column before it says the same."""
    taken = {field for field in told.values() if field != NOT_IMPORTED}
    fields = dict(told)
    for position, name in enumerate(header):
        field = _guess(name, known)
        if position not in fields and field and field not in taken:
            fields[position] = field
            taken.add(field)
    return fields


def is_field(text: str) -> bool:
    """Tell whether a column can be mapped to that."""
    return text in FIELDS or text == NOT_IMPORTED or (text.startswith((FURTHER, FOR_PURPOSE)) and text[-1:] != ":")


def _told(header: Sequence[str], wished: Iterable[tuple[str, str]]) -> dict[int, str]:
    places = {name.casefold(): position for position, name in reversed(list(enumerate(header)))}
    told: dict[int, str] = {}
    for column, field in wished:
        position = places.get(column.strip().casefold())
        if position is None:
            raise BadMapping(f"There is no column {column!r}. There are: {', '.join(filter(None, header))}")
        if field != NOT_IMPORTED and field in told.values():
            raise BadMapping(f"Two columns are mapped to {field}.")
        told[position] = field
    return told


def _guess(name: str, known: Catalogue) -> str:
    word = "".join(folded_words(name))
    if word in _FIELD_OF:
        return _FIELD_OF[word]
    for purpose in known.purposes:
        names = (purpose.key, purpose.alias or "", *purpose.texts.get("name", {}).values())
        if word and word in {"".join(folded_words(text)) for text in names}:
            return f"{FOR_PURPOSE}{purpose.key}"
    return ""
