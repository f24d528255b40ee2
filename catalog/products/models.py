from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.products.queries import (
    CategoryQuerySet,
    PoolQuerySet,
    ProductQuerySet,
    SheetImportQuerySet,
    SheetRowQuerySet,
    VariantQuerySet,
)
from sellers.kit import clock
from sellers.kit.models import Due


class Category(models.Model):
    slug = models.SlugField(unique=True)
    name_id = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    emblem = models.CharField(max_length=40)  # key of a drawing
    hue = models.PositiveSmallIntegerField(default=30)  # 0-359, for drawn pictures and chips
    position = models.PositiveSmallIntegerField(default=0)
    is_food = models.BooleanField(default=False)
    default_weight_g = models.PositiveIntegerField(default=500)  # of a pack whose unit says nothing about weight

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("kategori")
        verbose_name_plural = _("kategori")

    def __str__(self) -> str:
        return self.name_id


class Product(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        TAKEN_DOWN = "taken_down"  # nothing sold is ever deleted

    class Halal(models.TextChoices):
        CERTIFIED = "bersertifikat"
        IN_PROCESS = "dalam_proses"
        NOT_HALAL = "tidak_halal"
        NOT_FOOD = "bukan_makanan"
        UNSTATED = "belum_diisi"

    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    halal = models.CharField(max_length=15, choices=Halal.choices, default=Halal.UNSTATED)
    lead_time_days = models.PositiveSmallIntegerField(default=0)  # 0: ready now
    perishable = models.BooleanField(default=False)
    maker = models.CharField(max_length=120, blank=True)  # as buyers read it
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # the member of a group shop who makes it
    harvest_from = models.DateField(null=True, blank=True)  # sold only in this window, both days included
    harvest_until = models.DateField(null=True, blank=True)
    # of food: what stands on the pack. Null for none: SQLite would rebuild the table for "", under its triggers
    batch = models.CharField(max_length=30, null=True, blank=True)
    best_before = models.DateField(null=True, blank=True)
    # as an engine elsewhere was last told: outside its window, its stock is none (edges.py). None: never shut
    shut = models.BooleanField(null=True, blank=True)
    # the packer weighs: a pack may weigh up to this many percent more or less than it says, and its price with it.
    # The buyer pays for the most at first and gets the difference back. None: sold as it stands
    weighed_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(default=clock.now)  # the last time it went on sale; says nothing of a draft
    client_key = models.CharField(max_length=80, null=True, blank=True)
    # the price of its cheapest active variant, kept by actions so that a sorted list needs no join
    price_from_minor = models.PositiveBigIntegerField(null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("produk")
        verbose_name_plural = _("produk")
        constraints = [models.UniqueConstraint(fields=["seller", "client_key"], name="product_key_once_a_seller")]
        indexes = [
            models.Index(fields=["state", "-published_at", "-id"], name="product_newest"),
            models.Index(fields=["category", "state", "-published_at", "-id"], name="product_newest_in_category"),
            models.Index(fields=["seller", "state", "-published_at", "-id"], name="product_newest_of_seller"),
            models.Index(fields=["state", "price_from_minor", "id"], name="product_by_price"),
            models.Index(fields=["category", "state", "price_from_minor", "id"], name="product_by_price_in_category"),
        ]

    def __str__(self) -> str:
        return self.name


class Pool(models.Model):
    """The stock several variants draw on, in base units: grams, millilitres or pieces.

    `available` is what can still be sold; taking and giving back go through `actions.take` and `give_back` only.
    """

    class Base(models.TextChoices):
        GRAM = "g"
        MILLILITRE = "ml"
        PIECE = "pcs"

    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="pools")
    base = models.CharField(max_length=3, choices=Base.choices)
    available = models.BigIntegerField(default=0)
    low_at = models.BigIntegerField(default=0)  # "short" at or below this
    updated_at = models.DateTimeField(default=clock.now)

    objects = PoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("stok")
        verbose_name_plural = _("stok")
        constraints = [models.CheckConstraint(condition=models.Q(available__gte=0), name="pool_never_negative")]

    def __str__(self) -> str:
        return f"{self.available} {self.base}"


class PoolMovement(models.Model):
    """Every change of a pool, append-only; (pool, reason, ref) is unique, so stock returns exactly once."""

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="movements")
    delta = models.BigIntegerField()  # base units, negative when taken
    reason = models.CharField(max_length=20)  # take, give_back, count
    ref = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("gerak stok")
        verbose_name_plural = _("gerak stok")
        constraints = [models.UniqueConstraint(fields=["pool", "reason", "ref"], name="pool_movement_once")]

    def __str__(self) -> str:
        return f"{self.delta:+} {self.reason} {self.ref}"


