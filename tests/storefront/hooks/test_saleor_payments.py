"""Lapak as a payment app, at the door: what each webhook answers to a storefront that is not ours."""

from decimal import Decimal

import pytest
from django.conf import LazySettings
from django.test import Client

from payments.charges.models import BankAccount, Charge, QrisCode
from payments.ledger.reconcile import check
from sellers.accounts.models import Seller
from storefront.delivery.models import DeliveryOption
from storefront.engine.saleor.shipping import PICKUP
from storefront.orders import foreign_pay
from storefront.orders.foreign_sessions import PaySession
from tests.cast import Cast
from tests.fakes.saleor.signing import Keys
from tests.payments.qris_codes import MAWAR
from tests.storefront.hooks import saleor_paying as paying
from tests.storefront.hooks.saleor_paying import asked, basket, moving, post, wish

GATEWAY, BEGIN, GO_ON = (
    "payment-gateway-initialize-session", "transaction-initialize-session", "transaction-process-session",
)  # fmt: skip
CHARGE, REFUND, CANCEL = (
    "transaction-charge-requested", "transaction-refund-requested", "transaction-cancelation-requested",
)  # fmt: skip
EVERY = (GATEWAY, BEGIN, GO_ON, CHARGE, REFUND, CANCEL)


@pytest.fixture(autouse=True)
def _connected(settings: LazySettings, cast: Cast) -> None:
    paying.connect(settings, cast)


@pytest.fixture
def both(cast: Cast) -> paying.Json:
    """2 kg of Sari (80000) and 1 kg of Citra (12000), brought for 5000 each: 102000."""
    brought = {cast.saris.seller.pk: 5_000, cast.citras.seller.pk: 5_000}
    return basket((cast.saris.variant, 2), (cast.citras.variant, 1), delivery=brought)


def alone(cast: Cast) -> None:
    """Citra has no mandate any more: she is paid herself."""
    Seller.objects.filter(pk=cast.citras.seller.pk).update(mandate_from=None)
    BankAccount.objects.create(seller=cast.citras.seller, bank_code="014", number="7700112233", holder="Citra")


@pytest.mark.parametrize("name", EVERY)
def test_only_saleors_signature_opens_the_door(client: Client, name: str, both: paying.Json) -> None:
    stranger = Keys()
    stranger.turn = 3
    assert post(client, name, wish(both), keys=stranger).status_code in (401, 503)
    assert post(client, name, wish(both), api_url="https://other.example/graphql/").status_code == 404
    assert client.get(f"/kait/saleor/{name}/").status_code == 405
    assert not PaySession.objects.exists()


@pytest.mark.parametrize("name", EVERY)
def test_there_is_no_door_without_a_saleor(client: Client, settings: LazySettings, name: str) -> None:
    settings.SALEOR = {}
    assert client.post(f"/kait/saleor/{name}/", b"{}", content_type="application/json").status_code == 404


def test_one_collector_is_one_bill_with_its_ways(client: Client, cast: Cast, both: paying.Json) -> None:
    told = asked(client, GATEWAY, {"data": None, "amount": 102_000.0, "sourceObject": both})["data"]
    assert (told["amount"], told["currency"], told["collector"]) == ("102000", "IDR", "Koperasi Mawar")
    assert [way["way"] for way in told["ways"]] == ["bank_transfer", "cash"]
    assert told["sellers"] == ["Dapur Sari", "Kebun Citra"]
    assert len(told["bills"]) == 1


def test_two_collectors_are_two_bills_that_sum_to_the_checkout(client: Client, cast: Cast, both: paying.Json) -> None:
    alone(cast)
    told = asked(client, GATEWAY, {"data": {"lang": "en"}, "amount": None, "sourceObject": both})["data"]
    assert [(one["collector"], one["amount"]) for one in told["bills"]] == [
        ("Koperasi Mawar", "85000"), ("Kebun Citra", "17000"),
    ]  # fmt: skip
    assert "ways" not in told


