"""Pages that look the same for many people: rendered once for each shape, then filled with each person's own values."""

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from flask import current_app, g, render_template
from markupsafe import Markup, escape

from portal.ledger.configuration import configuration_version

MOST = 500
"""Shapes kept; a page of 5 kB makes that 2.5 MB in each process."""

_SLOT = re.compile("\ue000(\\w+)\ue001")


def slot(name: str) -> Markup:
    """Return what stands in a shape for a person's own value; no text holds its private characters."""
    return Markup(f"\ue000{name}\ue001")


def filled_page(
    template: str, shape: Hashable, facts: Callable[[], Mapping[str, Any]], values: Mapping[str, str]
) -> str:
    """Return the page of that shape in the visitor's language, with the values escaped and put into its slots.

    :param shape: everything that the page depends on but the language, the configuration and the values; never personal
    :param facts: gives the template's variables, with slots for what is personal, when the shape is new
    """
    kept: dict[Hashable, list[str]] = current_app.extensions.setdefault("portal_shapes", {})
    key = (template, configuration_version(), g.language, g.language_chosen, shape)
    parts = kept.get(key)
    if parts is None:
        if len(kept) >= MOST:
            kept.clear()
        parts = kept[key] = _SLOT.split(render_template(template, **facts()))
    return "".join(escape(values[part]) if number % 2 else part for number, part in enumerate(parts))
