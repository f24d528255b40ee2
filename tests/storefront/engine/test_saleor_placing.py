"""Placing at Saleor when things go otherwise than hoped: prices, stock, delivery, lost answers, second tries."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.products import changes
from catalog.products.models import Change, Variant
from payments.money import Money
from sellers.kit import clock
from storefront.engine.port import EngineUnavailable, LineProblem, PlacePart, PlacingRefused
from storefront.engine.saleor import shipping
from storefront.engine.saleor.engine import SaleorEngine
from storefront.engine.saleor.models import Delivery, OpenOrder, Placement, SoldLine, VariantMirror
from tests.cast import Cast
from tests.contracts.test_engine import left, line, part, placing
from tests.fakes.saleor.carts import Checkout
from tests.saleor_ground import (
    Ground,
    checkouts_there,
    orders_there,
    reserved,
    set_price,
    set_stock,
    there,
)

CREATE, ORDER = "checkoutCreate", "checkoutDeliveryMethodUpdate+orderCreateFromCheckout"


@pytest.fixture
def ground(cast: Cast, saleor_ground: Ground) -> Ground:
    saleor_ground.push()
    saleor_ground.saleor.calls.clear()
    return saleor_ground


@pytest.fixture
def engine() -> SaleorEngine:
    return SaleorEngine()


def two(cast: Cast) -> tuple[PlacePart, ...]:
    """2 kg and 3 small packs of Sari's, 1 kg of Citra's, brought for 5.000 and 10.000."""
    saris = (line(cast.saris.variant, 2), line(cast.small_pack, 3))
    return (
        PlacePart("A", saris, cast.saris.seller.pk, Money(5_000, "IDR")),
        PlacePart("B", (line(cast.citras.variant, 1),), cast.citras.seller.pk, Money(10_000, "IDR")),
    )


def refused(engine: SaleorEngine, *parts: PlacePart) -> list[LineProblem]:
    with pytest.raises(PlacingRefused) as no:
        engine.place(placing(*parts))
    return list(no.value.problems)


def one(cast: Cast, packs: int = 2) -> PlacePart:
    return part("A", line(cast.saris.variant, packs))


def test_two_sellers_are_two_calls_and_one_webhook(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    engine.place(placing(*two(cast)))
    assert ground.saleor.calls == [CREATE, ORDER]
    assert ground.saleor.courier.sync_calls == [("SHIPPING_LIST_METHODS_FOR_CHECKOUT", 200)]
    [order] = orders_there(ground)
    assert (order.status, order.shipping, len(order.lines)) == ("UNCONFIRMED", Decimal(15_000), 3)
    assert order.private_["lapak.placing"] == "P-A-B"
    assert order.method is not None
    breakdown = f'{{"seller:{cast.saris.seller.pk}":5000,"seller:{cast.citras.seller.pk}":10000}}'
    assert order.method.metadata_ == {"lapak.breakdown": breakdown}
    assert order.user_email == "p-a-b@pembeli.invalid"
    assert order.shipping_address is not None and order.shipping_address.city_area == "Sukorejo"


def test_an_order_is_written_down_with_all_that_follows_from_it(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    engine.place(placing(*two(cast)))
    [order] = orders_there(ground)
    placement = Placement.objects.get()
    assert (placement.state, placement.saleor_order_id, placement.total_minor) == ("ordered", order.id, 140_000)
    rows = SoldLine.objects.values_list("order_ref", "variant_id", "quantity")
    assert sorted(rows) == sorted([
        ("A", cast.saris.variant.pk, 2), ("A", cast.small_pack.pk, 3), ("B", cast.citras.variant.pk, 1),
    ])  # fmt: skip
    assert OpenOrder.objects.get().saleor_order_id == order.id
    after = dict(Change.objects.filter(what="stock").values_list("product_id", "number"))
    assert after == {cast.saris.product.pk: 2, cast.citras.product.pk: 2}  # the grams, and the order that counts them


def test_stock_told_after_an_order_counts_it_once(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    engine.place(placing(*two(cast)))
    ground.push_due()
    stock = there(ground, cast.saris.variant).stocks_[0]
    assert stock.quantity - stock.allocated(ground.saleor.world) == left(cast.saris.pool) // 1_000 == 47


def test_placing_again_asks_nothing_again(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    engine.place(placing(*two(cast)))
    ground.saleor.calls.clear()
    engine.place(placing(*two(cast)))
    assert ground.saleor.calls == []


def test_grams_that_are_not_there_ask_nothing_of_saleor(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    assert [problem.reason for problem in refused(engine, one(cast, 51))] == ["stock"]
    assert ground.saleor.calls == []
    assert not Placement.objects.exists()


# prices


def test_a_price_we_have_not_heard_of_refuses_with_it_and_is_read_again(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    set_price(ground, cast.saris.variant, "45000")
    new = Money(45_000, "IDR")
    assert refused(engine, *two(cast)) == [LineProblem(cast.saris.variant.pk, "price", 2, new)]
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (50_000, 50_000)
    assert Delivery.objects.get(event="product_updated").object_id == there(ground, cast.saris.variant).product.id
    assert orders_there(ground) == []
    assert reserved(ground, cast.saris.variant) == 0
    assert refused(engine, *two(cast)) == [LineProblem(cast.saris.variant.pk, "price", 2, new)]


def test_a_price_that_our_money_cannot_say_is_not_sold(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    set_price(ground, cast.saris.variant, "40000.5")
    assert [problem.reason for problem in refused(engine, one(cast))] == ["gone"]


def test_a_price_changed_here_and_not_sent_yet_is_the_price(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    Variant.objects.filter(pk=cast.saris.variant.pk).update(price_minor=39_000)
    changes.tell(product_ids=[cast.saris.product.pk], what="goods")
    cast.saris.variant.refresh_from_db()
    engine.place(placing(one(cast)))
    assert [line_.unit for line_ in orders_there(ground)[0].lines] == [Decimal(39_000)]


def test_another_delivery_price_than_the_buyer_saw_is_cancelled(
    ground: Ground, engine: SaleorEngine, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = shipping.answer

    def dearer(checkout: str) -> list[dict[str, object]]:
        return [{**method, "amount": "77000"} for method in answer(checkout) or ()]

    monkeypatch.setattr(shipping, "answer", dearer)
    assert [problem.reason for problem in refused(engine, *two(cast))] == ["total"]
    assert [order.status for order in orders_there(ground)] == ["CANCELED"]
    placement = Placement.objects.get()
    assert (placement.state, bool(placement.saleor_order_id)) == ("cancelled", True)
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (50_000, 50_000)
    assert not SoldLine.objects.exists()


# stock and goods


@pytest.mark.parametrize("beside", [False, True], ids=["in errors", "beside the data"])
def test_too_little_there_says_how_much_there_is(
    ground: Ground, engine: SaleorEngine, cast: Cast, beside: bool
) -> None:
    set_stock(ground, cast.saris.variant, 1)
    ground.saleor.settings.toplevel_insufficient_stock = beside
    problems = refused(engine, *two(cast))
    assert problems == [LineProblem(cast.saris.variant.pk, "stock", 1, Money(40_000, "IDR"))]
    assert left(cast.saris.pool) == 50_000
    waiting = Change.objects.get(product=cast.saris.product, what="stock")
    assert waiting.origin == ""


def test_stock_that_goes_between_checkout_and_order_is_refused(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    _stop_after_checkout(ground, engine, cast)
    set_stock(ground, cast.saris.variant, 0)
    assert [(p.reason, p.available) for p in refused(engine, *two(cast))] == [("stock", 0)]
    assert orders_there(ground) == []
    assert left(cast.saris.pool) == 50_000
    assert reserved(ground, cast.citras.variant) == 0


def test_what_was_unpublished_is_gone_and_the_others_are_not_to_blame(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    there(ground, cast.citras.variant).product.listings[0].is_published = False
    assert refused(engine, *two(cast)) == [LineProblem(cast.citras.variant.pk, "gone", 0, None)]


def test_what_was_deleted_between_checkout_and_order_is_never_lost_in_silence(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    """Rule 4: the checkout loses the line and keeps its price; the rest would be ordered."""
    _stop_after_checkout(ground, engine, cast)
    [checkout] = checkouts_there(ground)
    checkout.lines_ = [row for row in checkout.lines_ if row.variant is not there(ground, cast.citras.variant)]
    assert refused(engine, *two(cast)) == [LineProblem(cast.citras.variant.pk, "gone", 0, None)]
    assert [order.status for order in orders_there(ground)] == ["CANCELED"]


def test_a_variant_saleor_does_not_know_any_more_is_gone(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    VariantMirror.objects.filter(variant=cast.saris.variant).update(saleor_id="UHJvZHVjdFZhcmlhbnQ6OTk5OTk=")
    assert {problem.reason for problem in refused(engine, one(cast))} == {"gone"}


def test_a_listing_that_is_still_on_its_way_is_asked_for_again(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    mirror = VariantMirror.objects.get(variant=cast.saris.variant)
    mirror.delete()
    with pytest.raises(EngineUnavailable):
        engine.place(placing(one(cast)))
    assert left(cast.saris.pool) == 48_000
    VariantMirror.objects.create(variant=cast.saris.variant, saleor_id=mirror.saleor_id)
    engine.place(placing(one(cast)))
    assert len(orders_there(ground)) == 1


def test_a_listing_that_never_arrives_is_gone_after_a_while(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    VariantMirror.objects.filter(variant=cast.saris.variant).delete()
    with pytest.raises(EngineUnavailable):
        engine.place(placing(one(cast)))
    Placement.objects.update(created_at=clock.now() - timedelta(minutes=6))
    assert refused(engine, one(cast)) == [LineProblem(cast.saris.variant.pk, "gone", 0, None)]
    assert left(cast.saris.pool) == 50_000


# delivery


def test_a_silent_webhook_is_no_order_and_may_be_asked_again(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    route = ground.saleor.route

    def silent(*_asked: object) -> tuple[int, bytes]:
        raise OSError("nobody there")

    ground.saleor.route = silent
    with pytest.raises(EngineUnavailable):
        engine.place(placing(*two(cast)))
    assert orders_there(ground) == []
    assert left(cast.saris.pool) == 47_250
    ground.saleor.route = route
    engine.place(placing(*two(cast)))
    assert len(orders_there(ground)) == 1
    assert checkouts_there(ground) == []


def test_a_stale_delivery_is_calculated_and_chosen_again(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    _stop_after_checkout(ground, engine, cast)
    ground.saleor.ask(
        "mutation($id: ID!) { deliveryOptionsCalculate(id: $id) { errors { code } } }",
        {"id": checkouts_there(ground)[0].id},
    )
    checkouts_there(ground)[0].is_stale = True
    engine.place(placing(*two(cast)))
    assert [order.shipping for order in orders_there(ground)] == [Decimal(15_000)]


def test_an_address_saleor_refuses_is_sent_unchecked(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    wish = placing(one(cast))
    recipient = type(wish.recipient)(**{**vars(wish.recipient), "phone": "+6200"})
    engine.place(type(wish)(wish.ref, wish.parts, recipient))
    assert len(orders_there(ground)) == 1


def test_a_purchase_that_is_only_picked_up_needs_no_address(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    wish = placing(one(cast))
    recipient = type(wish.recipient)(name="Eko", phone="+6281234567890")
    engine.place(type(wish)(wish.ref, wish.parts, recipient))
    assert [order.shipping for order in orders_there(ground)] == [Decimal(0)]


# lost answers and second tries


def test_a_lost_checkout_is_found_by_its_metadata(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    ground.saleor.drop_answers(1)
    with pytest.raises(EngineUnavailable):
        engine.place(placing(*two(cast)))
    [checkout] = checkouts_there(ground)
    engine.place(placing(*two(cast)))
    assert [order.checkout_id for order in orders_there(ground)] == [checkout.id]
    assert checkouts_there(ground) == []


def test_a_strangers_checkout_with_our_metadata_is_not_taken_for_ours(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    ground.saleor.down(1)
    with pytest.raises(EngineUnavailable):
        engine.place(placing(*two(cast)))
    ground.saleor.ask(
        "mutation($input: CheckoutCreateInput!) { checkoutCreate(input: $input) { checkout { id } errors { code } } }",
        {"input": {"channel": "lapak-id", "email": "x@example.com", "lines": [
            {"variantId": there(ground, cast.saris.variant).id, "quantity": 1}],
            "metadata": [{"key": "lapak.placing", "value": "P-A-B"}]}},
    )  # fmt: skip
    [strangers] = checkouts_there(ground)
    engine.place(placing(*two(cast)))
    assert checkouts_there(ground) == [strangers]
    assert [len(order.lines) for order in orders_there(ground)] == [3]


def test_a_lost_order_is_found_by_its_checkout(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    lose_answer_of(ground, ORDER, engine, cast)
    [order] = orders_there(ground)
    assert Placement.objects.get().state == Placement.State.CHECKOUT
    engine.place(placing(*two(cast)))
    assert orders_there(ground) == [order]
    assert Placement.objects.get().saleor_order_id == order.id


def test_a_checkout_that_was_thrown_away_is_made_again(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    _stop_after_checkout(ground, engine, cast)
    ground.saleor.world.drop(checkouts_there(ground)[0])
    engine.place(placing(*two(cast)))
    assert len(orders_there(ground)) == 1


def test_saleor_down_holds_the_grams_and_places_later(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    ground.saleor.down()
    for _try in range(3):
        with pytest.raises(EngineUnavailable):
            engine.place(placing(*two(cast)))
    assert left(cast.saris.pool) == 47_250
    ground.saleor.up()
    engine.place(placing(*two(cast)))
    assert len(orders_there(ground)) == 1


def test_a_lost_token_is_trouble_that_passes(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    ground.saleor.expire_token()
    with pytest.raises(EngineUnavailable):
        engine.place(placing(one(cast)))


def test_a_placing_released_half_way_leaves_no_order(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    lose_answer_of(ground, ORDER, engine, cast)
    engine.release("A")
    engine.release("B")
    assert Placement.objects.get().state == Placement.State.CANCELLED
    assert [order.status for order in orders_there(ground)] == ["CANCELED"]
    engine.place(placing(*two(cast)))
    assert len(orders_there(ground)) == 1
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (50_000, 50_000)


# who answers Saleor


def test_only_a_checkout_of_ours_gets_the_frozen_price(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    _stop_after_checkout(ground, engine, cast)
    [checkout] = checkouts_there(ground)
    [method] = shipping.answer(checkout.id) or []
    assert (method["id"], method["amount"], method["currency"]) == ("lapak", "15000", "IDR")
    Placement.objects.update(state=Placement.State.REFUSED)
    assert shipping.answer(checkout.id) == []
    assert shipping.answer("Q2hlY2tvdXQ6eA==") is None


def _stop_after_checkout(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    """The placing stands at CHECKOUT, and its order was never asked for."""
    _on_call(ground, CREATE, lambda: ground.saleor.down(1))
    with pytest.raises(EngineUnavailable):
        engine.place(placing(*two(cast)))
    assert Placement.objects.get().state == Placement.State.CHECKOUT
    assert isinstance(checkouts_there(ground)[0], Checkout)


def lose_answer_of(ground: Ground, call: str, engine: SaleorEngine, cast: Cast) -> None:
    _on_call(ground, call, lambda: ground.saleor.drop_answers(1))
    with pytest.raises(EngineUnavailable):
        engine.place(placing(*two(cast)))


def _on_call(ground: Ground, call: str, work: Callable[[], None]) -> None:
    """Do something once, when Saleor has done this call and is about to answer."""
    network = ground.saleor.network
    after = network.after

    def once() -> None:
        after()
        if network.calls and network.calls[-1] == call:
            network.after = after
            work()

    network.after = once
