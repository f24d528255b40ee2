from django.db import models
from django.utils.translation import gettext_lazy as _

from sellers.kit import clock
from sellers.kit.models import Due
from storefront.orders.queries import BillQuerySet, OrderQuerySet, PurchaseQuerySet, RefundQuerySet, RefundTaskQuerySet


class Cart(models.Model):
    """A basket over any number of sellers; its token lives in a signed cookie."""

    token = models.CharField(max_length=43, unique=True)
    updated_at = models.DateTimeField(default=clock.now, db_index=True)

    def __str__(self) -> str:
        return f"basket {self.pk}"


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey("products.Variant", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    shown_price_minor = models.PositiveBigIntegerField()  # so that a change of price can be explained
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cart", "variant"], name="one_line_a_variant")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


class Purchase(models.Model):
    """What a buyer placed once, over any number of sellers."""

    class State(models.TextChoices):
        PLACING = "placing"  # intent recorded, the engine not yet asked or not yet heard
        PLACED = "placed"
        REFUSED = "refused"  # the engine refused; `problems` says why

    code = models.CharField(max_length=8, unique=True)
    key = models.CharField(max_length=80, unique=True)  # client-made, for ever
    input_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLACING)
    problems = models.JSONField(default=list)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5, default="id")
    buyer_name = models.CharField(max_length=120)
    buyer_phone = models.CharField(max_length=16)
    # Indonesian address order; code and names are both kept, because regions split
    street = models.CharField(max_length=200, blank=True)
    rt = models.CharField(max_length=3, blank=True)
    rw = models.CharField(max_length=3, blank=True)
    village_code = models.CharField(max_length=13, blank=True)
    region_names = models.CharField(max_length=250, blank=True)  # "Karangsari, Sukorejo, Kota Blitar, Jawa Timur"
    postal_code = models.CharField(max_length=5, blank=True)
    landmark = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3)
    total_minor = models.PositiveBigIntegerField()
    # "" for our own checkout; "saleor" for an order that another storefront or an app placed there
    origin = models.CharField(max_length=10, blank=True)
    origin_ref = models.CharField(max_length=120, null=True, blank=True, unique=True)  # its id there: a secret
    leased_until = models.DateTimeField(null=True, blank=True)  # whoever finishes a placing that stopped half-way
    created_at = models.DateTimeField(default=clock.now)
    placed_at = models.DateTimeField(null=True, blank=True)

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["buyer_phone"])]

    def __str__(self) -> str:
        return self.code


class Bill(models.Model):
    """What one collector is paid for a purchase."""

    class State(models.TextChoices):
        OPEN = "open"
        PAID = "paid"
        EXPIRED = "expired"
        CANCELLED = "cancelled"

    class Way(models.TextChoices):
        BANK_TRANSFER = "bank_transfer"
        CASH = "cash"  # at the handover: COD or at pick-up
        QRIS = "qris"  # the collector's own QRIS, with the exact amount
        STRIPE = "stripe"
        MIDTRANS = "midtrans"
        ELSEWHERE = "elsewhere"  # paid in another storefront, to another app's account

    code = models.CharField(max_length=8, unique=True)  # the bill_ref payments knows
    purchase = models.ForeignKey(Purchase, on_delete=models.PROTECT, related_name="bills")
    position = models.PositiveSmallIntegerField()
    cooperative = models.ForeignKey(
        "accounts.Cooperative", null=True, blank=True, on_delete=models.PROTECT, related_name="bills"
    )
    seller = models.ForeignKey("accounts.Seller", null=True, blank=True, on_delete=models.PROTECT, related_name="bills")
    way = models.CharField(max_length=15, choices=Way.choices)
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    objects = BillQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seller__isnull=True) ^ models.Q(cooperative__isnull=True),
                name="bill_has_one_collector",
            )
        ]

    def __str__(self) -> str:
        return self.code


