"""Index the words that people are found by: FTS5 on SQLite, a GIN index over a tsvector on PostgreSQL."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQLITE = (
    """
    CREATE VIRTUAL TABLE people_search USING fts5(
        search_text, content='people', content_rowid='id', tokenize='unicode61 remove_diacritics 0',
        prefix='1 2 3 4 5 6 7 8', detail='none', columnsize=0
    )
    """,
    """
    CREATE TRIGGER people_search_insert AFTER INSERT ON people BEGIN
        INSERT INTO people_search (rowid, search_text) VALUES (new.id, new.search_text);
    END
    """,
    """
    CREATE TRIGGER people_search_delete AFTER DELETE ON people BEGIN
        INSERT INTO people_search (people_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
    END
    """,
    """
    CREATE TRIGGER people_search_update AFTER UPDATE OF search_text ON people
    WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO people_search (people_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
        INSERT INTO people_search (rowid, search_text) VALUES (new.id, new.search_text);
    END
    """,
    "INSERT INTO people_search (people_search) VALUES ('rebuild')",
)
POSTGRESQL = (
    """
    ALTER TABLE people ADD COLUMN search_vector tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search_text, ' '))) STORED
    """,
    # Short: every search goes through what waits to be sorted into the index.
    "CREATE INDEX ix_people_search_vector ON people USING gin (search_vector) WITH (gin_pending_list_limit = 256)",
    # Room on each page, so that a change of what nobody searches by leaves the indexes alone.
    "ALTER TABLE people SET (fillfactor = 85)",
)


def upgrade() -> None:
    """Add the index and what keeps it in step."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Drop the index."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER people_search_{deed}")
        op.execute("DROP TABLE people_search")
        return
    op.execute("ALTER TABLE people DROP COLUMN search_vector")
    op.execute("ALTER TABLE people RESET (fillfactor)")
