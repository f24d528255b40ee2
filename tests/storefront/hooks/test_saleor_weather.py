"""Bad days between Saleor and us, with the stand-in on the other side: nothing is lost, nothing doubled."""

import time
from datetime import timedelta

import pytest
from django.conf import LazySettings

from sellers.kit import clock
from storefront.engine import saleor
from storefront.engine.saleor import client as adapter
from storefront.engine.saleor import connection, errors
from storefront.engine.saleor.models import Delivery
from tests.fakes.saleor import SaleorStandIn
from tests.saleor_ground import Ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(saleor_ground: Ground, monkeypatch: pytest.MonkeyPatch) -> SaleorStandIn:
    saleor_ground.saleor.deliver()  # what came with the install
    Delivery.objects.all().delete()
    monkeypatch.setattr(adapter, "RETRY_AFTER_S", (0.01, 0.01))
    return saleor_ground.saleor


def somebody_adds(there: SaleorStandIn, name: str = "Sambal") -> None:
    there.staff.create_product(name)


def test_what_staff_does_in_the_dashboard_is_kept_with_its_name(there: SaleorStandIn) -> None:
    somebody_adds(there)
    assert {one.status for one in there.deliver()} == {"SUCCESS"}
    kept = Delivery.objects.filter(event="product_created").get()
    assert kept.object_id and not kept.echo and kept.principal.startswith("User:")


def test_deliveries_doubled_and_out_of_order_are_each_kept_once(there: SaleorStandIn) -> None:
    there.double(10)
    there.reorder()
    for name in ("Sambal", "Rujak", "Kripik"):
        somebody_adds(there, name)
    sent = there.deliver()
    assert Delivery.objects.count() == len({one.id for one in sent})


def test_a_delivery_that_comes_again_a_day_later_adds_nothing(there: SaleorStandIn) -> None:
    somebody_adds(there)
    sent = there.deliver()
    before = Delivery.objects.count()
    with clock.frozen(clock.now() + timedelta(days=1, hours=1)):
        assert there.send_again(sent[0]) == 200
    assert Delivery.objects.count() == before


def test_a_delivery_that_first_comes_a_day_later_is_kept_as_a_nudge(there: SaleorStandIn) -> None:
    somebody_adds(there)
    with clock.frozen(clock.now() + timedelta(days=1, hours=1)):
        there.deliver()
    kept = Delivery.objects.filter(event="product_created").get()
    assert kept.object_id and set(kept.body["product"]) <= {"id", "externalReference"}


def test_saleor_changes_its_keys_and_nothing_is_refused(there: SaleorStandIn) -> None:
    there.rotate_keys()
    somebody_adds(there)
    assert {one.status for one in there.deliver()} == {"SUCCESS"}
    published = adapter.fetch_json(there.jwks_url)["keys"][0]["kid"]
    assert [key["kid"] for key in connection.current().jwks["keys"]] == [published]


def test_a_token_that_ran_out_is_denied_and_not_taken_for_an_answer(there: SaleorStandIn) -> None:
    there.expire_token()
    assert saleor.api().ask("AppId")["app"] is None  # a stranger is nobody, and that is no error
    with pytest.raises(errors.Denied):
        saleor.api().ask("AppsOfShop")


def test_a_saleor_that_is_down_for_a_moment_is_asked_again(there: SaleorStandIn) -> None:
    there.down(2)
    assert saleor.api().ask("AppId", safe=True)["app"]
    there.down()
    with pytest.raises(errors.Unreachable):
        saleor.api().ask("AppId", safe=True)
    there.up()


def test_a_lost_answer_of_a_write_is_told_as_perhaps_done(there: SaleorStandIn) -> None:
    there.drop_answers(1)
    with pytest.raises(errors.Unreachable) as caught:
        saleor.api().ask("CreateCategory", {"input": {"name": "Sambal", "slug": "sambal"}})
    assert caught.value.sent
    assert saleor.api().ask("CategoryOfSlug", {"slug": "sambal"})["category"]  # it was


def test_eighteen_slow_seconds_scaled_down_are_given_up_in_time(there: SaleorStandIn, settings: LazySettings) -> None:
    settings.SALEOR = {**settings.SALEOR, "timeout_s": 0.18}
    there.delay_s = 1.0
    began = time.monotonic()
    with pytest.raises(errors.Unreachable) as caught:
        saleor.api().ask("AppId")
    assert time.monotonic() - began < 0.9 and caught.value.sent
    there.delay_s = 0.0
