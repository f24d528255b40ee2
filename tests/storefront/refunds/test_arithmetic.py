"""Refund arithmetic, for any wishes in any order: never above what was sold, and all of it gives back all of it."""

import contextlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import Q, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.products.models import Variant
from payments.ledger.models import Posting
from payments.ledger.reconcile import check
from payments.money import Money
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative
from storefront.delivery.models import DeliveryFee
from storefront.orders import refunds
from storefront.orders.models import Order, OrderLine
from storefront.orders.refund_wish import LineLeft, LineShare, LineWish, RefundWish, WishImpossible, shares, spread
from storefront.orders.sums import sums_of
from storefront.orders.undoing import commission_back
from tests.cast import Cast
from tests.storefront.life.stories import paid, saris_part
from tests.storefront.refunds.giving import line_of, wish

README = Path(__file__).parents[3] / "storefront" / "orders" / "REFUNDS.md"


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=9))
def test_a_spread_sums_to_the_whole_and_gives_no_part_more_than_it_has(minor: int, lefts: list[int]) -> None:
    if minor > sum(lefts):
        with pytest.raises(ValueError, match="more than is left"):
            spread(minor, lefts)
        return
    parts = spread(minor, lefts)
    assert sum(parts) == minor
    assert all(0 <= part <= left for part, left in zip(parts, lefts, strict=True))


@given(st.integers(1, 10**9), st.floats(0, 1), st.lists(st.integers(1, 10**9), max_size=8))
def test_any_cuts_of_a_line_return_exactly_its_commission(line: int, part: float, cuts: list[int]) -> None:
    kept = round(line * part)
    before, back = 0, 0
    for cut in [*cuts, line]:
        now = min(cut, line - before)
        returned = commission_back(
            line_total=Money(line, "USD"), commission=Money(kept, "USD"), refunded_before=before, now=now
        )
        assert 0 <= returned <= now
        before, back = before + now, back + returned
    assert back == kept


@st.composite
def _lines(draw: st.DrawFn) -> list[LineLeft]:
    lines = []
    for pk in range(1, draw(st.integers(1, 4)) + 1):
        packs, price = draw(st.integers(1, 20)), draw(st.integers(1, 50_000))
        lines.append(LineLeft(pk, f"barang {pk}", packs, packs * price, draw(st.integers(0, 5_000)) * packs))
    return lines


_WISHES = st.sampled_from(["quantity", "weight_g", "minor", "whole", "everything", "delivery"])


@given(_lines(), st.integers(0, 20_000), st.data())
def test_any_sequence_of_wishes_stays_within_what_is_left(
    lines: list[LineLeft], delivery: int, data: st.DataObject
) -> None:
    sold, back = sum(line.total_minor for line in lines) + delivery, 0
    for _step in range(6):
        kind, n = data.draw(_WISHES), data.draw(st.integers(1, 60_000))
        line = data.draw(st.sampled_from(lines))
        wished = {
            "whole": RefundWish("quality", whole_minor=n),
            "everything": RefundWish("quality", everything=True),
            "delivery": RefundWish("quality", delivery_minor=n),
        }.get(kind) or RefundWish("quality", (LineWish(line.line_id, **{kind: n}),))
        try:
            found = shares(wished, lines=lines, delivery_left=delivery)
        except WishImpossible:
            continue
        back += found.minor
        delivery -= found.delivery_minor
        given_back = {share.line_id: share for share in found.lines}
        lines = [_after(one, given_back[one.line_id]) if one.line_id in given_back else one for one in lines]
        assert back <= sold
        assert delivery >= 0
        assert all(one.left >= 0 and one.refunded_quantity <= one.quantity for one in lines)
        if kind == "everything":
            assert back == sold


def _after(line: LineLeft, share: LineShare) -> LineLeft:
    return replace(
        line,
        refunded_minor=line.refunded_minor + share.minor,
        refunded_quantity=line.refunded_quantity + share.quantity,
        refunded_weight_g=line.refunded_weight_g + share.weight_g,
    )


_STEPS = st.lists(
    st.tuples(st.sampled_from(["packs", "grams", "amount", "delivery", "whole"]), st.integers(1, 40_000)),
    min_size=1,
    max_size=6,
)


