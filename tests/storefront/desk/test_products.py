"""Goods at the desk: listed in five answers, priced and counted in the list, taken down and put back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.media.models import Photo
from catalog.products.models import Pool, Product, Variant
from catalog.search import indexing
from sellers.people.models import Person
from tests.cast import Cast
from tests.storefront.desk.selling import picture, sold

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
NEW = "/lapak/produk/baru/"


def answers(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "stall": cast.saris.seller.pk, "key": "kunci-1", "photo": picture(), "name": "Keripik Talas",
        "price": "15rb", "unit": "bungkus", "stock": "24", **changes,
    }  # fmt: skip


def kept_in(page: str) -> str:
    return page.split('name="kept_photo" value="')[1].split('"')[0]


def change(browser: Client, variant: Variant, **given: Any) -> Any:
    return browser.post(f"/lapak/produk/kemasan/{variant.pk}/", given)


def test_five_answers_make_a_product_on_show(cast: Cast, at: At) -> None:
    answer = at(cast.sari).post(NEW, answers(cast))
    made = Product.objects.get(name="Keripik Talas")
    variant = made.variants.get()
    assert answer["Location"] == f"/lapak/produk/{made.pk}/"
    assert (made.state, made.seller, made.photos.count()) == ("published", cast.saris.seller, 1)
    assert (variant.price_minor, variant.unit, variant.pool.available) == (15_000, "bungkus", 24)


def test_the_form_asks_for_no_more_than_five_things(cast: Cast, at: At) -> None:
    page = at(cast.sari).get(NEW).text
    form = page.split("data-steps")[1].split("</form>")[0]
    assert form.count(" required") <= 5


def test_a_category_is_guessed_from_goods_of_that_name(cast: Cast, at: At) -> None:
    indexing.index([cast.saris.product.pk, cast.citras.product.pk])
    at(cast.sari).post(NEW, answers(cast, name="Belimbing Madu"))
    assert Product.objects.get(name="Belimbing Madu").category.slug == "buah"


def test_the_same_form_sent_twice_lists_once(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    first, again = sari.post(NEW, answers(cast)), sari.post(NEW, answers(cast))
    assert first["Location"] == again["Location"]
    assert Product.objects.filter(name="Keripik Talas").count() == 1


def test_the_same_form_with_other_answers_is_refused(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    sari.post(NEW, answers(cast))
    assert sari.post(NEW, answers(cast, name="Keripik Lain")).status_code == 409
    assert not Product.objects.filter(name="Keripik Lain").exists()


@pytest.mark.parametrize("price", ["gratis", "-5000", "0", "25,50", "99999999999999"])
def test_a_bad_price_returns_the_form_filled_and_the_photo_kept(cast: Cast, at: At, price: str) -> None:
    sari = at(cast.sari)
    refused = sari.post(NEW, answers(cast, price=price))
    assert refused.status_code == 422
    assert 'value="Keripik Talas"' in refused.text
    assert 'id="f-price-error"' in refused.text
    again = answers(cast, kept_photo=kept_in(refused.text))
    del again["photo"]
    assert sari.post(NEW, again).status_code == 302
    assert Product.objects.get(name="Keripik Talas").photos.count() == 1


def test_what_is_no_picture_is_told_and_the_answers_stay(cast: Cast, at: At) -> None:
    svg = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)></svg>", "image/jpeg")
    answer = at(cast.sari).post(NEW, answers(cast, photo=svg))
    assert answer.status_code == 422
    assert 'value="Keripik Talas"' in answer.text
    assert 'id="f-photo-error"' in answer.text


def test_no_photo_is_asked_for(cast: Cast, at: At) -> None:
    without = answers(cast)
    del without["photo"]
    answer = at(cast.sari).post(NEW, without)
    assert (answer.status_code, "Ambil foto barangnya dulu." in answer.text) == (422, True)


def test_a_kept_photo_of_another_stall_is_not_used(cast: Cast, at: At) -> None:
    theirs = kept_in(at(cast.citra).post(NEW, answers(cast, stall=cast.citras.seller.pk, price="x")).text)
    without = answers(cast, kept_photo=theirs)
    del without["photo"]
    assert at(cast.sari).post(NEW, without).status_code == 422


def test_another_stalls_id_in_the_form_lists_nothing(cast: Cast, at: At) -> None:
    assert at(cast.sari).post(NEW, answers(cast, stall=cast.citras.seller.pk)).status_code == 404
    assert not Photo.objects.exists()


def test_price_and_stock_are_changed_in_the_list(cast: Cast, at: At) -> None:
    variant = cast.saris.variant
    answer = change(at(cast.sari), variant, price="Rp42.500", stock="12", stock_was="50", version=variant.version)
    variant.refresh_from_db()
    assert answer.status_code == 302
    assert (variant.price_minor, Pool.objects.get(pk=variant.pool_id).available) == (42_500, 12_000)


def test_with_htmx_the_row_alone_comes_back(cast: Cast, at: At) -> None:
    variant = cast.saris.variant
    answer = at(cast.sari).post(
        f"/lapak/produk/kemasan/{variant.pk}/", {"price": "42500", "version": "1"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "Rp42.500" in answer.text


def test_a_changed_price_does_not_bring_sold_goods_back(cast: Cast, at: At) -> None:
    sold(cast, quantity=2)
    variant = cast.saris.variant
    change(at(cast.sari), variant, price="41000", stock="50", stock_was="50", version=variant.version)
    assert Pool.objects.get(pk=variant.pool_id).available == 48_000


def test_somebody_elses_change_is_shown_beside_ones_own(cast: Cast, at: At) -> None:
    variant = cast.saris.variant
    change(at(cast.budi), variant, price="45000", stock="50", stock_was="50", version=variant.version)
    answer = change(at(cast.sari), variant, price="43000", stock="50", stock_was="50", version=variant.version)
    assert answer.status_code == 409
    assert "Rp45.000" in answer.text
    assert 'value="43000"' in answer.text


def test_a_form_that_comes_back_shows_now_what_was_not_typed(cast: Cast, at: At) -> None:
    """Of the price that was typed and the stock that was not, only the first is the seller's to send again."""
    sari, variant = at(cast.sari), cast.saris.variant
    shown = {"price_was": "Rp40.000", "stock_was": "50", "version": variant.version}
    sold(cast, quantity=2)
    change(at(cast.budi), variant, price="45000", version=variant.version)
    for typed in ({"price": "43000", "stock": "50"}, {"price": "gratis", "stock": "50"}):
        answer = change(sari, variant, **shown, **typed).text
        form = answer.split(f'id="kemasan-{variant.pk}"')[1].split("</form>")[0]
        assert f'value="{typed["price"]}"' in form
        assert form.count('value="48"') == 2 and 'value="50"' not in form
    only_stock = change(sari, variant, **shown, price="Rp40.000", stock="40").text
    form = only_stock.split(f'id="kemasan-{variant.pk}"')[1].split("</form>")[0]
    assert form.count('value="Rp45.000"') == 2 and 'value="40"' in form


