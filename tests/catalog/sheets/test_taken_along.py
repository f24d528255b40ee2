"""A file downloaded on Monday does not bring back what was changed on Tuesday: prices, stock and every word."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.products.actions import edit_product, put_back, take_down, update_variant
from catalog.products.drafting import Window
from catalog.products.models import Product, Variant
from catalog.products.sheets import bringing, going_out, saving
from catalog.products.sheets.goods import flat, mark
from sellers.accounts.asking import scope_of
from tests.cast import Cast
from tests.catalog.sheets.making import workbook
from tests.catalog.sheets.test_messy import as_csv, brought, only, rows, taken

pytestmark = pytest.mark.django_db


def tuesday(cast: Cast) -> None:
    """Budi writes anew, on his phone, everything that is said of Sari's goods."""
    said: dict[str, Any] = {"scope": scope_of(cast.budi), "person": cast.budi, "product_id": cast.saris.product.pk}
    days = Window(date(2027, 1, 1), date(2027, 2, 1), "B2", date(2027, 3, 1))
    edit_product(
        **said, name="Opak Gambir Asli", description="Dari HP.", lead_time_days=2, perishable=True, window=days,
        halal="bersertifikat", maker="Bu Warti", category="buah",
    )  # fmt: skip
    update_variant(
        scope=said["scope"], person=cast.budi, variant_id=cast.saris.variant.pk, weight_g=900, price_minor=42_000
    )
    take_down(**said)


def test_an_untouched_row_brings_nothing_back_whatever_was_changed_meanwhile(cast: Cast) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(description="Dulu.\n\n- renyah", batch="A1")
    row = taken(cast)
    tuesday(cast)
    found = only(cast, as_csv(row))
    assert (found.state, found.changes, found.problems) == ("same", {}, {})
    cells = list(row.values())
    again = rows(brought(cast, workbook(list(row), cells), "k2"))[0]
    assert (again.state, again.changes) == ("same", {}), "a workbook too"


def test_what_the_seller_typed_is_a_change_and_the_rest_stays_as_others_left_it(cast: Cast) -> None:
    row = taken(cast, Pembuat="Mbak Yuni")
    edit_product(scope=scope_of(cast.budi), person=cast.budi, product_id=cast.saris.product.pk, description="Dari HP.")
    sheet = brought(cast, as_csv(row))
    assert [(one.state, one.changes) for one in rows(sheet)] == [("changed", {"maker": ["", "Mbak Yuni"]})]
    saving.ask(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk)
    assert saving.save_due() == 1
    product = Product.objects.get(pk=cast.saris.product.pk)
    assert (product.maker, product.description) == ("Mbak Yuni", "Dari HP.")


def test_words_that_both_changed_are_asked_about_at_the_check(cast: Cast) -> None:
    row = taken(cast, Keterangan="Dari berkas.", Harga="45000")
    tuesday(cast)
    put_back(scope=scope_of(cast.budi), person=cast.budi, product_id=cast.saris.product.pk)
    sheet = brought(cast, as_csv(row))
    [one] = rows(sheet)
    assert (one.state, one.theirs) == ("conflict", {"description": "Dari HP.", "price": "42000"})
    saving.ask(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk)
    assert saving.save_due() == 0, "nothing of it is saved before the person chose"
    left = bringing.fix(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk, edits={}, mine=[one.pk])
    [one] = rows(sheet)
    assert (left, one.state) == (0, "changed")
    assert one.changes == {"price": ["42000", "45000"], "description": ["Dari HP.", "Dari berkas."]}
    saving.ask(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk)
    assert saving.save_due() == 1
    product = Product.objects.get(pk=cast.saris.product.pk)
    assert (product.description, product.maker) == ("Dari berkas.", "Bu Warti")
    assert Variant.objects.get(pk=cast.saris.variant.pk).price_minor == 45_000


def test_the_same_words_written_twice_are_no_conflict(cast: Cast) -> None:
    row = taken(cast, Keterangan="Sama saja.")
    edit_product(
        scope=scope_of(cast.budi), person=cast.budi, product_id=cast.saris.product.pk, description="Sama saja."
    )
    assert only(cast, as_csv(row)).state == "same"


def test_a_row_put_right_is_asked_about_where_others_changed_it_since_the_file_was_taken(cast: Cast) -> None:
    row = taken(cast, Keterangan="Dari berkas.", Harga="murah")
    edit_product(scope=scope_of(cast.budi), person=cast.budi, product_id=cast.saris.product.pk, description="Dari HP.")
    sheet = brought(cast, as_csv(row))
    [one] = rows(sheet)
    assert one.problems == {"price": "Tulis harga dengan angka, misalnya 25.000."}
    edits = {one.pk: {"price": "40000"}}
    left = bringing.fix(scope=scope_of(cast.sari), person=cast.sari, sheet_id=sheet.pk, edits=edits)
    [one] = rows(sheet)
    assert (left, one.state, one.theirs) == (1, "conflict", {"description": "Dari HP."})


def test_a_file_taken_before_words_were_remembered_is_read_as_it_was(cast: Cast) -> None:
    row = taken(cast, Keterangan="Dari berkas.")
    row["Saat diunduh"] = json.dumps(json.loads(row["Saat diunduh"])[:4])
    edit_product(scope=scope_of(cast.budi), person=cast.budi, product_id=cast.saris.product.pk, description="Dari HP.")
    assert only(cast, as_csv(row)).changes == {"description": ["Dari HP.", "Dari berkas."]}


@pytest.mark.parametrize("marks", [7, None, [], "x" * 7, "é" * 104, "x" * 104])
def test_marks_nobody_can_read_hide_no_change(cast: Cast, marks: object) -> None:
    row = taken(cast, Keterangan="Dari berkas.")
    row["Saat diunduh"] = json.dumps([*json.loads(row["Saat diunduh"])[:4], marks])
    found = only(cast, as_csv(row))
    assert found.problems == {} and found.changes["description"] == ["", "Dari berkas."]


def test_the_mark_of_a_text_is_of_its_words_and_fits_into_its_cell(cast: Cast) -> None:
    assert mark(" satu \r\n dua ") == mark("satu\ndua") and flat(" satu \n dua ") == "satu dua"
    assert mark("satu") != mark("dua") and len(mark("")) == 8
    lines = going_out.lines(scope=scope_of(cast.sari), seller_id=cast.saris.seller.pk)
    assert max(len(line[-1]) for line in lines) < 200
