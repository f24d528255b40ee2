"""What every engine keeps to. A new engine joins by one line in ENGINES.

Saleor is the stand-in, on which the standing cast's goods stand already; `make contract-saleor` asks a real one.
"""

from collections.abc import Callable

import pytest
from django.db import transaction

from catalog.products.models import Pool, Product, Variant
from payments.money import Money
from sellers.accounts.models import Seller
from storefront.engine.embedded.engine import EmbeddedEngine
from storefront.engine.port import (
    BackLine,
    Engine,
    LineProblem,
    MoneyBack,
    Paid,
    PlaceLine,
    PlacePart,
    Placing,
    PlacingRefused,
    Recipient,
    Sent,
)
from storefront.engine.saleor.engine import SaleorEngine
from tests.cast import Cast


def on_saleor(request: pytest.FixtureRequest) -> Engine:
    request.getfixturevalue("cast")
    request.getfixturevalue("saleor_given").push()
    return SaleorEngine()


def embedded(request: pytest.FixtureRequest) -> Engine:
    return EmbeddedEngine()


ENGINES: dict[str, Callable[[pytest.FixtureRequest], Engine]] = {"embedded": embedded, "saleor": on_saleor}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, db: None) -> Engine:
    return ENGINES[request.param](request)


def line(variant: Variant, quantity: int, *, price: int | None = None) -> PlaceLine:
    return PlaceLine(variant.pk, quantity, Money(price or variant.price_minor, variant.currency))


def part(ref: str, *lines: PlaceLine) -> PlacePart:
    return PlacePart(ref, lines)


def placing(*parts: PlacePart) -> Placing:
    """One purchase of these parts, sent to Eko in Karangsari."""
    recipient = Recipient(
        name="Eko", phone="+6281234567890", street="Jl. Cemara 4", village_code="35.72.02.1005",
        region_names="Karangsari, Sukorejo, Kota Blitar, Jawa Timur", postal_code="66137",
    )  # fmt: skip
    return Placing("P-" + "-".join(part.order_ref for part in parts), parts, recipient)


def left(pool: Pool) -> int:
    return Pool.objects.get(pk=pool.pk).available


def test_an_offer_says_price_and_whole_packs(engine: Engine, cast: Cast) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=1_990)
    offers = engine.offers([cast.saris.variant.pk, cast.small_pack.pk])
    assert offers[cast.saris.variant.pk].available == 1
    assert offers[cast.small_pack.pk].available == 7
    assert offers[cast.small_pack.pk].price == Money(11_000, "IDR")
    assert offers[cast.small_pack.pk].sellable


def test_an_unknown_variant_has_no_offer(engine: Engine) -> None:
    assert engine.offers([987_654_321]) == {}


@pytest.mark.parametrize("change", ["variant", "product", "seller"])
def test_what_is_not_for_sale_offers_nothing(engine: Engine, cast: Cast, change: str) -> None:
    if change == "variant":
        Variant.objects.filter(pk=cast.saris.variant.pk).update(is_active=False)
    elif change == "product":
        Product.objects.filter(pk=cast.saris.product.pk).update(state=Product.State.TAKEN_DOWN)
    else:
        Seller.objects.filter(pk=cast.saris.seller.pk).update(state=Seller.State.SUSPENDED)
    offer = engine.offers([cast.saris.variant.pk])[cast.saris.variant.pk]
    assert (offer.available, offer.sellable) == (0, False)
    with pytest.raises(PlacingRefused) as refused:
        engine.place(placing(part("A", line(cast.saris.variant, 1))))
    assert [problem.reason for problem in refused.value.problems] == ["gone"]


def test_placing_takes_the_stock_of_every_part(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 2)), part("B", line(cast.citras.variant, 3))))
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (48_000, 47_000)


def test_packs_of_one_pool_draw_on_the_same_grams(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 2), line(cast.small_pack, 3))))
    assert left(cast.saris.pool) == 47_250


