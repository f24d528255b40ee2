"""One real process of the race in test_race.py: `python -m tests.payments.racer <step> [number bills]`.

prepare  the tables, the cast and 800 open charges on its account and on its QRIS, so that few codes are left
run      open its own bills of one price, half by QRIS, and the one bill everybody opens; then record a transfer for
         every bill there is, under references that all processes share
check    prints what the race left
"""

import json
import sys
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db.models import Count

from payments.charges.actions import open_charge, record_transfer
from payments.charges.models import BankAccount, Charge, IncomingTransfer, QrisCode, Settlement
from payments.ledger import reconcile
from payments.ledger.models import Account, Posting
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.accounts.models import Cooperative
from sellers.kit import clock
from tests import cast
from tests.payments.qris_codes import MAWAR

PRICE = Money(85_000, "IDR")


def put_up_a_qris() -> None:
    QrisCode.objects.create(
        cooperative=Cooperative.objects.get(slug="koperasi-mawar"), payload=MAWAR, merchant="KUB MAWAR BLITAR",
        nmid="ID0000000000001",
    )  # fmt: skip


def take_most_codes() -> None:
    account = BankAccount.objects.get(cooperative__slug="koperasi-mawar")
    qris = QrisCode.objects.get(cooperative__slug="koperasi-mawar")
    Charge.objects.bulk_create(
        Charge(
            code=f"TAK{way[0]}{code}",
            bill_ref=f"TAKEN-{way}-{code}",
            provider=way,
            cooperative_id=account.cooperative_id,
            bank_account=account if way == "bank_transfer" else None,
            qris=qris if way == "qris" else None,
            amount_minor=PRICE.minor,
            unique_code=code,
            total_minor=PRICE.minor + code,
            currency=PRICE.currency,
        )
        for code in range(200, 1000)
        for way in ("bank_transfer", "qris")
    )


def open_bills(number: str, bills: int) -> None:
    cooperative = Cooperative.objects.get(slug="koperasi-mawar").pk
    for n in range(bills):
        for way in ("bank_transfer", "qris"):
            open_charge(bill_ref=f"P{number}-{n}-{way}", way=way, amount=PRICE, cooperative_id=cooperative)
    open_charge(bill_ref="EVERYBODYS", way="bank_transfer", amount=PRICE, cooperative_id=cooperative)
    open_charge(bill_ref="EVERYBODYS-QRIS", way="qris", amount=PRICE, cooperative_id=cooperative)


def record_all() -> None:
    for charge in Charge.objects.exclude(bill_ref__startswith="TAKEN").order_by("id"):
        record_transfer(
            scope=Scope(operator=True),
            person=None,
            charge_code=charge.code,
            amount_minor=charge.total_minor,
            received_at=clock.now(),
            external_id=f"MUTASI-{charge.pk}",
        )


def left() -> dict[str, Any]:
    raced = Charge.objects.exclude(bill_ref__startswith="TAKEN")
    return {
        "charges": raced.count(),
        "totals": raced.values("provider", "total_minor").distinct().count(),
        "taken_again": raced.filter(unique_code__gte=200).count(),
        "everybodys": Charge.objects.filter(bill_ref__startswith="EVERYBODYS").count(),
        "transfers": IncomingTransfer.objects.count(),
        "settlements": Settlement.objects.count(),
        "received": Posting.objects.filter(kind="received").count(),
        "accounts_twice": Account.objects.values("path").annotate(n=Count("id")).filter(n__gt=1).count(),
        "differences": reconcile.check(),
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            call_command("migrate", verbosity=0, skip_checks=True)
            cast.assemble()
            put_up_a_qris()
            take_most_codes()
        case ["run", number, bills]:
            open_bills(number, int(bills))
            record_all()
        case ["check"]:
            sys.stdout.write(json.dumps(left()))
