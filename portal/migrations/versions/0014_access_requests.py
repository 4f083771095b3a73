"""Access requests and what happened to them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "access_requests",
        sa.Column("id", BIG, nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("paused_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('access', 'portability', 'correction', 'erasure', 'restriction', 'objection', 'question')",
            name=op.f("ck_access_requests_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'working', 'waiting', 'answered', 'refused', 'taken_back', 'erased')",
            name=op.f("ck_access_requests_state"),
        ),
        sa.CheckConstraint(
            "way IN ('portal', 'email', 'phone', 'letter', 'in_person')", name=op.f("ck_access_requests_way")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_access_requests_person_id_people"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["staff_users.id"], name=op.f("fk_access_requests_owner_id_staff_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_requests")),
        sa.UniqueConstraint("reference", name=op.f("uq_access_requests_reference")),
    )
    op.create_index("ix_access_requests_due_on", "access_requests", ["state", "due_on", "id"], unique=False)
    op.create_index("ix_access_requests_person_id", "access_requests", ["person_id", "id"], unique=False)
    op.create_index("ix_access_requests_owner_id", "access_requests", ["owner_id", "id"], unique=False)
    op.create_table(
        "access_request_events",
        sa.Column("id", BIG, nullable=False),
        sa.Column("request_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["access_requests.id"],
            name=op.f("fk_access_request_events_request_id_access_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request_events")),
    )
    op.create_index("ix_access_request_events_request_id", "access_request_events", ["request_id", "id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("access_request_events")
    op.drop_table("access_requests")
