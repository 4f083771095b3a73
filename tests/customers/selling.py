"""Sales, as tests make them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from portal.customers.rules import SaleFact, SoftOptIn, goods_key

TODAY = date(2026, 4, 2)
SHOES = SaleFact(date(2026, 1, 15), "Skor", way_out_offered=True)
GOODS = ("Skor", "SKOR ", "väskor", "hats", "hattar & mössor")
TERMS = st.builds(
    SoftOptIn,
    months=st.integers(1, 40),
    goods_keys=st.frozensets(st.sampled_from(GOODS).map(goods_key)),
)
FACTS = st.builds(
    SaleFact,
    sold_on=st.integers(-20, 1300).map(lambda days: TODAY - timedelta(days=days)),
    goods=st.sampled_from(GOODS),
    way_out_offered=st.booleans(),
)


def terms(*goods: str, months: int = 12) -> SoftOptIn:
    """Return that the soft opt-in is used for those goods."""
    return SoftOptIn(months, frozenset(goods_key(one) for one in goods or ("skor",)))
