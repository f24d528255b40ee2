from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payouts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='payoutbatch',
            name='second_person_above_minor',
            field=models.PositiveBigIntegerField(default=0),
        ),
    ]
