from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.products.queries import CategoryQuerySet, PoolQuerySet, ProductQuerySet, VariantQuerySet
from sellers.kit import clock


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
    maker = models.CharField(max_length=120, blank=True)
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
