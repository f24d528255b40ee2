"""Keep Product.price_from_minor in the database itself, so that no way of writing a variant can leave it behind.

SQLite drops a table's triggers when Django rebuilds it: a later migration that alters products_variant runs
`install` again.
"""

from typing import Any

from django.db import NotSupportedError, migrations

REFRESH = """
    UPDATE products_product SET price_from_minor =
      (SELECT MIN(price_minor) FROM products_variant WHERE product_id = {row}.product_id AND is_active)
    WHERE id = {row}.product_id
"""
COLUMNS = "price_minor, is_active, product_id"


def install(apps: Any, schema_editor: Any) -> None:
    remove(apps, schema_editor)
    if schema_editor.connection.vendor == "sqlite":
        statements = _sqlite()
    elif schema_editor.connection.vendor == "postgresql":
        statements = _postgresql()
    else:
        raise NotSupportedError(f"the triggers are written for SQLite and PostgreSQL, not {schema_editor.connection.vendor}")
    for statement in statements:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    on_table = " ON products_variant" if schema_editor.connection.vendor == "postgresql" else ""
    for event in ("insert", "update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS variant_price_{event}{on_table}")


def _sqlite() -> list[str]:
    new, old = REFRESH.format(row="NEW"), REFRESH.format(row="OLD")
    return [
        f"CREATE TRIGGER variant_price_insert AFTER INSERT ON products_variant BEGIN {new}; END",
        f"CREATE TRIGGER variant_price_update AFTER UPDATE OF {COLUMNS} ON products_variant BEGIN {new}; {old}; END",
        f"CREATE TRIGGER variant_price_delete AFTER DELETE ON products_variant BEGIN {old}; END",
    ]


def _postgresql() -> list[str]:
    new, old = REFRESH.format(row="NEW"), REFRESH.format(row="OLD")
    call = "FOR EACH ROW EXECUTE FUNCTION variant_price_refresh()"
    return [
        "CREATE OR REPLACE FUNCTION variant_price_refresh() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'DELETE' THEN {new}; END IF; "
        f"IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.product_id <> NEW.product_id) THEN {old}; END IF; "
        "RETURN NULL; END $$",
        f"CREATE TRIGGER variant_price_insert AFTER INSERT ON products_variant {call}",
        f"CREATE TRIGGER variant_price_update AFTER UPDATE OF {COLUMNS} ON products_variant {call}",
        f"CREATE TRIGGER variant_price_delete AFTER DELETE ON products_variant {call}",
    ]


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