@pytest.mark.django_db
@pytest.mark.parametrize("currency", ["IDR", "USD"])
@pytest.mark.thorough
def test_whatever_is_given_back_in_turn_the_rest_leaves_nobody_anything(cast: Cast, currency: str) -> None:
    """Any partial refunds, any bearer, then the rest: the buyer has all of it, the seller and the commission nothing
    but what others made good, and page and books agree at every step."""
    for model in (Variant, Cooperative, DeliveryFee):
        model.objects.update(currency=currency)
    counter = iter(range(10**6))

    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
    @given(_STEPS, st.sampled_from(["seller", "cooperative", "courier"]))
    def any_story(steps: list[tuple[str, int]], bearer: str) -> None:
        with transaction.atomic():
            order = saris_part(cast, paid(cast, key=f"acak-{next(counter)}"))
            for kind, n in steps:
                _try(cast, order, wished(kind, n, order, bearer), f"langkah-{next(counter)}")
                assert agrees(order, currency)
            _try(cast, order, wish("quality", everything=True, bearer=bearer), f"sisa-{next(counter)}")
            order.refresh_from_db()
            sums = sums_of(order)
            assert (sums.remains.minor, sums.commission.minor) == (0, 0)
            assert sums.net == sums.made_good
            assert agrees(order, currency)
            assert check() == []
            transaction.set_rollback(True)

    any_story()


def wished(kind: str, n: int, order: Order, bearer: str) -> RefundWish:
    line = line_of(order).pk
    lines = {
        "packs": (LineWish(line, quantity=n % 3),),
        "grams": (LineWish(line, weight_g=n % 2_001),),
        "amount": (LineWish(line, minor=n),),
    }.get(kind, ())
    return RefundWish(
        "quality",
        lines,
        bearer=bearer,
        delivery_minor=n % 5_001 if kind == "delivery" else 0,
        whole_minor=n if kind == "whole" else 0,
    )


def _try(cast: Cast, order: Order, wished: RefundWish, key: str) -> None:
    with contextlib.suppress(WishImpossible):
        refunds.propose(scope=scope_of(cast.gita), person=cast.gita, order_code=order.code, wish=wished, key=key)


def agrees(order: Order, currency: str) -> bool:
    """What the order's page says the seller has left is what stands in the books about this order."""
    order.refresh_from_db()
    of_seller = Q(source__kind="seller"), Q(target__kind="seller")
    rows = Posting.objects.filter(ref=order.code)
    for_seller = rows.filter(of_seller[0]).aggregate(s=Sum("amount_minor"))["s"] or 0
    from_seller = rows.filter(of_seller[1]).aggregate(s=Sum("amount_minor"))["s"] or 0
    returned = sum(OrderLine.objects.filter(order=order).values_list("refunded_minor", flat=True))
    return sums_of(order).net == Money(for_seller - from_seller, currency) and order.goods_refunded_minor == returned


def test_the_readmes_table_is_what_the_code_does() -> None:
    rows = [row for row in README.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d", row)]
    assert len(rows) == 5
    lines = [
        LineLeft(1, "Opak 1 kg", 3, 120_000, 3_000),
        LineLeft(2, "Belimbing 1 kg", 1, 12_345, 1_000),
    ]
    delivery = 5_000
    commission = {1: 6_000, 2: 617}
    steps = [
        RefundWish("quality", (LineWish(1, quantity=1),)),
        RefundWish("quality", (LineWish(2, weight_g=333),)),
        RefundWish("quality", (LineWish(1, minor=777),), delivery_minor=1_000),
        RefundWish("quality", whole_minor=10_000),
        RefundWish("quality", everything=True),
    ]
    for row, step in zip(rows, steps, strict=True):
        cells = [cell.strip().replace(".", "") for cell in row.strip("|").split("|")]
        found = shares(step, lines=lines, delivery_left=delivery)
        minor = {share.line_id: share.minor for share in found.lines}
        back = sum(
            commission_back(
                line_total=Money(line.total_minor, "IDR"), commission=Money(commission[line.line_id], "IDR"),
                refunded_before=line.refunded_minor, now=minor.get(line.line_id, 0),
            )
            for line in lines
        )  # fmt: skip
        told = [minor.get(1, 0), minor.get(2, 0), found.delivery_minor, found.minor, back]
        assert [int(cell) for cell in cells[2:]] == told
        given_back = {share.line_id: share for share in found.lines}
        lines = [_after(one, given_back[one.line_id]) if one.line_id in given_back else one for one in lines]
        delivery -= found.delivery_minor
    assert delivery + sum(line.left for line in lines) == 0
