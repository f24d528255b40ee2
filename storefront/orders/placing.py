"""Placing a purchase, exactly once a key: record the intent, ask the engine, record its answer.

The three steps are three commits. Whoever holds the lease of a purchase in PLACING finishes it: the request that
began it, the second tap that found it, or the sweep when both are gone. Asking the engine again takes nothing twice.
README.md tells the whole story.
"""

import logging
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.kit.codes import new_code
from sellers.kit.errors import Expected
from sellers.kit.once import KeyReused
from sellers.regions import places
from storefront import engine
from storefront.engine.port import EngineUnavailable, Placing, PlacingRefused, Recipient
from storefront.orders import freezing, inputs, life_engine, recording, trial
from storefront.orders.models import Bill, Order, OrderLine, Purchase
from storefront.orders.quoting import (
    AddressInput,
    PartQuote,
    Problem,
    PurchaseInput,
    Quote,
    quote_with_sellers,
    split_of,
)
from storefront.orders.split import SplitOrder
from storefront.orders.wording import refusal

log = logging.getLogger("lapak.placing")

LEASE = timedelta(seconds=10)  # may run out under its holder: the engine and the last step are safe to repeat
WAIT_S, LOOK_EVERY_S = 8.0, 0.05
SWEEP_S = 20.0  # an engine that lets every call time out must not keep the loop from the rest of its work
GIVE_UP_AFTER = timedelta(minutes=30)  # of an engine that does not answer: the buyer is told, the goods are free again
LONGEST_KEY = 80


class PlacingProblem(Expected):
    """The purchase cannot be placed as it is; `problems` names every reason in a sentence."""

    code = "placing_problem"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].sentence, field=problems[0].field)
        self.problems = tuple(problems)


class StillPlacing(Expected):
    """The engine has not answered yet. The purchase stands; the same key asks again, and the sweep finishes it."""

    code = "still_placing"
    status = 503


def place(*, key: str, given: PurchaseInput) -> Purchase:
    """The purchase of `key`: placed now, or as it was placed the first time, however often this is called.

    Raises PlacingProblem (nothing was taken), KeyReused (the key came with another wish), StillPlacing (ask again).
    Call it outside a transaction.
    """
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Expected(_("Muat ulang halaman, lalu coba lagi."), field="key", code="bad_key")
    given = inputs.tidy(given)
    input_hash = inputs.input_hash(given)
    purchase, begun = standing(key=key), False
    if purchase is None:
        purchase, begun = _begin(key, given, input_hash)
    if purchase.input_hash != input_hash:
        raise KeyReused(_("Pesanan ini sudah dikirim dengan isi lain. Muat ulang halaman."), field="key")
    return _finished(purchase, leased_here=begun)


def standing(*, key: str) -> Purchase | None:
    """What was placed, or tried, with this key: for a page that comes back after the basket was emptied."""
    return Purchase.objects.filter(key=key).first()


def finish_placing_due(*, limit: int = 20) -> int:
    """Finish purchases whose placing stopped half-way; answers how many were finished.

    One that was placed elsewhere is finished by whoever reads it there again (foreign.py).
    """
    stopped = Purchase.objects.filter(_free(), state=Purchase.State.PLACING, origin="").order_by("pk")
    finished, until = 0, time.monotonic() + SWEEP_S
    for purchase in stopped[:limit]:
        if time.monotonic() > until:
            break
        if not _take_lease(purchase):
            continue
        try:
            finished += _finish_or_give_up(purchase)
        except EngineUnavailable as error:
            log.warning("placing %s waits for the engine: %s", purchase.code, error)
        except Exception:
            log.exception("placing %s could not be finished; it will be tried again", purchase.code)
    return finished


