from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_ended_phones_keep_no_key")]

    operations = [
        migrations.AddField(model_name="handset", name="proven_at", field=models.DateTimeField(blank=True, null=True))
    ]
