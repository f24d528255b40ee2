"""A buyer pays by card: from our page to Stripe's, back, and what the webhooks make of it; then money goes back."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence

import pytest
from django.conf import LazySettings
from django.test import Client

from payments.charges.models import Charge
from payments.ledger.reconcile import check
from payments.money import Money
from sellers.accounts.asking import scope_of
from storefront.config.sweeps import SWEEPS
from storefront.orders import refunds
from storefront.orders.models import Order, Purchase
from storefront.orders.refund_wish import RefundWish
from storefront.orders.tracking import path_for
from tests.cast import Cast
from tests.fakes.port import Webhook
from tests.fakes.stripe import StripeFake
from tests.storefront.shop.shopping import buy, text_of

HOOK = "/kait/stripe/"
TOTAL = Money(40_000 + 12_000 + 5_000 + 5_000, "IDR")


@pytest.fixture
def fake(cast: Cast, settings: LazySettings) -> Iterator[StripeFake]:
    made = StripeFake()
    settings.GATEWAYS = {"stripe": made.config(collector=cast.cooperative.slug)}
    yield made
    made.close()


@pytest.fixture
def buyer() -> Client:
    return Client()


def bought(buyer: Client, cast: Cast) -> Purchase:
    return buy(buyer, cast, **{f"pay-coop:{cast.cooperative.pk}": "stripe"})


def page_of(buyer: Client, purchase: Purchase) -> str:
    return text_of(buyer.get(path_for(purchase)))


def stripes_page(page: str, fake: StripeFake) -> str:
    found = re.search(rf'href="({re.escape(fake.api)}/c/pay/[^"]+)"', page)
    assert found, page
    return found[1]


def press_pay(address: str, path: str = "now") -> str:
    """Presses the button of Stripe's page; where the buyer is sent."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_args: object) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.build_opener(Stay).open(f"{address}/{path}", b"", timeout=5)
    raised.value.close()
    assert raised.value.code == 303
    return str(raised.value.headers["Location"])


def deliver(buyer: Client, webhooks: Sequence[Webhook]) -> list[int]:
    return [
        buyer.post(
            HOOK, one.body, content_type="application/json",
            headers={"stripe-signature": one.headers["stripe-signature"]},
        ).status_code
        for one in webhooks
    ]  # fmt: skip


def sweep(*names: str) -> None:
    for name in names:
        SWEEPS[name].run()


def states(purchase: Purchase) -> set[str]:
    return set(Order.objects.filter(purchase=purchase).values_list("state", flat=True))


def charge_of(purchase: Purchase) -> Charge:
    return Charge.objects.get(bill_ref=purchase.bills.get().code)


def paid(buyer: Client, cast: Cast, fake: StripeFake) -> Purchase:
    purchase = bought(buyer, cast)
    press_pay(stripes_page(page_of(buyer, purchase), fake))
    deliver(buyer, fake.webhooks())
    sweep("gateway_events", "settlements")
    return purchase


def test_the_checkout_offers_cards_only_where_stripe_is_there(
    cast: Cast, buyer: Client, fake: StripeFake, settings: LazySettings
) -> None:
    buyer.post("/keranjang/isi/", {"variant": cast.saris.variant.pk, "quantity": 1, "add": "1"})
    assert "di halaman aman Stripe" in text_of(buyer.get("/checkout/"))
    settings.GATEWAYS = {}
    assert "di halaman aman Stripe" not in text_of(buyer.get("/checkout/"))


def test_a_buyer_pays_at_stripe_comes_back_and_it_is_paid(cast: Cast, buyer: Client, fake: StripeFake) -> None:
    purchase = bought(buyer, cast)
    page = page_of(buyer, purchase)
    assert cast.cooperative.name in page
    back = press_pay(stripes_page(page, fake))
    assert path_for(purchase) in back
    assert "Lunas" not in page
    assert set(deliver(buyer, fake.webhooks())) == {200}
    sweep("gateway_events", "settlements")
    assert "Lunas" in text_of(buyer.get(back))
    assert states(purchase) == {"confirmed"}
    assert not check()


def test_without_any_webhook_asking_finds_the_payment(cast: Cast, buyer: Client, fake: StripeFake) -> None:
    purchase = bought(buyer, cast)
    back = press_pay(stripes_page(page_of(buyer, purchase), fake))
    charge_of(purchase).gateway_start.__class__.objects.update(due_at=charge_of(purchase).created_at)
    sweep("gateway_asks", "settlements")
    assert "Lunas" in text_of(buyer.get(back))


def test_every_webhook_twice_and_backwards_is_one_payment(cast: Cast, buyer: Client, fake: StripeFake) -> None:
    purchase = bought(buyer, cast)
    press_pay(stripes_page(page_of(buyer, purchase), fake))
    backwards = list(reversed(fake.webhooks()))
    assert set(deliver(buyer, [*backwards, *backwards])) == {200}
    sweep("gateway_events", "settlements")
    assert states(purchase) == {"confirmed"}
    assert charge_of(purchase).gateway_payments.count() == 1
    assert not check()


def test_a_forged_webhook_pays_nothing(cast: Cast, buyer: Client, fake: StripeFake) -> None:
    purchase = bought(buyer, cast)
    press_pay(stripes_page(page_of(buyer, purchase), fake))
    forged = [Webhook({"stripe-signature": "t=1,v1=00"}, one.body) for one in fake.webhooks()]
    assert set(deliver(buyer, forged)) == {400}
    sweep("gateway_events", "settlements")
    assert states(purchase) == {"waiting"}


def test_a_slow_payment_is_paid_when_its_money_came(cast: Cast, buyer: Client, fake: StripeFake) -> None:
    purchase = bought(buyer, cast)
    press_pay(stripes_page(page_of(buyer, purchase), fake), "slowly")
    deliver(buyer, fake.webhooks())
    sweep("gateway_events", "settlements")
    assert states(purchase) == {"waiting"}
    fake.finish_slow(charge_of(purchase).code, succeeded=True)
    deliver(buyer, fake.webhooks())
    sweep("gateway_events", "settlements")
    assert states(purchase) == {"confirmed"}


def test_a_refund_of_the_office_reaches_stripe_once(cast: Cast, buyer: Client, fake: StripeFake) -> None:
    purchase = paid(buyer, cast, fake)
    order = Order.objects.get(purchase=purchase, seller=cast.citras.seller)
    refunds.propose(
        scope=scope_of(cast.gita), person=cast.gita, order_code=order.code, key="kembali-1",
        wish=RefundWish(reason="goodwill", whole_minor=7_001),
    )  # fmt: skip
    for _ in range(2):
        sweep("gateway_refunds")
    assert fake.refunded(charge_of(purchase).code) == [Money(7_001, "IDR")]
    deliver(buyer, fake.webhooks())
    sweep("gateway_events", "settlements")
    assert not check()


def test_without_stripe_its_hook_is_not_there(cast: Cast, buyer: Client, settings: LazySettings) -> None:
    settings.GATEWAYS = {}
    assert buyer.post(HOOK, b"{}", content_type="application/json").status_code == 404
