"""The hook of a gateway: verified, stored, answered; and the buyer who comes back from it."""

import pytest
from django.conf import LazySettings
from django.test import Client

from payments.charges.models import Charge
from payments.gateways import actions as gateways
from payments.gateways.models import GatewayEvent, GatewayStart
from storefront.config.sweeps import SWEEPS
from storefront.orders.links import path_for
from storefront.orders.models import Purchase
from storefront.orders.tracking import address_of_bill
from storefront.terms.queries import ways_for
from tests.cast import Cast
from tests.fakes.midtrans import MidtransFake
from tests.fakes.port import Webhook
from tests.storefront.life.stories import placed

pytestmark = pytest.mark.django_db
HOOK = "/kait/midtrans/"


def bought(cast: Cast, key: str = "story-key-1") -> Purchase:
    return placed(cast, key=key, payments={f"coop:{cast.cooperative.pk}": "midtrans"})


def charge_of(purchase: Purchase) -> Charge:
    return Charge.objects.filter(bill_ref=purchase.bills.get().code).latest("pk")


def post(webhook: Webhook, *, body: bytes | None = None) -> int:
    sent = webhook.body if body is None else body
    browser = Client(enforce_csrf_checks=True)
    return browser.post(HOOK, sent, content_type="application/json", headers=webhook.headers).status_code


def test_what_is_signed_is_stored_and_answered_and_worked_on_later(cast: Cast, fake: MidtransFake) -> None:
    purchase = bought(cast)
    gateways.start(charge_of(purchase).pk)
    fake.pay(charge_of(purchase).code)
    for webhook in [*fake.webhooks(), *fake.webhooks()]:
        assert post(webhook) == 200
    assert GatewayEvent.objects.count() == len(fake.webhooks())
    assert purchase.bills.get().state == "open"
    for sweep in ("gateway_events", "settlements"):
        SWEEPS[sweep].run()
    assert purchase.bills.get().state == "paid"


def test_a_bad_signature_is_refused_and_nothing_is_stored(cast: Cast, fake: MidtransFake) -> None:
    gateways.start(charge_of(bought(cast)).pk)
    webhook = fake.webhooks()[-1]
    assert post(webhook, body=webhook.body.replace(b"201", b"200")) == 400
    assert post(webhook, body=b"") == 400
    assert post(webhook, body=b"\x00\xff") == 400
    assert not GatewayEvent.objects.exists()


def test_too_much_is_not_even_read(cast: Cast, fake: MidtransFake) -> None:
    assert post(Webhook({}, b"{" + b" " * 300_000 + b"}")) == 413
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head"])
def test_another_method_is_refused(cast: Cast, fake: MidtransFake, method: str) -> None:
    assert getattr(Client(), method)(HOOK).status_code == 405


@pytest.mark.parametrize("name", ["midtrans", "stripe", "bank_transfer", "xendit"])
def test_without_its_secrets_a_hook_does_not_exist(cast: Cast, settings: LazySettings, name: str) -> None:
    settings.GATEWAYS = {}
    assert Client().post(f"/kait/{name}/", b"{}", content_type="application/json").status_code == 404


def test_without_its_secrets_the_way_is_not_offered(cast: Cast, fake: MidtransFake, settings: LazySettings) -> None:
    assert "midtrans" in ways_for(cast.saris.seller)
    settings.GATEWAYS = {}
    assert "midtrans" not in ways_for(cast.saris.seller)


# the buyer's page


def test_the_page_starts_the_payment_and_shows_it_at_once(cast: Cast, fake: MidtransFake) -> None:
    purchase = bought(cast)
    page = Client().get(path_for(purchase)).content.decode()
    assert fake.started(charge_of(purchase).code) == 1
    assert "Koperasi Mawar" in page
    Client().get(path_for(purchase))
    assert fake.started(charge_of(purchase).code) == 1


def test_a_gateway_that_is_down_still_leaves_a_page(cast: Cast, fake: MidtransFake) -> None:
    purchase = bought(cast)
    fake.be_down()
    assert Client().get(path_for(purchase)).status_code == 200


def test_whoever_comes_back_from_the_gateway_sees_that_it_is_paid(cast: Cast, fake: MidtransFake) -> None:
    purchase = bought(cast)
    Client().get(path_for(purchase))
    fake.pay(charge_of(purchase).code)
    back = address_of_bill(purchase.bills.get().code)
    assert back.startswith("http")
    assert back.endswith("&kembali=1")
    page = Client().get(back.partition("/pesanan/")[1] + back.partition("/pesanan/")[2])
    assert page.status_code == 200
    assert purchase.bills.get().state == "paid"


def test_coming_back_again_and_again_asks_the_gateway_once(cast: Cast, fake: MidtransFake) -> None:
    purchase = bought(cast)
    Client().get(path_for(purchase))
    before = len(fake.calls)
    for _again in range(4):
        Client().get(f"{path_for(purchase)}&kembali=1")
    assert len(fake.calls) <= before + 2  # two, where the ten seconds turn


def test_the_buyer_picks_a_virtual_account_instead(cast: Cast, fake: MidtransFake) -> None:
    purchase = bought(cast)
    Client().get(path_for(purchase))
    bill = purchase.bills.get().code
    path, _mark, token = path_for(purchase).partition("?")
    answer = Client().post(f"{path}cara-bayar/{bill}/?{token}", {"choice": "va_bca"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{path_for(purchase)}#bayar-{bill}")
    start = GatewayStart.objects.get(charge=charge_of(purchase))
    assert (start.choice, start.answer["bank"]) == ("va_bca", "bca")
    assert start.answer["va_number"] in Client().get(path_for(purchase)).content.decode()


def test_an_odd_choice_or_another_bill_changes_nothing(cast: Cast, fake: MidtransFake) -> None:
    purchase = bought(cast)
    other = bought(cast, key="story-key-2")
    path, _mark, token = path_for(purchase).partition("?")
    mine, theirs = purchase.bills.get().code, other.bills.get().code
    for bill, choice in [(mine, "emas"), (mine, ""), (theirs, "va_bca"), ("²", "va_bca"), (mine, "9" * 4500)]:
        answer = Client().post(f"{path}cara-bayar/{bill}/?{token}", {"choice": choice})
        assert answer.status_code == 404, (bill, choice[:10])
    assert Client().post(f"{path}cara-bayar/{mine}/?t=tebakan", {"choice": "va_bca"}).status_code == 404
    assert Client().get(f"{path}cara-bayar/{mine}/?{token}").status_code == 405
    assert Charge.objects.count() == 2
