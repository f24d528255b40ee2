"""What undoing a sheet says is so: of stock that buyers hold, of packs, and of who asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from catalog.products import stock
from catalog.products.actions import put_back, take_down
from catalog.products.models import Category, Product, SheetRow, Variant
from catalog.products.sheets import saving, undoing
from sellers.accounts.asking import scope_of
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from tests.cast import Cast
from tests.catalog.sheets.making import HEAD, OPAK, csv
from tests.catalog.sheets.test_messy import brought, rows
from tests.catalog.sheets.test_saving import fix, price_row, save, states
from tests.catalog.sheets.test_undoing import pool_of, saved, sold, undo

pytestmark = pytest.mark.django_db
BIG = ["Opak Manis", "", "bungkus", "500 g", "20000", ""]


def by_hand(cast: Cast) -> dict[str, Any]:
    product = Product.objects.get(name="Opak Manis")
    return {"scope": scope_of(cast.sari), "person": cast.sari, "product_id": product.pk}


def test_stock_that_buyers_hold_is_left_so_that_none_comes_back_that_never_was(cast: Cast) -> None:
    pack = cast.saris.variant
    with transaction.atomic():
        stock.count(pool_id=pack.pool_id, available=0, ref="gone")
    sheet = saved(cast, price_row(pack, "40000", Stok="20"))
    sold(cast, pack, 15)
    undo(cast, sheet)
    assert (pool_of(pack), states(sheet)) == (5_000, ["stuck"])
    assert rows(sheet)[0].problems == {"stock": "Sebagian sudah dipesan. Stoknya dibiarkan."}
    with transaction.atomic():
        stock.give_back(quantities={pack.pool_id: 15_000}, ref="O1")
    assert pool_of(pack) == 20_000, "what the seller counted, as the sheet still says"


def test_a_pack_goes_by_itself_where_its_goods_stay(cast: Cast) -> None:
    sheet = brought(cast, csv(HEAD, OPAK, [*BIG[:4], "murah", ""]))
    began = clock.now()
    assert save(cast, sheet) == 1
    with clock.frozen(began + timedelta(hours=20)):
        fix(cast, sheet, edits={rows(sheet)[1].pk: {"price": "20000"}})
        assert save(cast, sheet) == 1
    with clock.frozen(began + timedelta(hours=30)):
        assert undo(cast, sheet) == 1 and states(sheet) == ["saved", "undone"]
    product = Product.objects.get(name="Opak Manis")
    assert product.state == "published"
    assert list(product.variants.filter(is_active=True).values_list("pack_size", flat=True)) == [250]


def test_where_the_goods_cannot_be_taken_down_their_pack_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = saved(cast, csv(HEAD, OPAK, BIG))
    monkeypatch.setattr(undoing, "_withdraw", lambda *given: 1 / 0)
    undo(cast, sheet)
    assert states(sheet) == ["saved", "undone"]
    product = Product.objects.get(name="Opak Manis")
    assert list(product.variants.filter(is_active=True).values_list("pack_size", flat=True)) == [250]


def test_a_pack_of_goods_that_were_put_back_by_hand_goes_by_itself(cast: Cast) -> None:
    sheet = brought(cast, csv(HEAD, OPAK, [*BIG[:4], "murah", ""]))
    save(cast, sheet)
    undo(cast, sheet)
    put_back(**by_hand(cast))
    fix(cast, sheet, edits={rows(sheet)[1].pk: {"price": "20000"}})
    save(cast, sheet)
    undo(cast, sheet)
    assert states(sheet) == ["undone", "undone"]
    assert not Variant.objects.get(product__name="Opak Manis", pack_size=500).is_active
    assert Product.objects.get(name="Opak Manis").state == "published"


def test_nobody_is_made_to_undo_in_the_place_of_who_asked(cast: Cast) -> None:
    sheet = saved(cast, price_row(cast.saris.variant, "45000"))
    undoing.ask(scope=scope_of(cast.budi), person=cast.budi, sheet_id=sheet.pk)
    SheetRow.objects.filter(sheet=sheet).update(undone_by=None)
    last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    saving.save_due()
    assert (states(sheet), Variant.objects.get(pk=cast.saris.variant.pk).price_minor) == (["saved"], 45_000)
    assert not AuditEntry.objects.filter(pk__gt=last).exists()


def test_goods_that_somebody_turned_after_the_undo_are_left_to_them(cast: Cast) -> None:
    undo(cast, saved(cast, csv(HEAD, OPAK)))
    assert states(brought(cast, csv(HEAD, OPAK), "k2")) == ["changed"]
    put_back(**by_hand(cast))
    take_down(**by_hand(cast))
    assert states(brought(cast, csv(HEAD, OPAK), "k3")) == ["same"]


def test_goods_whose_price_only_was_undone_are_not_put_on_sale_by_their_name(cast: Cast) -> None:
    saved(cast, csv(HEAD, OPAK))
    undo(cast, saved(cast, csv(HEAD, [*OPAK[:4], "12000", "20"]), "k2"))
    take_down(**by_hand(cast))
    assert states(brought(cast, csv(HEAD, OPAK), "k3")) == ["same"]


def test_goods_that_were_down_already_stay_whoevers_they_are(cast: Cast) -> None:
    sheet = saved(cast, csv(HEAD, OPAK))
    take_down(**by_hand(cast))
    undo(cast, sheet)
    assert states(brought(cast, csv(HEAD, OPAK), "k3")) == ["same"]


def test_a_category_that_is_gone_is_said_as_such(cast: Cast) -> None:
    pack = cast.saris.variant
    other = Category.objects.exclude(pk=pack.product.category_id).exclude(name_id=pack.product.category.name_id)[0]
    sheet = saved(cast, price_row(pack, "45000", Kategori=other.name_id))
    assert Product.objects.get(pk=pack.product_id).category_id == other.pk
    Category.objects.filter(pk=pack.product.category_id).update(name_id="Lain sekali")
    undo(cast, sheet)
    assert rows(sheet)[0].problems == {"category": "Kategori lama sudah tidak ada. Dibiarkan."}
