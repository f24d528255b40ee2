from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('saleor', '0005_promised_lines'),
    ]

    operations = [
        migrations.AddField(
            model_name='productmirror',
            name='media_files',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
