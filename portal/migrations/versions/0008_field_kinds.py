"""Kinds of further data, worded in every language."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, the column that names a row of it, and its index."""
    op.create_table(
        "data_field_kinds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_field_kinds")),
        sa.UniqueConstraint("key", name=op.f("uq_data_field_kinds_key")),
    )
    # In words of both databases, since Alembic would copy SQLite's table to add the reference.
    op.execute(
        "ALTER TABLE data_fields ADD COLUMN kind_id INTEGER "
        "CONSTRAINT fk_data_fields_kind_id_data_field_kinds REFERENCES data_field_kinds (id)"
    )
    op.create_index(
        "ix_data_fields_kind_id",
        "data_fields",
        ["kind_id"],
        unique=False,
        sqlite_where=sa.text("kind_id IS NOT NULL"),
        postgresql_where=sa.text("kind_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop the index, the column and the table."""
    op.drop_index("ix_data_fields_kind_id", table_name="data_fields")
    with op.batch_alter_table("data_fields") as table:
        table.drop_column("kind_id")
    op.drop_table("data_field_kinds")
