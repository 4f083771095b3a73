"""Letters as files, where no mail server is set."""

import stat
from pathlib import Path

import pytest

from portal.mail.carriers import NoCarrier, Refused
from portal.mail.folder import FolderCarrier
from portal.mail.mime import Parcel

DATA = b"Subject: Hello\r\nMessage-ID: <0af1@privacy.example.se>\r\n\r\nHello\r\n"


def parcel(data: bytes = DATA) -> Parcel:
    return Parcel("noreply@example.se", "alice@example.se", data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "instance" / "mail"


def carry(folder: Path, data: bytes = DATA) -> str:
    carrier = FolderCarrier(folder)
    carrier.open()
    return carrier.carry(parcel(data))


def test_a_letter_is_a_file_named_by_its_message_id(folder: Path) -> None:
    carry(folder)

    assert [file.name for file in folder.iterdir()] == ["0af1_at_privacy.example.se.eml"]


def test_the_file_holds_the_letter_byte_for_byte(folder: Path) -> None:
    name = carry(folder)

    assert (folder / name).read_bytes() == DATA


def test_the_same_letter_twice_is_one_file(folder: Path) -> None:
    carry(folder)
    carry(folder)

    assert len(list(folder.iterdir())) == 1


def test_the_folder_is_for_its_owner_only(folder: Path) -> None:
    carry(folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "name", [b"<../../etc/passwd@x>", b"<a/b@x>", b"<>", b"none", b"<a\\b@x>", b"<a@x> <b@x>", b"<" + b"\xff" + b"@x>"]
)
def test_a_name_that_is_no_file_name_is_refused(folder: Path, name: bytes) -> None:
    with pytest.raises(Refused):
        carry(folder, b"Message-ID: " + name + b"\r\n\r\nHello\r\n")

    assert list(folder.iterdir()) == []


def test_a_message_id_in_the_body_names_nothing(folder: Path) -> None:
    data = b"Message-ID: <real@x>\r\n\r\nMessage-ID: <false@x>\r\n"

    assert carry(folder, data) == "real_at_x.eml"


def test_a_place_where_nothing_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(NoCarrier, match="file"):
        FolderCarrier(tmp_path / "file" / "mail").open()


def test_a_folder_that_went_away_is_told_and_leaves_no_half_letter(folder: Path) -> None:
    carrier = FolderCarrier(folder)
    carrier.open()
    folder.rmdir()

    with pytest.raises(NoCarrier):
        carrier.carry(parcel())


def test_the_files_of_letters_that_are_to_be_forgotten_are_deleted_and_no_others(folder: Path) -> None:
    mine = carry(folder)
    other = carry(folder, DATA.replace(b"0af1", b"0af2"))

    FolderCarrier(folder).forget(["<0af1@privacy.example.se>", "<0af9@privacy.example.se>", "<../../etc/passwd>"])

    assert mine != other
    assert [path.name for path in folder.iterdir()] == [other]


def test_without_a_folder_there_is_nothing_to_forget(folder: Path) -> None:
    FolderCarrier(folder).forget(["<0af1@privacy.example.se>"])

    assert not folder.exists()
