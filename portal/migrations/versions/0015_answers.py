"""One-time codes, and the answers to access requests with what staff add to them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "one_time_codes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("visit", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["visit"],
            ["person_sessions.id_hash"],
            name=op.f("fk_one_time_codes_visit_person_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_codes")),
    )
    op.create_index("ix_one_time_codes_visit", "one_time_codes", ["visit", "id"], unique=False)
    _create(
        "answer_parts",
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.UniqueConstraint("request_id", "part", "purpose", name=op.f("uq_answer_parts_request_id")),
    )
    _create(
        "answer_rows",
        sa.Column("system", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
    )
    _create(
        "answer_masks",
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
    )
    _create(
        "answer_files",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
    )
    op.create_table(
        "answer_downloads",
        sa.Column("id", BIG, nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["answer_files.id"], name=op.f("fk_answer_downloads_file_id_answer_files"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_downloads")),
    )
    op.create_index("ix_answer_downloads_file_id", "answer_downloads", ["file_id", "id"], unique=False)
    op.create_table(
        "answer_deliveries",
        sa.Column("request_id", BIG, autoincrement=False, nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("way IN ('link', 'paper')", name=op.f("ck_answer_deliveries_way")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["access_requests.id"],
            name=op.f("fk_answer_deliveries_request_id_access_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_answer_deliveries")),
    )
    op.create_index(
        "ix_answer_deliveries_available_until", "answer_deliveries", ["forgotten_at", "available_until"], unique=False
    )


def _create(table: str, *columns: sa.Column[Any] | sa.UniqueConstraint) -> None:
    """Create a table of something that staff add to the answer of one request."""
    op.create_table(
        table,
        sa.Column("id", BIG, nullable=False),
        sa.Column("request_id", BIG, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["access_requests.id"],
            name=op.f(f"fk_{table}_request_id_access_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_request_id", table, ["request_id", "id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "answer_deliveries",
        "answer_downloads",
        "answer_files",
        "answer_masks",
        "answer_rows",
        "answer_parts",
        "one_time_codes",
    ):
        op.drop_table(table)
