"""What the past could sell: every pack with how much it is wanted, and every stall's ways of delivery."""

from collections import defaultdict
from dataclasses import dataclass

from catalog.products.models import Variant
from payments.money import Money
from sellers.accounts.models import Membership, Seller
from storefront.delivery.fees import FeeRow, fee_for
from storefront.delivery.models import DeliveryOption
from storefront.terms.models import CommissionRule
from storefront.terms.queries import TRANSFER, Collector, collector_for


@dataclass(frozen=True)
class Pack:
    variant_id: int
    product_key: str  # P010
    category: str
    product_name: str
    label: str
    unit: str
    price: int
    weight_g: int
    main: bool  # the first pack of its product
    lead_time_days: int = 0  # made to order


@dataclass(frozen=True)
class Way:
    kind: str
    courier: str
    cod: bool
    rows: tuple[FeeRow, ...]

    def fee(self, *, village_code: str, weight_g: int) -> int | None:
        if self.kind == DeliveryOption.Kind.PICKUP:
            return 0
        row = fee_for(rows=self.rows, region_code=village_code, weight_g=weight_g)
        return row.fee.minor if row else None


@dataclass(frozen=True)
class Shelf:
    """A stall with its goods."""

    seller_id: int
    village_code: str
    market: str
    chair_id: int
    currency: str
    collector: Collector
    bank_account_id: int
    cooperative_id: int
    rule: CommissionRule
    packs: tuple[Pack, ...]
    ways: tuple[Way, ...]

    @property
    def regency(self) -> str:
        return self.village_code[:5]


def shelves(stalls: dict[str, Seller], products: dict[int, str], markets: dict[int, str]) -> list[Shelf]:
    """`products` gives the sheet's key by product id, `markets` the sheet's key by cooperative id."""
    packs: dict[int, list[Pack]] = defaultdict(list)
    variants = Variant.objects.filter(product__in=products, is_active=True).select_related("product__category")
    for variant in variants.order_by("product_id", "position"):
        packs[variant.product.seller_id].append(_pack(variant, products[variant.product_id]))
    ways: dict[int, list[Way]] = defaultdict(list)
    options = DeliveryOption.objects.filter(seller__in=stalls.values(), is_active=True)
    for option in options.order_by("pk").prefetch_related("fees"):
        ways[option.seller_id].append(_way(option))
    chairs = Membership.objects.filter(seller__in=stalls.values(), role=Membership.Role.CHAIR, ended_at=None)
    chair_of = dict(chairs.values_list("seller_id", "person_id"))
    rows = Seller.objects.filter(pk__in=[seller.pk for seller in stalls.values()]).select_related("cooperative")
    rows = rows.prefetch_related("cooperative__commission_rules", "cooperative__bank_accounts", "bank_accounts")
    return [
        _shelf(row, chair_of[row.pk], markets, tuple(packs[row.pk]), tuple(ways[row.pk])) for row in rows.order_by("pk")
    ]


def _shelf(
    row: Seller, chair_id: int, markets: dict[int, str], packs: tuple[Pack, ...], ways: tuple[Way, ...]
) -> Shelf:
    cooperative = row.cooperative
    if cooperative is None:
        raise ValueError("every stall of the demo has a cooperative")
    collector = collector_for(seller=row, way=TRANSFER)
    accounts = cooperative.bank_accounts if collector.kind == "cooperative" else row.bank_accounts
    rule = min(cooperative.commission_rules.all(), key=lambda one: one.valid_from)
    return Shelf(
        seller_id=row.pk, village_code=row.village_code, market=markets[cooperative.pk], chair_id=chair_id,
        currency=cooperative.currency, collector=collector, bank_account_id=min(one.pk for one in accounts.all()),
        cooperative_id=cooperative.pk, rule=rule, packs=packs, ways=ways,
    )  # fmt: skip


def _pack(variant: Variant, key: str) -> Pack:
    product = variant.product
    return Pack(
        variant.pk, key, product.category.slug, product.name, variant.label, variant.unit, variant.price_minor,
        variant.weight_g, variant.position == 0, product.lead_time_days,
    )  # fmt: skip


def _way(option: DeliveryOption) -> Way:
    rows = tuple(
        FeeRow(row.region, row.upto_weight_g, Money(row.fee_minor, row.currency), row.days) for row in option.fees.all()
    )
    return Way(option.kind, option.courier, option.cod, rows)
