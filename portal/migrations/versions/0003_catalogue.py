"""What the portal is set up with: purposes, legal bases, sources, topics, letters and settings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "legal_bases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("alias", sa.String(length=60), nullable=True),
        sa.Column("article", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_bases")),
        sa.UniqueConstraint("alias", name=op.f("uq_legal_bases_alias")),
        sa.UniqueConstraint("key", name=op.f("uq_legal_bases_key")),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("alias", sa.String(length=60), nullable=True),
        sa.Column("from_person", sa.Boolean(), nullable=False),
        sa.Column("send_confirmation", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("alias", name=op.f("uq_sources_alias")),
        sa.UniqueConstraint("key", name=op.f("uq_sources_key")),
    )
    op.create_table(
        "purposes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("alias", sa.String(length=60), nullable=True),
        sa.Column("direct_marketing", sa.Boolean(), nullable=False),
        sa.Column("default_basis_id", sa.Integer(), nullable=True),
        sa.Column("retention_months", sa.Integer(), nullable=True),
        sa.Column("retention_event", sa.String(length=20), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["default_basis_id"], ["legal_bases.id"], name=op.f("fk_purposes_default_basis_id_legal_bases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purposes")),
        sa.UniqueConstraint("alias", name=op.f("uq_purposes_alias")),
        sa.UniqueConstraint("key", name=op.f("uq_purposes_key")),
    )
    op.create_table(
        "purpose_bases",
        sa.Column("purpose_id", sa.Integer(), nullable=False),
        sa.Column("legal_basis_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["legal_basis_id"], ["legal_bases.id"], name=op.f("fk_purpose_bases_legal_basis_id_legal_bases")
        ),
        sa.ForeignKeyConstraint(["purpose_id"], ["purposes.id"], name=op.f("fk_purpose_bases_purpose_id_purposes")),
        sa.PrimaryKeyConstraint("purpose_id", "legal_basis_id", name=op.f("pk_purpose_bases")),
    )
    op.create_table(
        "consent_wordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("ask_again", sa.Boolean(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["purpose_id"], ["purposes.id"], name=op.f("fk_consent_wordings_purpose_id_purposes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_wordings")),
        sa.UniqueConstraint("purpose_id", "version", name=op.f("uq_consent_wordings_purpose_id")),
    )
    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["purpose_id"], ["purposes.id"], name=op.f("fk_topics_purpose_id_purposes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("key", name=op.f("uq_topics_key")),
    )
    op.create_table(
        "letter_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_templates")),
        sa.UniqueConstraint("kind", "language", "version", name=op.f("uq_letter_templates_kind")),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("settings")
    op.drop_table("letter_templates")
    op.drop_table("topics")
    op.drop_table("consent_wordings")
    op.drop_table("purpose_bases")
    op.drop_table("purposes")
    op.drop_table("sources")
    op.drop_table("legal_bases")
