"""The full text index over search_document, kept by the database itself.

SQLite drops a table's triggers when Django rebuilds it: a later migration that alters search_document runs
`install` again.
"""

from typing import Any

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE search_fts USING fts5(title, about, content='search_document', "
    "content_rowid='product_id', tokenize='unicode61 remove_diacritics 0', prefix='3 4')",
    "INSERT INTO search_fts(search_fts) VALUES ('rebuild')",
    "CREATE TRIGGER search_document_insert AFTER INSERT ON search_document BEGIN "
    "INSERT INTO search_fts(rowid, title, about) VALUES (NEW.product_id, NEW.title, NEW.about); END",
    "CREATE TRIGGER search_document_delete AFTER DELETE ON search_document BEGIN "
    "INSERT INTO search_fts(search_fts, rowid, title, about) "
    "VALUES ('delete', OLD.product_id, OLD.title, OLD.about); END",
    "CREATE TRIGGER search_document_update AFTER UPDATE ON search_document BEGIN "
    "INSERT INTO search_fts(search_fts, rowid, title, about) "
    "VALUES ('delete', OLD.product_id, OLD.title, OLD.about); "
    "INSERT INTO search_fts(rowid, title, about) VALUES (NEW.product_id, NEW.title, NEW.about); END",
]
POSTGRESQL = [
    "ALTER TABLE search_document ADD COLUMN words tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple'::regconfig, title), 'A') || "
    "setweight(to_tsvector('simple'::regconfig, about), 'D')) STORED",
    "CREATE INDEX search_document_words ON search_document USING gin (words)",
]


def install(apps: Any, schema_editor: Any) -> None:
    remove(apps, schema_editor)
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_document DROP COLUMN IF EXISTS words")
        return
    for event in ("insert", "update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS search_document_{event}")
    schema_editor.execute("DROP TABLE IF EXISTS search_fts")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
