"""The two shipped purposes in full, in Swedish and English; the administrator rewords them."""

from dataclasses import dataclass

from portal.legal_bases.models import RetentionEvent
from portal.texts import Texts


@dataclass(frozen=True)
class ShippedPurpose:
    """A purpose as it is first set up."""

    key: str
    alias: str
    direct_marketing: bool
    bases: tuple[str, ...]
    default_basis: str | None
    retention_months: int
    retention_event: RetentionEvent
    texts: Texts
    wording: Texts


NO_TRANSFERS = {
    "sv": "Uppgifterna förs inte över till något land utanför EU/EES.",
    "en": "The data is not transferred to any country outside the EU/EEA.",
}
NO_AUTOMATED = {
    "sv": "Inga automatiserade beslut fattas och ingen profilering görs.",
    "en": "No automated decisions are made and there is no profiling.",
}

PURPOSES = (
    ShippedPurpose(
        key="sales_service",
        alias="STORE",
        direct_marketing=False,
        bases=(
            "consent",
            "contract",
            "legal_obligation",
            "vital_interests",
            "public_task",
            "legitimate_interests",
        ),
        default_basis=None,
        retention_months=36,
        retention_event="recorded",
        texts={
            "name": {"sv": "Försäljning och service", "en": "Sales and service"},
            "description": {
                "sv": "Vi använder dina uppgifter för att svara på frågor, lämna offerter, leverera och ge service.",
                "en": "We use your data to answer questions, make offers, deliver and give service.",
            },
            "interest": {
                "sv": "Vårt intresse är att kunna hålla kontakt med dem som frågar efter eller använder det vi säljer.",
                "en": "Our interest is to keep in touch with those who ask for or use what we sell.",
            },
            "categories": {
                "sv": "Namn, kontaktuppgifter, arbetsplats och titel, ärenden och köp",
                "en": "Name, contact details, workplace and title, enquiries and purchases",
            },
            "recipients": {
                "sv": "Vår personal och den leverantör som driver våra system åt oss",
                "en": "Our staff and the provider that runs our systems for us",
            },
            "transfers": NO_TRANSFERS,
            "retention": {
                "sv": "Tre år efter att grunden senast registrerades.",
                "en": "Three years after the basis was last recorded.",
            },
            "refusal": {
                "sv": "Du behöver inte lämna uppgifterna, men utan dem kan vi inte ge offert, leverans eller service.",
                "en": "You need not give the data, but without it we cannot give you an offer, delivery or service.",
            },
            "automated": NO_AUTOMATED,
        },
        wording={
            "text": {
                "sv": "Jag samtycker till att mina uppgifter används för försäljning och service.",
                "en": "I consent to my data being used for sales and service.",
            },
            "statement_title": {"sv": "Så använder vi dina uppgifter", "en": "How we use your data"},
            "statement_url": {"sv": "/privacy", "en": "/privacy"},
        },
    ),
    ShippedPurpose(
        key="e_marketing",
        alias="EMARKETING",
        direct_marketing=True,
        bases=("consent", "contract", "legitimate_interests"),
        default_basis="consent",
        retention_months=24,
        retention_event="recorded",
        texts={
            "name": {"sv": "E-marknadsföring", "en": "E-marketing"},
            "description": {
                "sv": "Vi skickar nyheter, inbjudningar och erbjudanden till dig med e-post.",
                "en": "We send you news, invitations and offers by e-mail.",
            },
            "interest": {
                "sv": "Vårt intresse är att berätta om det vi säljer för dem som redan är kunder.",
                "en": "Our interest is to tell those who are already customers about what we sell.",
            },
            "categories": {
                "sv": "Namn, e-postadress, språk och de utskick du har valt",
                "en": "Name, e-mail address, language and the messages you have chosen",
            },
            "recipients": {
                "sv": "Vår personal och den leverantör som skickar våra utskick åt oss",
                "en": "Our staff and the provider that sends our messages for us",
            },
            "transfers": NO_TRANSFERS,
            "retention": {
                "sv": "Tills du säger nej, dock längst två år efter ditt senaste ja.",
                "en": "Until you say no, but at most two years after your latest yes.",
            },
            "refusal": {
                "sv": "Du behöver inte samtycka. Säger du nej får du inga utskick; inget annat ändras.",
                "en": "You do not have to consent. If you say no you get no messages; nothing else changes.",
            },
            "automated": NO_AUTOMATED,
        },
        wording={
            "text": {
                "sv": "Jag vill få nyheter, inbjudningar och erbjudanden med e-post, högst två gånger i månaden. "
                "Jag kan återkalla mitt samtycke när som helst, på min sida eller med länken i varje utskick.",
                "en": "I want to get news, invitations and offers by e-mail, at most twice a month. "
                "I can withdraw my consent at any time, on my page or by the link in every message.",
            },
            "statement_title": {"sv": "Så använder vi dina uppgifter", "en": "How we use your data"},
            "statement_url": {"sv": "/privacy", "en": "/privacy"},
        },
    ),
)
