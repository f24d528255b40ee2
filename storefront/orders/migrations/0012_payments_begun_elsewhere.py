"""Payments begun in another storefront become rows of this app. The table stays where it is, with what is in it."""

from django.db import migrations, models

import sellers.kit.clock


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0011_made_to_order"),
        ("saleor", "0007_transactions_begun_here"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="PaySession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("due_at", models.DateTimeField(db_index=True, default=sellers.kit.clock.now)),
                        ("leased_until", models.DateTimeField(blank=True, null=True)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("last_error", models.TextField(blank=True, default="")),
                        ("transaction_id", models.CharField(max_length=120, unique=True)),
                        ("source_id", models.CharField(db_index=True, max_length=120)),
                        ("order_id", models.CharField(blank=True, db_index=True, max_length=120)),
                        ("idempotency_key", models.CharField(blank=True, max_length=250)),
                        ("psp_reference", models.CharField(max_length=40, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("authorized", "Authorized"),
                                    ("charged", "Charged"),
                                    ("ended", "Ended"),
                                    ("given_back", "Given Back"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("way", models.CharField(max_length=20)),
                        ("seller_ids", models.JSONField(default=list)),
                        ("amount_minor", models.PositiveBigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        ("bill_ref", models.CharField(blank=True, db_index=True, max_length=40)),
                        ("told", models.JSONField(default=dict)),
                        ("created_at", models.DateTimeField(default=sellers.kit.clock.now)),
                    ],
                    options={
                        "db_table": "saleor_paysession",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at__isnull", True)),
                                fields=["due_at"],
                                name="pay_session_waits",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
