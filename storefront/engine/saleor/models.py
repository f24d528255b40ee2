"""What we remember of the Saleor we are installed on. Ids of Saleor are opaque texts; an order's id is a secret.

Nothing here points at orders or pages: an order of ours is known by its public code, a purchase by its ref.
"""

from django.db import models

from sellers.kit import clock
from sellers.kit.models import Due

ID_LENGTH = 120  # Saleor's ids are base64 of a type name and a number or a UUID


class Connection(models.Model):
    """The one Saleor this Lapak works on (settings.SALEOR["api_url"]). Made by the install handshake."""

    api_url = models.CharField(max_length=250, unique=True)
    app_id = models.CharField(max_length=ID_LENGTH, blank=True)
    token_sealed = models.TextField(blank=True)  # encrypted with the market's secret key
    jwks = models.JSONField(default=dict)
    jwks_at = models.DateTimeField(null=True, blank=True)
    installed_at = models.DateTimeField(null=True, blank=True)
    # what `manage.py saleor install` made or found: "channel", "product_type", "seller_attribute", "page_type", …
    ids = models.JSONField(default=dict)
    currency = models.CharField(max_length=3, default="IDR")  # of the channel
    orders_seen_until = models.DateTimeField(null=True, blank=True)  # polling looks again from ten minutes before
    products_seen_at = models.DateTimeField(null=True, blank=True)  # the last full reconciliation of the catalogue

    def __str__(self) -> str:
        return self.api_url


class SellerMirror(Due):
    """A seller as Saleor has it: a warehouse, a value of the attribute `seller`, a page. Due when it must be sent."""

    seller = models.OneToOneField("accounts.Seller", on_delete=models.PROTECT, related_name="+")
    warehouse_id = models.CharField(max_length=ID_LENGTH, blank=True)
    attribute_value_id = models.CharField(max_length=ID_LENGTH, blank=True)
    page_id = models.CharField(max_length=ID_LENGTH, blank=True)
    sent_hash = models.CharField(max_length=64, blank=True)  # of what was sent last

    def __str__(self) -> str:
        return f"seller {self.seller_id}"


class ProductMirror(Due):
    """A product as Saleor has it. `agreed` is what both sides last had in common: the base of a three-way merge.

    `goods_number`, `stock_number` and `photos_number` are the numbers of catalog's Change rows that were sent.
    """

    product = models.OneToOneField("products.Product", on_delete=models.PROTECT, related_name="+")
    saleor_id = models.CharField(max_length=ID_LENGTH, null=True, blank=True, unique=True)
    goods_number = models.PositiveBigIntegerField(default=0)
    stock_number = models.PositiveBigIntegerField(default=0)
    photos_number = models.PositiveBigIntegerField(default=0)
    agreed = models.JSONField(default=dict)
    media = models.JSONField(default=dict)  # our photo's id -> Saleor's media id
    media_files = models.JSONField(null=True, blank=True)  # our photo's id -> the file that was sent
    ours = models.BooleanField(default=True)  # False: it began in Saleor and was assigned to a seller

    def __str__(self) -> str:
        return f"product {self.product_id}"


class VariantMirror(models.Model):
    """A variant as Saleor has it: the map from an order's line to its seller. Never removed while it may be sold."""

    variant = models.OneToOneField("products.Variant", on_delete=models.PROTECT, related_name="+")
    saleor_id = models.CharField(max_length=ID_LENGTH, unique=True)
    listing_id = models.CharField(max_length=ID_LENGTH, blank=True)
    stock_id = models.CharField(max_length=ID_LENGTH, blank=True)
    agreed = models.JSONField(default=dict)  # {"price": "25000", "sku": …, "active": true}
    sent_quantity = models.BigIntegerField(null=True, blank=True)  # the on-hand number we set last

    def __str__(self) -> str:
        return f"variant {self.variant_id}"


class FoundPhoto(Due):
    """A picture that an assigned product has in Saleor: fetched once by its id and address. Due until it is here."""

    mirror = models.ForeignKey(ProductMirror, on_delete=models.CASCADE, related_name="found_photos")
    media_id = models.CharField(max_length=ID_LENGTH)
    url = models.TextField()  # of the file as it was uploaded there
    alt = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    # what it became; empty while it is not fetched, was left out, or its seller removed it
    photo = models.ForeignKey("media.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mirror", "media_id"], name="found_photo_once")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(done_at__isnull=True), name="found_photo_waits")]

    def __str__(self) -> str:
        return self.media_id


class FoundProduct(models.Model):
    """A product of the Saleor shop that belongs to no seller of ours yet: offered for assignment."""

    saleor_id = models.CharField(max_length=ID_LENGTH, unique=True)
    name = models.CharField(max_length=250)
    slug = models.CharField(max_length=255, blank=True)
    facts = models.JSONField(default=dict)  # variants with sku, price and stock; attributes; thumbnail
    seen_at = models.DateTimeField(default=clock.now)
    product = models.ForeignKey("products.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(null=True, blank=True)
    ignored_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)  # deleted in Saleor

    def __str__(self) -> str:
        return self.name


