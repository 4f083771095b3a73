"""Who is an existing customer, for the rule: the one place where sales come in."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, false

from portal.marketing.questions import Question


def is_customer(_: Question) -> ColumnElement[bool]:
    """Return the condition on a row of ``people`` that a sale carries the soft opt-in; no sale is on record yet."""
    return false()


def customers_then(_: Question, __: Collection[str], *, until: datetime) -> frozenset[str]:
    """Return the references of those whom a sale on record at that moment made existing customers."""
    return frozenset()
