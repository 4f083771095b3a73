"""What differs between two texts, word by word, as people read it."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Change = Literal["same", "removed", "added"]

_TOKEN = re.compile(r"\{\w+\}|\w+|\s+|.", re.DOTALL)

MANY = 300
"""With more words or lines than this, the most common ones are not looked up, for that would take very long."""


class Piece(NamedTuple):
    """A stretch of text that is in both, only in the old, or only in the new."""

    change: Change
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """Return the pieces in order: those not added make the old text, those not removed the new one."""
    pieces: list[Piece] = []
    for old_lines, new_lines, is_same in _stretches(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        before, after = "".join(old_lines), "".join(new_lines)
        if is_same:
            pieces.append(Piece("same", before))
        else:
            pieces.extend(_by_word(before, after))
    return list(_joined(pieces))


def _by_word(old: str, new: str) -> Iterator[Piece]:
    for before, after, is_same in _stretches(_TOKEN.findall(old), _TOKEN.findall(new)):
        if is_same:
            yield Piece("same", "".join(before))
            continue
        if before:
            yield Piece("removed", "".join(before))
        if after:
            yield Piece("added", "".join(after))


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str], bool]]:
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > MANY)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        yield old[old_start:old_end], new[new_start:new_end], tag == "equal"


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces with neighbours of the same change made one."""
    held: Piece | None = None
    for piece in pieces:
        if held is not None and held.change == piece.change:
            held = Piece(held.change, held.text + piece.text)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held
