"""A seller that took cash owes commission; above the limit, after the days of grace, no new cash order is taken."""

from datetime import UTC, datetime

import pytest

from payments.ledger import accounts
from payments.ledger.by_hand import AmountMissing, Written, WrittenDifferently
from payments.ledger.models import Posting
from payments.ledger.posting import Move, post
from payments.money import Money
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.kit.errors import NotFound
from sellers.messages.models import Message
from storefront.orders import cash_debts, life
from storefront.orders.cash_debts import seller_paid, watch
from storefront.orders.models import Order
from storefront.orders.quoting import quote
from storefront.terms import cash_debt
from storefront.terms.models import CashPause, CooperativeTerms
from tests.cast import Cast
from tests.storefront.life.stories import placed_with_cash, saris_part
from tests.storefront.orders.wishes import wish

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


def owe(cast: Cast, minor: int, key: str = "a", currency: str = "IDR") -> None:
    """Commission of cash sales: Sari owes it to the cooperative."""
    source = accounts.commission(cast.cooperative.pk, currency)
    target = accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, currency)
    post(entry=f"test:{key}", moves=[Move("commission", source, target, Money(minor, currency), "X")])


def pays(cast: Cast, minor: int, key: str = "k1") -> bool:
    return seller_paid(
        scope=scope_of(cast.gita), person=cast.gita, cooperative_id=cast.cooperative.pk,
        seller_id=cast.saris.seller.pk, written=Written(key, Money(minor, "IDR"), clock.now()),
    )  # fmt: skip


def stopped(cast: Cast) -> bool:
    return cast.saris.seller.pk in cash_debt.stopped_sellers([cast.saris.seller.pk, cast.citras.seller.pk])


def told(cast: Cast) -> list[str]:
    return list(
        Message.objects.filter(to=cast.sari.phone, template__startswith="cash_").order_by("pk")
        .values_list("template", flat=True)
    )  # fmt: skip


def test_cash_stops_after_the_days_of_grace_and_lifts_by_itself_on_payment(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        owe(cast, 200_001)
        assert watch() == 1
        assert not stopped(cast)
        time.tick(days=14)
        watch()
        assert stopped(cast)
        pays(cast, 1)
        assert not stopped(cast)
    assert told(cast) == ["cash_debt", "cash_stopped", "cash_again"]


def test_a_debt_at_the_limit_stops_nothing(cast: Cast) -> None:
    owe(cast, 200_000)
    assert watch() == 0
    assert not CashPause.objects.exists()


def test_whoever_pays_within_the_grace_is_told_only_once(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        owe(cast, 300_000)
        watch()
        pays(cast, 300_000)
        time.tick(days=20)
        watch()
    assert told(cast) == ["cash_debt"]


def test_without_grace_it_stops_at_once(cast: Cast) -> None:
    CooperativeTerms.objects.update(cash_debt_grace_days=0)
    owe(cast, 300_000)
    watch()
    assert stopped(cast)
    assert told(cast) == ["cash_stopped"]


def test_watching_again_and_again_tells_nothing_twice(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        owe(cast, 300_000)
        for _ in range(3):
            watch()
        time.tick(days=15)
        assert [watch() for _ in range(3)] == [1, 0, 0]
    assert told(cast) == ["cash_debt", "cash_stopped"]


def test_a_debt_in_another_currency_or_elsewhere_is_not_this_ones(cast: Cast) -> None:
    owe(cast, 300_000, currency="USD")
    assert watch() == 0


def test_what_was_paid_stands_once_in_the_books(cast: Cast) -> None:
    owe(cast, 50_000)
    assert (pays(cast, 20_000), pays(cast, 20_000)) == (True, False)
    standing = cash_debt.standing(cast.saris.seller)
    assert standing is not None
    assert standing.debt == Money(30_000, "IDR")
    with pytest.raises(WrittenDifferently):
        pays(cast, 21_000)
    assert Posting.objects.filter(kind="debt_paid").count() == 1


def test_nothing_and_less_cannot_be_paid(cast: Cast) -> None:
    for minor in (0, -5):
        with pytest.raises(AmountMissing):
            pays(cast, minor, key=f"k{minor}")


@pytest.mark.parametrize("who", ["fajar", "sari", "budi", "stranger"])
def test_nobody_else_writes_it_down(cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    with pytest.raises(NotFound):
        cash_debts.seller_paid(
            scope=scope_of(person), person=person, cooperative_id=cast.cooperative.pk,
            seller_id=cast.saris.seller.pk, written=Written("k", Money(1, "IDR"), clock.now()),
        )  # fmt: skip


def test_the_checkout_offers_no_cash_while_it_is_stopped_and_again_after(cast: Cast) -> None:
    CooperativeTerms.objects.update(cash_debt_grace_days=0)
    assert "cash" in quote(wish(cast)).groups[0].ways
    owe(cast, 300_000)
    watch()
    assert "cash" not in quote(wish(cast)).groups[0].ways
    assert quote(wish(cast)).groups[0].ways == ("bank_transfer",)
    pays(cast, 300_000)
    assert "cash" in quote(wish(cast)).groups[0].ways


def test_cash_orders_that_stand_go_on(cast: Cast) -> None:
    purchase = placed_with_cash(cast)
    CooperativeTerms.objects.update(cash_debt_grace_days=0)
    owe(cast, 300_000)
    watch()
    order = saris_part(cast, purchase)
    life.deliver(scope=scope_of(cast.sari), person=cast.sari, order_code=order.code)
    assert Order.objects.get(pk=order.pk).state == "received"
