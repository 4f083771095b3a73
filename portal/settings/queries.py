"""The organisation as it is set now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.ledger.configuration import cached
from portal.settings.models import Setting
from portal.texts import Text, Texts, worded


@dataclass(frozen=True)
class Organisation:
    """Who is responsible for the data, and how to reach them (GDPR art. 13(1)(a)-(b))."""

    name: str = "Organisationen"
    number: str = ""
    postal_address: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    officer_name: str = ""
    """The data protection officer (art. 37), if there is one."""
    officer_email: str = ""
    authority_name: str = "Integritetsskyddsmyndigheten (IMY)"
    authority_url: str = "https://www.imy.se/"
    country: str = "SE"
    link_days: int = 30
    """Days that a view link lasts."""
    texts: Texts = field(default_factory=dict)
    """Own texts of the pages: landing, hub, stop_receipt, privacy."""

    def text(self, name: str, language: str) -> Text:
        """Return the organisation's own text for a page in the language, or its fallback, or empty."""
        return worded(self.texts, name, language)


def _load(session: Session) -> Organisation:
    known = {item.name for item in fields(Organisation)}
    values: Mapping[str, object] = dict(session.execute(select(Setting.name, Setting.value)).tuples().all())
    return Organisation(**{name: value for name, value in values.items() if name in known})  # type: ignore[arg-type]


current_organisation = cached(_load)