def test_packs_that_fit_alone_and_not_together_are_refused(engine: Engine, cast: Cast) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=1_100)
    lines = (line(cast.saris.variant, 1), line(cast.small_pack, 1))
    with pytest.raises(PlacingRefused) as refused:
        engine.place(placing(part("A", *lines)))
    assert {problem.variant_id for problem in refused.value.problems} == {cast.saris.variant.pk, cast.small_pack.pk}
    assert [problem.available for problem in refused.value.problems] == [1, 4]
    assert left(cast.saris.pool) == 1_100


def test_two_parts_that_share_a_pool_are_counted_together(engine: Engine, cast: Cast) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=1_000)
    with pytest.raises(PlacingRefused):
        engine.place(placing(part("A", line(cast.saris.variant, 1)), part("B", line(cast.small_pack, 1))))
    assert left(cast.saris.pool) == 1_000


def test_the_last_gram_can_be_sold(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 50))))
    assert left(cast.saris.pool) == 0
    with pytest.raises(PlacingRefused):
        engine.place(placing(part("B", line(cast.small_pack, 1))))


def test_one_short_part_leaves_every_pool_as_it_was(engine: Engine, cast: Cast) -> None:
    with pytest.raises(PlacingRefused) as refused:
        engine.place(placing(part("A", line(cast.saris.variant, 1)), part("B", line(cast.citras.variant, 51))))
    assert [(p.variant_id, p.reason, p.available) for p in refused.value.problems] == [
        (cast.citras.variant.pk, "stock", 50)
    ]
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (50_000, 50_000)
    engine.place(placing(part("A", line(cast.saris.variant, 1))))  # the refused reference was not used up
    assert left(cast.saris.pool) == 49_000


def test_another_price_refuses_and_says_the_price(engine: Engine, cast: Cast) -> None:
    with pytest.raises(PlacingRefused) as refused:
        engine.place(placing(part("A", line(cast.saris.variant, 1, price=39_999))))
    [problem] = refused.value.problems
    assert (problem.reason, problem.price, problem.available) == ("price", Money(40_000, "IDR"), 50)


def test_an_unknown_variant_is_refused_as_gone(engine: Engine, cast: Cast) -> None:
    with pytest.raises(PlacingRefused) as refused:
        engine.place(placing(part("A", PlaceLine(987_654_321, 1, Money(1, "IDR")))))
    assert [problem.reason for problem in refused.value.problems] == ["gone"]


def test_placing_again_takes_nothing_twice(engine: Engine, cast: Cast) -> None:
    parts = [part("A", line(cast.saris.variant, 2))]
    engine.place(placing(*parts))
    engine.place(placing(*parts))
    assert left(cast.saris.pool) == 48_000


def test_check_says_what_place_would_refuse_and_takes_nothing(engine: Engine, cast: Cast) -> None:
    wrong = (line(cast.saris.variant, 51), line(cast.citras.variant, 1, price=1))
    assert [problem.reason for problem in engine.check(wrong)] == ["stock", "price"]
    assert engine.check([line(cast.saris.variant, 50)]) == ()
    assert left(cast.saris.pool) == 50_000


def test_released_stock_comes_back_exactly_once(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 2), line(cast.small_pack, 1))))
    engine.release("A")
    engine.release("A")
    assert left(cast.saris.pool) == 50_000


def test_a_confirmed_order_can_still_be_released_once(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 2))))
    engine.confirm("A")
    engine.confirm("A")
    assert left(cast.saris.pool) == 48_000
    engine.release("A")
    engine.release("A")
    assert left(cast.saris.pool) == 50_000


def test_releasing_one_order_leaves_the_other(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 2)), part("B", line(cast.saris.variant, 3))))
    engine.release("A")
    assert left(cast.saris.pool) == 47_000


def test_an_order_nobody_placed_is_released_and_confirmed_in_peace(engine: Engine, cast: Cast) -> None:
    engine.release("NOBODY")
    engine.confirm("NOBODY")
    assert left(cast.saris.pool) == 50_000