def test_a_voucher_is_shared_by_what_each_part_costs(client: Client, cast: Cast) -> None:
    alone(cast)
    source = basket((cast.saris.variant, 1), (cast.citras.variant, 1), total=Decimal(51_001))  # of 52000
    told = asked(client, GATEWAY, {"data": None, "amount": None, "sourceObject": source})["data"]
    assert [one["amount"] for one in told["bills"]] == ["39232", "11769"]


def test_goods_of_nobody_here_cannot_be_paid_with_us(client: Client, both: paying.Json) -> None:
    both["lines"][0]["variant"]["id"] = "somebody-elses"
    told = asked(client, GATEWAY, {"data": None, "amount": None, "sourceObject": both})["data"]
    assert told == {"bills": [], "note": "Ada barang yang bukan dari Lapak. Bayar dengan cara lain."}
    assert asked(client, BEGIN, wish(both))["result"] == "CHARGE_FAILURE"


def test_a_transfer_is_asked_with_account_and_exact_amount(client: Client, both: paying.Json) -> None:
    told = asked(client, BEGIN, wish(both))
    charge = Charge.objects.get()
    assert told["result"] == "CHARGE_ACTION_REQUIRED"
    assert told["amount"] == "102000"
    assert told["data"]["pay"] == str(charge.total_minor)
    assert told["data"]["unique_code"] == str(charge.unique_code)
    assert "0012345678" in [line["value"] for line in told["data"]["lines"]]
    assert told["data"]["expires_at"].startswith(charge.expires_at.isoformat()[:16])  # type: ignore[union-attr]  # a transfer has an end
    assert told["pspReference"] == charge.bill_ref == PaySession.objects.get().psp_reference


def test_a_doubled_call_gets_the_first_answer(client: Client, both: paying.Json) -> None:
    first, second = asked(client, BEGIN, wish(both)), asked(client, BEGIN, wish(both))
    assert first == second
    assert Charge.objects.count() == PaySession.objects.count() == 1


@pytest.mark.parametrize("amount", [101_999.0, 102_001.0, 1.0, 102_000.5])
def test_another_amount_is_refused_in_a_sentence(client: Client, both: paying.Json, amount: float) -> None:
    told = asked(client, BEGIN, wish(both, amount=amount))
    assert told["result"] == "CHARGE_FAILURE"
    assert told["message"]
    assert not Charge.objects.exists()


def test_another_currency_is_refused(client: Client, both: paying.Json) -> None:
    assert asked(client, BEGIN, wish(both, currency="USD", amount=102_000.0))["result"] == "CHARGE_FAILURE"
    assert not Charge.objects.exists()


def test_the_same_transaction_with_another_amount_is_refused(client: Client, both: paying.Json) -> None:
    asked(client, BEGIN, wish(both))
    told = asked(client, BEGIN, wish(both, amount=90_000.0))
    assert (told["result"], "Rp102.000" in told["message"]) == ("CHARGE_FAILURE", True)


def test_a_currency_with_cents_keeps_them(client: Client, cast: Cast) -> None:
    source = basket((cast.saris.variant, 1), currency="MYR")  # 40000 sen
    told = asked(client, BEGIN, wish(source))
    assert (told["result"], told["amount"]) == ("CHARGE_ACTION_REQUIRED", "400.00")
    assert (Charge.objects.get().amount_minor, Charge.objects.get().currency) == (40_000, "MYR")


def test_refusals_speak_the_buyers_language(client: Client, cast: Cast) -> None:
    source = basket((cast.saris.variant, 1), language="EN_US")
    told = asked(client, BEGIN, wish(source, way="unheard-of"))
    assert told["result"] == "CHARGE_FAILURE"
    assert told["data"]["field"] == "way"


