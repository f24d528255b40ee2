"""The market of a shop that took payments before they were rows of orders: migrated, on a database of its own.

python -m tests.storefront.engine.pay_sessions_worker   # prints two JSON answers, a line each
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
django.setup()

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from storefront.engine.saleor import begun_here
from storefront.orders.foreign_sessions import PaySession

BEFORE = [("saleor", "0006_files_of_photos"), ("orders", "0011_made_to_order")]


def main() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    old = executor.loader.project_state(BEFORE).apps.get_model("saleor", "PaySession")
    for number in range(3):
        old.objects.create(
            transaction_id=f"tx-{number}", source_id="checkout", psp_reference=f"BCDFGHJ{number}", way="qris",
            seller_ids=[7, 8], amount_minor=102_000 + number, currency="IDR", bill_ref=f"BCDFGHJ{number}",
            told={"buyer": {"name": "Eko"}},
        )  # fmt: skip
    ids = list(old.objects.order_by("pk").values_list("pk", flat=True))
    call_command("migrate", verbosity=0)
    rows = list(PaySession.objects.order_by("pk"))
    new = PaySession.objects.create(transaction_id="tx-9", psp_reference="ZCDFGHJK", amount_minor=1, currency="IDR")
    sys.stdout.write(
        json.dumps(
            {
                "same_ids": [row.pk for row in rows] == ids,
                "amounts": [row.amount_minor for row in rows],
                "sellers": [row.seller_ids for row in rows],
                "told": rows[0].told,
                "state": rows[0].state,
                "begun_here": sorted(begun_here.among(["tx-0", "tx-1", "tx-2", "tx-9"])),
                "next_id_is_new": new.pk not in ids,
            }
        )
        + "\n"
    )
    call_command("migrate", "saleor", "0006", verbosity=0)  # and back again: the rows stay
    left = MigrationExecutor(connection).loader.project_state(BEFORE).apps.get_model("saleor", "PaySession")
    sys.stdout.write(json.dumps(left.objects.count()))


main()
