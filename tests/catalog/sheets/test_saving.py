"""Saving a sheet: by the actions of the forms, each row once, never over what somebody changed meanwhile."""

import io
import zipfile
from datetime import date, timedelta
from time import process_time
from typing import Any

import pytest
from django.core.files.storage import default_storage

from catalog.media.models import Photo
from catalog.products.actions import edit_product, update_variant
from catalog.products.models import Product, SheetImport, SheetRow, Variant
from catalog.products.sheets import applying, bringing, keeping, pictures, saving
from catalog.products.sheets.errors import SheetRefused
from sellers.accounts.asking import scope_of
from sellers.accounts.models import HelperConsent, Membership
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.kit.errors import NotFound
from tests.cast import Cast
from tests.catalog.pictures import heic, jpeg, turned_jpeg_with_gps
from tests.catalog.sheets.making import HEAD, OPAK, csv, zipped
from tests.catalog.sheets.test_messy import brought, rows

pytestmark = pytest.mark.django_db


def save(cast: Cast, sheet: SheetImport, **more: Any) -> int:
    saving.ask(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk, **more)
    return saving.save_due()


def states(sheet: SheetImport) -> list[str]:
    return [row.state for row in rows(sheet)]


def fix(cast: Cast, sheet: SheetImport, **said: Any) -> int:
    return bringing.fix(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk, **{"edits": {}, **said})


def price_row(variant: Variant, price: str, **more: str) -> bytes:
    given = {"Nomor kemasan": str(variant.pk), "Harga": price, **more}
    return csv(list(given), list(given.values()))


def test_new_goods_are_made_as_the_form_makes_them(cast: Cast) -> None:
    head = [*HEAD, "Berat", "Keterangan", "Mudah rusak", "Siap dalam (hari)", "Kode produksi", "Baik sebelum", "Tayang"]
    row = [*OPAK, "270", "Renyah.", "ya", "2", "A1", "31/12/2027", "tidak"]
    sheet = brought(cast, csv(head, row))
    assert save(cast, sheet) == 1 and states(sheet) == ["saved"]
    made = Variant.objects.select_related("product__category", "pool").get(product__name="Opak Manis")
    assert (made.label, made.pack_size, made.weight_g, made.price_minor) == ("bungkus 250 g", 250, 270, 11_000)
    assert (made.pool.base, made.pool.available, made.currency) == ("g", 5_000, "IDR")
    product = made.product
    assert (product.perishable, product.lead_time_days, product.batch, product.state) == (True, 2, "A1", "draft")
    assert (product.best_before, product.description) == (date(2027, 12, 31), "Renyah.")


def test_two_packs_of_one_new_name_are_packs_of_one_stock(cast: Cast) -> None:
    sheet = brought(cast, csv(HEAD, OPAK, ["Opak Manis", "", "bungkus", "500 g", "20000", ""]))
    assert states(sheet) == ["new", "new"] and save(cast, sheet) == 2
    product = Product.objects.get(name="Opak Manis")
    assert [(pack.pack_size, pack.pool_id) for pack in product.variants.order_by("pk")] == [
        (250, product.variants.all()[0].pool_id), (500, product.variants.all()[0].pool_id),
    ]  # fmt: skip


def test_saving_again_and_the_same_file_again_change_nothing(cast: Cast) -> None:
    sheet = brought(cast, csv(HEAD, OPAK))
    assert (save(cast, sheet), save(cast, sheet)) == (1, 0)
    assert brought(cast, csv(HEAD, OPAK)).pk == sheet.pk, "the same form sent twice is one sheet"
    assert states(brought(cast, csv(HEAD, OPAK), "k2")) == ["same"]
    assert Product.objects.filter(name="Opak Manis").count() == 1


def test_two_files_of_the_same_goods_make_them_once(cast: Cast) -> None:
    one, two = brought(cast, csv(HEAD, OPAK)), brought(cast, csv(HEAD, OPAK), "k2")
    assert states(two) == ["new"]
    save(cast, one)
    save(cast, two)
    assert Product.objects.filter(name="Opak Manis").count() == 1 and states(two) == ["saved"]


