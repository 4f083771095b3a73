"""What a letter can tell, built without a database: a small catalogue, Alice, and the organisation."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel.support import Translations

import portal
from portal.legal_bases.models import ConsentWording, LegalBasis, Purpose, RecordedBasis, Source
from portal.legal_bases.queries import Catalogue
from portal.legal_bases.rules import Status
from portal.mail.blocks import Block, Heading, Items, Paragraph, Rows, Value
from portal.mail.letters.known import Known
from portal.people.models import Person
from portal.settings.queries import Organisation
from portal.texts import Texts

AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)
LATE = datetime(2026, 4, 2, 22, 30, tzinfo=UTC)
"""Half past midnight on 3 April in Stockholm."""
SOURCES = {"business_card": 1, "import": 2, "unknown": 3}
BASES = {"consent": "a", "contract": "b", "legal_duty": "c", "public_task": "e", "interests": "f"}
"""Keys of the legal bases, each with its letter of GDPR art. 6(1)."""


@cache
def words_of(language: str) -> NullTranslations:
    """Return the portal's words in the language."""
    made: NullTranslations = Translations.load(Path(portal.__file__).parent / "translations", [language])
    return made


def both(swedish: str, english: str) -> dict[str, str]:
    """Return a text in the two languages."""
    return {"sv": swedish, "en": english}


def basis(key: str) -> LegalBasis:
    """Return a legal basis by its key in ``BASES``."""
    spoken = {"name": both(f"Grunden {key}", f"Basis {key}")}
    return LegalBasis(id=1 + list(BASES).index(key), key=key, article=BASES[key], active=True, rank=1, texts=spoken)


def purpose(number: int = 1, key: str = "service", **values: Any) -> Purpose:
    """Return a purpose with a name in both languages, that rests on anything and is not marketing."""
    texts: Texts = {"name": both(f"Syfte {key}", f"Purpose {key}")} | values.pop("texts", {})
    usual = {"direct_marketing": False, "retention_months": None, "retention_event": "recorded", "required": False}
    made = Purpose(id=number, key=key, active=True, rank=number, texts=texts, **(usual | values))
    made.bases = [basis(name) for name in BASES]
    return made


def wording(number: int = 1, version: int = 1, **spoken: str) -> ConsentWording:
    """Return a version of a consent wording of the purpose with that number."""
    return ConsentWording(purpose_id=number, version=version, texts={"text": spoken}, ask_again=False)


def recorded(
    number: int = 1,
    name: str = "interests",
    status: Status = "in_force",
    *,
    since: datetime = AT,
    changed: datetime | None = None,
) -> RecordedBasis:
    """Return what is recorded for Alice and the purpose with that number, by the key of the legal basis."""
    return RecordedBasis(
        purpose_id=number,
        legal_basis_id=basis(name).id,
        source_id=1,
        status=status,
        since=since,
        changed_at=changed or since,
    )


def person(source: str = "business_card", **values: Any) -> Person:
    """Return Alice, who is stored nowhere."""
    core = {"name": "Alice Alm", "email": "alice@example.se", "phone": "", "company": "", "title": "", "address": ""}
    usual = {"country": "", "language": "sv", "registered_at": AT}
    return Person(source_id=SOURCES[source], **(core | usual | values))


def known(
    language: str = "en",
    *,
    about: Person | None = None,
    purposes: Iterable[Purpose] = (),
    wordings: Iterable[ConsentWording] = (),
    organisation: dict[str, Any] | None = None,
    **values: Any,
) -> Known:
    """Return what is known for a letter about Alice, or about whoever ``about`` is."""
    own = {"name": "Björkvik Handel AB", "contact_email": "privacy@bjorkvik.example"} | (organisation or {})
    usual: dict[str, Any] = {"zone": "Europe/Stockholm", "at": AT, "facts": {}, "person": about or person()}
    return Known(
        language=language,
        translations=words_of(language),
        organisation=Organisation(**own),
        catalogue=Catalogue(tuple(purposes), tuple(basis(name) for name in BASES), _sources(), tuple(wordings)),
        **(usual | values),
    )


def _sources() -> tuple[Source, ...]:
    return tuple(
        Source(
            id=number,
            key=key,
            from_person=key == "business_card",
            active=True,
            rank=number,
            texts={"name": both(f"Källan {key}", f"Source {key}")},
        )
        for key, number in SOURCES.items()
    )


def blocks_of(value: Value) -> tuple[Block, ...]:
    """Return the blocks that a placeholder stands for."""
    assert not isinstance(value, str)
    return value


def paragraphs(value: Value) -> list[str]:
    """Return the words of its paragraphs."""
    return [str(block.text) for block in blocks_of(value) if isinstance(block, Paragraph)]


def headings(value: Value) -> list[str]:
    """Return the words of its headings."""
    return [str(block.text) for block in blocks_of(value) if isinstance(block, Heading)]


def items(value: Value) -> list[str]:
    """Return the items of its lists."""
    return [text for block in blocks_of(value) if isinstance(block, Items) for text in block.texts]


def rows(value: Value) -> list[tuple[str, str]]:
    """Return its terms, each with what it is."""
    return [row for block in blocks_of(value) if isinstance(block, Rows) for row in block.rows]