class Order(models.Model):
    """One seller's part of a purchase. `state` is the newest event's result; every step is an OrderEvent row."""

    class State(models.TextChoices):
        PLACING = "placing"
        WAITING = "waiting"  # for payment
        CONFIRMED = "confirmed"  # paid, or cash at the handover
        ACCEPTED = "accepted"
        PACKED = "packed"
        SENT = "sent"
        READY = "ready"  # for pick-up
        RECEIVED = "received"
        COMPLETED = "completed"
        CANCELLED = "cancelled"
        EXPIRED = "expired"
        RETURNED = "returned"
        DISPUTED = "disputed"

    code = models.CharField(max_length=8, unique=True)
    purchase = models.ForeignKey(Purchase, on_delete=models.PROTECT, related_name="orders")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="orders")
    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="orders")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLACING)
    delivery_kind = models.CharField(max_length=10)  # pickup, seller, courier
    courier = models.CharField(max_length=20, blank=True)
    goods_minor = models.PositiveBigIntegerField()
    delivery_minor = models.PositiveBigIntegerField()
    total_minor = models.PositiveBigIntegerField()
    commission_minor = models.PositiveBigIntegerField(default=0)  # frozen at sale: the sum of its lines
    commission_cooperative = models.ForeignKey(
        "accounts.Cooperative", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who keeps it; frozen at sale
    # the delivery fee is the courier's, collected by the cooperative that holds the courier's contract; frozen at sale
    delivery_to_courier = models.BooleanField(default=False)
    # what was given back so far, never above what was sold; the commission at its frozen rate
    goods_refunded_minor = models.PositiveBigIntegerField(default=0)
    delivery_refunded_minor = models.PositiveBigIntegerField(default=0)
    commission_returned_minor = models.PositiveBigIntegerField(default=0)
    # what others made good to the seller for refunds, less couriers' fees that were refunded at its cost
    made_good_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    pickup_pin = models.CharField(max_length=4, blank=True)
    note = models.CharField(max_length=300, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True, db_index=True)  # of the present state
    sold_at = models.DateTimeField(null=True, blank=True, db_index=True)  # when it was confirmed: reports count from it
    created_at = models.DateTimeField(default=clock.now)

    objects = OrderQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["seller", "state"]), models.Index(fields=["seller", "sold_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(goods_refunded_minor__lte=models.F("goods_minor"))
                & models.Q(delivery_refunded_minor__lte=models.F("delivery_minor"))
                & models.Q(commission_returned_minor__lte=models.F("commission_minor")),
                name="order_refunds_at_most_what_was_sold",
            )
        ]

    def __str__(self) -> str:
        return self.code


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    variant = models.ForeignKey("products.Variant", on_delete=models.PROTECT, related_name="+")
    product_name = models.CharField(max_length=120)
    variant_label = models.CharField(max_length=60)
    unit = models.CharField(max_length=20)
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.PositiveBigIntegerField()
    total_minor = models.PositiveBigIntegerField()
    weight_g = models.PositiveIntegerField()  # of all packs together
    # frozen at sale: the rule that was most specific for this product, and what it keeps of this line
    commission_minor = models.PositiveBigIntegerField(default=0)
    commission_rule = models.ForeignKey(
        "terms.CommissionRule", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refunded_minor = models.PositiveBigIntegerField(default=0)
    returned_quantity = models.PositiveIntegerField(default=0)  # packs whose stock came back
    weighed_percent = models.PositiveSmallIntegerField(null=True, blank=True)  # WEIGHING.md; the bound, frozen at sale
    pack_g = models.PositiveIntegerField(null=True, blank=True)  # grams that one weighed pack says it has, frozen too
    weighed_g = models.PositiveIntegerField(null=True, blank=True)  # what the scale said of all packs together
    ready_on = models.DateField(null=True, blank=True)  # made to order: the day it was promised for, at the stall

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(refunded_minor__lte=models.F("total_minor"))
                & models.Q(returned_quantity__lte=models.F("quantity")),
                name="line_refunds_at_most_what_was_sold",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_name} {self.variant_label}"


class OrderEvent(models.Model):
    """One step of an order's life: what, when, who, why."""

    class Actor(models.TextChoices):
        BUYER = "buyer"
        SELLER = "seller"
        OFFICER = "officer"
        SYSTEM = "system"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=30)  # placed, confirmed, accepted, packed, sent, ready, received, …
    actor = models.CharField(max_length=10, choices=Actor.choices)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    as_helper = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.order_id} {self.verb}"


class Shortage(models.Model):
    """Packs sold elsewhere that the pool did not hold: the order waits until the seller counts again, or cancels."""

    class Outcome(models.TextChoices):
        FOUND = "found"  # the seller had the goods after all: counted, and taken
        CANCELLED = "cancelled"

    line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="shortage")
    missing = models.PositiveIntegerField()  # packs
    found_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.missing} missing of {self.line_id}"