@pytest.mark.parametrize(
    "given", [{"price": "-1", "stock": "3"}, {"price": "1000", "stock": "-3"}, {"stock": "banyak"}]
)
def test_a_bad_price_or_count_is_told_and_nothing_changes(cast: Cast, at: At, given: dict[str, str]) -> None:
    answer = change(at(cast.sari), cast.saris.variant, **given)
    cast.saris.variant.refresh_from_db()
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert (cast.saris.variant.price_minor, Pool.objects.get(pk=cast.saris.pool.pk).available) == (40_000, 50_000)


def test_a_short_product_is_filled_up_from_today(cast: Cast, at: At) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=0)
    sari = at(cast.sari)
    assert "Stok habis" in sari.get("/lapak/").text
    answer = change(sari, cast.saris.variant, stock="7", next="/lapak/")
    assert (answer["Location"], Pool.objects.get(pk=cast.saris.pool.pk).available) == ("/lapak/", 7_000)


def test_a_product_is_taken_down_and_put_back(cast: Cast, at: At) -> None:
    sari, product = at(cast.sari), cast.saris.product
    page = sari.post(f"/lapak/produk/{product.pk}/penurunan/", follow=True).text
    product.refresh_from_db()
    assert product.state == "taken_down"
    assert "Opak Gambir diturunkan. Pembeli tidak melihatnya lagi." in page
    assert f'action="/lapak/produk/{product.pk}/penayangan/" class="desk-undo"' in page
    sari.post(f"/lapak/produk/{product.pk}/penayangan/")
    product.refresh_from_db()
    assert product.state == "published"


def test_the_particulars_are_edited(cast: Cast, at: At) -> None:
    product = cast.saris.product
    given = {
        "name": "Opak Gambir Asli", "category": "camilan", "description": "Renyah.", "halal": "bersertifikat",
        "lead_time_days": "2", "maker": "Bu Sari", "perishable": "1",
    }  # fmt: skip
    assert at(cast.sari).post(f"/lapak/produk/{product.pk}/", given).status_code == 302
    product.refresh_from_db()
    assert (product.name, product.lead_time_days, product.perishable) == ("Opak Gambir Asli", 2, True)


def test_days_that_are_no_number_are_told(cast: Cast, at: At) -> None:
    given = {"name": "Opak", "category": "camilan", "halal": "bersertifikat", "lead_time_days": "lama"}
    answer = at(cast.sari).post(f"/lapak/produk/{cast.saris.product.pk}/", given)
    assert (answer.status_code, 'id="f-lead_time_days-error"' in answer.text) == (422, True)


def test_another_pack_draws_on_the_same_stock(cast: Cast, at: At) -> None:
    product = cast.saris.product
    given = {"pack_unit": "bungkus", "content": "500 g", "pack_price": "21rb"}
    assert at(cast.sari).post(f"/lapak/produk/{product.pk}/kemasan/", given).status_code == 302
    made = Variant.objects.get(product=product, pack_size=500)
    assert (made.pool, made.price_minor) == (cast.saris.pool, 21_000)


def test_a_pack_of_another_kind_is_told(cast: Cast, at: At) -> None:
    given = {"pack_unit": "ekor", "content": "", "pack_price": "21rb"}
    answer = at(cast.sari).post(f"/lapak/produk/{cast.saris.product.pk}/kemasan/", given)
    assert (answer.status_code, 'id="f-pack_unit-error"' in answer.text) == (422, True)


def test_one_more_photo_is_added(cast: Cast, at: At) -> None:
    product = cast.saris.product
    at(cast.sari).post(f"/lapak/produk/{product.pk}/foto/", {"photo": picture(colour="green")})
    assert product.photos.count() == 1


def test_the_preview_shows_what_buyers_will_see(cast: Cast, at: At) -> None:
    page = at(cast.sari).get(f"/lapak/produk/{cast.saris.product.pk}/pratinjau/").text
    assert "Begini pembeli melihatnya." in page
    assert "Rp40.000" in page


def test_a_pack_that_is_gone_is_not_there(cast: Cast, at: At) -> None:
    Variant.objects.filter(pk=cast.saris.variant.pk).update(is_active=False)
    answer = at(cast.sari).post(
        f"/lapak/produk/kemasan/{cast.saris.variant.pk}/", {"price": "5000"}, headers={"hx-request": "true"}
    )
    cast.saris.variant.refresh_from_db()
    assert (answer.status_code, cast.saris.variant.price_minor) == (404, 40_000)
