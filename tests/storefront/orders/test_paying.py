"""How a purchase can be paid: groups, limits, and bills that wait for their money."""

from dataclasses import replace

import pytest
from django.conf import LazySettings

from payments.charges.models import Charge, QrisCode
from sellers.accounts.models import Cooperative, Seller
from sellers.messages.models import Message
from storefront.orders.models import Bill, Order
from storefront.orders.placing import place
from storefront.orders.quoting import quote
from storefront.orders.tracking import timeline
from tests.cast import SENTUL, Cast
from tests.payments.qris_codes import MAWAR
from tests.storefront.orders.wishes import wanted, wish

STRIPE = {"secret_key": "sk_test_x", "webhook_secret": "whsec_x", "country": "ID", "api": "http://127.0.0.1:9"}


@pytest.fixture
def qris(cast: Cast) -> QrisCode:
    return QrisCode.objects.create(
        cooperative=cast.cooperative, payload=MAWAR, merchant="KUB MAWAR BLITAR", nmid="ID0000000000001"
    )


def by(cast: Cast, way: str) -> dict[str, str]:
    return {f"coop:{cast.cooperative.pk}": way}


def test_a_purchase_by_qris_waits_with_a_total_of_its_own(cast: Cast, qris: QrisCode) -> None:
    purchase = place(key="q1", given=wish(cast, payments=by(cast, "qris")))
    bill, charge = purchase.bills.get(), Charge.objects.get()
    assert (bill.way, bill.cooperative, charge.qris) == ("qris", cast.cooperative, qris)
    assert charge.total_minor == 102_000 + charge.unique_code
    assert bill.expires_at is not None
    assert charge.expires_at == bill.expires_at
    assert {order.state for order in purchase.orders.all()} == {Order.State.WAITING}


def test_the_buyer_is_told_whom_the_qris_pays_and_where_its_code_is(cast: Cast, qris: QrisCode) -> None:
    purchase = place(key="q1", given=wish(cast, payments=by(cast, "qris")))
    body = Message.objects.get(template="purchase_placed").body
    total = f"{Charge.objects.get().total_minor:,}".replace(",", ".")
    assert f"*Bayar Rp{total} dengan QRIS* ke:\nKUB MAWAR BLITAR (NMID ID0000000000001)" in body
    assert "Buka tautan di bawah untuk kodenya." in body
    assert purchase.code in body


def test_the_bill_shows_the_code_and_that_it_is_new(cast: Cast, qris: QrisCode) -> None:
    [bill] = timeline(place(key="q1", given=wish(cast, payments=by(cast, "qris")))).bills
    assert bill.instructions is not None
    assert (bill.instructions.kind, bill.new_code, bill.takes_proof) == ("qr", True, True)
    QrisCode.objects.update(created_at="2026-01-01T00:00:00Z")
    [bill] = timeline(place(key="q1", given=wish(cast, payments=by(cast, "qris")))).bills
    assert bill.new_code is False


def test_above_the_limit_of_one_payment_qris_is_shut_with_a_sentence(cast: Cast, qris: QrisCode) -> None:
    dear = wish(cast, lines=(wanted(cast.saris.variant, 49), wanted(cast.citras.variant, 1)), payments=by(cast, "qris"))
    cast.saris.variant.price_minor = 250_000
    cast.saris.variant.save(update_fields=["price_minor"])
    dear = replace(dear, lines=(wanted(cast.saris.variant, 49), wanted(cast.citras.variant, 1)))
    quoted = quote(dear)
    [group] = quoted.groups
    assert (group.ways, group.chosen) == (("bank_transfer", "cash"), None)
    assert [one.way for one in group.shut] == ["qris"]
    assert [problem.sentence for problem in quoted.problems if problem.field == "payment"] == [group.shut[0].why]
    assert group.shut[0].why == "QRIS tidak bisa untuk Rp12.272.000. Pilih cara lain."


def test_the_operators_way_names_the_operator_and_makes_one_bill_of_all_groups(
    cast: Cast, settings: LazySettings
) -> None:
    market = Cooperative.objects.create(name="Pasar", slug="pasar", village_code=SENTUL, is_operator=True)
    settings.GATEWAYS = {"stripe": {**STRIPE, "collector": "pasar"}}
    Seller.objects.filter(pk=cast.citras.seller.pk).update(cooperative=None, mandate_from=None)
    keys = {**by(cast, "stripe"), f"seller:{cast.citras.seller.pk}": "stripe"}
    quoted = quote(wish(cast, payments=keys))
    assert [(group.name, group.payees) for group in quoted.groups] == [
        ("Koperasi Mawar", {"stripe": "Pasar"}),
        ("Kebun Citra", {"stripe": "Pasar"}),
    ]
    [bill] = quoted.bills
    assert (bill.collector_id, bill.collector_name, bill.amount) == (market.pk, "Pasar", quoted.total)
    assert (bill.expires_hours, quoted.problems) == (24, ())


def test_a_gateways_bill_waits_and_its_charge_has_no_digits(cast: Cast, settings: LazySettings) -> None:
    settings.GATEWAYS = {"stripe": {**STRIPE, "collector": "koperasi-mawar"}}
    purchase = place(key="s1", given=wish(cast, payments=by(cast, "stripe")))
    charge = Charge.objects.get()
    assert (purchase.bills.get().state, charge.state, charge.unique_code) == (Bill.State.OPEN, "open", 0)
    assert "lewat Kartu (Stripe)" in Message.objects.get(template="purchase_placed").body
    [bill] = timeline(purchase).bills
    assert bill.instructions is not None
    assert (bill.instructions.kind, bill.takes_proof) == ("wait", False)


def test_a_way_that_is_not_offered_is_not_placed(cast: Cast) -> None:
    quoted = quote(wish(cast, payments=by(cast, "qris")))
    assert [problem.field for problem in quoted.problems] == ["payment"]
    quoted = quote(wish(cast, payments=by(cast, "gold")))
    assert [problem.field for problem in quoted.problems] == ["payment"]