class PromisedLine(models.Model):
    """Packs that an open order held when their product was given to a seller: its pool was counted without them."""

    saleor_order_id = models.CharField(max_length=ID_LENGTH, db_index=True)
    line_id = models.CharField(max_length=ID_LENGTH, unique=True)
    variant = models.ForeignKey("products.Variant", on_delete=models.CASCADE, related_name="+")
    packs = models.PositiveIntegerField()  # allocated to the line then
    quantity = models.PositiveIntegerField()  # ordered
    counted_at = models.DateTimeField(null=True, blank=True)  # put into the pool, or gone for good

    def __str__(self) -> str:
        return f"{self.packs} of {self.variant_id}"


class Placement(models.Model):
    """One placing at Saleor, from intent to order; exactly one order or none comes of it.

    `ref` is the purchase's code, or "<order code>:<round>" when stock of an expired order is taken again.
    `asked` is everything the calls need, frozen at the intent: recipient, parts with lines and delivery.
    """

    class State(models.TextChoices):
        INTENT = "intent"  # grams are held by us; Saleor was perhaps asked for a checkout
        CHECKOUT = "checkout"  # the checkout is known; the order was perhaps made
        ORDERED = "ordered"
        REFUSED = "refused"  # Saleor refused, grams are released; `problems` says why
        CANCELLED = "cancelled"  # the order was made and cancelled again (price moved, or all its parts were released)

    ref = models.CharField(max_length=60, unique=True)
    order_refs = models.JSONField(default=list)  # public codes of our orders
    asked = models.JSONField(default=dict)
    delivery_minor = models.PositiveBigIntegerField(default=0)  # what the shipping webhook answers
    total_minor = models.PositiveBigIntegerField()  # what the buyer was shown
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INTENT)
    problems = models.JSONField(default=list)
    checkout_id = models.CharField(max_length=ID_LENGTH, null=True, blank=True, unique=True)
    saleor_order_id = models.CharField(max_length=ID_LENGTH, null=True, blank=True, unique=True)
    transaction_id = models.CharField(max_length=ID_LENGTH, blank=True)  # the one our money is told on
    created_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="placement_by_state")]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"


class SoldLine(models.Model):
    """A line of an order in Saleor and the order of ours it belongs to; written once, when the order is recorded."""

    saleor_order_id = models.CharField(max_length=ID_LENGTH, db_index=True)
    line_id = models.CharField(max_length=ID_LENGTH, unique=True)
    order_ref = models.CharField(max_length=40, db_index=True)
    variant = models.ForeignKey("products.Variant", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id} for {self.order_ref}"


class Telling(models.Model):
    """Something an order of ours tells Saleor exactly once: sent, paid, refunded. The answer's ids are kept."""

    key = models.CharField(max_length=120, unique=True)  # "paid:<ref>", "sent:<order code>", "refund:<refund code>"
    order_ref = models.CharField(max_length=40, db_index=True)
    begun_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    answer = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.key


class Delivery(Due):
    """The inbox: one webhook delivery of Saleor, stored under the hash of its event and body, worked on later."""

    fingerprint = models.CharField(max_length=64, unique=True)  # sha256 of Saleor-Event and the raw body
    event = models.CharField(max_length=60)  # product_updated, order_created, …
    issued_at = models.DateTimeField()
    principal = models.CharField(max_length=ID_LENGTH, blank=True)  # "App:<id>", "User:<id>", "" for anonymous
    echo = models.BooleanField(default=False)  # our own write came back
    object_id = models.CharField(max_length=ID_LENGTH, blank=True, db_index=True)  # of the product, variant or order
    body = models.JSONField(default=dict)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=models.Q(done_at__isnull=True), name="delivery_waits")]

    def __str__(self) -> str:
        return f"{self.event} {self.object_id}"


class OpenOrder(models.Model):
    """An order in Saleor that is not closed there yet, ours or another storefront's: polling looks at it again."""

    saleor_order_id = models.CharField(max_length=ID_LENGTH, unique=True)
    purchase_ref = models.CharField(max_length=8, blank=True)  # the purchase of ours it became
    status = models.CharField(max_length=30, blank=True)
    charge_status = models.CharField(max_length=20, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.saleor_order_id} {self.status}"


class BegunHere(models.Model):
    """A transaction of Saleor's that it asked us about as its payment app: money on it came to us, not to others."""

    transaction_id = models.CharField(max_length=ID_LENGTH, unique=True)

    def __str__(self) -> str:
        return self.transaction_id


class Difference(models.Model):
    """Something reconciliation found unequal, and what was done about it."""

    kind = models.CharField(max_length=30)  # price, stock, missing_there, missing_here, order, overdrawn, …
    subject = models.CharField(max_length=160)  # in words: "Kripik Tempe, bungkus 250 g"
    ours = models.CharField(max_length=200, blank=True)
    theirs = models.CharField(max_length=200, blank=True)
    done = models.CharField(max_length=200, blank=True)  # what was repaired; empty: a person must decide
    about = models.CharField(max_length=ID_LENGTH, blank=True)  # what a person's decision works on, never an order's id
    found_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Move(models.Model):
    """One run of `saleor push` or `saleor pull`; it goes on where it was killed."""

    direction = models.CharField(max_length=4)  # push, pull
    step = models.CharField(max_length=30, blank=True)
    cursor = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    began_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    switched_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.direction} {self.began_at:%Y-%m-%d %H:%M}"


class MovedOrder(models.Model):
    """An open order that `push` carried over: exactly once a run of any number."""

    order_ref = models.CharField(max_length=40, unique=True)
    saleor_order_id = models.CharField(max_length=ID_LENGTH)
    moved_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.order_ref
