"""A small catalogue that no database keeps: two purposes, three bases, two sources, and one of each out of use."""

from portal.legal_bases.models import ConsentWording, LegalBasis, Purpose, Source
from portal.legal_bases.queries import Catalogue


def names(swedish: str, english: str) -> dict[str, dict[str, str]]:
    """Return the texts of something that has a name alone."""
    return {"name": {"sv": swedish, "en": english}}


def small_catalogue() -> Catalogue:
    """Return it, made anew."""
    consent = LegalBasis(
        id=1, key="consent", alias="61A", article="a", active=True, rank=1, texts=names("Samtycke", "Consent")
    )
    contract = LegalBasis(
        id=2, key="contract", alias="61B", article="b", active=True, rank=2, texts=names("Avtal", "Contract")
    )
    vital = LegalBasis(
        id=3, key="vital", alias="61D", article="d", active=False, rank=3, texts=names("Vitalt", "Vital interests")
    )
    sales = Purpose(
        id=1,
        key="sales",
        alias="STORE",
        direct_marketing=False,
        active=True,
        rank=1,
        bases=[contract, vital],
        texts=names("Försäljning", "Sales"),
    )
    news = Purpose(
        id=2,
        key="news",
        alias=None,
        direct_marketing=True,
        active=True,
        rank=2,
        bases=[consent, contract],
        texts=names("Nyheter", "Newsletter"),
    )
    lottery = Purpose(
        id=3,
        key="lottery",
        alias=None,
        direct_marketing=True,
        active=False,
        rank=3,
        bases=[consent],
        texts=names("Lotteri", "Lottery"),
    )
    sources = (
        source(1, "file", "IMPORT", "Fil", "File"),
        source(2, "phone", "CALL", "Telefon", "Telephone"),
        source(3, "fax", "FAX", "Fax", "Facsimile", active=False),
    )
    wordings = tuple(ConsentWording(id=version, purpose_id=2, version=version) for version in (1, 2, 3))
    return Catalogue((sales, news, lottery), (consent, contract, vital), sources, wordings)


def source(key: int, name: str, alias: str, swedish: str, english: str, *, active: bool = True) -> Source:
    """Return a source."""
    return Source(
        id=key,
        key=name,
        alias=alias,
        from_person=True,
        send_confirmation=True,
        active=active,
        rank=key,
        texts=names(swedish, english),
    )
