"""When an answer is complete, and which files may go with it."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Final, Literal

Key = tuple[str, str]
"""A part, and the key of the purpose that it is about or an empty text."""

LARGEST_FILE: Final = 20_000_000
"""Bytes of one file."""
MOST_FILES: Final = 20
"""Files that staff attach to one answer."""
MOST_ROWS: Final = 2_000
"""Items from other systems in one answer."""
SHORTEST_MASK: Final = 2
"""Characters: hiding one letter would hide everything."""
LONGEST_NAME: Final = 120

NameFault = Literal["empty", "too_long", "unreadable", "hidden_ending"]

# fmt: off
_RUNS: Final = frozenset({
    "apk", "app", "bat", "bin", "cmd", "com", "cpl", "docm", "dll", "dmg", "exe", "hta", "htm", "html", "iso", "jar",
    "js", "jse", "lnk", "mht", "msi", "pif", "ps1", "py", "scr", "sh", "svg", "url", "vb", "vbe", "vbs", "wsf", "wsh",
    "xhtml", "xlsm", "xml",
})
# fmt: on
"""Endings of what runs, or opens as a page."""
_UNSAFE = re.compile(r'[<>:"|?*]')


class WrongName(ValueError):
    """The name of a file can't be used; ``fault`` says why."""

    def __init__(self, fault: NameFault) -> None:
        """Keep what is wrong."""
        super().__init__(fault)
        self.fault = fault


def missing_parts(stated: Mapping[Key, str], filled: Collection[Key]) -> list[Key]:
    """Return the parts about which nothing is said, in their order: the answer can't be sent with them.

    :param filled: parts about which staff have said something for this answer, also that there is none
    """
    return [key for key, text in stated.items() if not text.strip() and key not in filled]


def checked_name(given: str) -> str:
    """Return the name of an uploaded file, without the folders before it.

    :raises WrongName: it is none, or would mislead whoever opens the file
    """
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", given)[-1]).strip()
    if any(unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} for character in name):
        raise WrongName("unreadable")
    stem, _, ending = name.rpartition(".")
    if not stem.strip(" .") or not ending:
        raise WrongName("empty")
    if len(name) > LONGEST_NAME:
        raise WrongName("too_long")
    if "  " in name or _RUNS & {part.strip().lower() for part in stem.split(".")[1:]}:
        raise WrongName("hidden_ending")
    return _UNSAFE.sub("-", name)


def ending_of(name: str) -> str:
    """Return what stands after the last full stop of a file's name, in small letters."""
    return name.rpartition(".")[2].lower()
