"""Three sellers, two currencies, one cooperative: everything the random stories do, through the real actions.

Every method takes numbers and picks with them from what stands in the database, so that a story is a list of numbers.
What a person would be refused is refused here too (Expected); the story goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog.products.models import Pool, Product, Variant
from payments.charges.models import BankAccount, Charge
from payments.gateways import actions as gateways
from payments.payouts import actions as payouts
from payments.payouts.models import Payout, PayoutBatch, PayoutTerms
from payments.providers.port import Happened, What
from payments.repayments import actions as repayments
from payments.repayments.models import Repayment
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Membership, Seller
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.people.models import Person
from storefront.delivery.models import DeliveryFee, DeliveryOption
from storefront.orders import cash_debts, deadlines, life, life_engine, payable, refunds, settling
from storefront.orders.models import Order, Purchase, Refund
from storefront.orders.placing import place
from storefront.orders.quoting import AddressInput, LineInput, PartInput, PurchaseInput
from storefront.orders.refund_wish import LineWish, RefundWish
from storefront.terms.models import CommissionRule, CooperativeTerms
from tests.cast import KARANGSARI, Cast
from tests.money.memory_gateway import MemoryGateway

HOME = AddressInput(street="Jl. Merdeka 5", rt="3", rw="5", village_code=KARANGSARI)
REASONS = ("quality", "late", "price_error", "goodwill")
ACCOUNT = {"bank_code": "014", "number": "1234567890", "holder": "Eko"}


@dataclass
class Market:
    cast: Cast
    gateway: MemoryGateway
    time: Any  # clock.frozen
    umi: Person
    umis: Seller
    pickups: dict[int, DeliveryOption]
    couriers: dict[int, DeliveryOption]  # they take cash: for the cooperative's stalls in its name, for Umi in hers
    variants: dict[str, dict[int, Variant]]  # by currency, then by seller id
    number: int = 0
    held_back: list[Happened] = field(default_factory=list)  # notices that were not delivered yet
    delivered: list[Happened] = field(default_factory=list)
    refused: int = 0

    # what the steps pick from

    @property
    def sellers(self) -> list[Seller]:
        return [self.cast.saris.seller, self.cast.citras.seller, self.umis]

    def owner(self, seller_id: int) -> Person:
        return {self.cast.saris.seller.pk: self.cast.sari, self.cast.citras.seller.pk: self.cast.citra}.get(
            seller_id, self.umi
        )

    def key(self) -> str:
        self.number += 1
        return f"step-{self.number:05}"

    def orders(self, *states: str) -> list[Order]:
        found = Order.objects.filter(state__in=states) if states else Order.objects.placed()
        return list(found.select_related("bill", "seller", "purchase").order_by("pk"))

    def attempt(self, act: Callable[[], Any]) -> Any:
        """What the action answers; None when it refuses with a sentence."""
        try:
            return act()
        except Expected:
            self.refused += 1
            return None

    # buying and paying

    def sale(self, who: int, currency: str, quantity: int, way: str, *, sent: bool = False) -> Purchase | None:
        """`who` picks one to three sellers by its bits; `sent`: couriers bring it, and cost something in rupiah."""
        sellers = [seller for bit, seller in enumerate(self.sellers) if who >> bit & 1] or [self.sellers[0]]
        variants = self.variants[currency]
        lines = tuple(
            LineInput(variants[one.pk].pk, quantity + n, variants[one.pk].price_minor) for n, one in enumerate(sellers)
        )
        by = self.couriers if sent and currency == "IDR" else self.pickups
        parts = tuple(PartInput(one.pk, by[one.pk].pk) for one in sellers)
        own = f"seller:{self.umis.pk}"
        ways = {f"coop:{self.cast.cooperative.pk}": way, own: "bank_transfer" if way == "stripe" else way}
        given = PurchaseInput(
            lines=lines, buyer_name="Eko", buyer_phone="0812-0000-1004", address=HOME, parts=parts, payments=ways
        )
        key = self.key()
        purchase = self.attempt(lambda: place(key=key, given=given))
        if purchase is not None:
            assert place(key=key, given=given) == purchase  # the same tap again
            self.start_gateways()
        return purchase  # type: ignore[no-any-return]  # what `attempt` was asked for

    def transfer(self, pick: int, kind: str) -> None:
        """Money on the statement for some charge: exact, without the digits, short, over, or again."""
        waiting = list(Charge.objects.by_transfer().filter(state=Charge.State.OPEN).order_by("pk"))
        charges = waiting if waiting and pick % 5 else list(Charge.objects.by_transfer().order_by("pk"))
        if not charges:
            return
        charge = charges[pick % len(charges)]
        minor = {
            "exact": charge.total_minor, "bare": charge.amount_minor, "short": max(1, charge.amount_minor // 3),
            "over": charge.total_minor + 777,
        }[kind]  # fmt: skip
        person = self.cast.dewi if charge.cooperative_id else self.umi
        given = {
            "scope": scope_of(person), "person": person, "charge_code": charge.code, "amount_minor": minor,
            "received_at": clock.now(), "external_id": self.key(),
        }  # fmt: skip
        self.attempt(lambda: settling.confirm_transfer(**given))
        self.attempt(lambda: settling.confirm_transfer(**given))  # two officers with one statement

    def start_gateways(self) -> None:
        gateways.start_due()

    def card(self, pick: int, *, deliver: bool) -> None:
        """The payer pays some charge at the gateway, perhaps one that closed here."""
        sessions = [code for code, one in sorted(self.gateway.sessions.items()) if not one.ended]
        if sessions:
            happened = self.gateway.pay(sessions[pick % len(sessions)])
            self._tell(happened, deliver)

    def dispute(self, pick: int, *, deliver: bool) -> None:
        paid = [one for one in self.gateway.told if one.what == What.PAID]
        disputed = {one.payment_id for one in self.gateway.told if one.what == What.DISPUTED}
        refunded = {payment for payment, _amount in self.gateway.refunds.values()}
        fresh = [one for one in paid if one.external_id not in disputed | refunded]
        if fresh:
            self._tell(self.gateway.dispute(fresh[pick % len(fresh)]), deliver)

    def decide_dispute(self, pick: int, *, won: bool, deliver: bool) -> None:
        closed = {one.external_id for one in self.gateway.told if one.what in (What.DISPUTE_WON, What.DISPUTE_LOST)}
        opened = [one for one in self.gateway.told if one.what == What.DISPUTED and one.external_id not in closed]
        if opened:
            self._tell(self.gateway.decide(opened[pick % len(opened)], won=won), deliver)

    def late_notice(self, pick: int) -> None:
        """A notice that was held back comes now, in any order, or an old one comes again."""
        if self.held_back:
            self._apply(self.held_back.pop(pick % len(self.held_back)))
        elif self.delivered:
            self._apply(self.delivered[pick % len(self.delivered)])

    def _tell(self, happened: Happened, deliver: bool) -> None:
        if deliver:
            self._apply(happened)
        else:
            self.held_back.append(happened)

    def _apply(self, happened: Happened) -> None:
        self.delivered.append(happened)
        try:
            gateways.apply(happened, self.gateway)
        except Exception as error:
            if type(error).__name__ != "NotYet":  # its beginning has not been told: the inbox would try again
                raise
            self.held_back.append(happened)
        settling.apply_due()
        self.run_engine()

    def run_engine(self) -> None:
        life_engine.finish_stock_due()

    # handing over, cancelling, giving back

    def hand_over(self, pick: int) -> None:
        orders = self.orders("confirmed", "accepted", "packed", "ready")
        if orders:
            order = orders[pick % len(orders)]
            owner = self.owner(order.seller_id)
            self.attempt(
                lambda: life.hand_over(scope=scope_of(owner), person=owner, order_code=order.code, pin=order.pickup_pin)
            )

    def cancel(self, pick: int, *, by_buyer: bool) -> None:
        orders = self.orders("waiting", "confirmed", "accepted", "packed", "ready")
        if not orders:
            return
        order = orders[pick % len(orders)]
        owner = self.owner(order.seller_id)
        if by_buyer:
            self.attempt(lambda: life.buyer_cancel(purchase=order.purchase, order_code=order.code, reason="Salah"))
        else:
            given = {"scope": scope_of(owner), "person": owner, "order_code": order.code, "reason": "Habis"}
            self.attempt(lambda: life.cancel_by_seller(**given))
            self.attempt(lambda: life.cancel_by_seller(**given))

    def report_problem(self, pick: int) -> None:
        orders = self.orders("received")
        if orders:
            order = orders[pick % len(orders)]
            self.attempt(lambda: life.buyer_dispute(purchase=order.purchase, order_code=order.code, reason="Rusak"))

    def settle_problem(self, pick: int, *, returned: bool) -> None:
        orders = self.orders("disputed")
        if orders:
            order = orders[pick % len(orders)]
            officer = self.cast.dewi if order.seller.cooperative_id else self.cast.operator
            self.attempt(
                lambda: life.settle_dispute(
                    scope=scope_of(officer), person=officer, order_code=order.code, returned=returned, reason="Dicek"
                )
            )

    def refund(self, pick: int, kind: str, bearer: str, part: int) -> None:
        """Part or all of some sold order; `part` of 1 to 100 says how much."""
        orders = [one for one in self.orders() if one.sold_at is not None]
        if not orders:
            return
        order = orders[pick % len(orders)]
        line = order.lines.order_by("pk")[0]
        reason = REASONS[part % len(REASONS)]
        more: dict[str, Any] = {
            "quantity": {"lines": (LineWish(line.pk, quantity=1, returned_quantity=part % 2),)},
            "weight": {"lines": (LineWish(line.pk, weight_g=max(1, line.weight_g * part // 1000)),)},
            "amount": {"lines": (LineWish(line.pk, minor=max(1, line.total_minor * part // 200)),)},
            "whole": {"whole_minor": max(1, order.total_minor * part // 150)},
            "everything": {"everything": True},
        }[kind]
        wish = RefundWish(reason=reason, bearer=bearer, **more)
        person = self.cast.gita if order.seller.cooperative_id else self.cast.operator
        given = {"scope": scope_of(person), "person": person, "order_code": order.code, "wish": wish, "key": self.key()}
        made = self.attempt(lambda: refunds.propose(**given))
        if made is not None:
            assert refunds.propose(**given).pk == made.pk

    def refund_purchase(self, pick: int, part: int) -> None:
        purchases = list(Purchase.objects.filter(state="placed").order_by("pk"))
        if purchases:
            purchase = purchases[pick % len(purchases)]
            wish = RefundWish(reason="goodwill", whole_minor=max(1, purchase.total_minor * part // 150))
            given = {"purchase_code": purchase.code, "wish": wish, "key": self.key()}
            self.attempt(
                lambda: refunds.propose_for_purchase(scope=scope_of(self.cast.gita), person=self.cast.gita, **given)
            )

    def decide_refund(self, pick: int, *, agree: bool) -> None:
        waiting = list(Refund.objects.filter(state=Refund.State.PROPOSED).order_by("pk"))
        if not waiting:
            return
        code = waiting[pick % len(waiting)].code
        hadi = {"scope": scope_of(self.cast.hadi), "person": self.cast.hadi, "refund_code": code}
        if agree:
            self.attempt(lambda: refunds.approve(**hadi))
        else:
            self.attempt(lambda: refunds.refuse(**hadi, reason="Tidak jadi"))

    # money out

    def repay(self, pick: int, kind: str) -> None:
        """The buyer names an account, somebody pays by hand, or it comes back; or the gateway is asked."""
        gateways.refund_due()
        self._hear_refunds()
        rows = list(Repayment.objects.exclude(way=Repayment.Way.GATEWAY).order_by("pk"))
        fitting = {"account": ("asked", "returned"), "paid": ("ready",), "returned": ("paid",)}[kind]
        rows = [one for one in rows if one.state in fitting] or rows
        if not rows:
            return
        row = rows[pick % len(rows)]
        payer = self.cast.gita if row.cooperative_id else self.umi
        if row.seller_id is not None:
            payer = self.owner(row.seller_id)
        who = {"scope": scope_of(payer), "person": payer, "code": row.code}
        if kind == "account":
            self.attempt(lambda: repayments.give_account(code=row.code, **ACCOUNT))
        elif kind == "paid":
            self.attempt(lambda: repayments.mark_paid(**who, external_id="MUTASI-K"))
            self.attempt(lambda: repayments.mark_paid(**who, external_id="MUTASI-K"))
        else:
            self.attempt(lambda: repayments.mark_returned(**who, reason="Rekening tutup"))
        settling.apply_due()

    def _hear_refunds(self) -> None:
        for happened in [one for one in self.gateway.told if one.what == What.REFUNDED]:
            gateways.apply(happened, self.gateway)
        settling.apply_due()

    def propose_payout(self, currency: str) -> PayoutBatch | None:
        gita, cooperative_id = self.cast.gita, self.cast.cooperative.pk
        given = {
            "scope": scope_of(gita), "person": gita, "cooperative_id": cooperative_id, "currency": currency,
            "held": payable.held(cooperative_id, currency), "key": self.key(),
        }  # fmt: skip
        batch = self.attempt(lambda: payouts.propose(**given))
        if batch is not None:
            assert payouts.propose(**given).pk == batch.pk
        return batch  # type: ignore[no-any-return]  # what `attempt` was asked for

    def move_batch(self, pick: int, kind: str) -> None:
        batches = list(PayoutBatch.objects.exclude(state__in=["closed", "cancelled"]).order_by("pk"))
        if not batches:
            return
        person = self.cast.hadi if kind == "approve" else self.cast.gita
        given = {"scope": scope_of(person), "person": person, "batch_code": batches[pick % len(batches)].code}
        act = {"approve": payouts.approve, "send": payouts.send, "cancel": payouts.cancel}[kind]
        self.attempt(lambda: act(**given))
        self.attempt(lambda: act(**given))

    def end_payout(self, pick: int, kind: str) -> None:
        rows = list(Payout.objects.filter(state__in=["sent", "paid"]).order_by("pk"))
        if not rows:
            return
        given = {
            "scope": scope_of(self.cast.gita), "person": self.cast.gita, "code": rows[pick % len(rows)].code,
        }  # fmt: skip
        if kind == "confirm":
            for _again in range(2):
                self.attempt(lambda: payouts.confirm(**given, external_id="BANK-1"))
        elif kind == "fail":
            self.attempt(lambda: payouts.mark_failed(**given, reason="Nomor salah"))
        else:
            self.attempt(lambda: payouts.mark_returned(**given, reason="Rekening tutup"))

    # rules and time

    def change_commission(self, basis_points: int, fixed: int) -> None:
        CommissionRule.objects.create(
            cooperative=self.cast.cooperative, basis_points=basis_points, fixed_minor=fixed, valid_from=clock.now()
        )

    def wait(self, hours: int) -> None:
        """Time passes, and every sweep runs."""
        self.time.tick(hours=hours)
        deadlines.sweep()
        gateways.start_due()
        gateways.ask_due()
        gateways.refund_due()
        settling.apply_due()
        cash_debts.watch()
        self.run_engine()


def assemble(cast: Cast, gateway: MemoryGateway, time: Any) -> Market:
    """The cast, and Umi who sells and collects alone; everybody sells one good in rupiah and one in dollars."""
    umi = Person.objects.create_user("+6281200001031", "Umi", phone_verified=True)
    umis = Seller.objects.create(
        name="Warung Umi", slug="warung-umi", archetype="perorangan_mikro", village_code=KARANGSARI, phone=umi.phone,
        state=Seller.State.APPROVED,
    )  # fmt: skip
    Membership.objects.create(person=umi, seller=umis, role=Membership.Role.CHAIR)
    long_ago = datetime(2026, 1, 1, tzinfo=clock.now().tzinfo)
    for seller in (cast.saris.seller, cast.citras.seller, umis):
        BankAccount.objects.create(
            seller=seller, bank_code="002", number="123456789012", holder=seller.name, created_at=long_ago
        )
    pickups = {cast.saris.seller.pk: cast.saris.pickup, cast.citras.seller.pk: cast.citras.pickup}
    pickups[umis.pk] = DeliveryOption.objects.create(seller=umis, kind=DeliveryOption.Kind.PICKUP, cod=True)
    couriers = {cast.saris.seller.pk: cast.saris.courier, cast.citras.seller.pk: cast.citras.courier}
    couriers[umis.pk] = DeliveryOption.objects.create(
        seller=umis, kind=DeliveryOption.Kind.COURIER, courier="pos", cod=True
    )
    DeliveryFee.objects.create(option=couriers[umis.pk], fee_minor=9_999)
    CooperativeTerms.objects.filter(cooperative=cast.cooperative).update(
        holds_courier_contract=True, cash_couriers=["jne"]
    )
    rupiah = {
        cast.saris.seller.pk: cast.saris.variant, cast.citras.seller.pk: cast.citras.variant,
        umis.pk: _good(umis, cast, "Keripik Umi", 12_345, "IDR"),
    }  # fmt: skip
    dollars = {seller.pk: _good(seller, cast, f"Ekspor {seller.name}", 1_999, "USD")
               for seller in (cast.saris.seller, cast.citras.seller, umis)}  # fmt: skip
    Pool.objects.update(available=10**9)
    PayoutTerms.objects.get_or_create(
        cooperative=cast.cooperative,
        defaults={"minimum_minor": 1, "hold_days": 0, "second_person_above_minor": 100_000, "is_automatic": False},
    )
    gateway.collector = cast.cooperative.slug
    return Market(cast, gateway, time, umi, umis, pickups, couriers, {"IDR": rupiah, "USD": dollars})


def _good(seller: Seller, cast: Cast, name: str, price: int, currency: str) -> Variant:
    pool = Pool.objects.create(seller=seller, base=Pool.Base.GRAM, available=10**9)
    product = Product.objects.create(
        seller=seller, category=cast.saris.product.category, slug=f"{seller.slug}-{currency.lower()}", name=name,
        state=Product.State.PUBLISHED, published_at=clock.now(),
    )  # fmt: skip
    return Variant.objects.create(
        product=product, pool=pool, label="1 kg", unit="kg", pack_size=1_000, weight_g=1_000, price_minor=price,
        currency=currency,
    )  # fmt: skip