def test_a_late_repeat_of_place_does_not_revive_a_released_order(engine: Engine, cast: Cast) -> None:
    parts = [part("A", line(cast.saris.variant, 2))]
    engine.place(placing(*parts))
    engine.release("A")
    engine.place(placing(*parts))
    assert left(cast.saris.pool) == 50_000


def test_retaking_takes_again_at_the_old_price_and_once(engine: Engine, cast: Cast) -> None:
    sold = part("A", line(cast.saris.variant, 2))
    engine.place(placing(sold))
    engine.release("A")
    Variant.objects.filter(pk=cast.saris.variant.pk).update(price_minor=45_000)
    engine.retake(sold)
    engine.retake(sold)
    assert left(cast.saris.pool) == 48_000


def test_what_was_retaken_is_released_exactly_once_too(engine: Engine, cast: Cast) -> None:
    sold = part("A", line(cast.saris.variant, 2))
    engine.place(placing(sold))
    engine.release("A")
    engine.retake(sold)
    engine.release("A")
    engine.release("A")
    assert left(cast.saris.pool) == 50_000


def test_retaking_what_is_held_takes_nothing(engine: Engine, cast: Cast) -> None:
    sold = part("A", line(cast.saris.variant, 2))
    engine.place(placing(sold))
    engine.retake(sold)
    assert left(cast.saris.pool) == 48_000


def test_retaking_more_than_is_left_is_refused_and_can_be_tried_again(engine: Engine, cast: Cast) -> None:
    sold = part("A", line(cast.saris.variant, 2))
    engine.place(placing(sold))
    engine.release("A")
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=1_999)
    with pytest.raises(PlacingRefused):
        engine.retake(sold)
    assert left(cast.saris.pool) == 1_999
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=2_000)
    engine.retake(sold)
    assert left(cast.saris.pool) == 0


def test_packs_of_a_sold_order_come_back_once_for_each_refund(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 3), line(cast.small_pack, 2))))
    engine.confirm("A")
    for _again in range(2):
        engine.give_back(order_ref="A", ref="R1", lines=[BackLine(cast.saris.variant.pk, 1)])
    assert left(cast.saris.pool) == 47_500
    engine.give_back(order_ref="A", ref="R2", lines=[BackLine(cast.small_pack.pk, 2)])
    assert left(cast.saris.pool) == 48_000


def test_what_came_back_is_not_released_again(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 3), line(cast.citras.variant, 1))))
    engine.give_back(order_ref="A", ref="R1", lines=[BackLine(cast.saris.variant.pk, 2)])
    engine.release("A")
    engine.release("A")
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (50_000, 50_000)


def test_never_more_comes_back_than_the_order_holds(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 2))))
    engine.give_back(order_ref="A", ref="R1", lines=[BackLine(cast.saris.variant.pk, 1)])
    engine.give_back(order_ref="A", ref="R2", lines=[BackLine(cast.saris.variant.pk, 9)])
    engine.give_back(order_ref="A", ref="R3", lines=[BackLine(cast.saris.variant.pk, 1)])
    engine.release("A")
    assert left(cast.saris.pool) == 50_000


def test_a_released_order_and_one_nobody_placed_give_nothing_back(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 2))))
    engine.release("A")
    for ref in ("A", "NOBODY"):
        engine.give_back(order_ref=ref, ref="R1", lines=[BackLine(cast.saris.variant.pk, 1)])
    assert left(cast.saris.pool) == 50_000


def test_goods_of_another_order_stay_where_they_are(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 2)), part("B", line(cast.citras.variant, 2))))
    engine.give_back(order_ref="A", ref="R1", lines=[BackLine(cast.citras.variant.pk, 1)])
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (48_000, 48_000)


def test_what_was_sold_elsewhere_is_taken_as_far_as_it_is_there(engine: Engine, cast: Cast) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=2_400)
    sold = part("A", line(cast.saris.variant, 3), line(cast.small_pack, 2), line(cast.citras.variant, 1))
    short = (
        LineProblem(cast.saris.variant.pk, "stock", 2, None),
        LineProblem(cast.small_pack.pk, "stock", 1, None),
    )
    assert engine.take_sold(sold) == short
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (150, 49_000)


