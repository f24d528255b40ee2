"""Harga hari ini: all prices and stocks on one screen, one save, one way back."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from catalog.products.actions import update_variant
from catalog.products.models import Variant
from sellers.accounts.asking import scope_of
from sellers.people.models import Person
from tests.cast import Cast
from tests.storefront.desk.selling import sold

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
PAGE = "/lapak/harga/"


def form_of(page: str) -> dict[str, Any]:
    """The fields as the page shows them."""
    form = page.split("data-prices")[1].split("</form>")[0]
    found: dict[str, Any] = {"variant": re.findall(r'name="variant" value="(\d+)"', form)}
    for name in ("stall", *(f"{part}-{one}" for one in found["variant"] for part in ("base", "price", "stock"))):
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', form, re.S)
        assert tag, name
        value = re.search(r'value="([^"]*)"', tag[0])
        found[name] = html.unescape(value[1]) if value else ""
    return found


def standing(variant: Variant) -> tuple[int, int]:
    fresh = Variant.objects.select_related("pool").get(pk=variant.pk)
    return fresh.price_minor, fresh.pool.available


def test_every_pack_stands_on_the_page_with_what_it_was(cast: Cast, at: At) -> None:
    fields = form_of(at(cast.sari).get(PAGE).text)
    assert fields["variant"] == [str(cast.saris.variant.pk), str(cast.small_pack.pk)]
    assert fields[f"price-{cast.small_pack.pk}"] == "11.000"
    assert json.loads(fields[f"base-{cast.saris.variant.pk}"]) == {"version": 1, "price": 40_000, "stock": "50"}


def test_a_pool_is_counted_at_one_of_its_packs(cast: Cast, at: At) -> None:
    page = at(cast.sari).get(PAGE).text
    assert f'id="stock-{cast.saris.variant.pk}"' in page
    assert f'id="stock-{cast.small_pack.pk}"' not in page and page.count("stok bersama") == 2


def test_one_save_changes_only_what_was_changed_and_says_what(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    fields = form_of(sari.get(PAGE).text) | {f"price-{cast.small_pack.pk}": "12rb"}
    page = sari.post(PAGE, fields, follow=True)
    assert page.redirect_chain == [(PAGE, 302)]
    assert (
        "250 g Rp12.000" in page.text and "1 kg Rp40.000" not in page.text.split('role="status"')[1].split("</form>")[0]
    )
    assert standing(cast.small_pack)[0] == 12_000
    assert Variant.objects.get(pk=cast.saris.variant.pk).version == 1


def test_the_save_is_taken_back_whole(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    one = cast.saris.variant.pk
    fields = form_of(sari.get(PAGE).text) | {f"price-{one}": "400.000", f"stock-{one}": "20"}
    page = sari.post(PAGE, fields, follow=True)
    assert 'action="/lapak/harga/pembatalan/"' in page.text
    assert standing(cast.saris.variant) == (400_000, 20_000)
    sari.post("/lapak/harga/pembatalan/")
    assert standing(cast.saris.variant) == (40_000, 50_000)


def test_a_slip_of_a_zero_is_saved_and_pointed_out(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    fields = form_of(sari.get(PAGE).text) | {f"price-{cast.saris.variant.pk}": "400.000"}
    page = sari.post(PAGE, fields, follow=True).text
    assert "tadinya Rp40.000" in page
    assert standing(cast.saris.variant)[0] == 400_000


def test_a_row_changed_elsewhere_shows_both_values_and_the_others_are_saved(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    one, other = cast.saris.variant.pk, cast.small_pack.pk
    fields = form_of(sari.get(PAGE).text) | {f"price-{one}": "45.000", f"price-{other}": "12.000"}
    update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=one, price_minor=42_000)
    asked = sari.post(PAGE, fields)
    assert asked.status_code == 409
    assert "Rp42.000 · stok 50" in asked.text and "45.000 · stok 50" in asked.text
    assert (standing(cast.saris.variant)[0], standing(cast.small_pack)[0]) == (42_000, 12_000)
    mine = sari.post(PAGE, form_of(asked.text) | {f"choose-{one}": "mine"})
    assert mine.status_code == 302
    assert standing(cast.saris.variant)[0] == 45_000


def test_choosing_ones_own_price_does_not_bring_sold_goods_back(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    one = cast.saris.variant.pk
    fields = form_of(sari.get(PAGE).text) | {f"price-{one}": "45.000"}
    sold(cast, quantity=2)
    update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=one, price_minor=42_000)
    asked = sari.post(PAGE, fields)
    assert "45.000 · stok 48" in asked.text
    assert sari.post(PAGE, form_of(asked.text) | {f"choose-{one}": "mine"}).status_code == 302
    assert standing(cast.saris.variant) == (45_000, 48_000)


def test_a_stock_of_ones_own_does_not_bring_an_old_price_back(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    one = cast.saris.variant.pk
    fields = form_of(sari.get(PAGE).text) | {f"stock-{one}": "60"}
    update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=one, price_minor=42_000, stock="55")
    asked = sari.post(PAGE, fields)
    assert asked.status_code == 409
    sari.post(PAGE, form_of(asked.text) | {f"choose-{one}": "mine"})
    assert standing(cast.saris.variant) == (42_000, 60_000)


def test_choosing_what_stands_now_changes_nothing(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    one = cast.saris.variant.pk
    fields = form_of(sari.get(PAGE).text) | {f"price-{one}": "45.000"}
    update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=one, price_minor=42_000)
    asked = sari.post(PAGE, fields)
    sari.post(PAGE, form_of(asked.text) | {f"choose-{one}": "theirs"})
    assert standing(cast.saris.variant)[0] == 42_000


@pytest.mark.parametrize("price", ["gratis", "-5", "0", "\0", "9" * 4500, ""])
def test_a_price_nobody_can_read_is_said_at_its_row(cast: Cast, at: At, price: str) -> None:
    sari = at(cast.sari)
    fields = form_of(sari.get(PAGE).text) | {f"price-{cast.saris.variant.pk}": price}
    answer = sari.post(PAGE, fields)
    assert answer.status_code in (302, 400, 422)
    assert standing(cast.saris.variant)[0] == 40_000


@pytest.mark.parametrize("base", ["", "x", "[]", '{"version": 1e999}', '{"version": "9", "price": null}'])
def test_a_base_nobody_can_read_loses_nobodys_price(cast: Cast, at: At, base: str) -> None:
    sari = at(cast.sari)
    one = cast.saris.variant.pk
    fields = form_of(sari.get(PAGE).text) | {f"price-{one}": "41.000", f"base-{one}": base}
    assert sari.post(PAGE, fields).status_code == 409
    assert standing(cast.saris.variant)[0] == 40_000


def test_another_stalls_rows_are_not_changed(cast: Cast, at: At) -> None:
    fields = {
        "stall": cast.saris.seller.pk, "variant": [cast.citras.variant.pk], f"price-{cast.citras.variant.pk}": "1.000",
        f"stock-{cast.citras.variant.pk}": "1",
    }  # fmt: skip
    assert at(cast.sari).post(PAGE, fields).status_code == 422
    assert at(cast.sari).post(PAGE, fields | {"stall": cast.citras.seller.pk}).status_code == 404
    assert standing(cast.citras.variant)[0] == 12_000


def test_strangers_and_other_methods_are_kept_out(cast: Cast, at: At) -> None:
    assert at(cast.sari).put(PAGE).status_code == 405
    assert at(cast.sari).get("/lapak/harga/pembatalan/").status_code == 405
    assert at(cast.stranger).post(PAGE, {}).status_code == 404


def test_today_and_the_goods_lead_there(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    assert f'href="{PAGE}"' in sari.get("/lapak/").text
    assert f'href="{PAGE}"' in sari.get("/lapak/produk/").text
