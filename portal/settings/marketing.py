"""What is set about direct marketing: the soft opt-in, and on what else than consent it may rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.ledger.configuration import cached
from portal.settings.models import Setting

SOFT_OPT_IN: Final = "soft_opt_in_purposes"
SOFT_OPT_IN_MONTHS: Final = "soft_opt_in_months"
SOFT_OPT_IN_GOODS: Final = "soft_opt_in_goods"
OTHER_BASES: Final = "marketing_other_bases"
REMINDER_DAYS: Final = "consent_reminder_days"
ASKED_AGAIN_DAYS: Final = "consent_asked_again_days"
NAMES: Final = (SOFT_OPT_IN, SOFT_OPT_IN_MONTHS, SOFT_OPT_IN_GOODS, OTHER_BASES, REMINDER_DAYS, ASKED_AGAIN_DAYS)


@dataclass(frozen=True)
class MarketingSettings:
    """What the administrator has set about direct marketing; by itself only consent is enough."""

    soft_opt_in_purposes: tuple[str, ...] = ()
    """Keys of the purposes that the soft opt-in is used for (marknadsföringslagen 19 §)."""
    soft_opt_in_months: int = 12
    """How long a sale carries it."""
    soft_opt_in_goods: tuple[str, ...] = ()
    """Classes of goods that what is marketed is similar to."""
    other_bases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Key of a purpose -> keys of the legal bases beside consent that marketing for it may rest on."""
    reminder_days: int = 0
    """Days after which those who did not answer a question for consent are reminded by themselves; 0 for never."""
    asked_again_days: int = 180
    """Days during which nobody is asked again for the same purpose."""


def marketing_settings_of(stored: Mapping[str, Any]) -> MarketingSettings:
    """Return what settings by name say about direct marketing, today's or those of another day."""
    start = MarketingSettings()
    others: Mapping[str, list[str]] = stored.get(OTHER_BASES) or {}
    return MarketingSettings(
        soft_opt_in_purposes=tuple(stored.get(SOFT_OPT_IN) or ()),
        soft_opt_in_months=stored.get(SOFT_OPT_IN_MONTHS) or start.soft_opt_in_months,
        soft_opt_in_goods=tuple(stored.get(SOFT_OPT_IN_GOODS) or ()),
        other_bases={purpose: tuple(bases) for purpose, bases in others.items()},
        reminder_days=stored.get(REMINDER_DAYS) or 0,
        asked_again_days=stored.get(ASKED_AGAIN_DAYS, start.asked_again_days),
    )


def _load(session: Session) -> MarketingSettings:
    rows = session.execute(select(Setting.name, Setting.value).where(Setting.name.in_(NAMES))).tuples()
    return marketing_settings_of(dict(rows.all()))


marketing_settings = cached(_load)