def _begin(key: str, given: PurchaseInput, input_hash: str) -> tuple[Purchase, bool]:
    """Step one: the intent, leased to us (True). Whoever lost the race for the key gets the winner's (False)."""
    quoted, sellers = quote_with_sellers(given)  # everything is read before the transaction, which only writes
    if quoted.problems:
        winner = standing(key=key)  # the other tab may have placed it meanwhile, and taken the last piece itself
        if winner:
            return winner, False
        raise PlacingProblem(quoted.problems)
    for _attempt in range(3):
        try:
            with transaction.atomic():
                full = trial.locked_problems_of(sellers.values())
                if not full:
                    return _write_intent(key, given, input_hash, quoted, sellers), True
            winner = standing(key=key)  # the other tab may have taken the last place itself
            if winner:
                return winner, False
            raise PlacingProblem(full)
        except IntegrityError:
            winner = standing(key=key)
            if winner:
                return winner, False  # else a public code clashed: once in years, and the next try has others
    raise RuntimeError("no free public code in three tries")


def _write_intent(
    key: str, given: PurchaseInput, input_hash: str, quoted: Quote, sellers: Mapping[int, Seller]
) -> Purchase:
    result, _collectors = split_of(quoted, sellers)
    purchase = Purchase.objects.create(
        code=new_code(),
        key=key,
        input_hash=input_hash,
        person_id=given.person_id,
        language=given.language,
        buyer_name=given.buyer_name,
        buyer_phone=given.buyer_phone,
        region_names=places.names(given.address.village_code),
        currency=quoted.currency,
        total_minor=result.total.minor,
        leased_until=clock.now() + LEASE,
        **asdict(_with_postal_code(given.address)),
    )
    bills = [
        Bill(
            code=new_code(),
            purchase=purchase,
            position=position,
            way=bill.way,
            amount_minor=bill.amount.minor,
            currency=quoted.currency,
            **{f"{bill.collector_kind}_id": bill.collector_id},
        )
        for position, bill in enumerate(result.bills)
    ]
    Bill.objects.bulk_create(bills)
    parts = {part.seller_id: part for part in quoted.parts}
    orders = [
        _order(purchase, bills[order.bill], sellers[order.seller_id], parts[order.seller_id], order, position)
        for position, order in enumerate(result.orders)
    ]
    lines = [(order, _lines(order, parts[order.seller_id])) for order in orders]
    kinds = freezing.kinds_of([line.variant_id for _order, rows in lines for line in rows])
    for order, rows in lines:
        freezing.set_commission(order=order, lines=rows, seller=sellers[order.seller_id], kinds=kinds, at=clock.now())
    Order.objects.bulk_create(orders)
    OrderLine.objects.bulk_create(line for _order, rows in lines for line in rows)
    return purchase


def _with_postal_code(address: AddressInput) -> AddressInput:
    """The village's postal code where the buyer left it empty."""
    if address.postal_code or not address.village_code:
        return address
    return replace(address, postal_code=places.village(address.village_code).postal_code)


def _order(
    purchase: Purchase, bill: Bill, seller: Seller, part: PartQuote, amounts: SplitOrder, position: int
) -> Order:
    way = part.chosen
    if way is None:
        raise ValueError("a quote without problems has a way for every part")
    return Order(
        code=new_code(),
        purchase=purchase,
        bill=bill,
        seller=seller,
        position=position,
        delivery_kind=way.kind,
        courier=way.courier,
        goods_minor=amounts.goods.minor,
        delivery_minor=amounts.delivery.minor,
        total_minor=amounts.total.minor,
        currency=purchase.currency,
        pickup_pin=f"{secrets.randbelow(10_000):04}" if way.kind == "pickup" else "",
        note=part.note,
    )


def _lines(order: Order, part: PartQuote) -> list[OrderLine]:
    return [
        OrderLine(
            order=order,
            variant_id=line.variant_id,
            product_name=line.product_name,
            variant_label=line.label,
            unit=line.unit,
            quantity=line.quantity,
            unit_price_minor=line.price.minor,
            total_minor=line.total.minor,
            weight_g=line.weight_g,
            weighed_percent=line.weighed.percent if line.weighed else None,
            pack_g=line.weighed.nominal_g if line.weighed else None,
            ready_on=line.ready_on,
        )
        for line in part.lines
    ]


