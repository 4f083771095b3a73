"""The gate of the staff's pages: closed unless somebody is signed in whose role may do this here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString

from portal.accounts.models import StaffUser
from portal.accounts.queries import staff_user_by_session
from portal.accounts.rules import AREAS, Area, Staff
from portal.database import QUIET_METHODS
from portal.ledger.rules import Actor
from portal.settings.queries import current_organisation
from portal.web.languages import prefer


@dataclass(frozen=True)
class Section:
    """What a blueprint's pages belong to, and its entry in the menu if it has one."""

    area: Area
    label: LazyString | None = None
    start: str = ""
    only_changes: bool = False
    """Whether its pages are forms, of no use to somebody who may only read."""
    rank: int = 0
    """Its place in the menu among those of its area."""
    count: Callable[[], int] | None = None
    """Counts what waits there, for the menu."""


UNDER: dict[Area, Area] = {"staff": "settings"}
"""Areas whose pages are reached through another's entry in the menu."""
SETTING_UP = frozenset({"staff.account.codes", "staff.account.require"})
"""All that is open to a user whose role takes a code, until there is one."""

sections: dict[str, Section] = {}
_View = TypeVar("_View", bound=Callable[..., Any])


def belongs_to(
    bp: Blueprint,
    area: Area,
    *,
    label: LazyString | None = None,
    start: str = "",
    only_changes: bool = False,
    rank: int = 0,
    count: Callable[[], int] | None = None,
) -> Blueprint:
    """Open the blueprint's pages to the roles that may see the area, and their POSTs to those that may change it.

    With a label it stands in the menu, leading to the endpoint ``start``, such as ``staff.people.search``.
    Where there are only forms, looking at them takes the right to change, too.

    :param count: counts what waits there, for the menu
    """
    sections[bp.name] = Section(area, label, start, only_changes, rank, count)
    return bp


def only_reads(view: _View) -> _View:
    """Mark a view whose POST changes nothing, so that those who may only read can use it."""
    view.only_reads = True  # type: ignore[attr-defined]
    return view


def current_staff() -> Staff:
    """Return who is signed in: name, e-mail and role."""
    staff: Staff = g.staff
    return staff


def current_staff_user() -> StaffUser:
    """Return the row of who is signed in."""
    user: StaffUser = g.staff_user
    return user


def current_actor() -> Actor:
    """Return who is signed in, as the ledger names them."""
    return Actor("staff", current_staff().email)


def needs_code() -> bool:
    """Tell whether the role of who is signed in takes a code at sign-in."""
    return current_staff().role in current_organisation().code_roles


def guard() -> ResponseReturnValue | None:
    """Let the request through, send a stranger to the sign-in page, or refuse (403)."""
    user = staff_user_by_session(session["_user_id"]) if "_user_id" in session else None
    if user is None:
        onwards: dict[str, Any] = {"next": request.full_path.rstrip("?")} if request.method in QUIET_METHODS else {}
        return redirect(url_for("sign_in.ask", **onwards))
    g.staff_user = user
    g.staff = Staff(name=user.name or user.email, email=user.email, role=user.role)
    prefer(user.language)
    if needs_code() and not user.tf_totp_secret and request.endpoint not in SETTING_UP:
        return redirect(url_for("staff.account.codes"), 303)
    section = sections.get((request.blueprint or "").rpartition(".")[2])
    view = current_app.view_functions.get(request.endpoint or "")
    change = request.method not in QUIET_METHODS and not getattr(view, "only_reads", False)
    if section is None or not g.staff.may(section.area, change=change or section.only_changes):
        abort(403)
    return None


def menu() -> list[dict[str, Any]]:
    """Return the menu's entries for who is signed in, in the order of the areas."""
    staff: Staff | None = g.get("staff")
    if staff and needs_code() and not current_staff_user().tf_totp_secret:
        return []
    here = sections.get((request.blueprint or "").rpartition(".")[2])
    return [
        {
            "label": section.label,
            "url": url_for(section.start),
            "current": here is not None and section is _home(here),
            "count": section.count() if section.count else 0,
        }
        for section in sorted(sections.values(), key=_place)
        if section.label and staff and staff.may(section.area)
    ]


def _place(section: Section) -> tuple[int, int]:
    """Return what the menu is ordered by."""
    return AREAS.index(section.area), section.rank


def _home(here: Section) -> Section | None:
    """Return the section whose entry in the menu stands for this one: itself, else the first of its area."""
    if here.label:
        return here
    area = UNDER.get(here.area, here.area)
    return next(
        (section for section in sorted(sections.values(), key=_place) if section.label and section.area == area), None
    )


def frame() -> dict[str, Any]:
    """Return what every page of the staff's shows around its content."""
    return {"organisation": current_organisation(), "staff": g.get("staff"), "navigation": menu()}
