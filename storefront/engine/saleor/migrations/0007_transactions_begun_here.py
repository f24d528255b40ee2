from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def note_those_that_stand(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    sessions = apps.get_model("saleor", "PaySession").objects.using(schema_editor.connection.alias)
    noted = apps.get_model("saleor", "BegunHere")
    rows = [noted(transaction_id=one) for one in sessions.values_list("transaction_id", flat=True).iterator()]
    noted.objects.using(schema_editor.connection.alias).bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("saleor", "0006_files_of_photos")]

    operations = [
        migrations.CreateModel(
            name="BegunHere",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transaction_id", models.CharField(max_length=120, unique=True)),
            ],
        ),
        migrations.RunPython(note_those_that_stand, migrations.RunPython.noop),
    ]
