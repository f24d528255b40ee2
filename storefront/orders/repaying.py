"""Money on its way back to a buyer, as the buyer follows it: where each refund stands, and where it should go."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from payments.charges.bank_accounts import SHOWN
from payments.charges.banks import bank_name
from payments.money import Money
from payments.repayments import actions
from payments.repayments.errors import RepaymentNotFound
from payments.repayments.models import Repayment
from payments.repayments.queries import RepaymentQuerySet
from sellers.kit import limits
from storefront.orders.links import refund_path_for
from storefront.orders.models import Purchase, RefundTask
from storefront.orders.wording import moment

State, Way = Repayment.State, Repayment.Way
TRIES, HOUR_S = 10, 3600


@dataclass(frozen=True)
class RefundView:
    """One refund. `kind` is wait, nila, good: how the state is coloured. `path` is the page where the buyer says
    where to, empty when nothing is to be said; `needs_account` that the money waits for it."""

    code: str
    amount: Money
    payee: str
    seller: str  # whose part it is about; empty for the whole bill
    state: str
    words: str
    kind: str
    account: str
    reason: str
    when: str
    path: str
    needs_account: bool


def refund_views(purchase: Purchase) -> tuple[RefundView, ...]:
    """Every refund of the purchase, the oldest first, in two queries."""
    found = list(_of(purchase).select_related("cooperative", "seller", "batch").order_by("opened_at", "pk"))
    if not found:
        return ()
    tasks = RefundTask.objects.filter(key__in=[one.key for one in found], order__isnull=False)
    sellers = dict(tasks.values_list("key", "order__seller__name"))
    return tuple(_view(purchase, one, sellers.get(one.key, "")) for one in found)


def refund_of(purchase: Purchase, code: str) -> Repayment:
    """One refund of this purchase and no other's; raises RepaymentNotFound. The caller checked the signed link."""
    found = _of(purchase).select_related("cooperative", "seller", "batch").filter(code=code[:8]).first()
    if found is None:
        raise RepaymentNotFound
    return found


def view_of(purchase: Purchase, repayment: Repayment) -> RefundView:
    return next(one for one in refund_views(purchase) if one.code == repayment.code)


def give_account(*, purchase: Purchase, code: str, bank_code: str, number: str, holder: str) -> Repayment:
    """The buyer's account for one refund; few tries an hour, so that numbers are not fished for."""
    repayment = refund_of(purchase, code)
    limits.check(what="refund.account", key=repayment.code, limit=TRIES, per_s=HOUR_S)
    return actions.give_account(code=repayment.code, bank_code=bank_code, number=number, holder=holder)


def choose_cash(*, purchase: Purchase, code: str) -> Repayment:
    repayment = refund_of(purchase, code)
    limits.check(what="refund.account", key=repayment.code, limit=TRIES, per_s=HOUR_S)
    return actions.choose_cash(code=repayment.code)


def payee_of(repayment: Repayment) -> str:
    collector = repayment.cooperative or repayment.seller
    return collector.name if collector else ""


def _of(purchase: Purchase) -> RepaymentQuerySet:
    refs = list(purchase.bills.values_list("code", flat=True))
    return Repayment.objects.filter(bill_ref__in=refs)


def _view(purchase: Purchase, one: Repayment, seller: str) -> RefundView:
    open_to_buyer = actions.may_say_where(one)
    words, kind = _words(one)
    account = f"{bank_name(one.bank_code)} ••••{one.number[-SHOWN:]}" if one.number else ""
    collector = one.cooperative or one.seller
    region = purchase.village_code or (collector.village_code if collector else "")
    return RefundView(
        code=one.code,
        amount=Money(one.amount_minor, one.currency),
        payee=payee_of(one),
        seller=seller,
        state=one.state,
        words=words,
        kind=kind,
        account=account if one.way == Way.BANK else "",
        reason=one.reason,
        when=moment(one.paid_at, region_code=region) if one.paid_at else "",
        path=refund_path_for(purchase, one.code) if open_to_buyer else "",
        needs_account=open_to_buyer and one.state != State.READY,
    )


def _words(one: Repayment) -> tuple[str, str]:
    if one.state == State.PAID:
        return _("Uang sudah dikembalikan"), "good"
    if one.state == State.CANCELLED:
        return _("Pengembalian dibatalkan"), ""
    if one.state == State.SENDING:
        return _("Uang sedang dikirim"), "nila"
    if one.way == Way.GATEWAY:
        return _("Kembali lewat cara bayar semula"), "nila"
    if one.state == State.READY:
        return (_("Ambil tunai di tempat") if one.way == Way.CASH else _("Menunggu giliran dikirim")), "nila"
    return _("Kami perlu rekening Anda"), "wait"
