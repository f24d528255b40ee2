"""Photos of a shop that existed before: fetched once, shown, kept in step, and never sent back."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.test import Client

from catalog.media import actions as media
from catalog.media import editing, intake
from catalog.media.models import Photo
from catalog.products.models import Product
from sellers.accounts.access import Scope
from sellers.kit import clock
from storefront.engine.saleor import (  # fmt: skip
    assigning,
    connection,
    merging,
    moving_in,
    photos_fetching,
    photos_out,
    reconciling,
    resting,
)
from storefront.engine.saleor.models import Difference, FoundPhoto, FoundProduct, ProductMirror
from tests.cast import Cast
from tests.catalog.pictures import jpeg, png_bomb
from tests.storefront.saleor_goods.dashboard import Dashboard

WRITES = {"productMediaCreate", "productMediaUpdate", "productMediaDelete", "productMediaReorder"}


@pytest.fixture
def shirt(dashboard: Dashboard) -> str:
    """A shirt of the old shop, with two photos."""
    made = dashboard.add_product("Kemeja Lurik", ("OLD-S", 15_000, 4))
    dashboard.saleor.staff.add_photo(made, jpeg(900, 600), alt="Kemeja dari depan")
    dashboard.saleor.staff.add_photo(made, jpeg(600, 900), alt="Kemeja dari belakang")
    dashboard.hear()
    return made


@pytest.fixture
def given(cast: Cast, dashboard: Dashboard, shirt: str) -> Callable[[], Product]:
    def give() -> Product:
        product = assigning.assign(
            person=cast.operator, found_id=FoundProduct.objects.get(saleor_id=shirt).pk,
            seller_id=cast.citras.seller.pk, category_id=cast.citras.product.category_id,
        )  # fmt: skip
        assert moving_in.move_in_due() == 1
        dashboard.ground.push_due()
        return product

    return give


def photos(product: Product) -> list[Photo]:
    return list(Photo.objects.filter(product=product).in_order())


def there(dashboard: Dashboard, product_id: str) -> list[str]:
    return [one.id for row in dashboard.saleor.world.named("Product") if row.id == product_id for one in row.photos]


def quiet(dashboard: Dashboard) -> bool:
    """Everything that is told there was told, and no photo was."""
    dashboard.saleor.network.calls.clear()
    resting.wake()
    dashboard.ground.push_due()
    photos_out.push_photos_due()
    return not any(set(call.split()) & WRITES for call in dashboard.saleor.network.calls)


def test_its_photos_come_with_it_in_all_sizes_and_words(
    dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    product = given()
    assert photos_fetching.fetch_due() == 2
    front, back = photos(product)
    assert (front.alt, front.width, front.height, set(front.sizes)) == (
        "Kemeja dari depan", 900, 600, {"400", "800", "1200"},
    )  # fmt: skip
    assert (back.alt, back.width, back.height) == ("Kemeja dari belakang", 600, 900)
    with default_storage.open(front.sizes["400"]) as stored:
        assert stored.read(4) == b"RIFF"
    assert ProductMirror.objects.get(product=product).media == dict(
        zip((str(front.pk), str(back.pk)), there(dashboard, shirt), strict=True)
    )


def test_the_shop_shows_them(client: Client, given: Callable[[], Product]) -> None:
    product = given()
    photos_fetching.fetch_due()
    page = client.get(f"/produk/{product.slug}/").content.decode()
    assert all(one.sizes["800"] in page for one in photos(product)[:1])
    assert "Kemeja dari depan" in page


def test_a_photo_taken_away_and_put_back_stays(
    cast: Cast, dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    product = given()
    photos_fetching.fetch_due()
    front, back = photos(product)
    asked = {"scope": Scope(operator=True), "person": None, "product_id": product.pk, "photo_id": front.pk}
    editing.take_away(**asked)
    photos_out.push_photos_due()
    assert len(there(dashboard, shirt)) == 1
    editing.put_back(**asked, to=0)
    photos_out.push_photos_due()
    merging.merge(shirt)
    assert photos(product) == [front, back]
    assert len(there(dashboard, shirt)) == 2


def test_a_fetched_photo_that_was_turned_is_sent_turned(
    dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    product = given()
    photos_fetching.fetch_due()
    front, back = photos(product)
    before = there(dashboard, shirt)
    editing.turn(scope=Scope(operator=True), person=None, product_id=product.pk, photo_id=front.pk)
    photos_out.push_photos_due()
    merging.merge(shirt)
    assert photos(product) == [front, back]
    now = there(dashboard, shirt)
    assert len(now) == 2 and before[0] not in now and before[1] in now


def test_nothing_goes_back_to_saleor_for_it(dashboard: Dashboard, given: Callable[[], Product], shirt: str) -> None:
    given()
    photos_fetching.fetch_due()
    assert quiet(dashboard)
    merging.merge(shirt)
    reconciling.reconcile()
    assert (photos_fetching.fetch_due(), quiet(dashboard)) == (0, True)


def test_each_file_is_fetched_once_and_without_our_token(
    dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    given()
    for _again in range(3):
        photos_fetching.fetch_due()
        merging.merge(shirt)
    asked = dashboard.saleor.network.media_asked
    assert len(asked) == len({path for path, _headers in asked}) == 2
    assert not any("authorization" in headers for _path, headers in asked)


def test_one_more_photo_in_the_dashboard_is_one_more_here(
    dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    product = given()
    photos_fetching.fetch_due()
    dashboard.saleor.staff.add_photo(shirt, jpeg(700, 700), alt="Kainnya")
    dashboard.hear()
    photos_fetching.fetch_due()
    assert [one.alt for one in photos(product)] == ["Kemeja dari depan", "Kemeja dari belakang", "Kainnya"]
    assert quiet(dashboard)


def test_the_full_look_finds_a_photo_nobody_told_of(
    dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    product = given()
    photos_fetching.fetch_due()
    dashboard.saleor.staff.add_photo(shirt, jpeg(700, 700))
    reconciling.reconcile()
    photos_fetching.fetch_due()
    assert len(photos(product)) == 3


def test_a_photo_removed_there_is_removed_here_with_its_files(
    dashboard: Dashboard,
    given: Callable[[], Product],
    shirt: str,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    product = given()
    photos_fetching.fetch_due()
    front = photos(product)[0]
    dashboard.saleor.staff.remove_photo(there(dashboard, shirt)[0])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # pytest-django's fixture has no exported type
        dashboard.hear()
    assert [one.alt for one in photos(product)] == ["Kemeja dari belakang"]
    assert not default_storage.exists(front.sizes["400"])
    assert quiet(dashboard)


def test_their_order_is_taken_over(dashboard: Dashboard, given: Callable[[], Product], shirt: str) -> None:
    product = given()
    photos_fetching.fetch_due()
    dashboard.saleor.staff.order_photos(shirt, list(reversed(there(dashboard, shirt))))
    merging.merge(shirt)
    assert [one.alt for one in photos(product)] == ["Kemeja dari belakang", "Kemeja dari depan"]
    assert quiet(dashboard)


def test_what_the_seller_removes_on_the_phone_goes_there_and_does_not_come_back(
    cast: Cast, dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    product = given()
    photos_fetching.fetch_due()
    media.remove_photo(scope=Scope(operator=True), person=cast.operator, photo_id=photos(product)[0].pk)
    merging.merge(shirt)  # before it is told there
    resting.wake()
    photos_out.push_photos_due()
    assert len(there(dashboard, shirt)) == 1
    merging.merge(shirt)
    assert (photos_fetching.fetch_due(), len(photos(product))) == (0, 1)


def test_the_seller_s_own_photo_goes_there_and_is_not_fetched_as_another(
    cast: Cast, dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    product = given()
    photos_fetching.fetch_due()
    media.receive_photo(
        scope=Scope(operator=True), person=cast.operator, seller_id=product.seller_id, product_id=product.pk,
        file=BytesIO(jpeg(500, 400)), alt="Dari ponsel",
    )  # fmt: skip
    media.make_sizes_due()
    dashboard.ground.push_due()
    photos_out.push_photos_due()
    assert len(there(dashboard, shirt)) == 3
    dashboard.hear()
    merging.merge(shirt)
    assert (photos_fetching.fetch_due(), len(photos(product))) == (0, 3)


def test_of_ours_nothing_is_fetched_whatever_others_put_there(cast: Cast, dashboard: Dashboard) -> None:
    there_id = dashboard.product_id(cast.saris.product)
    dashboard.saleor.staff.add_photo(there_id, jpeg(500, 400), alt="dari kantor")
    dashboard.hear()
    assert (FoundPhoto.objects.count(), photos_fetching.fetch_due()) == (0, 0)


# bad weather


def bad(dashboard: Dashboard, shirt: str, content: bytes) -> str:
    """The first photo's file went bad; its path."""
    path: str = next(one for one in dashboard.saleor.world.named("Product") if one.id == shirt).photos[0].path
    dashboard.saleor.world.media[path] = ("image/jpeg", content)
    return path


