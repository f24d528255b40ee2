"""Photos of goods in Saleor."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage

from catalog.media import actions as media
from catalog.media import editing
from catalog.media.models import Photo
from catalog.products.models import Product
from storefront.engine.saleor import photos_out, reconciling, resting
from storefront.engine.saleor.models import ProductMirror
from tests.catalog.pictures import jpeg
from tests.fakes.saleor.goods import Media
from tests.storefront.saleor_out.conftest import Out

UPLOAD = "productMediaCreate"


def photo(out: Out, width: int = 300, alt: str = "Opak di tampah", product: Product | None = None) -> Photo:
    product = product or out.cast.saris.product
    made = out.act(
        media.receive_photo, seller_id=product.seller_id, file=BytesIO(jpeg(width, 200)), product_id=product.pk, alt=alt
    )
    media.make_sizes_due()
    assert isinstance(made, Photo)
    return Photo.objects.get(pk=made.pk)


def there(out: Out, product: Product | None = None) -> list[Media]:
    photos = out.product(product or out.cast.saris.product).photos
    return sorted(photos, key=lambda one: one.sort_order or 0)


def test_a_photo_is_in_saleor_after_one_sweep_with_its_words(out: Out) -> None:
    out.begin()
    made = photo(out, 1600)
    assert out.sweep()[3] == 1
    [one] = there(out)
    kind, content = out.saleor.world.media[one.path]
    assert (one.alt, kind, content[:4]) == ("Opak di tampah", "image/webp", b"RIFF")
    assert len(content) == default_storage.size(made.sizes["1200"])
    assert ProductMirror.objects.get(product=out.cast.saris.product).media == {str(made.pk): one.id}
    out.calls.clear()
    assert out.sweep() == (0, 0, 0, 0)
    assert out.calls == []


def test_a_photo_that_was_turned_is_the_turned_one_there(out: Out) -> None:
    out.begin()
    made = photo(out, 1600)
    out.sweep()
    [before] = there(out)
    turned = out.act(editing.turn, product_id=out.cast.saris.product.pk, photo_id=made.pk)
    out.sweep()
    [one] = there(out)
    assert one.id != before.id
    assert len(out.saleor.world.media[one.path][1]) == default_storage.size(turned.sizes["1200"])
    assert ProductMirror.objects.get(product=out.cast.saris.product).media == {str(made.pk): one.id}
    out.calls.clear()
    assert out.sweep() == (0, 0, 0, 0)
    assert out.calls == []


def test_a_photo_whose_sizes_are_not_made_waits(out: Out) -> None:
    out.begin()
    out.act(
        media.receive_photo, seller_id=out.cast.saris.seller.pk, file=BytesIO(jpeg(900, 200)),
        product_id=out.cast.saris.product.pk,
    )  # fmt: skip
    out.sweep()
    assert there(out) == []
    media.make_sizes_due()
    out.sweep()
    assert len(there(out)) == 1


def test_the_order_here_is_the_order_there(out: Out) -> None:
    out.begin()
    photo(out, 300, "satu")
    second = photo(out, 310, "dua")
    out.sweep()
    assert [one.alt for one in there(out)] == ["satu", "dua"]
    out.act(media.show_first, photo_id=second.pk)
    out.sweep()
    assert [one.alt for one in there(out)] == ["dua", "satu"]


def test_a_photo_removed_here_is_removed_there_and_those_of_others_stay(out: Out) -> None:
    out.begin()
    ours = photo(out)
    out.sweep()
    product = out.product(out.cast.saris.product)
    world = out.saleor.world
    product.photos.append(
        world.add(Media(id=world.new_id("ProductMedia"), alt="dari kantor", path="/media/x.png", sort_order=1))
    )
    out.act(media.remove_photo, photo_id=ours.pk)
    out.sweep()
    assert [one.alt for one in there(out)] == ["dari kantor"]
    assert ProductMirror.objects.get(product=out.cast.saris.product).media == {}


def test_an_upload_whose_answer_was_lost_is_not_repeated(out: Out) -> None:
    out.begin()
    made = photo(out)
    out.saleor.drop_answers(1)
    assert photos_out.push_photos_due() == 0
    assert ProductMirror.objects.get(product=out.cast.saris.product).media == {str(made.pk): "?"}
    resting.wake()
    assert photos_out.push_photos_due() == 1
    [one] = there(out)
    assert ProductMirror.objects.get(product=out.cast.saris.product).media == {str(made.pk): one.id}
    assert out.calls.count(UPLOAD) == 1


def test_an_upload_that_never_arrived_is_made_again(out: Out) -> None:
    out.begin()
    made = photo(out)
    ProductMirror.objects.filter(product=out.cast.saris.product).update(media={str(made.pk): "?"})
    assert photos_out.push_photos_due() == 1
    assert len(there(out)) == 1


def test_a_file_saleor_does_not_take_is_left_alone_and_stops_nothing(out: Out) -> None:
    out.begin()
    bad, good = photo(out, 300, "rusak"), photo(out, 310, "baik")
    with default_storage.open(bad.sizes["400"], "wb") as stored:
        stored.write(b"RIFF no picture at all")
    out.sweep()
    assert [one.alt for one in there(out)] == ["baik"]
    row = ProductMirror.objects.get(product=out.cast.saris.product)
    assert (row.media[str(bad.pk)], bool(row.media[str(good.pk)])) == ("", True)
    out.calls.clear()
    out.sweep()
    assert UPLOAD not in out.calls


@pytest.mark.parametrize("other", ["citra"])
def test_photos_of_another_stall_stay_as_they_are(out: Out, other: str) -> None:
    out.begin()
    photo(out, product=out.cast.citras.product, alt=other)
    out.sweep()
    before = [(one.id, one.alt) for one in there(out, out.cast.citras.product)]
    mine = photo(out)
    out.sweep()
    out.act(media.remove_photo, photo_id=mine.pk)
    out.sweep()
    assert [(one.id, one.alt) for one in there(out, out.cast.citras.product)] == before


def forgotten(out: Out, made: Photo) -> None:
    """As a market stands whose photos were sent before their files were noted."""
    assert ProductMirror.objects.get(product=out.cast.saris.product).media.keys() == {str(made.pk)}
    ProductMirror.objects.update(media_files=None)


def test_a_photo_of_before_is_noted_in_the_nightly_look_and_its_first_turn_is_then_sent(out: Out) -> None:
    out.begin()
    made = photo(out, 1600)
    out.sweep()
    [before] = there(out)
    forgotten(out, made)
    assert reconciling.reconcile().photos == 1
    assert ProductMirror.objects.get(product=out.cast.saris.product).media_files == {str(made.pk): made.sizes["1200"]}
    assert out.sweep()[3] == 0
    assert there(out) == [before]
    turned = out.act(editing.turn, product_id=out.cast.saris.product.pk, photo_id=made.pk)
    out.sweep()
    [one] = there(out)
    assert one.id != before.id
    assert len(out.saleor.world.media[one.path][1]) == default_storage.size(turned.sizes["1200"])
    assert reconciling.reconcile().photos == 0


def test_a_photo_of_before_that_was_turned_already_is_found_and_sent_again(out: Out) -> None:
    out.begin()
    made = photo(out, 1600)
    out.sweep()
    [before] = there(out)
    turned = out.act(editing.turn, product_id=out.cast.saris.product.pk, photo_id=made.pk)
    forgotten(out, made)
    out.sweep()
    assert there(out) == [before]  # nobody knows yet that it is another one
    assert reconciling.reconcile().photos == 1
    out.sweep()
    [one] = there(out)
    assert (one.id != before.id, len(out.saleor.world.media[one.path][1])) == (
        True, default_storage.size(turned.sizes["1200"]),
    )  # fmt: skip
    assert reconciling.reconcile().photos == 0
