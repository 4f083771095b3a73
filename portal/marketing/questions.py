"""What is asked: a topic of a purpose on a day, with what the organisation has set for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.customers.rules import SoftOptIn
from portal.customers.terms import soft_opt_in
from portal.legal_bases.models import ConsentWording, LegalBasis, Purpose
from portal.legal_bases.queries import catalogue
from portal.preferences.models import Topic
from portal.preferences.queries import all_topics
from portal.settings.marketing import MarketingSettings, marketing_settings


class UnknownPurpose(LookupError):
    """No purpose in use has that key; the argument is the key."""


class UnknownTopic(LookupError):
    """The purpose has no topic in use of that key; the argument is the key."""


@dataclass(frozen=True)
class Question:
    """May we send this topic of this purpose on this day: all that is not about the one who is asked about."""

    purpose: Purpose
    topics: tuple[Topic, ...]
    """The topic; without one, every topic of the purpose: somebody who wants none of them wants nothing."""
    day: date
    """In the organisation's time zone."""
    direct_marketing: bool
    consents: frozenset[int]
    """Ids of the bases of GDPR art. 6(1)(a)."""
    allowed: frozenset[int]
    """Ids of the bases that letters for the purpose may rest on."""
    asks_before: int
    """Consents to versions of the wording before this one no longer count."""
    soft_opt_in: SoftOptIn | None = None
    """On which terms a sale is enough; None: no sale is."""


def question(purpose_key: str, topic_key: str = "", *, day: date) -> Question:
    """Return the question for the keys, the purpose's also as an alias, by what is set now.

    :param day: in the organisation's time zone
    :raises UnknownPurpose: there is no such purpose in use
    :raises UnknownTopic: the purpose has no such topic in use
    """
    known = catalogue()
    purpose = named_purpose(known.purposes, purpose_key)
    topics = named_topics(all_topics(), purpose, topic_key)
    return asked(purpose, topics, known.all_bases, known.wordings, marketing_settings(), day=day)


def named_purpose(purposes: Iterable[Purpose], key: str) -> Purpose:
    """Return the purpose of that key or alias, in any case.

    :raises UnknownPurpose: there is none
    """
    name = key.strip().casefold()
    found = (one for one in purposes if name and name in {one.key.casefold(), (one.alias or "").casefold()})
    purpose = next(found, None)
    if purpose is None:
        raise UnknownPurpose(key)
    return purpose


def named_topics(topics: Iterable[Topic], purpose: Purpose, key: str) -> tuple[Topic, ...]:
    """Return the topic in use of that key, or without a key all of the purpose's.

    :raises UnknownTopic: the purpose has no such topic
    """
    name = key.strip().casefold()
    own = tuple(topic for topic in topics if topic.purpose_id == purpose.id and topic.active)
    found = tuple(topic for topic in own if topic.key.casefold() == name) if name else own
    if name and not found:
        raise UnknownTopic(key)
    return found


def asked(
    purpose: Purpose,
    topics: tuple[Topic, ...],
    bases: Iterable[LegalBasis],
    wordings: Iterable[ConsentWording],
    settings: MarketingSettings,
    *,
    day: date,
) -> Question:
    """Return the question about a purpose, by what is or was set."""
    consents = frozenset(basis.id for basis in bases if basis.article == "a")
    enough = settings.other_bases.get(purpose.key, ())
    allowed = frozenset(
        basis.id
        for basis in purpose.bases
        if basis.active and (not purpose.direct_marketing or basis.id in consents or basis.key in enough)
    )
    asking = [one.version for one in wordings if one.purpose_id == purpose.id and one.ask_again]
    return Question(
        purpose=purpose,
        topics=topics,
        day=day,
        direct_marketing=purpose.direct_marketing,
        consents=consents,
        allowed=allowed,
        asks_before=max(asking, default=0),
        soft_opt_in=soft_opt_in(settings, purpose.key) if purpose.direct_marketing else None,
    )
