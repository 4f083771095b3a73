"""The organisation as it is set now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import LANGUAGES
from portal.extensions import db
from portal.ledger.configuration import cached, remembered
from portal.settings.models import Image, Setting
from portal.texts import Text, Texts, worded


@dataclass(frozen=True)
class Organisation:
    """Who is responsible for the data, and how to reach them (GDPR art. 13(1)(a)-(b)); how their portal speaks."""

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
    delivery_days: int = 30
    """Days that the files of an answer can be fetched."""
    languages: tuple[str, ...] = LANGUAGES
    """What pages and letters are offered in, at least one."""
    language: str = LANGUAGES[0]
    """Of those, the one for people and visitors who have no other."""
    time_zone: str = "Europe/Stockholm"
    """The IANA name of the zone in which days begin and moments are shown."""
    code_roles: tuple[str, ...] = ()
    """Roles of staff that take a code at sign-in, beside the password."""
    colour: str = ""
    """The brand colour as staff chose it, #rrggbb; empty for the shipped colours."""
    logo: str = ""
    """The digest of the image in the head of every page; empty for the shipped one."""
    texts: Texts = field(default_factory=dict)
    """Own texts of the pages: landing, hub, stop_receipt, privacy."""

    def text(self, name: str, language: str) -> Text:
        """Return the organisation's own text for a page in the language, or its fallback, or empty."""
        return worded(self.texts, name, language)


def image_of(digest: str) -> Image | None:
    """Return the uploaded image with that digest, or none."""
    return db.session.get(Image, digest) if re.fullmatch("[0-9a-f]{64}", digest) else None


def _load(session: Session) -> Organisation:
    return _organisation(dict(session.execute(select(Setting.name, Setting.value)).tuples().all()))


def _organisation(stored: Mapping[str, Any]) -> Organisation:
    """Return what is stored, and for the rest what the portal started with."""
    known = {item.name for item in fields(Organisation)}
    values = {name: value for name, value in stored.items() if name in known}
    languages = tuple(code for code in LANGUAGES if code in values.get("languages", LANGUAGES)) or LANGUAGES
    language = values.get("language", current_app.config["BABEL_DEFAULT_LOCALE"])
    own = {
        "languages": languages,
        "language": language if language in languages else languages[0],
        "code_roles": tuple(values.get("code_roles", ())),
        "time_zone": values.get("time_zone", current_app.config["BABEL_DEFAULT_TIMEZONE"]),
    }
    return Organisation(**{**values, **own})


current_organisation = cached(_load)


def last_known_organisation() -> Organisation:
    """Return the organisation as this process knew it last, without asking the database: for errors and guesses."""
    return remembered(_load) or _organisation({})
