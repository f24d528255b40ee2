"""The database refuses to change or delete a posting, whoever asks."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

REFUSAL = "postings are append-only"

SQLITE = [
    f"CREATE TRIGGER posting_no_{verb} BEFORE {verb} ON ledger_posting "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("update", "delete")
]
POSTGRESQL = [
    "CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE ON ledger_posting "
    "FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change()",
]
SQLITE_BACK = ["DROP TRIGGER posting_no_update", "DROP TRIGGER posting_no_delete"]
POSTGRESQL_BACK = ["DROP TRIGGER posting_append_only ON ledger_posting", "DROP FUNCTION ledger_refuse_change()"]


def forward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def backward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE_BACK if editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(forward, backward, elidable=False)]
