"""People of every sort, written straight into the tables, and what the rule is told about each."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from portal.customers.actions import fact_of
from portal.customers.models import Sale
from portal.customers.rules import SaleFact, goods_key, is_existing_customer
from portal.extensions import db
from portal.ledger.configuration import forget_version
from portal.ledger.rules import SYSTEM
from portal.legal_bases.actions import add_wording
from portal.legal_bases.models import RecordedBasis
from portal.legal_bases.queries import catalogue
from portal.legal_bases.rules import STATUSES
from portal.marketing.questions import Question, question
from portal.marketing.rules import Facts, Trace
from portal.people.models import Person
from portal.preferences.models import Pause, TopicChoice
from portal.preferences.queries import all_topics
from portal.settings import marketing as names
from portal.settings.actions import change_settings

TODAY = date(2026, 6, 15)
AT = datetime(2026, 4, 2, 7, 30, tzinfo=UTC)


def ask(purpose: str = "e_marketing", topic: str = "news", *, day: date = TODAY) -> Question:
    """Return the question about a purpose and topic."""
    return question(purpose, topic, day=day)


def add_crowd(dice: random.Random, people: int, addresses: int) -> list[str]:
    """Add so many people of every sort who share so many addresses, and return the addresses, folded."""
    keys = [f"somebody.{number}@example.se" for number in range(addresses)]
    known, source = catalogue(), catalogue().source("import").id
    rows = [_person(dice, number, dice.choice(keys), source) for number in range(1, people + 1)]
    db.session.execute(insert(Person.__table__), rows)
    bases, choices, pauses, sales = [], [], [], []
    for row in rows:
        for purpose in known.purposes:
            if dice.random() < 0.85:
                basis = dice.choice(known.bases if dice.random() < 0.5 else known.bases[:1])
                bases.append(_basis(dice, row["id"], purpose.id, basis.id, source))
        choices += [
            {"person_id": row["id"], "topic_id": topic.id, "wanted": dice.random() < 0.5, "seq": 1}
            for topic in all_topics()
            if dice.random() < 0.5
        ]
        if dice.random() < 0.2:
            pauses.append({"person_id": row["id"], "until": TODAY + timedelta(days=dice.randint(-1, 1)), "seq": 1})
        if dice.random() < 0.4:
            sales.append(_sale(dice, row["id"], source))
    db.session.execute(insert(Sale.__table__), sales)
    db.session.execute(insert(RecordedBasis.__table__), bases)
    db.session.execute(insert(TopicChoice.__table__), choices)
    db.session.execute(insert(Pause.__table__), pauses)
    return keys


def _person(dice: random.Random, number: int, key: str, source: int) -> dict[str, Any]:
    def seldom() -> datetime | None:
        return AT + timedelta(minutes=number) if dice.random() < 0.08 else None

    return {
        "id": number,
        "ref": f"{number:032x}",
        "name": f"Somebody {number}",
        "email": key,
        "email_key": key,
        "phone": "",
        "company": "",
        "title": "",
        "address": "",
        "country": "",
        "language": "",
        "source_id": source,
        "registered_at": AT,
        "registered_by": "import:1",
        "updated_at": AT,
        "choices_seq": 1,
        "search_text": "",
        "marketing_objected_at": seldom(),
        "restricted_at": seldom(),
        "unconfirmed_since": seldom(),
        "address_refused_at": seldom(),
    }


def _basis(dice: random.Random, person_id: int, purpose_id: int, basis_id: int, source: int) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "purpose_id": purpose_id,
        "legal_basis_id": basis_id,
        "status": dice.choice(STATUSES if dice.random() < 0.4 else STATUSES[:1]),
        "source_id": source,
        "comment": "",
        "evidence": "",
        "wording_version": dice.choice([None, 1, 1, 2, 2, 2]),
        "since": AT + timedelta(hours=person_id),
        "changed_at": AT,
        "changed_by": "import:1",
        "channel": "import",
        "seq": person_id,
    }


def _sale(dice: random.Random, person_id: int, source: int) -> dict[str, Any]:
    goods = dice.choice(["Tools", "Tools", "Paint"])
    return {
        "person_id": person_id,
        "sold_on": TODAY - timedelta(days=dice.randint(-1, 500)),
        "goods": goods,
        "goods_key": goods_key(goods),
        "way_out_offered": dice.random() < 0.8,
        "source_id": source,
        "recorded_at": AT,
        "recorded_by": "import:1",
    }


def allow_more(*, soft_opt_in: bool = True, other_bases: bool = True) -> None:
    """Let marketing go to those who bought tools, and on legitimate interests."""
    wanted: dict[str, Any] = {}
    if soft_opt_in:
        wanted |= {names.SOFT_OPT_IN: ["e_marketing"], names.SOFT_OPT_IN_GOODS: ["Tools"]}
    if other_bases:
        wanted |= {names.OTHER_BASES: {"e_marketing": ["legitimate_interests"]}}
    change_settings(wanted, at=AT, by=SYSTEM, channel="cli")
    forget_version()


def add_second_wording(*, ask_again: bool) -> None:
    """Add a second version of the consent wording for marketing."""
    add_wording(catalogue().purpose("e_marketing"), {}, 2, ask_again=ask_again, at=AT, by=SYSTEM)
    forget_version()


def facts_by_address(asked: Question) -> dict[str, list[Facts]]:
    """Return what the rule is told about everybody, by address, found out apart from the statement that judges."""
    rows = {
        row.person_id: row
        for row in db.session.scalars(select(RecordedBasis).where(RecordedBasis.purpose_id == asked.purpose.id))
    }
    until = dict(db.session.execute(select(Pause.person_id, Pause.until)).tuples().all())
    refused = set(db.session.execute(select(TopicChoice.person_id, TopicChoice.topic_id).where(~TopicChoice.wanted)))
    sales: dict[int, list[SaleFact]] = {}
    for sale in db.session.scalars(select(Sale)):
        sales.setdefault(sale.person_id, []).append(fact_of(sale))
    found: dict[str, list[Facts]] = {}
    for person in db.session.scalars(select(Person).order_by(Person.id)):
        facts = replace(
            _facts(person, rows.get(person.id), asked),
            paused=person.id in until and until[person.id] > asked.day,
            topic_refused=bool(asked.topics) and all((person.id, topic.id) in refused for topic in asked.topics),
            is_customer=is_existing_customer(sales.get(person.id, ()), asked.soft_opt_in, today=asked.day),
        )
        found.setdefault(person.email_key, []).append(facts)
    return found


def _facts(person: Person, row: RecordedBasis | None, asked: Question) -> Facts:
    known = catalogue()
    basis = known.basis_of[row.legal_basis_id] if row else None
    enough = {"a"} if asked.purpose.direct_marketing else set("abcdef")
    others = names.marketing_settings().other_bases.get(asked.purpose.key, ())
    return Facts(
        direct_marketing=asked.purpose.direct_marketing,
        status=row.status if row else None,
        is_consent=basis is not None and basis.article == "a",
        is_allowed=basis is not None
        and basis in asked.purpose.bases
        and (basis.article in enough or basis.key in others),
        asks_again=row is not None and known.asks_again(asked.purpose, row.wording_version),
        marketing_objected=person.marketing_objected_at is not None,
        restricted=person.restricted_at is not None,
        unconfirmed=person.unconfirmed_since is not None,
        address_refused=person.address_refused_at is not None,
        trace=_trace(person, row),
    )


def _trace(person: Person, row: RecordedBasis | None) -> Trace:
    recorded = (row.legal_basis_id, row.source_id, row.wording_version, row.seq, row.since) if row else (None,) * 5
    moments = (
        person.address_refused_at,
        person.marketing_objected_at,
        person.restricted_at,
        person.unconfirmed_since,
    )
    return Trace(person.id, *recorded, *moments)
