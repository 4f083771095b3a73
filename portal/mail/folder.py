"""Deliver letters as files into a folder, where no mail server is set."""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from flask import Flask

from portal.mail.carriers import NoCarrier, Ready, Refused, at_once, words
from portal.mail.mime import Parcel

_MESSAGE_ID = re.compile(rb"^Message-ID: <([0-9A-Za-z.@-]+)>\r$", re.MULTILINE)


class FolderCarrier:
    """Puts each letter into the folder as ``<Message-ID>.eml``; the same letter twice is one file."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder; it is made when the first letter comes."""
        self._folder = folder

    def open(self) -> None:
        """Make the folder, for its owner only.

        :raises NoCarrier: it can't be made
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as fault:
            raise NoCarrier(words(str(fault))) from fault

    def carry(self, parcel: Parcel, ready: Ready = at_once) -> str:
        """Write the file, whole or not at all, and return its name.

        :raises NoCarrier: it can't be written
        :raises Refused: the letter has no Message-ID that can name a file
        """
        found = _MESSAGE_ID.search(parcel.data)
        if found is None:
            raise Refused("the letter has no name")
        name = f"{found[1].decode().replace('@', '_at_')}.eml"
        ready()
        draft = self._folder / f".{name}.{os.getpid()}"
        try:
            with draft.open("wb") as file:
                file.write(parcel.data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._folder / name)
        except OSError as fault:
            with suppress(OSError):
                draft.unlink()
            raise NoCarrier(words(str(fault))) from fault
        return name

    def forget(self, message_ids: Iterable[str]) -> None:
        """Delete the files of those letters that are there, since whoever got them is to be erased."""
        there = {path.name: path for path in self._folder.iterdir()} if self._folder.is_dir() else {}
        for message_id in message_ids if there else ():
            name = f"{message_id.strip('<>').replace('@', '_at_')}.eml"
            if name in there:
                there[name].unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing is kept open."""


def mail_folder(app: Flask) -> FolderCarrier:
    """Return the folder of the instance that letters are delivered into where no mail server is set."""
    return FolderCarrier(Path(app.instance_path) / "mail")
