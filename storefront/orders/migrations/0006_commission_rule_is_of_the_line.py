from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_money_of_the_past")]

    operations = [migrations.RemoveField(model_name="order", name="commission_rule")]