def test_qris_brings_its_text_and_a_picture(client: Client, cast: Cast) -> None:
    QrisCode.objects.create(
        cooperative=cast.cooperative, payload=MAWAR, merchant="KUB MAWAR BLITAR", nmid="ID0000000000001"
    )
    told = asked(client, BEGIN, wish(basket((cast.saris.variant, 1)), way="qris"))
    assert told["result"] == "CHARGE_ACTION_REQUIRED"
    assert told["data"]["kind"] == "qr"
    assert str(Charge.objects.get().total_minor) in told["data"]["qr"]
    picture = client.get(f"/saleor/qris/{told['pspReference']}.png")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert client.get("/saleor/qris/ZZZZZZZZ.png").status_code == 404
    assert client.post(f"/saleor/qris/{told['pspReference']}.png").status_code == 405


def test_cash_is_authorized_where_every_seller_takes_it(client: Client, both: paying.Json) -> None:
    told = asked(client, BEGIN, wish(both, way="cash"))
    assert (told["result"], told["actions"]) == ("AUTHORIZATION_SUCCESS", ["CANCEL"])
    assert not Charge.objects.exists()
    (session,) = foreign_pay.sessions_of([paying.CHECKOUT])
    assert (session.state, session.bill_code, session.way) == ("authorized", "", "cash")


def test_cash_is_refused_where_one_seller_does_not_take_it(client: Client, cast: Cast, both: paying.Json) -> None:
    DeliveryOption.objects.filter(pk=cast.citras.own_delivery.pk).update(cod=False)
    told = asked(client, BEGIN, wish(both, way="cash"))
    assert (told["result"], "Kebun Citra" in told["message"]) == ("CHARGE_FAILURE", True)


def test_cash_needs_our_own_way_of_delivery(client: Client, cast: Cast) -> None:
    fetched = basket((cast.saris.variant, 1), method=PICKUP)
    assert asked(client, BEGIN, wish(fetched, way="cash"))["result"] == "AUTHORIZATION_SUCCESS"
    posted = basket((cast.saris.variant, 1), method="of-somebody-else", source="Q2hlY2tvdXQ6Mg==")
    assert asked(client, BEGIN, wish(posted, way="cash", transaction="tx-2"))["result"] == "CHARGE_FAILURE"


def test_each_collector_has_a_transaction_of_its_own(client: Client, cast: Cast, both: paying.Json) -> None:
    alone(cast)
    coop, citra = f"coop:{cast.cooperative.pk}", f"seller:{cast.citras.seller.pk}"
    assert asked(client, BEGIN, wish(both))["result"] == "CHARGE_FAILURE"  # which bill?
    first = asked(client, BEGIN, wish(both, bill=coop, amount=85_000.0, transaction="tx-2"))
    second = asked(client, BEGIN, wish(both, bill=citra, amount=17_000.0, transaction="tx-3"))
    assert [one["result"] for one in (first, second)] == ["CHARGE_ACTION_REQUIRED"] * 2
    found = foreign_pay.sessions_of([paying.CHECKOUT])
    assert [(one.collector_kind, one.amount.minor, one.state) for one in found] == [
        ("cooperative", 85_000, "open"), ("seller", 17_000, "open"),
    ]  # fmt: skip


def test_another_choice_ends_the_first_one(client: Client, both: paying.Json) -> None:
    asked(client, BEGIN, wish(both))
    asked(client, BEGIN, wish(both, way="cash", transaction="tx-2"))
    assert [row.state for row in PaySession.objects.order_by("pk")] == ["ended", "authorized"]
    assert Charge.objects.get().state == Charge.State.CANCELLED
    assert asked(client, GO_ON, wish(both))["result"] == "CHARGE_FAILURE"


def test_going_on_tells_how_it_stands(client: Client, both: paying.Json) -> None:
    first = asked(client, BEGIN, wish(both))
    again = asked(client, GO_ON, wish(both))
    assert again == first
    unknown = asked(client, GO_ON, wish(both, transaction="tx-9"))
    assert unknown["result"] == "CHARGE_FAILURE"


