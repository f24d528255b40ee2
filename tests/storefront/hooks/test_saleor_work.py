"""The sweep that works off what Saleor sent: each to whoever knows its object, again when it failed, none for ever."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from sellers.kit import clock
from storefront.engine.saleor import inbox
from storefront.engine.saleor.errors import Unreachable
from storefront.engine.saleor.models import Delivery
from storefront.hooks import saleor_work

pytestmark = pytest.mark.django_db
heard: list[tuple[str, str]] = []
trouble: list[Exception] = []


def handle(delivery: Delivery) -> None:
    """Somebody who knows products and orders."""
    if trouble:
        raise trouble[0]
    heard.append((delivery.event, delivery.object_id))


@pytest.fixture(autouse=True)
def _listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    heard.clear()
    trouble.clear()
    monkeypatch.setattr(saleor_work, "HANDLERS", dict.fromkeys(saleor_work.HANDLERS, f"{__name__}.handle"))
    saleor_work._handler.cache_clear()
    yield
    saleor_work._handler.cache_clear()


@pytest.fixture
def came() -> Callable[..., Delivery]:
    def one(event: str = "order_updated", object_id: str = "T3I=", *, echo: bool = False) -> Delivery:
        number = Delivery.objects.count()
        return Delivery.objects.create(
            fingerprint=f"{number:064}", event=event, object_id=object_id, echo=echo, issued_at=clock.now()
        )

    return one


def test_each_goes_to_whoever_knows_its_object(came: Callable[..., Delivery]) -> None:
    for event in ("order_created", "fulfillment_created", "product_updated", "product_variant_stock_updated"):
        came(event, event)
    assert saleor_work.work_due() == 4
    assert {event for event, _ in heard} == {
        "order_created",
        "fulfillment_created",
        "product_updated",
        "product_variant_stock_updated",
    }
    assert saleor_work.work_due() == 0


def test_what_nobody_knows_is_put_aside(came: Callable[..., Delivery]) -> None:
    came("customer_created")
    assert saleor_work.work_due() == 1
    assert (heard, Delivery.objects.filter(done_at=None).count()) == ([], 0)


def test_our_own_writes_of_goods_are_dropped_and_those_of_orders_are_read(came: Callable[..., Delivery]) -> None:
    came("product_updated", echo=True)
    came("order_created", echo=True)
    saleor_work.work_due()
    assert heard == [("order_created", "T3I=")]


def test_an_object_that_changed_ten_times_is_read_once(came: Callable[..., Delivery]) -> None:
    for _ in range(10):
        came()
    saleor_work.work_due()
    assert Delivery.objects.filter(done_at=None).count() == 0
    assert len(heard) == 1


def test_an_echo_that_is_dropped_takes_nobody_elses_change_with_it(came: Callable[..., Delivery]) -> None:
    came("product_updated", "UA==", echo=True)
    came("product_updated", "UA==")
    saleor_work.work_due()
    assert heard == [("product_updated", "UA==")]


def test_what_fails_is_tried_again_later_and_later(came: Callable[..., Delivery]) -> None:
    row, waits = came(), []
    trouble.append(ValueError("no"))
    now = clock.now()
    for _ in range(4):
        with clock.frozen(now):
            saleor_work.work_due()
        row.refresh_from_db()
        waits.append((row.due_at - now).total_seconds())
        now = row.due_at
    assert waits == [10, 20, 40, 80]
    assert "ValueError" in row.last_error
    trouble.clear()
    with clock.frozen(now):
        saleor_work.work_due()
    row.refresh_from_db()
    assert row.done_at and heard


def test_one_that_fails_does_not_keep_others_waiting(came: Callable[..., Delivery]) -> None:
    came("order_created", "bad")
    came("order_created", "good")

    def choosy(delivery: Delivery) -> None:
        if delivery.object_id == "bad":
            raise ValueError
        heard.append((delivery.event, delivery.object_id))

    global handle
    plain, handle = handle, choosy
    try:
        saleor_work.work_due()
    finally:
        handle = plain
    assert heard == [("order_created", "good")]


def test_while_saleor_is_down_everything_waits_and_nothing_is_given_up(came: Callable[..., Delivery]) -> None:
    for n in range(8):
        came("order_created", str(n))
    trouble.append(Unreachable("down", sent=False))
    now = clock.now()
    for _ in range(saleor_work.GIVE_UP_AFTER + 5):
        now += timedelta(minutes=2)
        with clock.frozen(now):
            assert saleor_work.work_due() == 0
    trouble.clear()
    with clock.frozen(now + timedelta(seconds=saleor_work.LONGEST_SILENCE_S + 1)):
        assert saleor_work.work_due() == 8


def test_what_never_works_is_given_up_with_its_reason(came: Callable[..., Delivery]) -> None:
    row = came()
    Delivery.objects.update(attempts=saleor_work.GIVE_UP_AFTER)
    trouble.append(ValueError("never"))
    saleor_work.work_due()
    row.refresh_from_db()
    assert row.done_at and "given up" in row.last_error


def test_old_deliveries_are_forgotten_and_waiting_ones_never(came: Callable[..., Delivery]) -> None:
    done, waiting = came(), came()
    Delivery.objects.filter(pk=done.pk).update(done_at=clock.now() - timedelta(days=31))
    Delivery.objects.filter(pk=waiting.pk).update(received_at=clock.now() - timedelta(days=400))
    assert inbox.forget_old() == 1
    assert Delivery.objects.get() == waiting
