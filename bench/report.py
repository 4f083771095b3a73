"""What a measurement gives, as a line of a table and as JSON."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One figure with its bound: a ratio, or an absolute with its unit; the median of several takes."""

    name: str
    database: str
    takes: Sequence[float]
    bound: float
    most: bool = False
    """True when the figure may be at most the bound, False when it must be at least that."""
    unit: str = "x"
    verdict: bool = True
    """False: told for knowledge, without a bound."""
    notes: str = ""
    median: float = field(init=False)

    def __post_init__(self) -> None:
        """Take the median."""
        object.__setattr__(self, "median", median(self.takes))

    @property
    def holds(self) -> bool:
        """Tell whether the median keeps the bound."""
        if not self.verdict:
            return True
        return self.median <= self.bound if self.most else self.median >= self.bound

    def line(self) -> str:
        """Return the figure as a line of the table."""
        bound = f"{'<=' if self.most else '>='} {self.bound:g}" if self.verdict else ""
        spread = f"{min(self.takes):.2f}..{max(self.takes):.2f}"
        mark = "" if not self.verdict else "ok" if self.holds else "MISSED"
        return f"{self.name:<52} {self.database:<10} {self.median:>8.2f} {self.unit:<3} {spread:>16} {bound:>9} {mark:<6} {self.notes}"


def paired(takes: int, ours: Callable[[], float], limit: Callable[[], float]) -> list[tuple[float, float]]:
    """Take both measurements in tight pairs, turn about which comes first."""
    pairs = []
    for number in range(takes):
        if number % 2:
            first = ours()
            pairs.append((first, limit()))
        else:
            second = limit()
            pairs.append((ours(), second))
    return pairs


def write(figures: Sequence[Figure], path: Path) -> None:
    """Keep the figures as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([{**asdict(figure), "holds": figure.holds} for figure in figures], indent=2) + "\n")
