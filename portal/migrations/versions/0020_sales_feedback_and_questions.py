"""Sales, files of bounces and complaints, and rounds in which people are asked for consent."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "sales",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("goods", sa.String(length=100), nullable=False),
        sa.Column("goods_key", sa.String(length=110), nullable=False),
        sa.Column("way_out_offered", sa.Boolean(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sales_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_sales_source_id_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales")),
        sa.UniqueConstraint("person_id", "sold_on", "goods_key", name=op.f("uq_sales_person_id")),
    )
    op.create_index(op.f("ix_sales_source_id"), "sales", ["source_id"], unique=False)
    create_feedback()
    create_rounds()


def create_feedback() -> None:
    """Create the tables of files with bounces and complaints."""
    op.create_table(
        "feedback_files",
        sa.Column("id", BIG, nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("job_id", BIG, nullable=True),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("stopped", sa.Integer(), nullable=False),
        sa.Column("marked", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("passing", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('reading', 'taking', 'done', 'failed')", name=op.f("ck_feedback_files_known_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_files")),
    )
    op.create_table(
        "feedback_faults",
        sa.Column("id", BIG, nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["feedback_files.id"],
            name=op.f("fk_feedback_faults_file_id_feedback_files"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_faults")),
    )
    op.create_index("ix_feedback_faults_file_id", "feedback_faults", ["file_id", "id"], unique=False)


def create_rounds() -> None:
    """Create the tables of rounds in which people are asked for consent."""
    op.create_table(
        "consent_rounds",
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("searched", sa.JSON(), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=False),
        sa.Column("wording_version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("answers_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", BIG, nullable=True),
        sa.CheckConstraint(
            "state IN ('counting', 'counted', 'asking', 'stopped', 'asked', 'reminding', 'reminding_stopped', "
            "'dropped')",
            name=op.f("ck_consent_rounds_known_state"),
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_consent_rounds_job_id_jobs")),
        sa.ForeignKeyConstraint(["purpose_id"], ["purposes.id"], name=op.f("fk_consent_rounds_purpose_id_purposes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_rounds")),
    )
    op.create_index("ix_consent_rounds_purpose_id", "consent_rounds", ["purpose_id", "id"], unique=False)
    op.create_table(
        "consent_round_people",
        sa.Column("round_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("seq", BIG, nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_consent_round_people_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["consent_rounds.id"],
            name=op.f("fk_consent_round_people_round_id_consent_rounds"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_consent_round_people")),
    )
    op.create_index(
        "ix_consent_round_people_outcome", "consent_round_people", ["round_id", "outcome", "person_id"], unique=False
    )
    op.create_index("ix_consent_round_people_person_id", "consent_round_people", ["person_id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    for name in ("consent_round_people", "consent_rounds", "feedback_faults", "feedback_files", "sales"):
        op.drop_table(name)
