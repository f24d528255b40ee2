"""Background work: rows that wait, swept by name. One loop runs them all, or Celery runs each; either may repeat."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections

from catalog.media.actions import make_sizes_due
from payments.gateways import actions as gateways
from payments.payouts import running, transferring
from payments.statements import keeping
from sellers.kit import limits
from sellers.messages.actions import send_due
from storefront.orders import carts, cash_debts, deadlines, life, payable, placing, settling

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sweep:
    """`run` works off waiting rows and returns how many; it is due every `every_s` seconds, or when nudged."""

    run: Callable[[], int]
    every_s: float


SWEEPS: dict[str, Sweep] = {
    "placing": Sweep(placing.finish_placing_due, 5),
    "settlements": Sweep(settling.apply_due, 2),
    "gateway_starts": Sweep(gateways.start_due, 5),
    "gateway_events": Sweep(gateways.work_events_due, 2),
    "gateway_asks": Sweep(gateways.ask_due, 30),
    "gateway_refunds": Sweep(gateways.refund_due, 10),
    "messages": Sweep(send_due, 1),
    "photos": Sweep(make_sizes_due, 1),
    "deadlines": Sweep(deadlines.sweep, 30),
    "stock": Sweep(life.finish_stock_due, 10),
    "cash_debts": Sweep(cash_debts.watch, 300),
    "payouts": Sweep(transferring.transfer_due, 10),
    "payout_days": Sweep(lambda: running.run_due(held=payable.held), 300),
    "statement_files": Sweep(keeping.forget_old, 3600),
    "limits": Sweep(limits.forget_old, 3600),
    "carts": Sweep(carts.forget_old, 3600),
}


def run_named(name: str) -> int:
    """One sweep; an error is logged and told by -1, so that the others go on."""
    close_old_connections()
    try:
        return SWEEPS[name].run()
    except Exception:
        log.exception("sweep %s failed; it will be tried again", name)
        return -1
    finally:
        close_old_connections()


def run_all_due(last_run: dict[str, float], now: float | None = None) -> int:
    """Runs each sweep whose time has come, updates `last_run`, and returns how many rows were worked on."""
    moment = time.monotonic() if now is None else now
    worked = 0
    for name, sweep in SWEEPS.items():
        if moment - last_run.get(name, float("-inf")) >= sweep.every_s:
            last_run[name] = moment
            worked += max(run_named(name), 0)
    return worked
