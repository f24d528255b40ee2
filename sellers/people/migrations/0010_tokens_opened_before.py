from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone


def tell_whose(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A token of a helper's code gets the helper of its phone, or the only one; where that is unsure, it ends.

    They live half a day at most, and a phone whose session stands asks for another one by itself.
    """
    handsets = apps.get_model("people", "Handset")._default_manager
    tokens = apps.get_model("people", "Device")._default_manager
    for token in tokens.filter(expires_at__isnull=False, revoked_at__isnull=True):
        rows = handsets.filter(person_id=token.person_id, opened_by__isnull=False)
        helpers = set(rows.filter(device_id=token.pk).values_list("opened_by_id", flat=True))
        helpers = helpers or set(rows.values_list("opened_by_id", flat=True))
        if len(helpers) == 1:
            tokens.filter(pk=token.pk).update(opened_by_id=helpers.pop())
        else:
            tokens.filter(pk=token.pk).update(revoked_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("people", "0009_device_opened_by")]

    operations = [migrations.RunPython(tell_whose, migrations.RunPython.noop)]
