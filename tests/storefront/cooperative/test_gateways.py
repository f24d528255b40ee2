"""The office's page about gateways: what they hold, what is disputed, what reached the bank account."""

import pytest
from django.conf import LazySettings
from django.test import Client

from payments.charges.models import Charge
from payments.gateways import actions as gateways
from payments.ledger import accounts, balances
from payments.ledger.reconcile import check
from payments.money import Money
from payments.providers import known
from payments.providers.port import Happened, What
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.people.models import Person
from storefront.orders import settling
from storefront.orders.models import Purchase
from tests.cast import Cast
from tests.storefront.life.stories import placed

pytestmark = pytest.mark.django_db
PAGE, PAID_OUT = "/koperasi/uang/gerbang/", "/koperasi/uang/gerbang/midtrans/setoran/"
FORM = {"jumlah": "40.333", "tanggal": "2026-01-05", "catatan": "MID-77", "kunci": "kunci-1"}


@pytest.fixture
def purchase(cast: Cast, settings: LazySettings) -> Purchase:
    """102000 of Sari and Citra, paid through the gateway."""
    settings.GATEWAYS = {
        "midtrans": {"server_key": "k", "collector": cast.cooperative.slug, "api": "http://127.0.0.1:9"}
    }
    purchase = placed(cast, payments={f"coop:{cast.cooperative.pk}": "midtrans"})
    tell(purchase, What.PAID, 102_000)
    return purchase


def tell(purchase: Purchase, what: What, minor: int) -> None:
    gateway, charge = known.gateway("midtrans"), Charge.objects.get(bill_ref=purchase.bills.get().code)
    assert gateway is not None
    gateways.apply(Happened(what, charge.code, f"{what}-1", Money(minor, "IDR"), clock.now()), gateway)
    settling.apply_due()


def at(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def held(cast: Cast) -> int:
    return balances.balance(accounts.provider("midtrans", cast.cooperative.pk, None, "IDR")).minor


def test_the_treasurer_sees_what_the_gateway_holds_and_what_is_disputed(cast: Cast, purchase: Purchase) -> None:
    tell(purchase, What.DISPUTED, 30_000)
    page = at(cast.gita).get(PAGE).content.decode()
    assert "Rp72.000" in page
    assert "Rp30.000" in page
    for order in purchase.orders.all():
        assert f"/koperasi/pesanan/{order.code}/" in page
    assert "/koperasi/uang/gerbang/" in at(cast.gita).get("/koperasi/uang/").content.decode()


def test_what_reached_the_account_is_written_down_once(cast: Cast, purchase: Purchase) -> None:
    for _again in range(2):
        assert at(cast.gita).post(PAID_OUT, FORM).status_code == 302
    assert held(cast) == 102_000 - 40_333
    assert balances.balance(accounts.bank(cast.cooperative.pk, "IDR")).minor == 40_333
    assert AuditEntry.objects.filter(verb="books.provider_paid_out").count() == 1
    assert check() == []


def test_what_the_gateway_kept_of_it_is_its_fee(cast: Cast, purchase: Purchase) -> None:
    for _again in range(2):
        at(cast.gita).post(PAID_OUT, {**FORM, "biaya": "1.667"})
    assert held(cast) == 102_000 - 42_000
    assert balances.balance(accounts.fees(cast.cooperative.pk, None, "IDR")).minor == 1_667
    assert check() == []


def test_an_odd_fee_gets_a_sentence(cast: Cast, purchase: Purchase) -> None:
    for odd in ("9" * 4500, "-5", "abc"):
        assert at(cast.gita).post(PAID_OUT, {**FORM, "biaya": odd}).status_code in (409, 422)
    assert held(cast) == 102_000


def test_more_than_the_gateway_holds_is_refused_and_the_form_comes_back(cast: Cast, purchase: Purchase) -> None:
    answer = at(cast.gita).post(PAID_OUT, {**FORM, "jumlah": "102.001"})
    assert answer.status_code == 409
    assert "102.001" in answer.content.decode()
    assert held(cast) == 102_000


@pytest.mark.parametrize("who", ["fajar", "sari", "stranger"])
def test_nobody_else_sees_or_moves_it(cast: Cast, purchase: Purchase, who: str) -> None:
    browser = at(getattr(cast, who))
    tell(purchase, What.DISPUTED, 30_000)
    page = browser.get(PAGE)
    assert page.status_code == (200 if who == "fajar" else 404)
    assert "Rp30.000" not in page.content.decode()
    assert browser.post(PAID_OUT, FORM).status_code == 404
    assert held(cast) == 72_000


def test_another_gateway_and_another_method_are_refused(cast: Cast, purchase: Purchase) -> None:
    assert at(cast.gita).post("/koperasi/uang/gerbang/stripe/setoran/", FORM).status_code == 404
    assert at(cast.gita).get(PAID_OUT).status_code == 405
    assert at(cast.gita).post(PAGE).status_code == 405
