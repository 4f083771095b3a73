"""The tables of imports, of the rows that did not go in, and of what an undo needs."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base, BigId, UTCDateTime

ImportState = Literal["reading", "unreadable", "open", "applying", "stopped", "done", "undoing", "undone", "abandoned"]
FaultKind = Literal["refused", "kept_no"]


class Import(Base):
    """One file brought in: what its columns are, how far it has come, and its counts."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    file_name: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(200))
    state: Mapped[ImportState] = mapped_column(String(12), default="open")
    job_id: Mapped[int | None] = mapped_column(BigId)
    """The latest job that worked on it."""
    header: Mapped[list[str]] = mapped_column(JSON, default=list)
    samples: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    """The first values of each column."""
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What holds for its columns and rows: see ``terms``."""
    rehearsal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the dry run with these settings came to."""
    total: Mapped[int] = mapped_column(default=0)
    """Rows in the file."""
    rows: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    kept_no: Mapped[int] = mapped_column(default=0)
    letters: Mapped[int] = mapped_column(default=0)
    """Letters queued to newcomers."""
    first_person: Mapped[int | None] = mapped_column(BigId)
    last_person: Mapped[int | None] = mapped_column(BigId)
    first_letter: Mapped[int | None] = mapped_column(BigId)
    last_letter: Mapped[int | None] = mapped_column(BigId)
    """The newcomers and their letters lie between these ids; so may others."""
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by: Mapped[str] = mapped_column(String(200), default="")
    undone: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the undo came to."""


class ImportFault(Base):
    """A row that was refused, or a purpose of a row whose no was kept."""

    __tablename__ = "import_faults"
    __table_args__ = (Index("ix_import_faults_import_id", "import_id", "kind", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    kind: Mapped[FaultKind] = mapped_column(String(10))
    row: Mapped[int]
    reason: Mapped[list[Any]] = mapped_column(JSON)
    """A reason as ``reasons`` spells it; the purpose's key, when a no was kept."""
    cells: Mapped[list[str]] = mapped_column(JSON)


class ImportChange(Base):
    """What stood about a person before an import changed it; the import's newcomers need none."""

    __tablename__ = "import_changes"
    __table_args__ = (Index("ix_import_changes_import_id", "import_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """``core``: field -> old and new; ``further``: label -> old value, category, source's id and new value; ``bases``:
    purpose -> the old row and the number of the import's entry."""
