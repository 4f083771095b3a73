"""Look at a page the way axe-core, a narrow phone and the four widths do."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

WIDTHS = (320, 360, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "best-practice"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What can break in the dark when the light page is whole."""
RUN = """options => axe.run(options)
    .then(found => found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))"""


@cache
def axe() -> str:
    """Return axe-core's source."""
    return (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Page, *, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """Return what axe-core finds on the page, and where it is too wide, at each width, light and dark."""
    page.wait_for_load_state()
    page.evaluate(axe())
    found: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if overflow := page.evaluate("document.documentElement.scrollWidth") - width:
            found.append(f"{width}px: {overflow}px too wide")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            result: Any = page.evaluate(RUN, EVERYTHING if scheme == "light" else COLOURS)
            found.extend(f"{width}px {scheme}: {fault}" for fault in result)
    return found