class Shipment(models.Model):
    """How one order reached the buyer."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="shipment")
    kind = models.CharField(max_length=10)
    courier = models.CharField(max_length=40, blank=True)
    tracking_number = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    arrived_at = models.DateTimeField(null=True, blank=True)
    proof = models.CharField(max_length=200, blank=True)  # storage name of the photo taken at the door, private

    def __str__(self) -> str:
        return f"{self.kind} {self.tracking_number}".strip()


class CancellationRequest(models.Model):
    """The buyer asks to cancel a paid part that was not sent; the seller answers."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="cancellation_requests")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=10, blank=True)  # agreed, refused
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(answer=""), name="one_open_cancellation_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.answer}".strip()


class Refund(models.Model):
    """A decision to give back part or all of one sold order. Its amounts are frozen when it is made.

    A refund on the whole purchase is one row an order, with the same `group`. Above the cooperative's limit somebody
    else approves; only then it is booked. Cancelling and returning whole orders are refunds of what is left of them.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"  # waits for a second person
        BOOKED = "booked"
        REFUSED = "refused"

    class Bearer(models.TextChoices):
        SELLER = "seller"
        COOPERATIVE = "cooperative"
        COURIER = "courier"

    code = models.CharField(max_length=8, unique=True)
    key = models.CharField(max_length=120, unique=True)  # client-made, or "cancelled:<order>"
    group = models.CharField(max_length=120, blank=True, db_index=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=30)  # storefront.terms.bearing.REASONS
    story = models.CharField(max_length=300, blank=True)
    bearer = models.CharField(max_length=12, choices=Bearer.choices)
    proposed_bearer = models.CharField(max_length=12, choices=Bearer.choices)  # what the reason proposed
    goods_minor = models.PositiveBigIntegerField(default=0)
    delivery_minor = models.PositiveBigIntegerField(default=0)
    amount_minor = models.PositiveBigIntegerField()  # goods and delivery
    commission_minor = models.PositiveBigIntegerField(default=0)  # given back to the seller, at the frozen rate
    currency = models.CharField(max_length=3)
    returns_stock = models.BooleanField(default=False)
    asked_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengembalian")
        verbose_name_plural = _("pengembalian")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor=models.F("goods_minor") + models.F("delivery_minor")),
                name="refund_is_goods_and_delivery",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount_minor} {self.currency}"


class RefundLine(models.Model):
    """What of one line is given back: packs, or the weight that was missing, or an amount."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="refund_lines")
    quantity = models.PositiveIntegerField(default=0)  # packs; 0 when it is by weight or by amount
    weight_g = models.PositiveIntegerField(default=0)  # grams that were missing, when it is by weight
    amount_minor = models.PositiveBigIntegerField()
    commission_minor = models.PositiveBigIntegerField(default=0)
    returned_quantity = models.PositiveIntegerField(default=0)  # packs whose stock comes back

    def __str__(self) -> str:
        return f"{self.refund_id} {self.line_id} {self.amount_minor}"


class RefundTask(models.Model):
    """Money to be returned to a buyer; `payments.repayments` moves it, under the same key."""

    key = models.CharField(max_length=80, unique=True)
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.PROTECT, related_name="refund_tasks")
    refund = models.ForeignKey(Refund, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="refund_tasks")
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=30)  # cancelled, paid_after_expiry, paid_twice, overpaid
    opened_at = models.DateTimeField(default=clock.now)

    objects = RefundTaskQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key


class EngineTask(Due):
    """A call the engine is still owed, written with the step that causes it; a sweep finishes what a crash left."""

    class Call(models.TextChoices):
        CONFIRM = "confirm"  # the hold became a sale
        RELEASE = "release"  # the stock goes back
        GIVE_BACK = "give_back"  # the packs of one refund go back
        PAID = "paid"  # an engine elsewhere is told that the order's money came
        SENT = "sent"  # that its goods left
        MONEY_BACK = "money_back"  # that money of one refund went back to the buyer

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="engine_tasks")
    call = models.CharField(max_length=10, choices=Call.choices)
    refund = models.ForeignKey(Refund, null=True, blank=True, on_delete=models.PROTECT, related_name="engine_tasks")

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=models.Q(done_at__isnull=True), name="engine_task_waits")]

    def __str__(self) -> str:
        return f"{self.call} {self.order_id}"
