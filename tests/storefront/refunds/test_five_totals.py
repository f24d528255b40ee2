"""One sale, five places that tell its totals: the buyer's page, the sellers' pages, the messages, the receipt, the CSV.

Two sellers, given back in every way: by packs, by weight, by amount, the delivery fee, and one sum for the whole
purchase. A shop with three different totals for one sale is what this test is here to prevent.
"""

import csv
import io
import re
from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils.html import strip_tags

from catalog.products.models import Variant
from payments.ledger.reconcile import check
from payments.money import Money, total
from sellers.accounts.models import Cooperative
from sellers.messages.models import Message
from sellers.people.models import Person
from storefront.delivery.models import DeliveryFee
from storefront.orders import life, refunds
from storefront.orders.models import Order, Purchase
from storefront.orders.refund_wish import LineWish
from storefront.orders.sums import sums_of
from storefront.orders.tracking import path_for, token_for
from storefront.orders.wording import rupiah
from tests.cast import Cast
from tests.storefront.life.stories import citras_part, paid, saris_part, scope
from tests.storefront.papers import text_of
from tests.storefront.refunds.giving import give, line_of, wish

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Told:
    """Price, given back, remains, as somebody reads them of one order."""

    price: str
    back: str
    remains: str


@pytest.fixture(params=["IDR", "USD"])
def sold(cast: Cast, request: pytest.FixtureRequest) -> Purchase:
    """2 kg of Sari's, 1 kg of Citra's, each brought for a fee, paid to the cooperative, and then the refunds."""
    currency = request.param
    Variant.objects.update(currency=currency)
    Cooperative.objects.update(currency=currency)
    DeliveryFee.objects.update(currency=currency)
    purchase = paid(cast)
    sari, citra = saris_part(cast, purchase), citras_part(cast, purchase)
    Order.objects.filter(purchase=purchase).update(state="received")
    give(cast.gita, sari, wish("quality", LineWish(line_of(sari).pk, quantity=1)))
    give(cast.gita, sari, wish("missing", LineWish(line_of(sari).pk, weight_g=333), delivery_minor=1_234))
    give(cast.sari, sari, wish("late", LineWish(line_of(sari).pk, minor=777)))
    give(cast.gita, citra, wish("price_error", LineWish(line_of(citra).pk, minor=1)))
    refunds.propose_for_purchase(
        scope=scope(cast.gita), person=cast.gita, purchase_code=purchase.code, key="sisa",
        wish=wish("goodwill", whole_minor=10_001),
    )  # fmt: skip
    return purchase


def test_the_five_tell_the_same_totals(cast: Cast, sold: Purchase) -> None:
    orders = list(sold.orders.order_by("position"))
    expected = {order.code: expects(order) for order in orders}
    assert [order.goods_refunded_minor + order.delivery_refunded_minor for order in orders] == [61_689, 3_644]
    buyer, gita = Client(), signed_in(cast.gita)
    for order in orders:
        seller = cast.sari if order.seller_id == cast.saris.seller.pk else cast.citra
        assert on_the_buyers_page(buyer, order) == expected[order.code]
        assert on_the_sellers_page(signed_in(seller), order) == expected[order.code]
        assert in_the_messages(order) == [expected[order.code]] * 2
        assert on_the_receipt(buyer, order) == expected[order.code]
        assert in_a_sheet(signed_in(seller), "/lapak/pesanan/?format=csv", order) == expected[order.code]
        assert in_a_sheet(gita, "/koperasi/pesanan/?hari=30&format=csv", order) == expected[order.code]
    assert check() == []


def test_the_five_tell_what_the_scale_made_of_it(cast: Cast) -> None:
    cast.saris.product.weighed_percent = 10
    cast.saris.product.save(update_fields=["weighed_percent"])
    order = saris_part(cast, paid(cast))
    life.pack(scope=scope(cast.sari), person=cast.sari, order_code=order.code, grams={line_of(order).pk: 1937})
    order.refresh_from_db()
    expected = Told("Rp85.000", "Rp2.520", "Rp82.480")
    sari, buyer = signed_in(cast.sari), Client()
    assert on_the_buyers_page(buyer, order) == expected
    assert on_the_sellers_page(sari, order) == expected
    assert in_the_messages(order) == [expected] * 2
    assert on_the_receipt(buyer, order) == expected
    assert in_a_sheet(sari, "/lapak/pesanan/?format=csv", order) == expected
    assert in_a_sheet(signed_in(cast.gita), "/koperasi/pesanan/?hari=30&format=csv", order) == expected
    owed = signed_in(cast.gita).get("/koperasi/utang/?format=csv").content.decode("utf-8-sig")
    assert f"{order.seller.name},{sums_of(order).net.minor}," in owed
    assert check() == []