def test_asking_again_for_what_was_sold_elsewhere_answers_the_same(engine: Engine, cast: Cast) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=2_400)
    sold = part("A", line(cast.saris.variant, 3), line(cast.small_pack, 2))
    first = engine.take_sold(sold)
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=50_000)
    engine.give_back(order_ref="A", ref="R1", lines=[BackLine(cast.saris.variant.pk, 1)])
    assert engine.take_sold(sold) == first
    assert left(cast.saris.pool) == 51_000


def test_what_was_not_there_at_all_is_not_taken_later(engine: Engine, cast: Cast) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=0)
    sold = part("A", line(cast.saris.variant, 1))
    nothing = (LineProblem(cast.saris.variant.pk, "stock", 0, None),)
    assert engine.take_sold(sold) == nothing
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=5_000)
    assert engine.take_sold(sold) == nothing
    assert left(cast.saris.pool) == 5_000
    engine.release("A")
    assert left(cast.saris.pool) == 5_000


def test_what_was_sold_elsewhere_is_released_exactly_once(engine: Engine, cast: Cast) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=1_000)
    engine.take_sold(part("A", line(cast.saris.variant, 2), line(cast.citras.variant, 1)))
    engine.release("A")
    engine.release("A")
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (1_000, 50_000)


def test_what_the_seller_found_after_all_is_taken_once_for_each_ref(engine: Engine, cast: Cast) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=1_000)
    engine.take_sold(part("A", line(cast.saris.variant, 3)))
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=5_000)
    for ref in ("found-1", "found-1", "found-2"):
        engine.take_found(order_ref="A", ref=ref, line=line(cast.saris.variant, 1))
    assert left(cast.saris.pool) == 3_000
    engine.release("A")
    assert left(cast.saris.pool) == 6_000


@pytest.mark.parametrize("on_shelf", [0, 700])
def test_found_goods_that_the_shelf_did_not_count_are_counted_and_taken(
    engine: Engine, cast: Cast, on_shelf: int
) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=on_shelf)
    engine.take_sold(part("A", line(cast.saris.variant, 1)))
    for _ in range(2):
        engine.take_found(order_ref="A", ref="found-1", line=line(cast.saris.variant, 1))
    assert left(cast.saris.pool) == 0
    engine.release("A")
    assert left(cast.saris.pool) == 1_000


@pytest.mark.parametrize(("more", "stays"), [(-70, 48_070), (60, 47_940)])
def test_goods_that_were_weighed_are_counted_by_the_scale_once(
    engine: Engine, cast: Cast, more: int, stays: int
) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 2))))
    for _again in range(2):
        with transaction.atomic():
            engine.weigh(order_ref="A", ref="weighed", more={cast.saris.variant.pk: more})
    assert left(cast.saris.pool) == stays
    engine.release("A")
    assert left(cast.saris.pool) == 50_000


def test_more_on_the_scale_than_on_the_shelf_takes_what_is_there(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 50))))
    with transaction.atomic():
        engine.weigh(order_ref="A", ref="weighed", more={cast.saris.variant.pk: 60})
    assert left(cast.saris.pool) == 0


def test_news_of_an_order_is_told_in_any_number_and_of_an_unknown_one_in_peace(engine: Engine, cast: Cast) -> None:
    engine.place(placing(part("A", line(cast.saris.variant, 2))))
    engine.confirm("A")
    paid = Paid("BILL:A", Money(80_000, "IDR"), "bank_transfer")
    for order_ref in ("A", "A", "NOBODY"):
        for news in (paid, Sent("jne", "JNE-1"), MoneyBack("R1", Money(40_000, "IDR"), (_back(cast),))):
            engine.tell(order_ref=order_ref, news=news)
    assert left(cast.saris.pool) == 48_000


def _back(cast: Cast) -> BackLine:
    return BackLine(cast.saris.variant.pk, 1)
