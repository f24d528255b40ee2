"""Undoing a saved sheet: its goods are withdrawn, what it changed goes back where nobody changed it since."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from catalog.products import stock
from catalog.products.actions import edit_product, update_variant
from catalog.products.changes import What
from catalog.products.models import Change, PoolMovement, Product, SheetImport, SheetRow, Variant
from catalog.products.sheets import applying, saving, undoing
from catalog.products.sheets.errors import SheetRefused
from sellers.accounts.asking import scope_of
from sellers.accounts.models import HelperConsent
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.kit.errors import NotFound
from sellers.people.models import Person
from tests.cast import Cast
from tests.catalog.sheets.making import HEAD, OPAK, csv
from tests.catalog.sheets.test_messy import brought, rows
from tests.catalog.sheets.test_saving import fix, price_row, save, states

pytestmark = pytest.mark.django_db
SINCE = "%s sudah diubah lagi. Dibiarkan."


def undo(cast: Cast, sheet: SheetImport, person: Person | None = None) -> int:
    """How many rows were put in line; all that is in line is worked on."""
    person = person or cast.sari
    put = undoing.ask(scope=scope_of(person), person=person, sheet_id=sheet.pk)
    saving.save_due()
    return put


def saved(cast: Cast, data: bytes, key: str = "k1", **more: Any) -> SheetImport:
    sheet = brought(cast, data, key, **more)
    assert save(cast, sheet) == len(rows(sheet))
    return sheet


def sold(cast: Cast, variant: Variant, packs: int, ref: str = "O1") -> None:
    with transaction.atomic():
        stock.take(quantities={variant.pool_id: packs * variant.pack_size}, ref=ref)


def pool_of(variant: Variant) -> int:
    return Variant.objects.select_related("pool").get(pk=variant.pk).pool.available


def test_goods_the_sheet_made_are_withdrawn_and_nothing_is_deleted(cast: Cast) -> None:
    sheet = saved(cast, csv(HEAD, OPAK, ["Opak Manis", "", "bungkus", "500 g", "20000", ""]))
    assert undo(cast, sheet) == 2 and states(sheet) == ["undone", "undone"]
    product = Product.objects.get(name="Opak Manis")
    assert product.state == "taken_down"
    assert product.variants.filter(is_active=True).count() == 2, "put back by hand it has all its packs"
    assert [row.problems for row in rows(sheet)] == [{}, {}]


def test_what_was_ordered_goes_on_and_is_said(cast: Cast) -> None:
    sheet = saved(cast, csv(HEAD, OPAK))
    variant = Variant.objects.get(product__name="Opak Manis")
    sold(cast, variant, 2)
    undo(cast, sheet)
    assert (states(sheet), rows(sheet)[0].problems) == (
        ["undone"], {"name": "Sudah ada yang memesan. Pesanannya tetap jalan."},
    )  # fmt: skip
    assert PoolMovement.objects.filter(pool=variant.pool_id, reason="take").count() == 1
    assert pool_of(variant) == 18 * 250


def test_a_pack_the_sheet_added_is_no_longer_sold_and_its_goods_are(cast: Cast) -> None:
    sheet = saved(cast, csv(HEAD, ["Opak Gambir", "", "ons", "", "5000", ""]))
    pack = Variant.objects.get(product=cast.saris.product, unit="ons")
    undo(cast, sheet)
    pack.refresh_from_db()
    assert (pack.is_active, states(sheet)) == (False, ["undone"])
    assert Product.objects.get(pk=cast.saris.product.pk).state == "published"


def test_a_pack_that_is_the_last_one_sold_stays(cast: Cast) -> None:
    sheet = saved(cast, csv(HEAD, ["Opak Gambir", "", "ons", "", "5000", ""]))
    Variant.objects.filter(product=cast.saris.product).exclude(unit="ons").update(is_active=False)
    undo(cast, sheet)
    assert (states(sheet), rows(sheet)[0].problems) == (
        ["stuck"], {"unit": "Ini kemasan satu-satunya. Turunkan barangnya saja."},
    )  # fmt: skip


ALL = {
    "Nama barang": "Opak Baru", "Kategori": "Buah", "Stok": "60", "Berat": "900", "Keterangan": "Dari berkas.",
    "Halal": "tidak halal", "Mudah rusak": "ya", "Siap dalam (hari)": "3", "Pembuat": "Bu Warti",
    "Dijual mulai": "2/1/2027", "Dijual sampai": "5/1/2027", "Kode produksi": "B1", "Baik sebelum": "1/3/2027",
    "Tayang": "tidak",
}  # fmt: skip
FIELDS = (
    "name", "category_id", "description", "halal", "perishable", "lead_time_days", "maker", "harvest_from",
    "harvest_until", "batch", "best_before", "state",
)  # fmt: skip


def test_all_that_was_changed_goes_back(cast: Cast) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(description="Dulu.\n- satu", best_before=date(2027, 2, 2))
    before = Product.objects.filter(pk=cast.saris.product.pk).values(*FIELDS).get()
    sheet = saved(cast, price_row(cast.saris.variant, "45000", **ALL))
    between = Product.objects.filter(pk=cast.saris.product.pk).values(*FIELDS).get()
    assert not [field for field in FIELDS if before[field] == between[field]]
    assert (undo(cast, sheet), states(sheet)) == (1, ["undone"])
    assert Product.objects.filter(pk=cast.saris.product.pk).values(*FIELDS).get() == before
    variant = Variant.objects.get(pk=cast.saris.variant.pk)
    assert (variant.price_minor, variant.weight_g, pool_of(variant)) == (40_000, 1_000, 50_000)


@pytest.mark.parametrize(("wanted", "sold_packs", "left"), [("60", 5, 45), ("40", 5, 45), ("50", 5, 45)])
def test_sold_stock_moves_by_the_difference(cast: Cast, wanted: str, sold_packs: int, left: int) -> None:
    sheet = saved(cast, price_row(cast.saris.variant, "45000", Stok=wanted))
    sold(cast, cast.saris.variant, sold_packs)
    undo(cast, sheet)
    assert (pool_of(cast.saris.variant), states(sheet)) == (left * 1000, ["undone"])


def test_where_more_was_sold_than_stood_before_the_stock_is_left_and_it_is_said(cast: Cast) -> None:
    sheet = saved(cast, price_row(cast.saris.variant, "40000", Stok="80"))
    sold(cast, cast.saris.variant, 60)
    undo(cast, sheet)
    assert (pool_of(cast.saris.variant), states(sheet)) == (20_000, ["stuck"])
    assert rows(sheet)[0].problems == {"stock": "Sebagian sudah dipesan. Stoknya dibiarkan."}


def test_what_somebody_changed_since_stays_and_the_rest_of_the_row_goes_back(cast: Cast) -> None:
    given: dict[str, Any] = {"scope": scope_of(cast.budi), "person": cast.budi}
    sheet = saved(cast, price_row(cast.saris.variant, "45000", Stok="60", Keterangan="Baru", Pembuat="Bu Warti"))
    update_variant(**given, variant_id=cast.saris.variant.pk, price_minor=42_000, stock="70")
    edit_product(**given, product_id=cast.saris.product.pk, description="Dari Budi")
    undo(cast, sheet)
    [row] = rows(sheet)
    assert (row.state, row.problems) == (
        "stuck", {"price": SINCE % "Harga", "stock": SINCE % "Stok", "description": SINCE % "Keterangan"},
    )  # fmt: skip
    variant, product = Variant.objects.get(pk=cast.saris.variant.pk), Product.objects.get(pk=cast.saris.product.pk)
    assert (variant.price_minor, pool_of(variant), product.description) == (42_000, 70_000, "Dari Budi")
    assert product.maker == ""


def test_days_of_sale_go_back_together_or_not_at_all(cast: Cast) -> None:
    days = {"Dijual mulai": "2/1/2027", "Dijual sampai": "5/1/2027"}
    sheet = saved(cast, price_row(cast.saris.variant, "45000", **days))
    Product.objects.filter(pk=cast.saris.product.pk).update(harvest_until=date(2027, 2, 1))
    undo(cast, sheet)
    assert rows(sheet)[0].problems == {
        "harvest_from": "Pasangan tanggalnya sudah diubah lagi. Dibiarkan.", "harvest_until": SINCE % "Dijual sampai",
    }  # fmt: skip
    product = Product.objects.get(pk=cast.saris.product.pk)
    assert (product.harvest_from, product.harvest_until) == (date(2027, 1, 2), date(2027, 2, 1))


def test_two_packs_of_one_stock_counted_in_one_sheet_go_back_both(cast: Cast) -> None:
    small = Variant.objects.create(
        product=cast.saris.product, pool=cast.saris.pool, label="250 g", unit="bungkus", pack_size=250, weight_g=260,
        price_minor=11_000, position=1,
    )  # fmt: skip
    head = ["Nomor kemasan", "Stok"]
    sheet = brought(cast, csv(head, [str(cast.saris.variant.pk), "60"], [str(small.pk), "220"]))
    saving.ask(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk)
    saving.save_due()
    between = pool_of(small)
    assert between != 50_000
    undo(cast, sheet)
    assert pool_of(small) == 50_000 and "stuck" not in states(sheet)


def test_it_is_undone_once_however_often_it_is_asked(cast: Cast) -> None:
    sheet = saved(cast, price_row(cast.saris.variant, "45000", Stok="60"))
    asked: dict[str, Any] = {"scope": scope_of(cast.sari), "person": cast.sari, "sheet_id": sheet.pk}
    assert (undoing.ask(**asked), undoing.ask(**asked)) == (1, 0)
    assert (saving.save_due(), saving.save_due()) == (1, 0)
    assert undoing.ask(**asked) == 0, "and from another phone"
    assert pool_of(cast.saris.variant) == 50_000
    entries = AuditEntry.objects.filter(verb="sheet.undone")
    assert [(entry.person, entry.after) for entry in entries] == [(cast.sari, {"rows": 1})]


def test_killed_in_the_middle_it_goes_on_and_puts_each_row_back_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = saved(cast, csv(["Nomor kemasan", "Stok"], [str(cast.saris.variant.pk), "60"]))
    undoing.ask(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk)
    real = undoing._return_stock

    def dies(*given: Any) -> Any:
        real(*given)
        raise SystemExit

    monkeypatch.setattr(undoing, "_return_stock", dies)
    with pytest.raises(SystemExit):
        saving.save_due()
    assert (states(sheet), pool_of(cast.saris.variant)) == (["undoing"], 60_000)
    monkeypatch.undo()
    with clock.frozen(clock.now() + timedelta(seconds=saving.LEASE_S + 1)):
        assert saving.save_due() == 1
    assert (states(sheet), pool_of(cast.saris.variant)) == (["undone"], 50_000)


def test_what_breaks_on_the_way_is_as_it_was_and_may_be_asked_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = saved(cast, price_row(cast.saris.variant, "45000", Stok="60", Keterangan="Baru"))
    monkeypatch.setattr(applying, "edit", lambda *given: 1 / 0)
    undo(cast, sheet)
    assert (states(sheet), rows(sheet)[0].problems) == (
        ["saved"], {"name": "Baris ini belum bisa dibatalkan. Coba lagi."},
    )  # fmt: skip
    assert Variant.objects.get(pk=cast.saris.variant.pk).price_minor == 45_000
    monkeypatch.undo()
    assert (undo(cast, sheet), states(sheet), rows(sheet)[0].problems) == (1, ["undone"], {})


def test_a_day_later_it_is_too_late(cast: Cast) -> None:
    sheet = saved(cast, price_row(cast.saris.variant, "45000"))
    with clock.frozen(clock.now() + undoing.WITHIN - timedelta(minutes=1)):
        assert undoing.undoable(scope_of(cast.sari), sheet).count() == 1
    with clock.frozen(clock.now() + undoing.WITHIN + timedelta(minutes=1)):
        assert undoing.undoable(scope_of(cast.sari), sheet).count() == 0
        with pytest.raises(SheetRefused) as refused:
            undo(cast, sheet)
    assert refused.value.sentence == "Sudah lewat 24 jam. Ubah barangnya satu per satu."
    assert Variant.objects.get(pk=cast.saris.variant.pk).price_minor == 45_000


def test_it_waits_for_the_save(cast: Cast) -> None:
    sheet = brought(cast, csv(HEAD, OPAK))
    saving.ask(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk)
    with pytest.raises(SheetRefused) as refused:
        undo(cast, sheet)
    assert refused.value.sentence == "Masih disimpan. Tunggu sebentar, lalu coba lagi."


def test_another_stalls_sheet_is_not_there(cast: Cast) -> None:
    sheet = saved(cast, csv(HEAD, OPAK))
    with pytest.raises(NotFound):
        undo(cast, sheet, cast.citra)
    assert undoing.undoable(scope_of(cast.citra), sheet).count() == 0


def test_a_helper_undoes_as_the_stall_and_not_once_sent_away(cast: Cast) -> None:
    sheet = saved(cast, csv(HEAD, OPAK, ["Opak Asin", *OPAK[1:]]))
    undoing.ask(scope=scope_of(cast.budi), person=cast.budi, sheet_id=sheet.pk)
    HelperConsent.objects.filter(helper=cast.budi).update(withdrawn_at=clock.now())
    saving.save_due()
    assert states(sheet) == ["saved", "saved"], "its rows wait for somebody who may"
    assert undo(cast, sheet) == 2 and states(sheet) == ["undone", "undone"]
    entries = AuditEntry.objects.filter(verb="sheet.undone").order_by("pk")
    assert [(entry.person, entry.acting_for) for entry in entries] == [
        (cast.budi, cast.saris.seller), (cast.sari, None),
    ]  # fmt: skip


def test_a_sheet_that_only_found_goods_of_another_does_not_withdraw_them(cast: Cast) -> None:
    one, two = brought(cast, csv(HEAD, OPAK)), brought(cast, csv(HEAD, OPAK), "k2")
    save(cast, one)
    save(cast, two)
    assert undo(cast, two) == 1 and states(two) == ["undone"]
    assert Product.objects.get(name="Opak Manis").state == "published"


def test_the_same_file_brings_the_withdrawn_goods_back(cast: Cast) -> None:
    undo(cast, saved(cast, csv(HEAD, OPAK)))
    again = brought(cast, csv(HEAD, [*OPAK[:4], "12000", "20"]), "k2")
    assert [(row.state, row.changes) for row in rows(again)] == [
        ("changed", {"price": ["11000", "12000"], "shown": ["tidak", "ya"]})
    ]
    save(cast, again)
    [product] = Product.objects.filter(name="Opak Manis")
    assert product.state == "published"
    undo(cast, again)
    product.refresh_from_db()
    assert (product.state, product.price_from_minor) == ("taken_down", 11_000)


def test_goods_taken_down_by_hand_are_not_brought_back_by_their_name(cast: Cast) -> None:
    saved(cast, csv(HEAD, OPAK))
    Product.objects.filter(name="Opak Manis").update(state="taken_down")
    assert states(brought(cast, csv(HEAD, OPAK), "k2")) == ["same"]


def test_a_row_that_went_back_is_not_looked_at_again(cast: Cast) -> None:
    sheet = saved(cast, csv(HEAD, OPAK))
    undo(cast, sheet)
    from_page: dict[str, Any] = {
        "edits": {rows(sheet)[0].pk: {"price": "1"}},
        "out": [rows(sheet)[0].pk],
        "mine": [rows(sheet)[0].pk],
    }
    fix(cast, sheet, **from_page)
    assert states(sheet) == ["undone"] and save(cast, sheet) == 0


def test_an_engine_elsewhere_is_told_as_of_any_edit(cast: Cast) -> None:
    sheet = saved(cast, price_row(cast.saris.variant, "45000", Stok="60"))
    stood = dict(Change.objects.filter(product=cast.saris.product).values_list("what", "number"))
    undo(cast, sheet)
    after = Change.objects.filter(product=cast.saris.product)
    assert {change.what for change in after if change.number > stood.get(change.what, 0)} == {What.GOODS, What.STOCK}
    assert {change.origin for change in after} == {""}


def test_a_form_opened_before_is_asked_about_stock_that_went_back(cast: Cast) -> None:
    sheet = saved(cast, price_row(cast.saris.variant, "40000", Stok="60"))
    version = Variant.objects.get(pk=cast.saris.variant.pk).version
    undo(cast, sheet)
    assert Variant.objects.get(pk=cast.saris.variant.pk).version == version + 1


def test_rows_saved_before_this_was_written_down_are_not_offered(cast: Cast) -> None:
    sheet = saved(cast, csv(HEAD, OPAK))
    SheetRow.objects.filter(sheet=sheet).update(did=None)
    assert undoing.undoable(scope_of(cast.sari), sheet).count() == 0
