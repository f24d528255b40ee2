"""Orders that come while a test runs: `manage.py shell` on the same market calls `come`."""

import sys
from dataclasses import replace
from uuid import uuid4

from catalog.products.models import Product, Variant
from payments.charges.models import Charge
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Membership
from sellers.kit import clock
from sellers.people.models import Person
from sellers.people.phones import parse_phone
from storefront.delivery.models import DeliveryOption
from storefront.orders import settling
from storefront.orders.inputs import AddressInput, LineInput, PartInput, PurchaseInput
from storefront.orders.models import Purchase
from storefront.orders.placing import place
from storefront.orders.quoting import quote


def come(phone: str, many: int) -> None:
    """So many orders at the stall of whoever has this number, each of the next good, and paid. Prints their codes."""
    chair = Person.objects.get(phone=parse_phone(phone))
    seller = Membership.objects.get(person=chair, role=Membership.Role.CHAIR, ended_at=None).seller
    assert seller is not None
    goods = Product.objects.filter(seller=seller, state=Product.State.PUBLISHED).order_by("pk")
    packs = [Variant.objects.filter(product=good, is_active=True).order_by("position")[0] for good in goods]
    option = DeliveryOption.objects.filter(seller=seller, kind="courier", is_active=True).order_by("pk")[0]
    for at in range(many):
        pack = packs[at % len(packs)]
        given = PurchaseInput(
            lines=(LineInput(pack.pk, 1, pack.price_minor),),
            buyer_name=f"Pembeli {at + 1}",
            buyer_phone=f"0857-2000-{at:04}",
            address=AddressInput(street="Jl. Ciliwung 40", rt="002", rw="004", village_code=seller.village_code),
            parts=(PartInput(seller.pk, option.pk, ""),),
        )
        ways = {group.key: "bank_transfer" for group in quote(given).groups}
        purchase = place(key=f"come:{uuid4()}", given=replace(given, payments=ways))
        _pay(purchase)
        sys.stdout.write(f"{purchase.orders.get().code}\n")


def _pay(purchase: Purchase) -> None:
    operator = Person.objects.filter(is_superuser=True).order_by("pk")[0]
    refs = purchase.bills.values_list("code", flat=True)
    for charge in Charge.objects.filter(bill_ref__in=refs, state=Charge.State.OPEN).by_transfer():
        settling.confirm_transfer(
            scope=scope_of(operator),
            person=operator,
            charge_code=charge.code,
            amount_minor=charge.total_minor,
            received_at=clock.now(),
            external_id=f"come-{charge.code}",
        )
