"""What the stories of other storefronts' payments have in common: a filled checkout, the sweeps, money that moves."""

from payments.charges.models import BankAccount, Charge
from payments.repayments import actions as repayments
from payments.repayments.models import Repayment
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Seller
from sellers.kit import clock
from storefront.engine.saleor.models import SoldLine
from storefront.hooks import saleor_orders, saleor_pay_work, saleor_work
from storefront.orders import settling
from storefront.orders.foreign_sessions import PaySession
from storefront.orders.models import Purchase
from tests.cast import Cast
from tests.storefront.hooks.shopping_elsewhere import Json, Shopper


def work(shopper: Shopper, times: int = 3) -> None:
    """What the sweeps do in a minute."""
    for _ in range(times):
        settling.apply_due()
        PaySession.objects.filter(done_at=None).update(due_at=clock.now(), leased_until=None)
        saleor_pay_work.work_due()
        shopper.ground.saleor.deliver()
        saleor_work.work_due()
        saleor_orders.look_due()


def transfer(cast: Cast, *, ref: str = "MUTASI-1", charge: Charge | None = None, less: int = 0) -> Charge:
    """Dewi finds the money on the statement."""
    asked = charge or Charge.objects.order_by("-pk")[0]
    settling.confirm_transfer(
        scope=scope_of(cast.dewi), person=cast.dewi, charge_code=asked.code, amount_minor=asked.total_minor - less,
        received_at=clock.now(), external_id=ref,
    )  # fmt: skip
    return asked


def repay(cast: Cast) -> None:
    for row in Repayment.objects.exclude(state=Repayment.State.PAID):
        repayments.mark_paid(scope=scope_of(cast.gita), person=cast.gita, code=row.code, cash=True)
    settling.apply_due()


def purchase() -> Purchase:
    return Purchase.objects.get(origin="saleor", origin_ref__isnull=False)


def alone(cast: Cast) -> None:
    Seller.objects.filter(pk=cast.citras.seller.pk).update(mandate_from=None)
    BankAccount.objects.create(seller=cast.citras.seller, bank_code="014", number="7700112233", holder="Citra")


def states() -> list[str]:
    return list(purchase().orders.order_by("position").values_list("state", flat=True))


def sold(both: Shopper, cast: Cast) -> Json:
    begun = both.begins("bank_transfer")
    transfer(cast)
    work(both)
    transaction: Json = begun["transaction"]
    return transaction


def line_of(variant_id: int) -> str:
    return str(SoldLine.objects.get(variant_id=variant_id).line_id)
