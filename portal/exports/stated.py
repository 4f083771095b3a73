"""What the portal states about how a person's data is used: the parts that an answer must have (GDPR art. 15)."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.legal_bases.models import Purpose
from portal.legal_bases.queries import catalogue, recorded_bases
from portal.people.models import Person
from portal.settings.queries import Organisation, current_organisation

Key = tuple[str, str]
"""A part, and the key of the purpose that it is about or an empty text."""

PURPOSE_PARTS: Final = ("categories", "recipients", "transfers", "retention", "automated")
"""Parts that each purpose has: art. 15(1)(b), (c), 15(2), 15(1)(d) and (h)."""
BESIDE: Final[tuple[Key, ...]] = (("other_systems", ""), ("withheld", ""))
"""Parts that only staff can know about: whether there is more elsewhere, and what is withheld."""
PART_NAMES: Final[dict[str, Any]] = {
    "controller": _l("Who is responsible, and how to reach them"),
    "purposes": _l("Purposes"),
    "categories": _l("Categories of data"),
    "recipients": _l("Recipients"),
    "transfers": _l("Transfers outside the EU/EEA"),
    "retention": _l("How long it is kept"),
    "automated": _l("Automated decisions"),
    "source": _l("Where it came from"),
    "authority": _l("Supervisory authority"),
    "other_systems": _l("Data in other systems"),
    "withheld": _l("What is withheld"),
}


def part_label(key: Key, language: str) -> str:
    """Return what a part is called, with its purpose."""
    part, purpose_key = key
    name = str(PART_NAMES.get(part, part))
    purpose = next((item for item in catalogue().all_purposes if item.key == purpose_key), None)
    return f"{name}: {purpose.name(language)}" if purpose else name


def stated_parts(person: Person, language: str) -> dict[Key, str]:
    """Return what the settings and purposes say about each part of the person's answer; empty where nothing is said."""
    known, own = catalogue(), current_organisation()
    used = [known.purpose_of[row.purpose_id] for row in recorded_bases(person.id)]
    stated: dict[Key, str] = {
        ("controller", ""): controller(own) if own.postal_address or own.contact_email else "",
        ("purposes", ""): "; ".join(purpose.name(language) for purpose in used),
        ("source", ""): known.source_of[person.source_id].name(language),
        ("authority", ""): authority(own),
    }
    for purpose in used:
        stated |= {(part, purpose.key): purpose_part(purpose, part, language) for part in PURPOSE_PARTS}
    return stated


def purpose_part(purpose: Purpose, part: str, language: str) -> str:
    """Return what the purpose says about a part, or an empty text."""
    said = str(purpose.text(part, language))
    if part == "retention" and not said.strip() and purpose.retention_months is not None:
        return str(_("%(months)s months.", months=purpose.retention_months))
    return said


def controller(own: Organisation) -> str:
    """Return who is responsible for the data and how to reach them (art. 15 with 13(1)(a)-(b))."""
    ways = own.name, own.number, own.postal_address, own.contact_email, own.contact_phone
    return ", ".join(filter(None, ways))


def authority(own: Organisation) -> str:
    """Return where to complain (art. 15(1)(f)), or an empty text."""
    return ", ".join(filter(None, (own.authority_name, own.authority_url))) if own.authority_name else ""
