"""One real process of test_processes.py: `python -m tests.payments.gateways.worker <step> …`.

prepare   the tables, the cast, and an open charge at Midtrans
start     the sweep that starts charges
receive   store the webhooks of the file that is named
apply     work on every stored webhook, again and again, whoever has leased it
refund    open one repayment of 20000 and run the sweep that asks gateways for refunds
check     print what is left
Before each step every lease has run out: as if the time had passed that a dead process held one.
"""

import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from payments.charges.actions import open_charge
from payments.charges.models import Charge, Settlement
from payments.gateways import actions as gateways
from payments.gateways.models import GatewayEvent, GatewayPayment, GatewayRefund, GatewayStart
from payments.ledger import accounts
from payments.ledger.models import Posting
from payments.ledger.posting import Move, post
from payments.money import Money
from payments.providers import known
from payments.repayments.actions import open_repayment
from payments.repayments.models import Repayment
from sellers.accounts.models import Cooperative
from sellers.kit import clock
from tests import cast

TIMES = 5


def free_leases() -> None:
    for rows in (GatewayStart, GatewayEvent, Repayment):
        rows.objects.filter(done_at=None).update(due_at=clock.now(), leased_until=None)


def prepare() -> None:
    call_command("migrate", verbosity=0)
    cast.assemble()
    cooperative = Cooperative.objects.get(slug="koperasi-mawar").pk
    open_charge(bill_ref="T1", way="midtrans", amount=Money(85_000, "IDR"), cooperative_id=cooperative)


def receive(path: str) -> None:
    for body in json.loads(Path(path).read_text()):
        gateways.receive(gateway="midtrans", headers={}, body=body.encode())


def apply_all() -> None:
    gateway = known.gateway("midtrans")
    assert gateway is not None
    told = [happened for event in GatewayEvent.objects.order_by("pk") for happened in gateway.read(event.body)]
    for _again in range(TIMES):
        for happened in told:
            gateways.apply(happened, gateway)
    gateways.work_events_due()


def refund() -> None:
    charge, amount = Charge.objects.get(), Money(20_000, "IDR")
    due = accounts.refund_due(charge.cooperative_id, None, "IDR")
    with transaction.atomic():
        post(entry="due", moves=[Move("refund_due", due, accounts.buyer("T1", "IDR"), amount, "T1")])
        open_repayment(key="refund", bill_ref="T1", amount=amount)
    gateways.refund_due()


def left() -> dict[str, Any]:
    return {
        "started": GatewayStart.objects.filter(started_at__isnull=False).count(),
        "payments": GatewayPayment.objects.count(),
        "refunds": list(GatewayRefund.objects.values_list("state", "amount_minor")),
        "repaid": list(Repayment.objects.values_list("state", flat=True)),
        "told": sorted(Settlement.objects.values_list("kind", flat=True)),
        "booked": sorted(Posting.objects.values_list("kind", "amount_minor")),
        "charge": Charge.objects.get().state,
        "code": Charge.objects.get().code,
        "events_waiting": GatewayEvent.objects.filter(done_at=None).count(),
    }


def main() -> None:
    step, *more = sys.argv[1:]
    if step == "prepare":
        prepare()
        return
    free_leases()
    if step == "start":
        gateways.start_due()
    elif step == "receive":
        receive(more[0])
    elif step == "apply":
        apply_all()
    elif step == "refund":
        refund()
    sys.stdout.write(json.dumps(left()))


if __name__ == "__main__":
    main()
