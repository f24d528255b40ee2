from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F

NO_MORE_PINS = 5


def tell_apart(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What the person's own code opened has earned its standing; a helper's code takes no PIN."""
    rows = apps.get_model("people", "Handset")._default_manager.all()
    rows.filter(opened_by__isnull=True).update(proven_at=F("created_at"))
    rows.filter(opened_by__isnull=False).update(wrong_pins=NO_MORE_PINS)


class Migration(migrations.Migration):
    dependencies = [("people", "0007_handset_proven_at")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]