def test_good_rows_are_saved_and_the_others_wait_to_be_put_right(cast: Cast) -> None:
    sheet = brought(cast, csv(HEAD, OPAK, ["Opak Asin", *OPAK[1:4], "murah", "5"], ["Opak Pedas", *OPAK[1:]]))
    with pytest.raises(SheetRefused) as refused:
        save(cast, sheet, only_whole=True)
    assert refused.value.sentence == "1 baris masih salah. Perbaiki atau lewati dulu."
    assert save(cast, sheet) == 2 and states(sheet) == ["saved", "problem", "saved"]
    wrong = rows(sheet)[1]
    assert fix(cast, sheet, edits={wrong.pk: {"price": "9rb"}}) == 0
    assert save(cast, sheet) == 1
    assert Variant.objects.get(product__name="Opak Asin").price_minor == 9_000


def test_a_row_that_is_left_out_is_not_saved_and_may_come_back(cast: Cast) -> None:
    sheet = brought(cast, csv(HEAD, OPAK))
    row = rows(sheet)[0]
    fix(cast, sheet, out=[row.pk])
    assert save(cast, sheet) == 0 and states(sheet) == ["out"]
    fix(cast, sheet, back=[row.pk])
    assert states(sheet) == ["new"] and save(cast, sheet) == 1


def test_a_price_changed_since_the_check_is_kept_and_both_are_shown(cast: Cast) -> None:
    sheet = brought(cast, price_row(cast.saris.variant, "45000", Keterangan="Baru"))
    update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=cast.saris.variant.pk, price_minor=42_000)
    assert save(cast, sheet) == 0
    row = rows(sheet)[0]
    assert (row.state, row.changes["price"], row.theirs["price"]) == ("conflict", ["40000", "45000"], "42000")
    assert Variant.objects.get(pk=cast.saris.variant.pk).price_minor == 42_000
    assert Product.objects.get(pk=cast.saris.product.pk).description == "", "nothing of the row is written"
    fix(cast, sheet, mine=[row.pk])
    assert rows(sheet)[0].changes["price"] == ["42000", "45000"]
    assert save(cast, sheet) == 1
    assert Variant.objects.get(pk=cast.saris.variant.pk).price_minor == 45_000


def test_words_changed_since_the_check_are_kept_too(cast: Cast) -> None:
    sheet = brought(cast, price_row(cast.saris.variant, "40000", Keterangan="Dari berkas"))
    edit_product(scope=scope_of(cast.budi), person=cast.budi, product_id=cast.saris.product.pk, description="Dari Budi")
    save(cast, sheet)
    assert states(sheet) == ["conflict"]
    assert Product.objects.get(pk=cast.saris.product.pk).description == "Dari Budi"


def test_sold_goods_do_not_come_back_by_a_file(cast: Cast) -> None:
    sheet = brought(cast, price_row(cast.saris.variant, "40000", Stok="60"))
    assert rows(sheet)[0].changes == {"stock": ["50", "60"]}
    cast.saris.pool.available = 45_000
    cast.saris.pool.save()
    save(cast, sheet)
    cast.saris.pool.refresh_from_db()
    assert cast.saris.pool.available == 55_000, "ten more were counted, five were sold"


def test_putting_right_does_not_bring_back_what_was_sold_meanwhile(cast: Cast) -> None:
    sheet = brought(cast, price_row(cast.saris.variant, "murah", Stok="50", Keterangan="Baru"))
    assert states(sheet) == ["problem"]
    cast.saris.pool.available = 45_000
    cast.saris.pool.save()
    edit_product(scope=scope_of(cast.budi), person=cast.budi, product_id=cast.saris.product.pk, description="Dari Budi")
    row = rows(sheet)[0]
    fix(cast, sheet, edits={row.pk: {"variant": "999999"}})
    assert fix(cast, sheet, edits={row.pk: {"variant": str(cast.saris.variant.pk), "price": "41000"}}) == 0
    assert rows(sheet)[0].changes == {"price": ["40000", "41000"], "description": ["", "Baru"]}
    save(cast, sheet)
    assert states(sheet) == ["conflict"], "what others wrote meanwhile is not undone unseen"
    fix(cast, sheet, mine=[row.pk])
    assert rows(sheet)[0].changes == {"price": ["40000", "41000"], "description": ["Dari Budi", "Baru"]}
    assert save(cast, sheet) == 1
    cast.saris.pool.refresh_from_db()
    assert cast.saris.pool.available == 45_000


