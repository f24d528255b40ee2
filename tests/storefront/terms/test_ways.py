"""The ways a seller can be paid, and who is paid in each."""

import pytest
from django.conf import LazySettings

from payments.charges.models import BankAccount, QrisCode
from sellers.accounts.models import Cooperative, Seller
from storefront.terms.queries import WayNotOffered, collector_for, collectors_of, main_collector, ways_for
from tests.cast import SENTUL, Cast
from tests.payments.qris_codes import MAWAR

STRIPE = {"secret_key": "sk_test_x", "webhook_secret": "whsec_x", "country": "ID", "api": "http://127.0.0.1:9"}


def qris_of(**owner: Cooperative | Seller) -> QrisCode:
    return QrisCode.objects.create(payload=MAWAR, merchant="KUB MAWAR BLITAR", nmid="ID0000000000001", **owner)


def fresh(seller: Seller) -> Seller:
    return Seller.objects.get(pk=seller.pk)


def operator() -> Cooperative:
    return Cooperative.objects.create(name="Pasar", slug="pasar", village_code=SENTUL, is_operator=True)


def test_a_cooperative_with_a_qris_offers_it_beside_transfer(cast: Cast) -> None:
    qris_of(cooperative=cast.cooperative)
    assert ways_for(cast.saris.seller) == ("bank_transfer", "qris", "cash")
    assert collector_for(seller=cast.saris.seller, way="qris").name == "Koperasi Mawar"


def test_a_retired_qris_is_offered_no_more(cast: Cast) -> None:
    code = qris_of(cooperative=cast.cooperative)
    QrisCode.objects.filter(pk=code.pk).update(is_active=False)
    assert "qris" not in ways_for(cast.saris.seller)


def test_a_qris_alone_makes_the_cooperative_the_collector(cast: Cast) -> None:
    BankAccount.objects.filter(cooperative=cast.cooperative).update(is_active=False)
    BankAccount.objects.create(seller=cast.saris.seller, bank_code="014", number="123456", holder="Sari")
    assert ways_for(fresh(cast.saris.seller)) == ("bank_transfer", "cash")
    assert main_collector(fresh(cast.saris.seller)).kind == "seller"
    qris_of(cooperative=cast.cooperative)
    assert ways_for(fresh(cast.saris.seller)) == ("qris", "cash")  # its own account would be a second collector
    assert main_collector(fresh(cast.saris.seller)).name == "Koperasi Mawar"


def test_a_sellers_own_qris_counts_when_its_cooperative_takes_nothing(cast: Cast) -> None:
    qris_of(seller=cast.saris.seller)
    assert "qris" not in ways_for(fresh(cast.saris.seller))
    Seller.objects.filter(pk=cast.saris.seller.pk).update(mandate_from=None)
    assert collector_for(seller=fresh(cast.saris.seller), way="qris").kind == "seller"
    assert "qris" not in ways_for(fresh(cast.citras.seller))


def test_without_secrets_no_gateway_is_offered(cast: Cast, settings: LazySettings) -> None:
    settings.GATEWAYS = {}
    assert not {"stripe", "midtrans"} & set(ways_for(cast.saris.seller))
    with pytest.raises(WayNotOffered):
        collector_for(seller=cast.saris.seller, way="stripe")


def test_a_gateway_of_the_cooperative_collects_for_its_mandated_members_only(
    cast: Cast, settings: LazySettings
) -> None:
    settings.GATEWAYS = {"stripe": {**STRIPE, "collector": "koperasi-mawar"}}
    assert ways_for(cast.saris.seller) == ("bank_transfer", "stripe", "cash")
    assert collector_for(seller=cast.saris.seller, way="stripe").name == "Koperasi Mawar"
    Seller.objects.filter(pk=cast.citras.seller.pk).update(mandate_from=None)
    assert ways_for(fresh(cast.citras.seller)) == ("cash",)


def test_a_gateway_alone_makes_the_cooperative_the_collector(cast: Cast, settings: LazySettings) -> None:
    settings.GATEWAYS = {"stripe": {**STRIPE, "collector": "koperasi-mawar"}}
    BankAccount.objects.update(is_active=False)
    assert ways_for(fresh(cast.saris.seller)) == ("stripe", "cash")


def test_the_operators_gateway_collects_for_every_approved_seller(cast: Cast, settings: LazySettings) -> None:
    market = operator()
    settings.GATEWAYS = {"stripe": {**STRIPE, "collector": market.slug}}
    who = collectors_of(cast.saris.seller)
    assert {way: one.name for way, one in who.items()} == {
        "bank_transfer": "Koperasi Mawar", "stripe": "Pasar", "cash": "Dapur Sari",
    }  # fmt: skip
    Seller.objects.filter(pk=cast.citras.seller.pk).update(cooperative=None, mandate_from=None)
    assert collector_for(seller=fresh(cast.citras.seller), way="stripe").name == "Pasar"
    Seller.objects.filter(pk=cast.citras.seller.pk).update(state=Seller.State.SUSPENDED)
    assert ways_for(fresh(cast.citras.seller)) == ("cash",)


def test_the_operator_collects_by_nothing_but_a_gateway(cast: Cast, settings: LazySettings) -> None:
    market = operator()
    BankAccount.objects.create(cooperative=market, bank_code="014", number="123456", holder="Pasar")
    qris_of(cooperative=market)
    Seller.objects.filter(pk=cast.saris.seller.pk).update(cooperative=market)
    assert ways_for(fresh(cast.saris.seller)) == ("cash",)


def test_a_gateway_of_nobody_here_is_not_offered(cast: Cast, settings: LazySettings) -> None:
    settings.GATEWAYS = {"stripe": {**STRIPE, "collector": "tidak-ada"}}
    assert "stripe" not in ways_for(cast.saris.seller)
    settings.GATEWAYS = {"stripe": {**STRIPE, "collector": "koperasi-lain"}}
    assert "stripe" not in ways_for(cast.saris.seller)
