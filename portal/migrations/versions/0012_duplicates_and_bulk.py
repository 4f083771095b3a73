"""What people are compared by, who was told apart, and bases changed for many people at once."""

import unicodedata
from re import compile as pattern

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BATCH = 5000
WORD = pattern(r"[^\W_]+")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns, fill them for those who are registered, and create the tables."""
    op.add_column("people", sa.Column("phone_key", sa.String(length=60), server_default="", nullable=False))
    op.add_column("people", sa.Column("name_key", sa.String(length=201), server_default="", nullable=False))
    fold_everybody()
    op.create_index(op.f("ix_people_phone_key"), "people", ["phone_key"], unique=False)
    op.create_index(op.f("ix_people_name_key"), "people", ["name_key"], unique=False)

    op.create_table(
        "told_apart",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_apart")),
    )
    op.create_table(
        "told_apart_people",
        sa.Column("told_apart_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["told_apart_id"],
            ["told_apart.id"],
            name=op.f("fk_told_apart_people_told_apart_id_told_apart"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_told_apart_people_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("told_apart_id", "person_id", name=op.f("pk_told_apart_people")),
    )
    op.create_index("ix_told_apart_people_person_id", "told_apart_people", ["person_id"], unique=False)

    op.create_table(
        "bulk_changes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=False),
        sa.Column("legal_basis_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("wording_version", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
        sa.Column("job_id", BIG, nullable=True),
        sa.CheckConstraint(
            "state IN ('counting', 'counted', 'applying', 'stopped', 'applied', 'undoing', 'undo_stopped', 'undone', "
            "'dropped')",
            name=op.f("ck_bulk_changes_known_state"),
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_bulk_changes_job_id_jobs")),
        sa.ForeignKeyConstraint(
            ["legal_basis_id"], ["legal_bases.id"], name=op.f("fk_bulk_changes_legal_basis_id_legal_bases")
        ),
        sa.ForeignKeyConstraint(["purpose_id"], ["purposes.id"], name=op.f("fk_bulk_changes_purpose_id_purposes")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_bulk_changes_source_id_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_changes")),
    )
    op.create_table(
        "bulk_people",
        sa.Column("bulk_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("seq", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["bulk_id"], ["bulk_changes.id"], name=op.f("fk_bulk_people_bulk_id_bulk_changes"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_bulk_people_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bulk_id", "person_id", name=op.f("pk_bulk_people")),
    )
    op.create_index(op.f("ix_bulk_people_person_id"), "bulk_people", ["person_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("bulk_people")
    op.drop_table("bulk_changes")
    op.drop_table("told_apart_people")
    op.drop_table("told_apart")
    op.drop_index(op.f("ix_people_name_key"), "people")
    op.drop_index(op.f("ix_people_phone_key"), "people")
    op.drop_column("people", "name_key")
    op.drop_column("people", "phone_key")


def fold_everybody() -> None:
    """Fill the columns, so many people at a time."""
    connection = op.get_bind()
    some = sa.text("SELECT id, name, phone, company FROM people WHERE id > :last ORDER BY id LIMIT :most")
    fill = sa.text("UPDATE people SET phone_key = :phone, name_key = :name WHERE id = :id")
    last = 0
    while rows := connection.execute(some, {"last": last, "most": BATCH}).all():
        last = rows[-1].id
        keys = [{"id": row.id, "phone": phone_key(row.phone), "name": name_key(row.name, row.company)} for row in rows]
        if told := [key for key in keys if key["phone"] or key["name"]]:
            connection.execute(fill, told)


def phone_key(phone: str) -> str:
    """Return the number's digits, a Swedish one as it is dialled there."""
    digits = "".join(str(unicodedata.digit(character)) for character in phone if character.isdigit())
    digits = digits.removeprefix("00")
    if digits.startswith("46") and len(digits) >= 10:
        digits = "0" + digits[2:].lstrip("0")
    return digits if len(digits) >= 7 and len(set(digits)) > 1 else ""


def name_key(name: str, company: str) -> str:
    """Return the words of the name in the order of letters, and those of the company."""
    who, where = " ".join(sorted(words(name))), " ".join(words(company))
    return f"{who[:100]}|{where[:100]}" if who and where else ""


def words(text: str) -> list[str]:
    """Return the words without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return [word[:250] for word in WORD.findall(bare.casefold())]