def later(step: timedelta = timedelta(hours=30)) -> None:
    FoundPhoto.objects.filter(done_at=None).update(due_at=clock.now() - step)
    photos_fetching.fetch_due()


def test_a_broken_picture_is_tried_thrice_then_left_out_and_told(
    dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    bad(dashboard, shirt, jpeg(400, 300)[:2000])
    product = given()
    photos_fetching.fetch_due()
    assert [one.alt for one in photos(product)] == ["Kemeja dari belakang"]
    assert Difference.objects.count() == 0
    later()
    later()
    row = FoundPhoto.objects.get(photo=None)
    assert (row.done_at is not None, row.attempts) == (True, 3)
    told = Difference.objects.get(kind="photo")
    assert (told.subject, told.done) == ("Kemeja Lurik, foto 1", "Foto ini dilewati.")
    assert quiet(dashboard)  # the one that came keeps its place there
    assert photos_fetching.fetch_due() == 0


def test_a_bomb_is_left_out_at_once(dashboard: Dashboard, given: Callable[[], Product], shirt: str) -> None:
    bad(dashboard, shirt, png_bomb(9000, 9000))
    product = given()
    photos_fetching.fetch_due()
    assert Difference.objects.get(kind="photo").theirs == "Berkasnya terlalu besar."
    assert len(photos(product)) == 1


def test_a_huge_file_is_not_read_to_its_end(
    dashboard: Dashboard, given: Callable[[], Product], shirt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad(dashboard, shirt, bytes(intake.MOST_BYTES + 1))
    product = given()
    photos_fetching.fetch_due()
    assert Difference.objects.get(kind="photo").theirs == "Berkasnya terlalu besar."
    assert len(photos(product)) == 1


def test_a_file_that_is_not_there_is_asked_for_again_later_and_told(
    dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    path = bad(dashboard, shirt, b"")
    content = jpeg(300, 300)
    del dashboard.saleor.world.media[path]
    product = given()
    photos_fetching.fetch_due()
    assert FoundPhoto.objects.get(photo=None).due_at > clock.now() + timedelta(seconds=20)
    for _try in range(photos_fetching.TOLD_AFTER):
        later()
    assert Difference.objects.get(kind="photo", settled_at=None).theirs == "Berkasnya belum bisa diambil."
    dashboard.saleor.world.media[path] = ("image/jpeg", content)
    later()
    assert len(photos(product)) == 2
    assert Difference.objects.get(kind="photo").done == "Fotonya sudah diambil."


def test_an_answer_that_broke_off_is_no_picture_and_comes_whole_later(
    dashboard: Dashboard, given: Callable[[], Product]
) -> None:
    dashboard.saleor.cut_media(2)
    product = given()
    photos_fetching.fetch_due()
    assert photos(product) == []
    later()
    assert len(photos(product)) == 2


def test_a_redirect_is_not_followed(dashboard: Dashboard, given: Callable[[], Product], shirt: str) -> None:
    product = given()
    row = FoundPhoto.objects.order_by("position")[0]
    thumbnail = f"{dashboard.saleor.world.base}/thumbnail/{row.media_id}/1024/"
    FoundPhoto.objects.filter(pk=row.pk).update(url=thumbnail)
    photos_fetching.fetch_due()
    assert len(photos(product)) == 1
    assert "HTTP 302" in FoundPhoto.objects.get(pk=row.pk).last_error


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/media/a.jpg", "file:///etc/passwd", "http://u@{host}/a.jpg", "//{host}/a", "http://[x"]
)
def test_nothing_is_fetched_from_anywhere_else(
    dashboard: Dashboard, given: Callable[[], Product], url: str, settings: LazySettings
) -> None:
    given()
    url = url.replace("{host}", connection.public_url().split("/")[2])
    FoundPhoto.objects.update(url=url)
    photos_fetching.fetch_due()
    assert dashboard.saleor.network.media_asked == []
    assert {one.last_error.split(":")[0] for one in FoundPhoto.objects.all()} == {"Elsewhere"}


def test_a_bucket_is_asked_when_the_settings_name_it(dashboard: Dashboard, settings: LazySettings) -> None:
    address = "https://bucket.example/media/a.jpg?signed=1"
    assert not connection.is_media_address(address)
    settings.SALEOR = {**settings.SALEOR, "media_url": "https://bucket.example"}
    assert connection.is_media_address(address)
    assert not connection.is_media_address("http://bucket.example/media/a.jpg")


def test_taken_from_the_seller_again_while_it_is_fetched_nothing_is_left(
    cast: Cast, dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    given()
    row = FoundPhoto.objects.order_by("position")[0]
    assigning.undo(person=cast.operator, found_id=FoundProduct.objects.get(saleor_id=shirt).pk)
    assert (FoundPhoto.objects.count(), photos_fetching.fetch_due()) == (0, 0)
    with pytest.raises(ProductMirror.DoesNotExist):
        photos_fetching._bring(row)


def test_while_the_goods_are_being_sent_a_photo_waits_its_turn(
    dashboard: Dashboard, given: Callable[[], Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    product = given()
    monkeypatch.setattr(merging, "WAITS", 1)
    ProductMirror.objects.filter(product=product).update(leased_until=clock.now() + timedelta(minutes=5))
    photos_fetching.fetch_due()
    assert photos(product) == []
    ProductMirror.objects.filter(product=product).update(leased_until=None)
    later(timedelta())
    assert len(photos(product)) == 2


def test_another_file_under_the_same_id_takes_the_place_of_the_former(
    dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    product = given()
    photos_fetching.fetch_due()
    one = next(one for one in dashboard.saleor.world.named("Product") if one.id == shirt).photos[0]
    one.path = "/media/products/baru.jpg"
    dashboard.saleor.world.media[one.path] = ("image/jpeg", jpeg(444, 333))
    merging.merge(shirt)
    photos_fetching.fetch_due()
    assert [row.width for row in photos(product)] == [444, 600]
    assert quiet(dashboard)


def test_gone_there_and_sent_again_its_photos_go_along(
    dashboard: Dashboard, given: Callable[[], Product], shirt: str
) -> None:
    product = given()
    photos_fetching.fetch_due()
    dashboard.delete(product)
    dashboard.hear()
    assert (FoundPhoto.objects.count(), len(photos(product))) == (0, 2)
