"""Secret keys that are made once and kept in the instance folder, readable by their owner alone."""

import os
import secrets
from hashlib import sha256
from pathlib import Path


def kept_key(folder: Path, name: str, size: int = 48) -> str:
    """Return the key in that file of the folder, made of so many random bytes, with mode 600, when there is none.

    Two processes that start at once get the same key: the file appears whole or not at all.
    """
    path = folder / name
    if not path.exists():
        draft = folder / f".{name}.{secrets.token_hex(8)}"
        write_key(draft, new_key(size))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def new_key(size: int = 48) -> str:
    """Return so many random bytes as text."""
    return secrets.token_urlsafe(size)


def replace_key(folder: Path, name: str, text: str) -> None:
    """Put another text in the key's file at once, so that no reader ever finds half of it."""
    draft = folder / f".{name}.{secrets.token_hex(8)}"
    write_key(draft, text)
    draft.replace(folder / name)


def write_key(path: Path, text: str) -> None:
    """Write a key to a file that only its owner may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")


def key_id(key: str) -> str:
    """Return the eight hexadecimal digits that a key is known by in commands and logs."""
    return sha256(key.encode()).hexdigest()[:8]
