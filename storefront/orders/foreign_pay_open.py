"""A shopper of another storefront begins to pay: a session, and a charge for the bill that the order will bring.

The same transaction asked again gets the first answer; Saleor calls again whenever a storefront does. On an order that
is a purchase of ours already, its own bill is asked for, in the way the shopper chose.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from payments.charges import actions as charges
from payments.charges.models import Charge
from payments.gateways import actions as gateways
from payments.money import Money
from payments.providers import known
from sellers.kit import clock, limits
from sellers.kit.codes import new_code
from storefront.engine.paying_elsewhere import Asked, Basket
from storefront.orders import foreign_pay_bills, life_sale
from storefront.orders.foreign_pay import CASH, State
from storefront.orders.foreign_pay_bills import BillOffer, NotPayable, WayOffer
from storefront.orders.foreign_sessions import PaySession
from storefront.orders.models import Bill, Purchase
from storefront.orders.wording import rupiah
from storefront.terms.queries import Collector, terms_for

ORIGIN = "saleor"
TRIES, HOUR_S = 30, 3600
LOOK_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Begun:
    """A session and, unless it is cash, the charge to be paid now."""

    session: PaySession
    charge: Charge | None
    collector: str


def begin(asked: Asked) -> Begun:
    """The session of this transaction: opened now, or as it was opened first. Call it outside a transaction.

    Raises NotPayable and whatever opening a charge raises, each a sentence for the shopper.
    """
    standing = session_of(asked.transaction_id)
    if standing is None:
        limits.check(what="saleor.pay", key=asked.basket.id, limit=TRIES, per_s=HOUR_S)
        standing = _open(asked)
    _same(standing, asked)
    begun = now(standing)
    if begun.charge is not None and begun.charge.provider in known.GATEWAYS:
        gateways.start(begun.charge.pk)
        begun = now(standing)
    return begun


def session_of(transaction_id: str) -> PaySession | None:
    return PaySession.objects.filter(transaction_id=transaction_id).first()


def now(session: PaySession) -> Begun:
    """The session as it stands, with the newest charge of its bill that the payer has to know of."""
    session.refresh_from_db()
    charge = None
    if session.bill_ref:
        own = Charge.objects.filter(bill_ref=session.bill_ref, provider=session.way)
        related = own.select_related("bank_account", "qris", "cooperative", "seller", "gateway_start")
        paid = related.filter(state=Charge.State.PAID).first()
        charge = paid or related.order_by("-pk").first()
    payee = (charge.cooperative or charge.seller) if charge else None
    return Begun(session, charge, payee.name if payee else "")


def _open(asked: Asked) -> PaySession:
    way, bill_id = _text(asked.data, "way") or _text(asked.data, "method"), _text(asked.data, "bill")
    if not way:
        raise NotPayable(_("Pilih cara bayar dulu."), field="way")
    basket = asked.basket
    purchase = purchase_of(basket)
    try:
        with transaction.atomic():
            if purchase is not None and way != CASH:
                return _open_on_bill(asked, purchase, way)
            offers = foreign_pay_bills.bills_of(basket)
            offer = foreign_pay_bills.chosen(offers, bill_id)
            return _open_for_checkout(asked, offer, offer.way(way))
    except IntegrityError:  # the same transaction came twice at once
        standing = session_of(asked.transaction_id)
        if standing is None:
            raise
        return standing


def _open_for_checkout(asked: Asked, offer: BillOffer, way: WayOffer) -> PaySession:
    if asked.amount != offer.amount:
        raise _other_amount(offer.amount)
    code = new_code()
    is_cash = way.collector is None
    session = _write(
        asked, code, way=way.way, seller_ids=[seller.pk for seller in offer.sellers],
        bill_ref="" if is_cash else code, state=State.AUTHORIZED if is_cash else State.WAITING,
    )  # fmt: skip
    _end_others(session, offer)
    if way.collector is not None:
        _charge(session, way.collector, _until(offer))
    return session


def _open_on_bill(asked: Asked, purchase: Purchase, way: str) -> PaySession:
    """The purchase stands: its open bill of this amount is asked for in this way."""
    open_bills = purchase.bills.select_for_update().filter(state=Bill.State.OPEN).order_by("position")
    wanted = _text(asked.data, "bill")
    rows = [bill for bill in open_bills if not wanted or bill.code == wanted]
    if not rows:
        raise NotPayable(_("Pesanan ini tidak menunggu pembayaran lagi."))
    bill = next((one for one in rows if Money(one.amount_minor, one.currency) == asked.amount), None)
    if bill is None:
        raise _other_amount(Money(rows[0].amount_minor, rows[0].currency))
    offers = foreign_pay_bills.bills_of(asked.basket)
    sellers = set(bill.orders.values_list("seller_id", flat=True))
    offer = next((one for one in offers if sellers <= {seller.pk for seller in one.sellers}), None)
    collector = offer.way(way).collector if offer else None
    if collector is None:
        raise NotPayable(_("Cara bayar ini tidak tersedia. Pilih cara lain."), field="way")
    _ask_in_this_way(bill, way, collector)
    return _write(asked, new_code(), way=way, seller_ids=sorted(sellers), bill_ref=bill.code, state=State.WAITING)


def _ask_in_this_way(bill: Bill, way: str, collector: Collector) -> None:
    """Nothing of the bill is sold yet, so way and collector may still change with the shopper's mind."""
    cooperative_id = collector.id if collector.kind == "cooperative" else None
    seller_id = collector.id if collector.kind == "seller" else None
    if (bill.way, bill.cooperative_id, bill.seller_id) != (way, cooperative_id, seller_id):
        if bill.way == CASH:
            raise NotPayable(_("Pesanan ini dibayar tunai saat diterima."))
        charges.close(bill_ref=bill.code, state=Charge.State.CANCELLED)
        bill.way, bill.cooperative_id, bill.seller_id = way, cooperative_id, seller_id
        bill.save(update_fields=["way", "cooperative", "seller"])
    life_sale.ask(bill=bill)