def test_the_receipt_sums_its_parts(sold: Purchase) -> None:
    sums = [sums_of(order) for order in sold.orders.all()]
    paper = receipt(Client(), sold)
    whole = paper[paper.index("Jumlah semuanya") :]
    for amounts in ([one.price for one in sums], [one.back for one in sums], [one.remains for one in sums]):
        assert rupiah(total(amounts, sold.currency)) in whole
    words = {
        "IDR": "tiga puluh enam ribu enam ratus enam puluh tujuh Rupiah",
        "USD": "tiga ratus enam puluh enam 67/100 Dolar",
    }
    assert words[sold.currency] in " ".join(whole.split())


def test_the_sellers_figures_are_those_of_the_books(cast: Cast, sold: Purchase) -> None:
    """What a stall has left by its orders is what its cooperative owes it."""
    owed = signed_in(cast.gita).get("/koperasi/utang/?format=csv").content.decode("utf-8-sig")
    for order in sold.orders.all():
        net = sums_of(order).net
        assert f"{order.seller.name},{net.minor}," in owed


def expects(order: Order) -> Told:
    sums = sums_of(order)
    assert sums.price.minor == order.total_minor
    return Told(rupiah(sums.price), rupiah(sums.back), rupiah(sums.remains))


def on_the_buyers_page(browser: Client, order: Order) -> Told:
    page = browser.get(path_for(order.purchase)).content.decode()
    card = even(page[page.index(f'id="bagian-{order.code}"') :])
    backs = re.search(r"Dikembalikan semuanya −(\S+)", card) or re.search(r"Dikembalikan:.*?−(\S+)", card)
    assert backs is not None
    return Told(after(card, "Jumlah"), backs[1], after(card, "Menjadi"))


def on_the_sellers_page(browser: Client, order: Order) -> Told:
    page = even(browser.get(f"/lapak/pesanan/{order.code}/").content.decode())
    card = page[page.index(" Jumlah ") :]
    return Told(after(card, "Jumlah"), after(card, "Dikembalikan").removeprefix("−"), after(card, "Menjadi"))


def in_the_messages(order: Order) -> list[Told]:
    """The newest to the buyer and the newest to the seller that speak of this order."""
    told = []
    pattern = rf"Pesanan {order.code}: (\S+)\. Dikembalikan: (\S+)\. Menjadi: (\S+)\."
    for template in ("refunded", "refunded_seller"):
        bodies = Message.objects.filter(template=template, body__contains=f"Pesanan {order.code}:").order_by("-pk")
        found = re.search(pattern, bodies[0].body)
        assert found is not None
        told.append(Told(*found.groups()))
    return told


def on_the_receipt(browser: Client, order: Order) -> Told:
    paper = receipt(browser, order.purchase)
    card = paper[paper.index(order.code) :]
    return Told(after(card, "Jumlah"), after(card, "Dikembalikan").removeprefix("-"), after(card, "Menjadi"))


def receipt(browser: Client, purchase: Purchase) -> str:
    answer = browser.get(f"/pesanan/{purchase.code}/kuitansi.pdf?t={token_for(purchase)}")
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(text_of(answer.content).split())


def in_a_sheet(browser: Client, address: str, order: Order) -> Told:
    rows = list(csv.reader(io.StringIO(browser.get(address).content.decode("utf-8-sig"))))
    row = next(dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] == order.code)
    told = [Money(int(row[name].replace(".", "")), order.currency) for name in ("Jumlah", "Dikembalikan", "Menjadi")]
    return Told(*map(rupiah, told))


def even(page: str) -> str:
    return " ".join(strip_tags(page.replace("<", " <")).split())


def after(text: str, word: str) -> str:
    """The amount that follows a word."""
    found = re.search(rf"{word} ([-−]?(?:Rp|US\$)[\d.,]*\d)", text)
    assert found is not None, (word, text[:300])
    return found[1]


def signed_in(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser
