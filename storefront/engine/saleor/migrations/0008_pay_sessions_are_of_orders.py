"""The rows belong to storefront.orders now (its 0012); nothing changes in the database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("saleor", "0007_transactions_begun_here"),
        ("orders", "0012_payments_begun_elsewhere"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("PaySession")]),
    ]
