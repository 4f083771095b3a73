"""Letters of a source's own, refused addresses, and who has been informed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UNINFORMED = "confirmed_at IS NULL AND informed_at IS NULL"
IS_CONFIRMATION = "NEW.state = 'sent' AND NEW.kind = 'confirmation' AND NEW.person_id IS NOT NULL"
NOTE = "UPDATE people SET confirmed_at = NEW.sent_at WHERE id = NEW.person_id AND confirmed_at IS NULL"
SQLITE = (f"CREATE TRIGGER letters_confirm AFTER UPDATE OF state ON letters WHEN {IS_CONFIRMATION} BEGIN {NOTE}; END",)
POSTGRESQL = (
    f"CREATE FUNCTION note_confirmation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {NOTE}; RETURN NULL; END $$",
    (
        "CREATE TRIGGER letters_confirm AFTER UPDATE OF state ON letters "
        f"FOR EACH ROW WHEN ({IS_CONFIRMATION}) EXECUTE FUNCTION note_confirmation()"
    ),
)
"""A confirmation that was sent is noted on the person whatever sent it, in the same transaction."""
ALREADY_CONFIRMED = """
UPDATE people SET confirmed_at = (
    SELECT min(sent_at) FROM letters WHERE person_id = people.id AND kind = 'confirmation' AND state = 'sent'
)
"""


def upgrade() -> None:
    """Add the columns, the table, an index for each new question, and the trigger."""
    op.create_table(
        "letter_variants",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_letter_variants")),
    )
    op.add_column("letter_templates", sa.Column("is_shipped", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE letter_templates SET is_shipped = true WHERE made_by = 'system'")
    op.add_column(
        "sources", sa.Column("confirmation", sa.String(length=40), server_default="confirmation", nullable=False)
    )

    op.add_column("people", sa.Column("address_refused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("people", sa.Column("address_answer", sa.Text(), server_default="", nullable=False))
    op.add_column("people", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("people", sa.Column("informed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(ALREADY_CONFIRMED)
    op.create_index(
        "ix_people_uninformed",
        "people",
        ["source_id", "registered_at", "id"],
        unique=False,
        sqlite_where=sa.text(UNINFORMED),
        postgresql_where=sa.text(UNINFORMED),
    )
    op.create_index("ix_letters_kind", "letters", ["kind", "state", "id"], unique=False)
    op.create_index("ix_letters_recipient", "letters", ["recipient", "id"], unique=False)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Drop what was added."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER letters_confirm")
    else:
        op.execute("DROP TRIGGER letters_confirm ON letters")
        op.execute("DROP FUNCTION note_confirmation()")
    op.drop_index("ix_letters_recipient", table_name="letters")
    op.drop_index("ix_letters_kind", table_name="letters")
    op.drop_index("ix_people_uninformed", table_name="people")
    for column in ("informed_at", "confirmed_at", "address_answer", "address_refused_at"):
        op.drop_column("people", column)
    op.drop_column("sources", "confirmation")
    op.drop_column("letter_templates", "is_shipped")
    op.drop_table("letter_variants")