def test_nobody_charges_cash_from_afar(client: Client, both: paying.Json) -> None:
    asked(client, BEGIN, wish(both, way="cash"))
    told = asked(client, CHARGE, moving("CHARGE", 102_000.0))
    assert (told["result"], bool(told["pspReference"])) == ("CHARGE_FAILURE", True)


def test_what_nobody_paid_can_be_cancelled_twice(client: Client, both: paying.Json) -> None:
    asked(client, BEGIN, wish(both))
    body = moving("CANCEL", 102_000.0)
    first, second = asked(client, CANCEL, body), asked(client, CANCEL, body)
    assert first == second
    assert first["result"] == "CANCEL_SUCCESS"
    assert Charge.objects.get().state == Charge.State.CANCELLED
    assert asked(client, CANCEL, moving("CANCEL", 5.0, transaction="tx-9"))["result"] == "CANCEL_FAILURE"


def test_a_refund_of_what_is_not_ours_is_refused(client: Client) -> None:
    told = asked(client, REFUND, moving("REFUND", 5_000.0))
    assert (told["result"], bool(told["message"])) == ("REFUND_FAILURE", True)


def test_nothing_of_this_moves_money(client: Client, both: paying.Json) -> None:
    asked(client, BEGIN, wish(both))
    assert check() == []


def test_the_page_a_gateway_sends_back_to(client: Client, settings: LazySettings) -> None:
    assert client.get("/saleor/kembali/").status_code == 200
    assert client.post("/saleor/kembali/").status_code == 405
    settings.SALEOR = {}
    assert client.get("/saleor/kembali/").status_code == 404


def test_another_channels_checkout_is_not_paid_here_for_nobody_takes_in_its_order(
    client: Client, both: paying.Json
) -> None:
    elsewhere = {**both, "channel": {"slug": "usa"}}
    told = asked(client, BEGIN, wish(elsewhere))
    assert (told["result"], PaySession.objects.count()) == ("CHARGE_FAILURE", 0)
    assert asked(client, GATEWAY, {"sourceObject": elsewhere})["data"]["bills"] == []
    ours = {**both, "channel": {"slug": "lapak-id"}}
    assert asked(client, BEGIN, wish(ours))["result"] == "CHARGE_ACTION_REQUIRED"


@pytest.mark.parametrize("data", ["[" * 5_000, "7" * 4_500, '"\\ud800"', "\0", 3, None, [1], {"way": {"a": 1}}])
def test_whatever_a_shopper_sends_along_is_answered_in_a_sentence(
    client: Client, both: paying.Json, data: object
) -> None:
    told = asked(client, BEGIN, {**wish(both), "data": data})
    assert (told["result"], bool(told["message"])) == ("CHARGE_FAILURE", True)
    assert len(asked(client, GATEWAY, {"sourceObject": both, "data": data})["data"]["bills"]) == 1


@pytest.mark.parametrize("name", [CHARGE, REFUND, CANCEL])
def test_a_shoppers_own_request_does_not_pass_for_one_of_staff(client: Client, both: paying.Json, name: str) -> None:
    asked(client, BEGIN, wish(both))
    assert post(client, name, wish(both)).status_code == 401
    assert PaySession.objects.get().state == "waiting"
    other = "CHARGE" if name != CHARGE else "CANCEL"
    assert post(client, name, moving(other, 102_000.0)).status_code == 401
    old = {**moving("CANCEL", 102_000.0), "issuedAt": "2024-01-01T00:00:00+00:00"}
    assert post(client, CANCEL, old).status_code == 401
    assert PaySession.objects.get().state == "waiting"


@pytest.mark.parametrize(("written", "kept"), [("0812 0000 1004", "+6281200001004"), ("12", ""), ("x\0y", "")])
def test_a_buyers_number_is_kept_as_we_know_numbers(client: Client, cast: Cast, written: str, kept: str) -> None:
    told = basket((cast.saris.variant, 1), delivery={cast.saris.seller.pk: 5_000}, phone=written)
    asked(client, BEGIN, wish(told))
    assert PaySession.objects.get().told["buyer"]["phone"] == kept
