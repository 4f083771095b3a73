"""How many people to change at once, so that a person's own choice never waits long for the write lock."""

from typing import Final

SMALLEST, LARGEST = 10, 1000
"""People of a chunk."""
AIM: Final = 0.06
"""Seconds that a chunk should hold SQLite's only write lock; nothing else may wait 0.2."""


class Pace:
    """Learns from how long the last chunk took."""

    def __init__(self) -> None:
        """Begin with few."""
        self.size = 50

    def took(self, people: int, seconds: float) -> None:
        """Choose the size of the next chunk."""
        fitting = int(people * AIM / max(seconds, 0.001))
        self.size = max(SMALLEST, min(LARGEST, fitting, self.size * 2))
