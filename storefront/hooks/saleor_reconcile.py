"""The full look at Saleor, every night or when it is asked for.

Orders come first, so that what others bought is out of the pools; then all goods.
"""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from storefront.engine import choosing
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor import reconciling
from storefront.engine.saleor.errors import SaleorError
from storefront.engine.saleor.provisioning import Say
from storefront.engine.saleor.resting import unless_away
from storefront.hooks import saleor_orders


def look_due() -> int:
    """The sweep: how many products were looked at; nothing while the last look is not a night old."""
    if choosing.name() != "saleor" or not reconciling.is_due():
        return 0
    saleor_orders.look_due()
    unless_away(_look_at_promised)
    return reconciling.reconcile_due()


def _look_at_promised() -> int:
    saleor_orders.look_at_promised()
    return 0


class Reconcile:
    help = "compare all goods, stocks and sellers with Saleor's now, and put right what differs"

    def arguments(self, parser: ArgumentParser) -> None:
        """It takes none."""

    def run(self, options: Mapping[str, Any], say: Say) -> int:
        saleor_orders.look_due()
        seen = 0

        def told(more: int) -> None:
            nonlocal seen
            seen += more
            say(f"  {seen} products looked at")

        try:
            saleor_orders.look_at_promised()
            found = reconciling.reconcile(told)
        except (EngineUnavailable, SaleorError) as error:
            say(f"stopped: {error}. Nothing is lost; run it again.")
            return 1
        say(
            f"{found.products} products in Saleor: {found.ours} of our sellers, {found.foreign} without one. "
            f"Brought together {found.merged}, stock sent again for {found.stocks}, deleted there {found.missing}, "
            f"sent for the first time {found.unsent}, warehouses made again {found.sellers}."
        )
        for name in found.left:
            say(f"  being sent at this moment, look again: {name}")
        return 0
