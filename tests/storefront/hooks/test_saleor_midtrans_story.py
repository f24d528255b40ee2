"""A shopper of another storefront pays through Midtrans with Lapak as the payment app: from the call to the books."""

from django.test import Client

from payments.charges.models import Charge
from payments.ledger.reconcile import check
from payments.repayments.models import Repayment
from storefront.config.sweeps import SWEEPS
from storefront.orders.models import Purchase
from tests.fakes.midtrans import MidtransFake
from tests.saleor_ground import orders_there
from tests.storefront.hooks.paying_elsewhere import purchase, states, work
from tests.storefront.hooks.shopping_elsewhere import Shopper

HOOK = "/kait/midtrans/"


def hear(client: Client, fake: MidtransFake) -> set[int]:
    """What Midtrans tells us now, worked off."""
    told = {
        client.post(HOOK, one.body, content_type="application/json", headers=dict(one.headers)).status_code
        for one in fake.webhooks()
    }
    for name in ("gateway_events", "settlements"):
        SWEEPS[name].run()
    return told


def test_the_shopper_scans_pays_and_gets_a_part_back(both: Shopper, fake: MidtransFake, client: Client) -> None:
    assert "midtrans" in [way["way"] for way in both.ways()["ways"]]
    begun = both.begins("midtrans")
    assert begun["transactionEvent"]["type"] == "CHARGE_ACTION_REQUIRED", begun
    assert begun["data"]["qr"] or begun["data"]["lines"] or begun["data"]["url"]
    assert both.completes()["errors"][0]["code"] == "CHECKOUT_NOT_FULLY_PAID"
    fake.pay(Charge.objects.get().code)
    assert hear(client, fake) == {200}
    work(both)
    (there,) = orders_there(both.ground)
    assert (there.charge_status, states()) == ("FULL", ["confirmed", "confirmed"])
    bill = purchase().bills.get()
    assert (bill.way, bill.code, bill.state) == ("midtrans", begun["transaction"]["pspReference"], "paid")
    both.staff_asks("REFUND", begun["transaction"]["id"], 17_000)
    SWEEPS["gateway_refunds"].run()
    hear(client, fake)
    work(both)
    assert both.history(begun["transaction"]["id"])[-1] == ("REFUND_SUCCESS", 17_000)
    assert (Repayment.objects.get().amount_minor, check()) == (17_000, [])


def test_told_twice_and_late_it_is_one_order(both: Shopper, fake: MidtransFake, client: Client) -> None:
    begun = both.begins("midtrans")
    fake.pay(Charge.objects.get().code)
    told = both.goes_on(begun["transaction"]["id"])  # before its notice: Midtrans is asked
    assert told["transactionEvent"]["type"] == "CHARGE_SUCCESS"
    hear(client, fake)
    hear(client, fake)
    work(both)
    assert len(orders_there(both.ground)) == Purchase.objects.count() == 1
    assert both.history(begun["transaction"]["id"]).count(("CHARGE_SUCCESS", 102_000)) == 1
    assert check() == []


def test_what_midtrans_lets_expire_makes_no_order(both: Shopper, fake: MidtransFake, client: Client) -> None:
    begun = both.begins("midtrans")
    fake.fail(Charge.objects.get().code)
    hear(client, fake)
    work(both)
    assert (orders_there(both.ground), Purchase.objects.count()) == ([], 0)
    assert "CHARGE_SUCCESS" not in [kind for kind, _minor in both.history(begun["transaction"]["id"])]
    assert check() == []