def test_killed_in_the_middle_it_goes_on_and_saves_each_row_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = brought(cast, csv(HEAD, *[[f"Opak {name}", *OPAK[1:]] for name in ("Satu", "Dua", "Tiga")]))
    real, calls = applying.apply, []

    def dies(**given: Any) -> Any:
        made = real(**given)
        calls.append(made)
        if len(calls) == 2:
            raise SystemExit
        return made

    monkeypatch.setattr(applying, "apply", dies)
    saving.ask(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk)
    with pytest.raises(SystemExit):
        saving.save_due()
    assert states(sheet) == ["saved", "waiting", "waiting"]
    assert saving.save_due() == 0, "the lease of the dead one still runs"
    with clock.frozen(clock.now() + timedelta(seconds=saving.LEASE_S + 1)):
        assert saving.save_due() == 2
    assert Product.objects.filter(name__startswith="Opak ", seller=cast.saris.seller).count() == 4
    assert SheetImport.objects.get(pk=sheet.pk).done_at is not None


def test_a_helper_saves_as_the_stall_and_both_names_stand_in_the_diary(cast: Cast) -> None:
    sheet = brought(cast, csv(HEAD, OPAK))
    saving.ask(scope=scope_of(cast.budi), person=cast.budi, sheet_id=sheet.pk)
    saving.save_due()
    entry = AuditEntry.objects.get(verb="product.created")
    assert (entry.person, entry.acting_for) == (cast.budi, cast.saris.seller)


def test_a_row_is_saved_by_who_asked_for_it_also_when_somebody_asks_for_more(cast: Cast) -> None:
    sheet = brought(cast, csv(HEAD, OPAK, ["Opak Asin", *OPAK[1:4], "murah", "5"]))
    saving.ask(scope=scope_of(cast.budi), person=cast.budi, sheet_id=sheet.pk)
    fix(cast, sheet, edits={rows(sheet)[1].pk: {"price": "9rb"}})
    assert save(cast, sheet) == 2
    entries = AuditEntry.objects.filter(verb="product.created").order_by("pk")
    assert [(entry.person, entry.acting_for) for entry in entries] == [
        (cast.budi, cast.saris.seller), (cast.sari, None),
    ]  # fmt: skip


def test_a_helper_sent_away_before_the_save_is_done_saves_nothing_more(cast: Cast) -> None:
    sheet = brought(cast, csv(HEAD, OPAK))
    saving.ask(scope=scope_of(cast.budi), person=cast.budi, sheet_id=sheet.pk)
    HelperConsent.objects.filter(helper=cast.budi).delete()
    assert saving.save_due() == 0
    assert states(sheet) == ["problem"] and not Product.objects.filter(name="Opak Manis").exists()


def test_a_strangers_sheet_is_not_there(cast: Cast) -> None:
    sheet = brought(cast, csv(HEAD, OPAK))
    citra: dict[str, Any] = {"scope": scope_of(cast.citra), "person": cast.citra, "sheet_id": sheet.pk}
    with pytest.raises(NotFound):
        saving.ask(**citra)
    with pytest.raises(NotFound):
        bringing.fix(**citra, edits={})


def test_in_a_group_the_maker_is_a_member(cast: Cast) -> None:
    Membership.objects.create(person=cast.stranger, seller=cast.saris.seller, role=Membership.Role.MEMBER)
    sheet = brought(cast, csv([*HEAD, "Pembuat"], [*OPAK, cast.stranger.name], ["Opak Asin", *OPAK[1:], "Orang Lain"]))
    assert rows(sheet)[1].problems == {"maker": "Pilih pembuat dari anggota lapak."}
    save(cast, sheet)
    assert Product.objects.get(name="Opak Manis").made_by == cast.stranger


