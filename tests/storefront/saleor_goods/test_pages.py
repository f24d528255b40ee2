"""The operator's pages about Saleor: for nobody else, and every press does what it says, once."""

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.products.models import Product, Variant
from sellers.people.models import Person
from storefront.engine.saleor import reconciling
from storefront.engine.saleor.models import Connection, Difference, FoundProduct, ProductMirror
from tests.cast import Cast
from tests.storefront.saleor_goods.dashboard import Dashboard

PAGES = ("saleor", "saleor_differences", "saleor_found", "saleor_by_attribute", "saleor_by_list")
ACTS = ("saleor_sending", "saleor_look", "saleor_assignment", "saleor_disregard", "saleor_offer")


def at(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def fruit(cast: Cast) -> dict[str, int]:
    return {"kategori": cast.citras.product.category_id}


def found(dashboard: Dashboard, *names: str) -> list[FoundProduct]:
    for place, name in enumerate(names):
        dashboard.add_product(name, (f"OLD-{place}", 15_000, 4))
    dashboard.hear()
    return list(FoundProduct.objects.order_by("pk"))


@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_for_the_operator(cast: Cast, dashboard: Dashboard, name: str) -> None:
    found(dashboard, "Kemeja Lurik")
    answer = at(cast.operator).get(reverse(f"cooperative:{name}"))
    assert (answer.status_code, "private" in answer["Cache-Control"]) == (200, True)


@pytest.mark.parametrize("who", ["dewi", "hadi", "fajar", "sari", "stranger"])
def test_officers_sellers_and_strangers_get_404(cast: Cast, dashboard: Dashboard, who: str) -> None:
    browser = at(getattr(cast, who))
    addresses = [reverse(f"cooperative:{name}") for name in (*PAGES, *ACTS)]
    addresses += [reverse("cooperative:saleor_decision", args=[1]), reverse("cooperative:saleor_withdrawal", args=[1])]
    for address in addresses:
        assert browser.get(address).status_code in (404, 405), address
        assert browser.post(address).status_code in (404, 405), address


def test_the_office_menu_leads_an_operator_there_and_nobody_else(
    cast: Cast, dashboard: Dashboard, settings: LazySettings
) -> None:
    door = f'href="{reverse("cooperative:saleor")}"'
    office = reverse("cooperative:dashboard")
    assert door not in at(cast.hadi).get(office).content.decode()
    cast.hadi.is_superuser = True
    cast.hadi.save()
    assert door in at(cast.hadi).get(office).content.decode()
    settings.SALEOR = {}
    assert door not in at(cast.hadi).get(office).content.decode()


def test_an_operator_without_a_cooperative_comes_there_by_the_office_s_address(
    cast: Cast, dashboard: Dashboard, settings: LazySettings
) -> None:
    answer = at(cast.operator).get(reverse("cooperative:dashboard"))
    assert (answer.status_code, answer.headers.get("Location")) == (302, reverse("cooperative:saleor"))
    assert at(cast.operator).get(reverse("cooperative:orders")).status_code == 404
    settings.SALEOR = {}
    assert at(cast.operator).get(reverse("cooperative:dashboard")).status_code == 404


def test_a_guest_signs_in_first_and_a_deed_is_no_link(cast: Cast, dashboard: Dashboard) -> None:
    assert Client().get(reverse("cooperative:saleor")).status_code == 302
    assert at(cast.operator).get(reverse("cooperative:saleor_look")).status_code == 405


def test_without_a_saleor_there_is_no_page(cast: Cast, settings: LazySettings) -> None:
    settings.SALEOR = {}
    assert at(cast.operator).get(reverse("cooperative:saleor")).status_code == 404


def test_what_was_refused_is_shown_with_its_reason_and_tried_again(cast: Cast, dashboard: Dashboard) -> None:
    row = ProductMirror.objects.get(product=cast.saris.product)
    ProductMirror.objects.filter(pk=row.pk).update(last_error="UNIQUE slug: taken", attempts=7)
    browser = at(cast.operator)
    assert "UNIQUE slug: taken" in browser.get(reverse("cooperative:saleor")).text
    browser.post(reverse("cooperative:saleor_sending"), {"produk": row.pk})
    assert ProductMirror.objects.get(pk=row.pk).attempts == 0


def test_looking_now_makes_the_full_look_due(cast: Cast, dashboard: Dashboard) -> None:
    reconciling.reconcile()
    assert not reconciling.is_due()
    at(cast.operator).post(reverse("cooperative:saleor_look"))
    assert reconciling.is_due()
    assert Connection.objects.get().products_seen_at is None


def test_given_by_hand(cast: Cast, dashboard: Dashboard) -> None:
    first, _other = found(dashboard, "Kemeja Lurik", "Kain Jumputan")
    given = {"produk": [first.pk], "penjual": cast.citras.seller.pk, **fruit(cast)}
    answer = at(cast.operator).post(reverse("cooperative:saleor_assignment"), given, follow=True)
    assert "1 produk kini punya penjual" in answer.text
    assert Product.objects.get(name="Kemeja Lurik").seller == cast.citras.seller
    assert "Kain Jumputan" in answer.text


def test_without_a_seller_the_ticks_come_back(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    answer = at(cast.operator).post(
        reverse("cooperative:saleor_assignment"), {"produk": [row.pk], "penjual": "9" * 4500}
    )
    assert (answer.status_code, f'value="{row.pk}" checked' in answer.text) == (422, True)


def test_put_aside_and_offered_again(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    browser, listing = at(cast.operator), reverse("cooperative:saleor_found")
    browser.post(reverse("cooperative:saleor_disregard"), {"produk": [row.pk, "x", "9" * 4500]})
    assert "Kemeja Lurik" not in browser.get(listing).text
    assert "Kemeja Lurik" in browser.get(listing, {"lihat": "diabaikan"}).text
    browser.post(reverse("cooperative:saleor_offer"), {"produk": [row.pk]})
    assert "Kemeja Lurik" in browser.get(listing).text


def test_given_by_mistake_and_taken_back(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    browser = at(cast.operator)
    browser.post(
        reverse("cooperative:saleor_assignment"), {"produk": [row.pk], "penjual": cast.citras.seller.pk, **fruit(cast)}
    )
    address = reverse("cooperative:saleor_withdrawal", args=[row.pk])
    assert browser.post(address).status_code == 302
    assert FoundProduct.objects.get(pk=row.pk).product is None
    assert browser.post(address).status_code == 404


def test_found_by_its_sku(cast: Cast, dashboard: Dashboard) -> None:
    found(dashboard, "Kemeja Lurik", "Kain Jumputan")
    text = at(cast.operator).get(reverse("cooperative:saleor_found"), {"q": "old-1"}).text
    assert ("Kain Jumputan" in text, "Kemeja Lurik" in text) == (True, False)


def test_a_list_is_shown_first_and_given_then(cast: Cast, dashboard: Dashboard) -> None:
    found(dashboard, "Kemeja Lurik", "Kain Jumputan")
    browser, address = at(cast.operator), reverse("cooperative:saleor_by_list")
    content = "\ufeffSKU;Penjual\r\nOLD-0;Kebun Citra\r\nOLD-1;Toko Hantu\r\n".encode()
    shown = browser.post(address, {"berkas": SimpleUploadedFile("a.csv", content), "langkah": "lihat"})
    assert "1 dari 2 baris bisa dipakai" in shown.text
    assert "Penjual ini tidak dikenal" in shown.text
    assert "OLD-0;Kebun Citra" in shown.text  # back in its box
    assert not Product.objects.filter(name="Kemeja Lurik").exists()
    browser.post(address, {"tempel": content.decode("utf-8-sig"), "langkah": "terapkan", **fruit(cast)})
    assert Product.objects.get(name="Kemeja Lurik").seller == cast.citras.seller


def test_values_of_an_attribute_are_counted_first_and_given_then(cast: Cast, dashboard: Dashboard) -> None:
    attribute = next(one for one in dashboard.saleor.world.named("Attribute") if one.slug == "seller")
    value = {"value": "Merek A"}
    dashboard.add_product("Barang", ("B-1", 9_000, 1), attributes=[{"id": attribute.id, "dropdown": value}])
    dashboard.hear()
    browser, address = at(cast.operator), reverse("cooperative:saleor_by_attribute")
    assert "Merek A" in browser.get(address, {"atribut": "seller"}).text
    form = {"atribut": "seller", "nilai-0": cast.saris.seller.pk, **fruit(cast)}
    assert "Bagikan sekarang" in browser.post(address, {**form, "langkah": "lihat"}).text
    assert not Product.objects.filter(name="Barang").exists()
    browser.post(address, {**form, "langkah": "terapkan"})
    assert Product.objects.get(name="Barang").seller == cast.saris.seller


def test_a_deleted_product_is_sent_again_by_a_press(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.delete(cast.saris.product)
    dashboard.hear()
    browser = at(cast.operator)
    row = Difference.objects.get()
    assert "Kirim lagi ke Saleor" in browser.get(reverse("cooperative:saleor_differences")).text
    address = reverse("cooperative:saleor_decision", args=[row.pk])
    assert browser.post(address, {"tindakan": "kirim"}).status_code == 302
    assert browser.post(address, {"tindakan": "kirim"}).status_code == 404
    dashboard.ground.push_due()
    assert dashboard.price_of(cast.saris.variant) == 40_000


def test_a_new_pack_is_taken_in_and_a_wrong_content_comes_back(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.add_variant(dashboard.product_id(cast.saris.product), name="500 g", sku="OPK-500", price=21_000)
    dashboard.hear()
    browser = at(cast.operator)
    address = reverse("cooperative:saleor_decision", args=[Difference.objects.get().pk])
    refused = browser.post(address, {"tindakan": "isi", "isi": "setengah"})
    assert (refused.status_code, 'value="setengah"' in refused.text) == (422, True)
    assert browser.post(address, {"tindakan": "isi", "isi": "500 g"}).status_code == 302
    assert Variant.objects.get(product=cast.saris.product, label="500 g").pack_size == 500


def test_with_a_token_that_is_good_no_more_nothing_breaks(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    dashboard.saleor.expire_token()
    given = {"produk": [row.pk], "penjual": cast.citras.seller.pk, **fruit(cast)}
    answer = at(cast.operator).post(reverse("cooperative:saleor_assignment"), given, follow=True)
    assert answer.status_code == 200
    assert not Product.objects.filter(name="Kemeja Lurik").exists()


def test_while_saleor_is_away_the_person_is_told_to_wait(cast: Cast, dashboard: Dashboard) -> None:
    (row,) = found(dashboard, "Kemeja Lurik")
    dashboard.saleor.down(50)
    answer = at(cast.operator).post(
        reverse("cooperative:saleor_assignment"),
        {"produk": [row.pk], "penjual": cast.citras.seller.pk, **fruit(cast)},
        follow=True,
    )
    assert "pembagian jalan sendiri nanti" in answer.text
    dashboard.saleor.down(0)
