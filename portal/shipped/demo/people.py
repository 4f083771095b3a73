"""The demo's forty people, and what has happened to each: all of it invented."""

import json
from pathlib import Path
from typing import NamedTuple


class Step(NamedTuple):
    """Something that happens to a figure."""

    day: int
    """Days after the registration."""
    act: str
    """What is done: see ``acts``."""
    needs: tuple[str, ...] = ()


class Figure(NamedTuple):
    """One invented person."""

    name: str
    language: str
    country: str
    source: str
    age: int
    """Days since the registration."""
    steps: tuple[Step, ...]
    local_part: str = ""
    """Of the address; empty: no address."""
    company: str = ""
    title: str = ""
    phone: str = ""
    address: str = ""

    @property
    def email(self) -> str:
        """The address, at a domain that is kept for examples."""
        domain = "example.se" if self.language == "sv" else "example.com"
        return f"{self.local_part}@{domain}" if self.local_part else ""

    @property
    def bounces(self) -> bool:
        """Whether letters to the person come back."""
        return any(step.act == "bounce" for step in self.steps)


def _read() -> tuple[Figure, ...]:
    rows = json.loads(Path(__file__).with_name("people.json").read_text(encoding="utf-8"))
    return tuple(
        Figure(**{**row, "steps": tuple(Step(day, act, tuple(needs)) for day, act, *needs in row["steps"])})
        for row in rows
    )


FIGURES = _read()
"""In the order of the register."""

SHOWN = (0, 1, 2)
"""Positions of the people whose links the set-up prints: consent, withdrawal, all marketing stopped."""