def _write(
    asked: Asked, code: str, *, way: str, seller_ids: Sequence[int], bill_ref: str, state: PaySession.State
) -> PaySession:
    basket = asked.basket
    return PaySession.objects.create(
        transaction_id=asked.transaction_id,
        source_id=basket.id,
        order_id=basket.id if basket.is_order else "",
        idempotency_key=asked.key,
        psp_reference=code,
        state=state,
        way=way,
        seller_ids=list(seller_ids),
        amount_minor=asked.amount.minor,
        currency=asked.amount.currency,
        bill_ref=bill_ref,
        told={"buyer": asdict(basket.buyer), "checkout": basket.checkout_id},
        due_at=clock.now() + LOOK_AGAIN,
    )


def _charge(session: PaySession, collector: Collector, until: datetime) -> None:
    charges.open_charge(
        bill_ref=session.bill_ref,
        way=session.way,
        amount=Money(session.amount_minor, session.currency),
        cooperative_id=collector.id if collector.kind == "cooperative" else None,
        seller_id=collector.id if collector.kind == "seller" else None,
        expires_at=until,
    )


def _end_others(session: PaySession, offer: BillOffer) -> None:
    """The shopper chose another way for the same sellers: what was asked before is asked no more."""
    mine = {seller.pk for seller in offer.sellers}
    others = PaySession.objects.filter(source_id=session.source_id, state__in=[State.WAITING, State.AUTHORIZED])
    for other in others.exclude(pk=session.pk).select_for_update():
        if mine & set(other.seller_ids):
            end(other)


def end(session: PaySession, *, closed: str = Charge.State.CANCELLED, **told: str) -> bool:
    """Ask for it no more; money that comes all the same is recognised. `told`: what Saleor knows of it already.

    False when it was over before. Needs the caller's transaction.
    """
    if session.bill_ref == session.psp_reference and not Bill.objects.filter(code=session.bill_ref).exists():
        charges.close(bill_ref=session.bill_ref, state=closed)  # a standing bill is not ours to close
    live = PaySession.objects.filter(pk=session.pk, state__in=[State.WAITING, State.AUTHORIZED])
    known = {**session.told, **told, "was": session.state}
    return bool(live.update(state=State.ENDED, told=known, due_at=clock.now(), leased_until=None, done_at=None))


def end_of_bill(bill_ref: str) -> None:
    """Whoever was asked for this bill is asked no more: it is paid in another way. Needs the caller's transaction."""
    for session in PaySession.objects.filter(bill_ref=bill_ref).select_for_update():
        end(session)


def is_paid(session: PaySession) -> bool:
    """Whether money came for it, told to Saleor or not."""
    if not session.bill_ref:
        return False
    paid = Charge.objects.filter(bill_ref=session.bill_ref, provider=session.way, state=Charge.State.PAID)
    return paid.exists()


def _until(offer: BillOffer) -> datetime:
    return clock.now() + timedelta(hours=min(terms_for(seller).pay_by_transfer_hours for seller in offer.sellers))


def purchase_of(basket: Basket) -> Purchase | None:
    """The purchase that an order of another storefront became. Raises NotPayable for one that was placed by us."""
    if not basket.is_order:
        return None
    if basket.placed_by_us:
        raise NotPayable(_("Pesanan ini dibuat di Lapak. Bayar di halaman pesanannya."))
    return Purchase.objects.filter(origin=ORIGIN, origin_ref=basket.id).first()


def _same(session: PaySession, asked: Asked) -> None:
    if (session.amount_minor, session.currency) != (asked.amount.minor, asked.amount.currency):
        raise _other_amount(Money(session.amount_minor, session.currency))


def _other_amount(right: Money) -> NotPayable:
    return NotPayable(_("Jumlahnya harus %(amount)s. Muat ulang halaman.") % {"amount": rupiah(right)}, field="amount")


def _text(data: object, key: str) -> str:
    value = data.get(key) if isinstance(data, dict) else None
    return value[:40] if isinstance(value, str) else ""