class Variant(models.Model):
    """One pack of a product that can be bought."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="variants")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="variants")
    label = models.CharField(max_length=60)  # "1 kg", "bungkus 250 g"
    unit = models.CharField(max_length=20)  # code of units.csv; the price is per this unit
    pack_size = models.PositiveBigIntegerField(default=1)  # base units of the pool in one pack
    weight_g = models.PositiveIntegerField()  # shipping weight of one pack
    price_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3, default="IDR")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)  # grows with each edit, for optimistic forms

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("kemasan")
        verbose_name_plural = _("kemasan")
        constraints = [
            models.CheckConstraint(condition=models.Q(pack_size__gte=1), name="pack_holds_something"),
            models.CheckConstraint(condition=models.Q(price_minor__gte=1), name="price_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.product.name} · {self.label}"


class Change(models.Model):
    """That something of a product changed, numbered: an engine elsewhere reads what it has not sent yet.

    One row a product and kind of change; `number` grows with each. `origin` names who brought the newest change
    ("" is ours, "saleor" was taken over from there), so that an echo stops.
    """

    class What(models.TextChoices):
        GOODS = "goods"  # names, prices, packs, state
        STOCK = "stock"
        PHOTOS = "photos"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=6, choices=What.choices)
    number = models.PositiveBigIntegerField(default=1)
    origin = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "what"], name="one_change_a_product_and_kind")]

    def __str__(self) -> str:
        return f"{self.what} {self.number} of {self.product_id}"


class SheetImport(Due):
    """A spreadsheet of goods somebody brought: kept with its rows until they are saved or left out.

    It waits as a Due row only once its save was asked for (`asked_at`); the sweep then saves row by row.
    """

    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="+")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    client_key = models.CharField(max_length=80)
    file_name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    unread = models.JSONField(default=dict)  # {"unknown": [headings], "twice": [headings]}
    pictures = models.CharField(max_length=200, blank=True)  # storage name of the zip, never served
    picture_names = models.JSONField(default=list)  # of its pictures, as they stand in the zip
    odd_names = models.JSONField(default=list)  # of what is no picture
    created_at = models.DateTimeField(default=clock.now, db_index=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "client_key"], name="sheet_key_once_a_seller")]

    def __str__(self) -> str:
        return self.file_name


class SheetRow(models.Model):
    """One row of a sheet: what was given, how the goods stood then, and what came of it."""

    class State(models.TextChoices):
        NEW = "new"
        CHANGED = "changed"
        SAME = "same"
        PROBLEM = "problem"  # `problems` says why, by column
        CONFLICT = "conflict"  # somebody changed it since the check; `theirs` is how it stands
        OUT = "out"  # left out by the person
        WAITING = "waiting"  # to be saved by the sweep
        SAVED = "saved"
        UNDOING = "undoing"  # to be put back by the sweep
        UNDONE = "undone"  # the goods stand as before it was saved
        STUCK = "stuck"  # undone as far as could be; `problems` says what stayed, by column

    sheet = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()  # in the file; 1 is the first
    state = models.CharField(max_length=8, choices=State.choices)
    given = models.JSONField(default=dict)  # column → text, as typed
    base = models.JSONField(default=dict)  # column → text as the pack stood, and its "version"; {} for new goods
    changes = models.JSONField(default=dict)  # column → [old, new]
    theirs = models.JSONField(default=dict)
    problems = models.JSONField(default=dict)  # column → sentence
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    photos_due = models.BooleanField(default=False)  # saved, its pictures not brought yet
    photo_problems = models.JSONField(default=list)  # sentences
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # what saving it did (sheets/applying.py), so that it can be undone; None: saved before that was written down
    did = models.JSONField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = SheetRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "line"], name="sheet_line_once")]
        indexes = [models.Index(fields=["sheet", "state", "line"], name="sheet_rows_by_state")]

    def __str__(self) -> str:
        return f"{self.sheet_id}:{self.line} {self.state}"
