"""Why a sale can't be recorded, in sentences."""

from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.customers.rules import LONGEST_GOODS, SaleFault

SALE_FAULTS: Final[dict[SaleFault, LazyString]] = {
    "no_goods": _l("Say what kind of goods it was."),
    "long_goods": _l("Write at most %(most)s characters about the goods.", most=LONGEST_GOODS),
    "unwritable_goods": _l("The class of goods holds a character that can't be stored."),
    "future_sale": _l("The day of the sale is in the future. Enter the day on which it was."),
    "ancient_sale": _l("The day of the sale is before 1900. Enter the day on which it was."),
}
