"""From what a form holds to what will be written: every field is checked here, and the rest is defaulted."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.products.errors import InvalidProduct, UnknownCategory
from catalog.products.models import Category, Product, Variant
from catalog.products.naming import clean_text
from catalog.products.prices import check_price, parse_quantity, to_base
from catalog.products.units import base_for, label_for, pack_size_for, weight_for

HEAVIEST_G = 2_000_000
LONGEST_LEAD_DAYS = 365
LONGEST_BATCH = 30
Stock = int | Decimal | str  # packs as a number, or as typed: "12", "2,5 kg"


@dataclass(frozen=True)
class Draft:
    """A product as the seller described it."""

    seller_id: int
    name: str
    category: str
    unit: str
    price_minor: int
    stock: Stock
    currency: str
    content: str
    label: str
    weight_g: int | None
    name_en: str
    description: str
    halal: str | None
    lead_time_days: int
    perishable: bool
    maker: str
    photo_ids: tuple[int, ...]
    publish: bool


@dataclass(frozen=True)
class Window:
    """When it is for sale, and what stands on the pack of food; None: nothing is said."""

    harvest_from: date | None = None
    harvest_until: date | None = None
    batch: str | None = None
    best_before: date | None = None


@dataclass(frozen=True)
class Pack:
    """One pack as it will be written; `base` is that of its pool."""

    label: str
    unit: str
    base: str
    pack_size: int
    weight_g: int
    price_minor: int
    currency: str


def pack(
    *, unit: str, content: str, label: str, weight_g: int | None, price_minor: int, currency: str, category: Category
) -> Pack:
    known = weight_for(unit, content) or category.default_weight_g
    return Pack(
        label=clean_text(label, field="label", longest=60) or label_for(unit, content),
        unit=unit,
        base=base_for(unit, content),
        pack_size=pack_size_for(unit, content),
        weight_g=weight(known if weight_g is None else weight_g),
        price_minor=check_price(price_minor),
        currency=currency,
    )


def first_stock(draft: Draft, pack_size: int) -> int:
    """Base units of the stock a new product starts with."""
    if isinstance(draft.stock, str):
        return parse_quantity(draft.stock, unit_code=draft.unit, content=draft.content)
    return to_base(draft.stock, pack_size=pack_size)


def counted_stock(variant: Variant, amount: Stock) -> int:
    """Base units of `amount` packs of the variant."""
    if not isinstance(amount, str):
        return to_base(amount, pack_size=variant.pack_size)
    return counted(amount, unit=variant.unit, pack_size=variant.pack_size)


def counted(amount: str, *, unit: str, pack_size: int) -> int:
    """Base units of typed packs: parts where the pack is one of its unit, else packs as they are counted."""
    if pack_size_for(unit) == pack_size:
        return parse_quantity(amount, unit_code=unit)
    return to_base(parse_quantity(amount, unit_code="buah"), pack_size=pack_size)


def weight(weight_g: int) -> int:
    if not 1 <= weight_g <= HEAVIEST_G:
        raise InvalidProduct(_("Isi berat kirim dalam gram, lebih dari 0."), field="weight_g")
    return weight_g


def lead_time(days: int) -> int:
    if not 0 <= days <= LONGEST_LEAD_DAYS:
        sentence = _("Isi lama pengerjaan 0 sampai %(n)s hari.") % {"n": LONGEST_LEAD_DAYS}
        raise InvalidProduct(sentence, field="lead_time_days")
    return days


def window(said: Window) -> Window:
    """The window itself when its days are in order, its batch one line or nothing. Raises InvalidProduct."""
    if said.harvest_from and said.harvest_until and said.harvest_until < said.harvest_from:
        raise InvalidProduct(_("Pilih hari terakhir setelah hari pertama."), field="harvest_until")
    batch = clean_text(said.batch or "", field="batch", longest=LONGEST_BATCH)
    return replace(said, batch=" ".join(batch.split()) or None)


def halal(value: str | None, category: Category) -> str:
    """The stated status; unstated for food, and not food where the category is not."""
    if value and value not in Product.Halal.values:
        raise InvalidProduct(_("Pilih status halal dari daftar."), field="halal")
    return value or (Product.Halal.UNSTATED if category.is_food else Product.Halal.NOT_FOOD)


def category(slug: str) -> Category:
    found = Category.objects.filter(slug=slug).first()
    if found is None:
        raise UnknownCategory(_("Pilih kategori dari daftar."), field="category")
    return found
