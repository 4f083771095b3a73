"""The list of what can be set, in which each page of the settings enters itself."""

from dataclasses import dataclass

from flask import Blueprint
from flask_babel import LazyString

from portal.accounts.rules import Area
from portal.web.staff.gate import belongs_to


@dataclass(frozen=True)
class Entry:
    """One line of the list: what can be set there, what for, and the endpoint that leads to it."""

    area: Area
    label: LazyString
    hint: LazyString
    start: str


entries: list[Entry] = []


def settings_page(
    bp: Blueprint, *, label: LazyString, hint: LazyString, start: str, area: Area = "settings"
) -> Blueprint:
    """Open the blueprint to who may see the area, and enter it in the list, after those imported before it."""
    entries.append(Entry(area, label, hint, start))
    return belongs_to(bp, area)
