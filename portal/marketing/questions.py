"""What is asked: a topic of a purpose on a day, with what the organisation has set for it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from portal.legal_bases.models import ConsentWording, LegalBasis, Purpose
from portal.legal_bases.queries import Catalogue
from portal.preferences.models import Topic


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


def question(
    known: Catalogue, all_topics: Iterable[Topic], purpose_key: str, topic_key: str = "", *, day: date
) -> Question:
    """Return the question for the keys, the purpose's also as an alias.

    :raises UnknownPurpose: there is no such purpose in use
    :raises UnknownTopic: the purpose has no such topic in use
    """
    name = purpose_key.strip().casefold()
    purpose = next((one for one in known.purposes if name in {one.key.casefold(), (one.alias or "").casefold()}), None)
    if purpose is None or not name:
        raise UnknownPurpose(purpose_key)
    topics = tuple(topic for topic in all_topics if topic.purpose_id == purpose.id and topic.active)
    if topic_key:
        topics = tuple(topic for topic in topics if topic.key == topic_key.strip().casefold())
        if not topics:
            raise UnknownTopic(topic_key)
    return asked(purpose, topics, known.all_bases, known.wordings, day=day)


def asked(
    purpose: Purpose,
    topics: tuple[Topic, ...],
    bases: Iterable[LegalBasis],
    wordings: Iterable[ConsentWording],
    *,
    day: date,
    others: Collection[int] = (),
) -> Question:
    """Return the question about a purpose.

    :param others: ids of bases beside consent on which the administrator lets direct marketing rest
    """
    consents = frozenset(basis.id for basis in bases if basis.article == "a")
    in_use = frozenset(basis.id for basis in purpose.bases if basis.active)
    allowed = in_use & (consents | frozenset(others)) if purpose.direct_marketing else in_use
    asking = [one.version for one in wordings if one.purpose_id == purpose.id and one.ask_again]
    return Question(
        purpose=purpose,
        topics=topics,
        day=day,
        direct_marketing=purpose.direct_marketing,
        consents=consents,
        allowed=allowed,
        asks_before=max(asking, default=0),
    )