def test_pictures_are_found_by_name_whatever_their_case_and_ending(cast: Cast) -> None:
    packed = zipped({
        "foto/OPAK.JPG": turned_jpeg_with_gps(), "foto/Manis 1.heic": heic(), "sisa.png": jpeg(64, 64),
        "__MACOSX/._OPAK.JPG": b"x", "catatan.doc": b"x",
        "daftar.csv": csv([*HEAD, "Foto"], [*OPAK, "opak.jpeg, manis 1.HEIC"]),
    })  # fmt: skip
    sheet = brought(cast, packed)
    assert (sheet.picture_names, sheet.odd_names) == (
        ["foto/OPAK.JPG", "foto/Manis 1.heic", "sisa.png"],
        ["catatan.doc"],
    )
    assert save(cast, sheet) == 1
    photos = list(Photo.objects.filter(product__name="Opak Manis").order_by("position"))
    assert [(photo.width, photo.height) for photo in photos] == [(1200, 1600), (1600, 1200)], "upright"
    assert rows(sheet)[0].photo_problems == []


def test_a_broken_picture_is_told_and_the_row_is_saved(cast: Cast) -> None:
    packed = zipped({"opak.jpg": b"no picture"})
    sheet = brought(cast, csv([*HEAD, "Foto"], [*OPAK, "opak.jpg"]), zip_of=packed)
    assert save(cast, sheet) == 1
    [told] = rows(sheet)[0].photo_problems
    assert told.startswith("opak.jpg: ") and Product.objects.filter(name="Opak Manis").exists()


def test_a_picture_damaged_inside_the_zip_is_told_and_the_others_come(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = bytearray(zipped({"opak.jpg": jpeg(80, 60), "lagi.jpg": jpeg(81, 60)}))
    packed[38:78] = b"\xff" * 40  # of the packed bytes: the directory stays whole
    opened: list[str] = []
    storage_open = default_storage.open

    def noted(name: str, mode: str = "rb") -> Any:
        opened.append(name)
        return storage_open(name, mode)

    monkeypatch.setattr(default_storage, "open", noted)
    sheet = brought(cast, csv([*HEAD, "Foto"], [*OPAK, "opak.jpg, lagi.jpg"]), zip_of=bytes(packed))
    assert save(cast, sheet) == 1
    assert rows(sheet)[0].photo_problems == ["opak.jpg: Berkas opak.jpg di ZIP rusak."]
    assert Photo.objects.filter(product__name="Opak Manis").count() == 1
    assert opened.count(sheet.pictures) == 1, "a bucket gives it whole, once"
    sheet.refresh_from_db()
    assert sheet.done_at is not None


def test_pictures_are_found_quickly_among_many_and_a_row_names_only_a_few(cast: Cast) -> None:
    names = (*(f"foto/{n}.jpg" for n in range(2_000)), "a/dua.png", "b/dua.jpg")
    started = process_time()
    found = [pictures.chosen(f"{n % 2_000}.PNG", names) for n in range(8_000)]
    assert found[1_999] == "foto/1999.jpg" and process_time() - started < 4
    assert (pictures.chosen("dua", names), pictures.chosen("DUA.jpg", names)) == (None, "b/dua.jpg")
    many = ",".join(f"{n}.jpg" for n in range(9))
    sheet = brought(cast, csv([*HEAD, "Foto"], [*OPAK, many]))
    assert rows(sheet)[0].problems == {"photos": "Paling banyak 8 foto. Hapus satu dulu."}


def locked() -> bytes:
    data = bytearray(zipped({"opak.jpg": b"x" * 40}))
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flag] |= 1
    return bytes(data)


