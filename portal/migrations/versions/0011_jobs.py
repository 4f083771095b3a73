"""Long jobs; what imports set, refused and changed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def import_columns() -> list[sa.Column[Any]]:
    """Return the columns that imports get."""
    return [
        sa.Column("state", sa.String(length=12), nullable=False, server_default="done"),
        sa.Column("job_id", BIG_ID, nullable=True),
        sa.Column("header", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("samples", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("settings", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("rehearsal", sa.JSON(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("kept_no", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("letters", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("first_person", BIG_ID, nullable=True),
        sa.Column("last_person", BIG_ID, nullable=True),
        sa.Column("first_letter", BIG_ID, nullable=True),
        sa.Column("last_letter", BIG_ID, nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("undone", sa.JSON(), nullable=True),
    ]


def upgrade() -> None:
    """Create the tables, and tell more of each import; those that are there are done."""
    op.create_table(
        "jobs",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("page", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_jobs_known_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_state", "jobs", ["state", "id"], unique=False)
    for column in import_columns():
        op.add_column("imports", column)
    op.create_table(
        "import_faults",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("import_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_faults_import_id_imports"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_faults")),
    )
    op.create_index("ix_import_faults_import_id", "import_faults", ["import_id", "kind", "id"], unique=False)
    op.create_table(
        "import_changes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("import_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_changes_import_id_imports"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_import_changes_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_changes")),
    )
    op.create_index("ix_import_changes_import_id", "import_changes", ["import_id", "id"], unique=False)
    op.create_index("ix_import_changes_person_id", "import_changes", ["person_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("import_changes")
    op.drop_table("import_faults")
    for column in reversed(import_columns()):
        op.drop_column("imports", column.name)
    op.drop_table("jobs")
