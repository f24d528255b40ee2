from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat


def end(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now a phone kept its key when its person ended it from elsewhere, and stayed known by it.

    Those that were only signed out cannot be told from these any more: they are known again after the next code.
    """
    rows = apps.get_model("people", "Handset")._default_manager.filter(removed_at__isnull=False)
    rows.update(key_hash=Concat(Value("ended "), Cast("pk", CharField())))


class Migration(migrations.Migration):
    dependencies = [("people", "0005_what_a_helper_opened")]

    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
