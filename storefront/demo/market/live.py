"""Plays the scenes through the real actions, with the clock set back, so that everything beside them is there too."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from catalog.products.models import Product, Variant
from payments.charges.models import Charge
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Membership, Seller
from sellers.kit import clock
from sellers.people.models import Person
from storefront.delivery.models import DeliveryOption
from storefront.demo.market.scenes import SCENES, Scene, Who
from storefront.orders import life, settling
from storefront.orders.inputs import AddressInput, LineInput, PartInput, PurchaseInput
from storefront.orders.models import Order, Purchase
from storefront.orders.placing import place
from storefront.orders.quoting import quote

KEY = "demo:live:"
COURIER_NUMBERS = {"jne": "012345678901234", "jnt": "JP1234567890", "pos": "P2401010000001"}


def play_scenes(
    *, sellers: Mapping[str, Seller], products: Mapping[str, Product], people: Mapping[str, Person],
    operator: Person, now: datetime,
) -> int:  # fmt: skip
    """How many were played; a scene that was begun before is left to the people who went on with it."""
    begun = set(Purchase.objects.filter(key__startswith=KEY).values_list("key", flat=True))
    played = 0
    for scene in SCENES:
        if KEY + scene.key not in begun:
            _play(scene, sellers, products, people, operator, now)
            played += 1
    return played


def _play(
    scene: Scene, sellers: Mapping[str, Seller], products: Mapping[str, Product], people: Mapping[str, Person],
    operator: Person, now: datetime,
) -> None:  # fmt: skip
    with clock.frozen(now - timedelta(hours=scene.hours_ago)):
        given = _given(scene, sellers, products, people.get(scene.who.phone))
        payments = {group.key: _way(scene.pay, group.ways) for group in quote(given).groups}
        purchase = place(key=KEY + scene.key, given=_paying(given, payments))
    for word, hours_ago in scene.steps:
        with clock.frozen(now - timedelta(hours=hours_ago)):
            if word == "pay":
                _pay(purchase, operator)
            else:
                for order in Order.objects.filter(purchase=purchase).select_related("seller").order_by("position"):
                    _step(word, purchase, order)


def _given(
    scene: Scene, sellers: Mapping[str, Seller], products: Mapping[str, Product], person: Person | None
) -> PurchaseInput:
    lines = tuple(_line(products[key], pack, quantity) for key, pack, quantity in scene.goods)
    parts = tuple(
        PartInput(sellers[key].pk, _option(sellers[key], kind), scene.note) for key, kind in scene.ways.items()
    )
    return PurchaseInput(
        lines=lines, buyer_name=scene.who.name, buyer_phone=scene.who.phone, address=_address(scene.who), parts=parts,
        person_id=person.pk if person else None,
    )  # fmt: skip


def _paying(given: PurchaseInput, payments: dict[str, str]) -> PurchaseInput:
    return PurchaseInput(
        lines=given.lines, buyer_name=given.buyer_name, buyer_phone=given.buyer_phone, address=given.address,
        parts=given.parts, payments=payments, person_id=given.person_id,
    )  # fmt: skip


def _line(product: Product, pack: int, quantity: int) -> LineInput:
    variant = Variant.objects.filter(product=product, is_active=True).order_by("position")[pack]
    return LineInput(variant.pk, quantity, variant.price_minor)


def _option(seller: Seller, kind: str) -> int:
    return DeliveryOption.objects.filter(seller=seller, kind=kind, is_active=True).order_by("pk")[0].pk


def _address(who: Who) -> AddressInput:
    return AddressInput(street=who.street, rt="002", rw="004", village_code=who.village_code, landmark=who.landmark)


def _way(wanted: str, offered: Sequence[str]) -> str:
    return wanted if wanted in offered else offered[0]


def _pay(purchase: Purchase, operator: Person) -> None:
    """The exact sums appear on the collectors' statements."""
    refs = purchase.bills.values_list("code", flat=True)
    for charge in Charge.objects.filter(bill_ref__in=refs, state=Charge.State.OPEN).by_transfer():
        settling.confirm_transfer(
            scope=scope_of(operator), person=operator, charge_code=charge.code, amount_minor=charge.total_minor,
            received_at=clock.now(), external_id=f"demo-{charge.code}", sender=purchase.buyer_name.upper(),
        )  # fmt: skip


def _step(word: str, purchase: Purchase, order: Order) -> None:
    chair = Membership.objects.get(seller=order.seller, role=Membership.Role.CHAIR, ended_at=None).person
    scope, code = scope_of(chair), order.code
    if word == "accept":
        life.accept(scope=scope, person=chair, order_code=code)
    elif word == "pack":
        life.pack(scope=scope, person=chair, order_code=code)
    elif word == "ready":
        life.make_ready(scope=scope, person=chair, order_code=code)
    elif word == "send":
        number = COURIER_NUMBERS.get(order.courier, "")
        life.send(scope=scope, person=chair, order_code=code, courier=order.courier, tracking_number=number)
    elif word == "deliver":
        life.deliver(scope=scope, person=chair, order_code=code)
    elif word == "refuse":
        life.cancel_by_seller(scope=scope, person=chair, order_code=code, reason="Tape ketannya gagal hari ini.")
    elif word == "ask":
        life.buyer_cancel(purchase=purchase, order_code=code, reason="Ukurannya ternyata salah, mau ganti.")
