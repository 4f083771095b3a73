"""The noes of people who were erased, under a keyed hash of the address; visits are found by person."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, and the index without which each erasure would read every visit."""
    op.create_table(
        "kept_stops",
        sa.Column("address_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('withdrawn', 'objected', 'lifted')", name=op.f("ck_kept_stops_known_status")),
        sa.PrimaryKeyConstraint("address_hash", "scope", name=op.f("pk_kept_stops")),
    )
    op.create_index(op.f("ix_person_sessions_person_id"), "person_sessions", ["person_id"], unique=False)


def downgrade() -> None:
    """Drop both."""
    op.drop_index(op.f("ix_person_sessions_person_id"), "person_sessions")
    op.drop_table("kept_stops")
