"""On which terms the soft opt-in is used for a purpose, as it is set."""

from portal.customers.rules import SoftOptIn, goods_key
from portal.settings.marketing import MarketingSettings


def soft_opt_in(settings: MarketingSettings, purpose_key: str) -> SoftOptIn | None:
    """Return the terms for the purpose, or None where the soft opt-in is not used."""
    if purpose_key not in settings.soft_opt_in_purposes:
        return None
    keys = frozenset(goods_key(goods) for goods in settings.soft_opt_in_goods)
    return SoftOptIn(settings.soft_opt_in_months, keys)