def _finished(purchase: Purchase, *, leased_here: bool) -> Purchase:
    """The purchase once it is decided: by us when the lease is ours or free, else by whoever holds it."""
    until = time.monotonic() + WAIT_S
    while purchase.state == Purchase.State.PLACING:
        if leased_here or _take_lease(purchase):
            _decide(purchase)
            leased_here = False
        elif time.monotonic() > until:
            raise StillPlacing(_("Pesanan sedang diproses. Coba lagi sebentar."), purchase=purchase.code)
        else:
            time.sleep(LOOK_EVERY_S)
        purchase = Purchase.objects.get(pk=purchase.pk)
    if purchase.state == Purchase.State.REFUSED:
        raise PlacingProblem([Problem(**problem) for problem in purchase.problems])
    return purchase


def _decide(purchase: Purchase) -> None:
    """`_finish`, with the lease given up when it fails, so that the buyer's next try need not wait for it."""
    try:
        _finish(purchase)
    except EngineUnavailable as error:
        _drop_lease(purchase)
        raise StillPlacing(_("Pesanan sedang diproses. Coba lagi sebentar."), purchase=purchase.code) from error
    except Exception:
        _drop_lease(purchase)
        raise


def _finish_or_give_up(purchase: Purchase) -> bool:
    """`_finish`, for whom nobody waits any more: an engine that was silent for too long is asked no longer."""
    try:
        return _finish(purchase)
    except EngineUnavailable as error:
        if clock.now() - purchase.created_at < GIVE_UP_AFTER:
            raise
        log.error("placing %s is given up: %s", purchase.code, error)
    problem = Problem("engine", _("Toko tidak dapat dihubungi, jadi pesanan ini tidak jadi. Silakan pesan lagi."))
    return recording.record_refused(
        purchase=purchase, problems=[problem], release=list(purchase.orders.order_by("position")), tell_buyer=True
    )


def _finish(purchase: Purchase) -> bool:
    """Steps two and three. False when somebody else finished it meanwhile."""
    orders = list(purchase.orders.prefetch_related("lines").order_by("position"))
    try:
        engine.active().place(placing_of(purchase, orders))
    except PlacingRefused as refused:
        return recording.record_refused(purchase=purchase, problems=_sentences(refused, orders))
    try:
        return recording.record_placed(purchase=purchase) or _too_late(purchase, orders)
    except Expected as error:  # no account to pay to, no unique code left: the stock goes back
        problem = Problem("payment", error.sentence)
        return recording.record_refused(purchase=purchase, problems=[problem], release=orders)


def _too_late(purchase: Purchase, orders: Sequence[Order]) -> bool:
    """Of a purchase that another process refused or gave up while the engine placed it for us: nothing stays taken."""
    if Purchase.objects.filter(pk=purchase.pk, state=Purchase.State.REFUSED).exists():
        recording.give_back_refused(orders=orders)
    return False


def placing_of(purchase: Purchase, orders: Sequence[Order]) -> Placing:
    """The purchase as the engine places it."""
    recipient = Recipient(
        name=purchase.buyer_name,
        phone=purchase.buyer_phone,
        street=purchase.street,
        village_code=purchase.village_code,
        region_names=purchase.region_names,
        postal_code=purchase.postal_code,
        language=purchase.language,
    )
    return Placing(purchase.code, tuple(life_engine.part_of(order) for order in orders), recipient)


def _sentences(refused: PlacingRefused, orders: Sequence[Order]) -> list[Problem]:
    lines = {line.variant_id: (order, line) for order in orders for line in order.lines.all()}
    problems = []
    for found in refused.problems:
        order, line = lines[found.variant_id]
        sentence = refusal(found, name=f"{line.product_name} {line.variant_label}", quantity=line.quantity)
        problems.append(Problem("lines", sentence, seller_id=order.seller_id, variant_id=found.variant_id))
    return problems


def _free() -> Q:
    return Q(leased_until__isnull=True) | Q(leased_until__lte=clock.now())


def _take_lease(purchase: Purchase) -> bool:
    mine = Purchase.objects.filter(_free(), pk=purchase.pk, state=Purchase.State.PLACING)
    return bool(mine.update(leased_until=clock.now() + LEASE))


def _drop_lease(purchase: Purchase) -> None:
    Purchase.objects.filter(pk=purchase.pk, state=Purchase.State.PLACING).update(leased_until=None)
