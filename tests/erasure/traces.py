"""Look for words in everything that a database keeps: the bytes of its files, and every row of every table."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import inspect, text

from portal.extensions import db


def traces(words: Iterable[str]) -> list[str]:
    """Return where one of the words stands, in any of the ways in which a database or JSON spells it."""
    db.session.rollback()
    spelled = {form.lower() for word in words for form in spellings(word)}
    found = [*_in_files(spelled), *_in_tables(spelled)]
    db.session.rollback()
    return found


def spellings(word: str) -> set[str]:
    """Return the word as it is, as JSON escapes it, and without accents."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    return {word, word.encode("ascii", "backslashreplace").decode().replace("\\x", "\\u00"), bare}


def _in_files(words: set[str]) -> list[str]:
    """Search SQLite's file and its log byte by byte."""
    if db.engine.dialect.name != "sqlite":
        return []
    path = Path(str(db.engine.url.database))
    found = []
    for file in sorted(path.parent.glob(f"{path.name}*")):
        content = file.read_bytes().lower()
        found += [f"{file.name}: {word}" for word in sorted(words) if word.encode() in content]
    return found


def _in_tables(words: set[str]) -> list[str]:
    """Search each row as a dump would spell it."""
    found = []
    tables = inspect(db.engine).get_table_names()
    for table in tables:
        for row in db.session.execute(text(f"SELECT * FROM {table}")):  # noqa: S608 - our own tables
            line = " ".join(str(value) for value in row).lower()
            found += [f"{table}: {word}" for word in sorted(words) if word in line]
    return found
