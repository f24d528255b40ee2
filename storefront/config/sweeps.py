"""Background work: rows that wait, swept by name. One loop runs them all, or Celery runs each; either may repeat."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import close_old_connections

from catalog.media import uploads
from catalog.media.actions import make_sizes_due
from catalog.products import best_before, edges
from catalog.products.sheets import keeping as sheets_keeping
from catalog.products.sheets import saving as sheets_saving
from payments.gateways import actions as gateways
from payments.payouts import running, transferring
from payments.statements import keeping
from sellers.accounts import number_changes
from sellers.kit import limits
from sellers.messages import receipts, sending
from sellers.onboarding import funnel
from sellers.people import unproven
from storefront.config import kept_files
from storefront.engine.saleor import assigning_queue, feeding, moving_in, photos_fetching
from storefront.hooks import saleor_order_refunds, saleor_orders, saleor_pay_work, saleor_reconcile, saleor_work
from storefront.orders import carts, cash_debts, deadlines, life, payable, placing, settling
from storefront.stalls import progress

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
    "messages": Sweep(sending.send_due, 1),
    "message_receipts": Sweep(receipts.work_due, 2),
    "message_receipts_old": Sweep(receipts.forget_old, 3600),
    "photos": Sweep(make_sizes_due, 1),
    "sheets": Sweep(sheets_saving.save_due, 2),
    "sheets_old": Sweep(sheets_keeping.forget_old, 3600),
    "uploads": Sweep(uploads.forget_old, 3600),
    "stored_files": Sweep(kept_files.sweep, 6 * 3600),
    "deadlines": Sweep(deadlines.sweep, 30),
    "goods_edges": Sweep(edges.sweep, 60),
    "goods_past": Sweep(best_before.tell_past, 600),
    "stock": Sweep(life.finish_stock_due, 10),
    "cash_debts": Sweep(cash_debts.watch, 300),
    "payouts": Sweep(transferring.transfer_due, 10),
    "payout_days": Sweep(lambda: running.run_due(held=payable.held), 300),
    "statement_files": Sweep(keeping.forget_old, 3600),
    "numbers": Sweep(number_changes.move_due, 60),
    "numbers_unproven": Sweep(unproven.release, 6 * 3600),
    "limits": Sweep(limits.forget_old, 3600),
    "progress": Sweep(progress.note_due, 300),
    "visits": Sweep(funnel.forget_old, 3600),
    "carts": Sweep(carts.forget_old, 3600),
}

if settings.SALEOR:  # a market without one has nothing of it to look for
    SWEEPS |= {
        "saleor_sellers": Sweep(feeding.sellers, 10),
        "saleor_goods": Sweep(feeding.goods, 2),
        "saleor_stock": Sweep(feeding.stock, 2),
        "saleor_photos": Sweep(feeding.photos, 5),
        "saleor_inbox": Sweep(saleor_work.work_due, 2),
        "saleor_orders": Sweep(saleor_orders.look_due, 180),
        "saleor_order_refunds": Sweep(saleor_order_refunds.ask_due, 60),
        "saleor_payments": Sweep(saleor_pay_work.work_due, 5),
        "saleor_assigning": Sweep(assigning_queue.work_due, 5),
        "saleor_photos_in": Sweep(photos_fetching.fetch_due, 5),
        "saleor_moving_in": Sweep(moving_in.move_in_due, 5),
        "saleor_reconcile": Sweep(saleor_reconcile.look_due, 60),
        "saleor_inbox_old": Sweep(saleor_work.forget_old, 3600),
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