def named_much() -> bytes:
    """Few files in a directory of many bytes: it would be read whole before they are counted."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for n in range(40):
            entry = zipfile.ZipInfo(f"{n}.jpg")
            entry.comment = b"x" * 60_000
            archive.writestr(entry, b"")
    return held.getvalue()


GROWN = zipped({f"{n}.jpg": b"" for n in range(2_001)})
ODD = "ZIP ini berisi jalan berkas yang aneh. Buat lagi dari folder foto."
ZIPS = {
    "elsewhere": (zipped({"../opak.jpg": b"x"}), ODD),
    "from the root": (zipped({"/etc/x.jpg": b"x"}), ODD),
    "packed twice": (zipped({"a.zip": zipped({})}), "Ada ZIP di dalam ZIP. Buka dulu, lalu padatkan semua fotonya."),
    "locked": (locked(), "ZIP ini bersandi. Buat lagi tanpa sandi."),
    "no zip": (b"x", "Pilih berkas ZIP berisi foto."),
    "broken": (b"PK\x03\x04x", "ZIP ini rusak. Buat lagi, lalu pilih lagi."),
    "grown": (GROWN, "ZIP ini terlalu besar. Bagi menjadi beberapa ZIP."),
    "a directory too long": (named_much(), "ZIP ini terlalu besar. Bagi menjadi beberapa ZIP."),
}  # fmt: skip


@pytest.mark.parametrize("kind", ZIPS)
def test_a_zip_that_is_not_what_it_should_be_is_refused(cast: Cast, kind: str) -> None:
    data, sentence = ZIPS[kind]
    with pytest.raises(SheetRefused) as refused:
        brought(cast, csv(HEAD, OPAK), zip_of=data)
    assert refused.value.sentence == sentence


def test_a_zip_may_come_after_its_sheet(cast: Cast) -> None:
    sheet = brought(cast, csv([*HEAD, "Foto"], [*OPAK, "opak.jpg"]))
    assert states(sheet) == ["problem"]
    file = io.BytesIO(zipped({"opak.jpg": jpeg(80, 60)}))
    bringing.add_pictures(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk, file=file)
    assert states(sheet) == ["new"] and save(cast, sheet) == 1
    assert Photo.objects.filter(product__name="Opak Manis").count() == 1


def test_pictures_are_not_exchanged_under_rows_that_wait(cast: Cast) -> None:
    sheet = brought(cast, csv([*HEAD, "Foto"], [*OPAK, "opak.jpg"]), zip_of=zipped({"opak.jpg": jpeg(80, 60)}))
    saving.ask(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk)
    given: dict[str, Any] = {"scope": scope_of(cast.sari), "person": cast.sari, "sheet_id": sheet.pk}
    with pytest.raises(SheetRefused) as refused:
        bringing.add_pictures(**given, file=io.BytesIO(zipped({"lain.jpg": jpeg(80, 60)})))
    assert refused.value.sentence == "Foto masih disimpan. Tunggu sebentar."
    assert saving.save_due() == 1 and rows(sheet)[0].photo_problems == []
    after = bringing.add_pictures(**given, file=io.BytesIO(zipped({"lain.jpg": jpeg(80, 60)})))
    assert after.pictures != sheet.pictures and default_storage.exists(sheet.pictures), "the sweep takes the old one"
    assert keeping.sheets_kept([sheet.pictures, after.pictures]) == {after.pictures}


def test_old_sheets_go_with_their_zip(cast: Cast) -> None:
    sheet = brought(cast, csv(HEAD, OPAK), zip_of=zipped({"a.jpg": b"x"}))
    assert keeping.sheets_kept([sheet.pictures, "sheets/other"]) == {sheet.pictures}
    assert keeping.forget_old() == 0
    with clock.frozen(clock.now() + keeping.KEPT + timedelta(minutes=1)):
        assert keeping.forget_old() == 1
    assert not default_storage.exists(sheet.pictures) and not SheetRow.objects.exists()


def test_five_hundred_rows_are_checked_and_saved_within_limits(cast: Cast, django_assert_max_num_queries: Any) -> None:
    data = csv(HEAD, *[[f"Opak {chr(65 + n // 26)}{chr(65 + n % 26)}", *OPAK[1:]] for n in range(500)])
    with django_assert_max_num_queries(40):
        sheet = brought(cast, data)
    assert states(sheet) == ["new"] * 500
    saving.ask(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk)
    first = saving.save_due(seconds=0.3)
    assert 0 < first < 500, "one sheet does not hold the loop"
    assert states(sheet) == ["saved"] * first + ["waiting"] * (500 - first)
    assert saving.save_due(seconds=0.3) > 0, "and the next round goes on"
