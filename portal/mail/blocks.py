"""What a letter is made of, before it becomes text or HTML."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 2 for a part of the letter, 3 below it."""

    shape: ClassVar[str] = "heading"
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a line break in it is kept."""

    shape: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list with a mark before each item."""

    shape: ClassVar[str] = "items"
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Terms, each with what it is."""

    shape: ClassVar[str] = "rows"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Button:
    """A link with its address visible, drawn as a button; a quiet one has a frame only."""

    shape: ClassVar[str] = "button"
    label: str
    address: str
    quiet: bool = False


Block = Heading | Paragraph | Items | Rows | Button
Blocks = tuple[Block, ...]
Value = str | Blocks
"""What a placeholder stands for: words within a sentence, or blocks on a line of their own."""
