"""`manage.py saleor check`, fault by fault: each is found, named, and comes with what to do."""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from sellers.kit import clock
from storefront.engine.saleor import checking
from storefront.engine.saleor.models import Connection, Delivery
from tests.fakes.saleor import SaleorStandIn
from tests.saleor_ground import Ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(saleor_ground: Ground) -> SaleorStandIn:
    return saleor_ground.saleor


def wrong() -> dict[str, str]:
    """What was looked at and is not as it must be."""
    found = list(checking.findings(with_order=False))
    assert all(todo for _, fault, todo in found if fault)
    return {what: fault for what, fault, _ in found if fault}


def test_nothing_is_wrong_with_a_shop_that_was_set_up(there: SaleorStandIn) -> None:
    there.deliver()
    kept = {"seller attribute, product type, page type"}  # `install` remembers their ids, and was not run here
    assert set(wrong()) <= kept, wrong()


def test_new_signing_keys_are_seen(there: SaleorStandIn) -> None:
    there.rotate_keys()
    assert "new ones" in wrong()["signing keys"]


def test_a_permission_that_was_taken_away_is_named(there: SaleorStandIn) -> None:
    app = there.app
    assert app is not None
    app.granted.discard("HANDLE_PAYMENTS")
    assert "HANDLE_PAYMENTS" in wrong()["permissions"]


def test_a_token_that_is_good_no_more_ends_the_look(there: SaleorStandIn) -> None:
    there.expire_token()
    assert list(wrong()) == ["token"]


def test_a_saleor_that_is_down_ends_the_look(there: SaleorStandIn) -> None:
    there.down()
    assert list(wrong()) == ["connection"]
    there.up()


def test_deliveries_that_never_came_are_counted(there: SaleorStandIn) -> None:
    there.deliver()
    there.lose(1)
    there.staff.create_product("Sambal")
    there.deliver()
    assert "products failed" in wrong()["deliveries of the last day"]


def test_deliveries_that_nobody_works_off_are_counted(there: SaleorStandIn) -> None:
    there.deliver()
    there.staff.create_product("Sambal")
    there.deliver()
    Delivery.objects.update(received_at=clock.now() - timedelta(minutes=11))
    assert "more than ten minutes" in wrong()["inbox"]


def test_a_clock_that_is_wrong_is_seen(there: SaleorStandIn) -> None:
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert "seconds apart" in wrong()["clocks"]


def test_a_name_that_we_let_nobody_in_under_is_seen(there: SaleorStandIn, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["elsewhere.example"]
    assert "lapak.test" in wrong()["our allowed hosts"]


def test_a_saleor_that_calls_itself_otherwise_is_seen(there: SaleorStandIn, settings: LazySettings) -> None:
    named = there.api_url.replace("127.0.0.1", "localhost")
    settings.SALEOR = {**settings.SALEOR, "api_url": named, "internal_url": there.api_url}
    Connection.objects.update(api_url=named)
    assert "localhost" in wrong()["Saleor's own name"]


def test_reservations_that_are_off_are_seen_in_the_settings_and_in_the_act(there: SaleorStandIn) -> None:
    there.staff.change_settings(reserve_stock_duration_anonymous_user=None)
    there.restart()
    found = wrong()
    assert "sold twice" in found["shop settings"]
    assert "sold twice" in found["a checkout reserves its stock"]
