"""The standing cast of every page and money test.

Sari sells crackers (a stall with a shared pool), Budi helps her, Citra sells star fruit next door, Dewi runs the
cooperative both belong to, Gita keeps its money and Hadi chairs it, Eko buys, Fajar is a cooperative officer
elsewhere, and a stranger belongs nowhere.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from catalog.products.models import Category, Pool, Product, Variant
from payments.charges.models import BankAccount
from sellers.accounts.models import Cooperative, HelperConsent, Membership, Seller
from sellers.kit import clock
from sellers.people.models import Person
from storefront.delivery.models import DeliveryFee, DeliveryOption
from storefront.terms.models import CommissionRule, CooperativeTerms

SENTUL = "35.72.01.1003"
KARANGSARI = "35.72.02.1005"
JUATA_LAUT = "65.71.04.1001"
PEOPLE = {"Sari": 0, "Budi": 1, "Citra": 2, "Dewi": 3, "Eko": 4, "Fajar": 5, "Orang Asing": 6, "Gita": 21, "Hadi": 22}
UNUSABLE = make_password(None)  # everybody signs in with a code


@dataclass(frozen=True)
class Stall:
    seller: Seller
    product: Product
    pool: Pool
    variant: Variant
    pickup: DeliveryOption
    own_delivery: DeliveryOption
    courier: DeliveryOption


@dataclass(frozen=True)
class Cast:
    sari: Person
    budi: Person
    citra: Person
    dewi: Person
    eko: Person
    fajar: Person
    stranger: Person
    operator: Person
    gita: Person  # bendahara of the cooperative: proposes payouts and refunds
    hadi: Person  # its ketua: approves what Gita proposed
    cooperative: Cooperative
    other_cooperative: Cooperative
    saris: Stall
    citras: Stall
    small_pack: Variant  # Sari's 250 g pack, on the same pool as her 1 kg pack
    commission: CommissionRule


def assemble() -> Cast:
    """Everybody, with two approved stalls under one cooperative: 5 % commission, transfer to the cooperative."""
    sari, budi, citra, dewi, eko, fajar, stranger, gita, hadi = Person.objects.bulk_create(
        Person(phone=f"+62812000010{number:02}", name=name, phone_verified=True, password=UNUSABLE)
        for name, number in PEOPLE.items()
    )
    operator = Person.objects.create_superuser("+6281200001099", "Operator", "operator-password", phone_verified=True)
    cooperative = cooperative_of("Koperasi Mawar", SENTUL)
    other = cooperative_of("Koperasi Lain", JUATA_LAUT)
    Role = Membership.Role
    Membership.objects.bulk_create(
        Membership(person=person, cooperative=where, role=role)
        for person, where, role in (
            (dewi, cooperative, Role.OFFICER), (gita, cooperative, Role.TREASURER), (hadi, cooperative, Role.CHAIR),
            (fajar, other, Role.OFFICER),
        )
    )  # fmt: skip
    snacks, fruit = Category.objects.bulk_create([
        Category(slug="camilan", name_id="Camilan", name_en="Snacks", emblem="opak", is_food=True),
        Category(slug="buah", name_id="Buah", name_en="Fruit", emblem="belimbing", is_food=True),
    ])  # fmt: skip
    saris = stall(sari, "Dapur Sari", SENTUL, cooperative, snacks, "Opak Gambir", 40_000)
    citras = stall(citra, "Kebun Citra", KARANGSARI, cooperative, fruit, "Belimbing Manis", 12_000)
    small = Variant.objects.create(
        product=saris.product, pool=saris.pool, label="250 g", unit="g", pack_size=250, weight_g=260,
        price_minor=11_000, position=1,
    )  # fmt: skip
    HelperConsent.objects.create(seller=saris.seller, helper=budi, given_by=sari, verbs=["products", "orders"])
    rule = CommissionRule.objects.create(cooperative=cooperative, basis_points=500)
    return Cast(
        sari, budi, citra, dewi, eko, fajar, stranger, operator, gita, hadi, cooperative, other, saris, citras, small,
        rule,
    )  # fmt: skip


def cooperative_of(name: str, village_code: str) -> Cooperative:
    slug = name.lower().replace(" ", "-")
    made = Cooperative.objects.create(name=name, slug=slug, village_code=village_code, phone="+6281200001050")
    CooperativeTerms.objects.create(cooperative=made)
    BankAccount.objects.create(cooperative=made, bank_code="114", number="0012345678", holder=name)
    return made


def stall(
    owner: Person, name: str, village: str, cooperative: Cooperative, category: Category, product: str, price: int
) -> Stall:
    """An approved stall with 50 kg of one good in 1 kg packs, and all three ways of delivery."""
    slug = name.lower().replace(" ", "-")
    seller = Seller.objects.create(
        name=name, slug=slug, archetype="perorangan_mikro", village_code=village, phone=owner.phone,
        cooperative=cooperative, mandate_from=date(2026, 1, 1), state=Seller.State.APPROVED, address="Jl. Mawar 1",
    )  # fmt: skip
    Membership.objects.create(person=owner, seller=seller, role=Membership.Role.CHAIR)
    pool = Pool.objects.create(seller=seller, base=Pool.Base.GRAM, available=50_000)
    listed = Product.objects.create(
        seller=seller, category=category, slug=product.lower().replace(" ", "-"), name=product,
        state=Product.State.PUBLISHED, published_at=clock.now(), halal=Product.Halal.CERTIFIED,
    )  # fmt: skip
    variant = Variant.objects.create(
        product=listed, pool=pool, label="1 kg", unit="kg", pack_size=1_000, weight_g=1_000, price_minor=price
    )
    Kind = DeliveryOption.Kind
    pickup, own, courier = DeliveryOption.objects.bulk_create([
        DeliveryOption(seller=seller, kind=Kind.PICKUP, cod=True),
        DeliveryOption(seller=seller, kind=Kind.SELLER, cod=True),
        DeliveryOption(seller=seller, kind=Kind.COURIER, courier="jne"),
    ])  # fmt: skip
    DeliveryFee.objects.bulk_create([
        DeliveryFee(option=own, region="35.72", fee_minor=5_000),
        DeliveryFee(option=courier, region="35", upto_weight_g=1_000, fee_minor=10_000),
        DeliveryFee(option=courier, region="35", upto_weight_g=10_000, fee_minor=25_000),
        DeliveryFee(option=courier, region="", upto_weight_g=10_000, fee_minor=60_000),
    ])  # fmt: skip
    return Stall(seller, listed, pool, variant, pickup, own, courier)
