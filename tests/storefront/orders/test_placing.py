"""Placing: exactly once a key, and all or nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from catalog.products.models import Pool, Variant
from payments.charges.models import BankAccount, Charge
from payments.ledger.models import Posting
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.kit.once import KeyReused
from sellers.messages.models import Message
from storefront.engine.embedded.models import Hold
from storefront.orders import life_engine, placing, recording
from storefront.orders.models import Bill, EngineTask, Order, OrderLine, Purchase
from storefront.orders.placing import PlacingProblem, finish_placing_due, place
from storefront.orders.tracking import link_for
from tests.cast import Cast
from tests.storefront.orders.wishes import HOME, cash, picked_up, wanted, wish

KEY = "kunci-dari-halaman-1"
NOON = datetime(2026, 5, 12, 5, 0, tzinfo=UTC)


def left(pool: Pool) -> int:
    return Pool.objects.get(pk=pool.pk).available


def test_one_purchase_two_orders_one_bill(cast: Cast) -> None:
    purchase = place(key=KEY, given=wish(cast))
    assert purchase.state == Purchase.State.PLACED
    orders = list(purchase.orders.order_by("position"))
    assert [(order.seller_id, order.state, order.total_minor) for order in orders] == [
        (cast.saris.seller.pk, "waiting", 85_000),
        (cast.citras.seller.pk, "waiting", 17_000),
    ]
    bill = purchase.bills.get()
    assert (bill.cooperative_id, bill.amount_minor, bill.way) == (cast.cooperative.pk, 102_000, "bank_transfer")
    assert purchase.total_minor == 102_000
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (48_000, 49_000)


def test_the_lines_keep_what_was_sold(cast: Cast) -> None:
    purchase = place(key=KEY, given=wish(cast))
    Variant.objects.filter(pk=cast.saris.variant.pk).update(price_minor=1, label="lain")
    line = OrderLine.objects.get(order__purchase=purchase, variant=cast.saris.variant)
    assert (line.product_name, line.variant_label, line.quantity, line.unit_price_minor, line.total_minor) == (
        "Opak Gambir",
        "1 kg",
        2,
        40_000,
        80_000,
    )


def test_the_address_keeps_code_names_and_postal_code(cast: Cast) -> None:
    purchase = place(key=KEY, given=wish(cast))
    assert purchase.region_names == "Karangsari, Sukorejo, Kota Blitar, Jawa Timur"
    assert (purchase.rt, purchase.rw, purchase.postal_code) == ("003", "005", "66125")
    assert purchase.buyer_phone == "+6281200001004"


def test_a_transfer_opens_a_charge_that_ends_with_the_order(cast: Cast) -> None:
    with clock.frozen(NOON):
        purchase = place(key=KEY, given=wish(cast))
    bill = purchase.bills.get()
    charge = Charge.objects.get(bill_ref=bill.code)
    assert charge.total_minor == 102_000 + charge.unique_code
    assert charge.expires_at == bill.expires_at == NOON + timedelta(hours=24)
    assert {order.deadline_at for order in purchase.orders.all()} == {NOON + timedelta(hours=24)}


def test_the_commission_is_frozen_on_the_order(cast: Cast) -> None:
    purchase = place(key=KEY, given=wish(cast))
    assert [order.commission_minor for order in purchase.orders.order_by("position")] == [4_000, 600]
    rules = {line.commission_rule_id for order in purchase.orders.all() for line in order.lines.all()}
    assert rules == {cast.commission.pk}


def test_nothing_is_sold_before_a_transfer_comes(cast: Cast) -> None:
    place(key=KEY, given=wish(cast))
    assert Posting.objects.count() == 0
    assert not Message.objects.filter(to=cast.sari.phone).exists()


def test_cash_confirms_at_once_and_tells_each_seller(cast: Cast) -> None:
    purchase = place(key=KEY, given=wish(cast, payments=cash(cast)))
    assert {order.state for order in purchase.orders.all()} == {"confirmed"}
    assert [bill.seller_id for bill in purchase.bills.order_by("position")] == [
        cast.saris.seller.pk,
        cast.citras.seller.pk,
    ]
    assert {hold.state for hold in Hold.objects.all()} == {"confirmed"}
    assert Message.objects.filter(to__in=[cast.sari.phone, cast.citra.phone]).count() == 2


def test_the_buyer_is_told_once_what_to_pay_and_where_to_follow(cast: Cast) -> None:
    purchase = place(key=KEY, given=wish(cast))
    place(key=KEY, given=wish(cast))
    message = Message.objects.get(to="+6281200001004")
    total = Charge.objects.get().total_minor
    assert f"Rp{total:,}".replace(",", ".") in message.body
    assert "Koperasi Mawar" in message.body
    assert link_for(purchase) in message.body


def test_a_pick_up_has_a_pin_of_four_digits(cast: Cast) -> None:
    purchase = place(key=KEY, given=wish(cast, parts=picked_up(cast)))
    pins = [order.pickup_pin for order in purchase.orders.all()]
    assert all(len(pin) == 4 and pin.isdigit() for pin in pins)
    brought = place(key="kunci-2", given=wish(cast))
    assert {order.pickup_pin for order in brought.orders.all()} == {""}


def test_each_order_says_who_placed_it(cast: Cast) -> None:
    purchase = place(key=KEY, given=wish(cast, person_id=cast.eko.pk))
    for order in purchase.orders.all():
        event = order.events.get()
        assert (event.verb, event.actor, event.person_id) == ("placed", "buyer", cast.eko.pk)


def test_the_same_key_answers_the_first_purchase_for_ever(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        first = place(key=KEY, given=wish(cast))
        time.tick(days=31)
        Variant.objects.update(price_minor=99_000, is_active=False)
        assert place(key=KEY, given=wish(cast)) == first
    assert Purchase.objects.count() == 1
    assert left(cast.saris.pool) == 48_000


def test_the_same_wish_may_be_written_another_way(cast: Cast) -> None:
    first = place(key=KEY, given=wish(cast))
    lines = tuple(reversed(wish(cast).lines))
    again = wish(cast, lines=lines, buyer_phone="+62 812 0000 1004", buyer_name=" Eko ", language="en")
    assert place(key=KEY, given=again) == first


@pytest.mark.parametrize(
    "change",
    [
        {"buyer_name": "Fajar"},
        {"address": replace(HOME, street="Jl. Lain 1")},
        {"payments": {}},
        {"person_id": 1},
    ],
)
def test_a_key_with_another_wish_is_refused(cast: Cast, change: dict[str, object]) -> None:
    place(key=KEY, given=wish(cast))
    with pytest.raises(KeyReused) as refused:
        place(key=KEY, given=wish(cast, **change))
    assert refused.value.status == 409
    assert Purchase.objects.count() == 1


def test_other_lines_under_a_key_are_refused(cast: Cast) -> None:
    place(key=KEY, given=wish(cast))
    with pytest.raises(KeyReused):
        place(key=KEY, given=wish(cast, lines=(wanted(cast.saris.variant, 3), wanted(cast.citras.variant, 1))))


def test_two_keys_are_two_purchases(cast: Cast) -> None:
    assert place(key=KEY, given=wish(cast)) != place(key="kunci-lain", given=wish(cast))
    assert left(cast.saris.pool) == 46_000


@pytest.mark.parametrize("key", ["", "x" * 81])
def test_a_key_has_a_sensible_length(cast: Cast, key: str) -> None:
    with pytest.raises(Expected):
        place(key=key, given=wish(cast))


def test_what_is_wrong_is_said_and_nothing_is_written(cast: Cast) -> None:
    with pytest.raises(PlacingProblem) as refused:
        place(key=KEY, given=wish(cast, buyer_phone="x", address=replace(HOME, street="")))
    assert {problem.field for problem in refused.value.problems} == {"buyer_phone", "street"}
    assert refused.value.status == 422
    assert not Purchase.objects.exists()


def test_a_corrected_wish_may_use_the_key_that_wrote_nothing(cast: Cast) -> None:
    with pytest.raises(PlacingProblem):
        place(key=KEY, given=wish(cast, buyer_name=""))
    assert place(key=KEY, given=wish(cast)).state == Purchase.State.PLACED


def sell_out_between(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    """Somebody else buys everything after our quote and before our placing."""
    wrote = placing._write_intent

    def write_and_sell_out(*given: object) -> Purchase:
        Pool.objects.filter(pk=cast.citras.pool.pk).update(available=0)
        return wrote(*given)  # type: ignore[arg-type]  # passed through as they came

    monkeypatch.setattr(placing, "_write_intent", write_and_sell_out)


def test_the_last_piece_sold_meanwhile_refuses_with_a_sentence(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sell_out_between(monkeypatch, cast)
    with pytest.raises(PlacingProblem) as refused:
        place(key=KEY, given=wish(cast))
    [problem] = refused.value.problems
    assert problem.sentence == "Stok Belimbing Manis 1 kg habis. Keluarkan dari keranjang."
    assert (problem.seller_id, problem.variant_id) == (cast.citras.seller.pk, cast.citras.variant.pk)
    assert left(cast.saris.pool) == 50_000


def test_a_refused_purchase_is_nobodys_order_and_asks_for_no_money(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sell_out_between(monkeypatch, cast)
    with pytest.raises(PlacingProblem):
        place(key=KEY, given=wish(cast))
    assert Purchase.objects.get().state == Purchase.State.REFUSED
    assert not Order.objects.placed().exists()
    assert set(Bill.objects.values_list("state", flat=True)) == {"cancelled"}
    assert not Charge.objects.exists()
    assert not Message.objects.exists()


def test_a_refused_key_says_the_same_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sell_out_between(monkeypatch, cast)
    with pytest.raises(PlacingProblem) as first:
        place(key=KEY, given=wish(cast))
    Pool.objects.update(available=50_000)
    with pytest.raises(PlacingProblem) as again:
        place(key=KEY, given=wish(cast))
    assert again.value.problems == first.value.problems


def test_no_account_to_pay_to_gives_the_stock_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = recording.record_placed

    def close_accounts_first(*, purchase: Purchase) -> bool:
        BankAccount.objects.update(is_active=False)
        return recorded(purchase=purchase)

    monkeypatch.setattr(recording, "record_placed", close_accounts_first)
    with pytest.raises(PlacingProblem) as refused:
        place(key=KEY, given=wish(cast))
    assert refused.value.problems[0].field == "payment"
    life_engine.finish_stock_due()
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (50_000, 50_000)
    assert not EngineTask.objects.filter(done_at=None).exists()
    assert finish_placing_due() == 0
