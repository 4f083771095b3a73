"""Make links, open visits with them, and end both."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, insert, or_, select, update

from portal.extensions import db
from portal.ledger.actions import append
from portal.ledger.models import Channel
from portal.ledger.rules import Actor, Draft
from portal.links.models import Link, PersonSession, Use
from portal.links.queries import LONGEST_VISIT
from portal.links.tokens import id_hash, new_id, sign
from portal.people.models import Person
from portal.settings.queries import current_organisation


def link_address(use: Use, link_id: bytes) -> str:
    """Return the address of a link, built on the portal's own base URL."""
    page = {"stop": "u", "confirm": "c", "delivery": "d"}.get(use, "l")
    config = current_app.config
    return f"{config['PORTAL_BASE_URL']}/{page}/{sign(use, link_id, config['PORTAL_LINK_KEYS'])}"


def view_link(person_id: int, *, at: datetime) -> str:
    """Make a link that opens the person's page until the set number of days has passed, and return its address."""
    return view_links([person_id], at=at)[0]


def view_links(person_ids: Sequence[int], *, at: datetime) -> list[str]:
    """Make a view link for each person in one statement, and return the addresses in the same order."""
    expires_at = at + timedelta(days=current_organisation().link_days)
    ids = [new_id() for _ in person_ids]
    if ids:
        db.session.execute(
            insert(Link),
            [
                {
                    "id_hash": id_hash(link_id),
                    "use": "view",
                    "person_id": person_id,
                    "scope": "",
                    "made_at": at,
                    "expires_at": expires_at,
                }
                for person_id, link_id in zip(person_ids, ids, strict=True)
            ],
        )
    return [link_address("view", link_id) for link_id in ids]


def confirm_link(person_id: int, scope: str, *, until: datetime, at: datetime) -> str:
    """Make a link by which the person confirms what the scope names, and return its address."""
    link_id = new_id()
    db.session.add(
        Link(id_hash=id_hash(link_id), use="confirm", person_id=person_id, scope=scope, made_at=at, expires_at=until)
    )
    return link_address("confirm", link_id)


def delivery_link(person_id: int, reference: str, *, until: datetime, at: datetime) -> str:
    """Make a link to the page where the answer to the request is fetched by a code, and return its address."""
    link_id = new_id()
    about = {"use": "delivery", "person_id": person_id, "scope": reference}
    db.session.add(Link(id_hash=id_hash(link_id), made_at=at, expires_at=until, **about))
    return link_address("delivery", link_id)


def permanent_link(person_id: int, use: Use, scope: str = "", *, at: datetime) -> str:
    """Return the address of the person's one stop or preference link of that scope, made when there is none."""
    return permanent_links([person_id], use, scope, at=at)[0]


def permanent_links(person_ids: Sequence[int], use: Use, scope: str = "", *, at: datetime) -> list[str]:
    """Return the permanent links of that use and scope in the order of the people; only missing ones add rows."""
    known: dict[int, bytes] = {}
    for start in range(0, len(person_ids), 500):
        rows = db.session.execute(
            select(Link.person_id, Link.permanent_id).where(
                Link.person_id.in_(person_ids[start : start + 500]),
                Link.use == use,
                Link.scope == scope,
                Link.permanent_id.is_not(None),
            )
        )
        known.update({row.person_id: row.permanent_id for row in rows})
    missing = {person_id: new_id() for person_id in person_ids if person_id not in known}
    if missing:
        db.session.execute(
            insert(Link),
            [
                {
                    "id_hash": id_hash(link_id),
                    "permanent_id": link_id,
                    "use": use,
                    "person_id": person_id,
                    "scope": scope,
                    "made_at": at,
                }
                for person_id, link_id in missing.items()
            ],
        )
    return [link_address(use, known.get(person_id) or missing[person_id]) for person_id in person_ids]


def open_visit(link_id: int, person_id: int, *, at: datetime) -> bytes:
    """Begin a visit by that link and return the random id that the person's cookie carries."""
    session_id = new_id()
    db.session.add(PersonSession(id_hash=id_hash(session_id), link_id=link_id, person_id=person_id, opened_at=at))
    return session_id


def end_visit(session_id: bytes, *, at: datetime) -> None:
    """End one visit, as when the person signs out."""
    db.session.execute(update(PersonSession).where(PersonSession.id_hash == id_hash(session_id)).values(ended_at=at))


def forget_old_visits(*, at: datetime) -> None:
    """Delete visits that were ended or can't be gone on with any more."""
    over = or_(PersonSession.ended_at.is_not(None), PersonSession.opened_at < at - LONGEST_VISIT)
    db.session.execute(delete(PersonSession).where(over).execution_options(synchronize_session=False))


def end_view_links(person: Person, *, at: datetime, by: Actor, channel: Channel) -> None:
    """End every link to the person's data, and with them the visits they opened; stop and preference links live on."""
    db.session.execute(
        update(Link)
        .where(Link.person_id == person.id, Link.use.in_(("view", "delivery")), Link.ended_at.is_(None))
        .values(ended_at=at)
    )
    append([Draft("links.ended", person_ref=person.ref)], at=at, by=by, channel=channel)
