"""Photos a sheet added to goods that stood go again with it, unless somebody touched them since."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage

from catalog.media import actions, editing
from catalog.media.models import Photo
from catalog.products.changes import What
from catalog.products.models import Change, SheetImport, SheetRow, Variant
from catalog.products.sheets import saving, undoing
from sellers.accounts.asking import scope_of
from sellers.audit.models import AuditEntry
from tests.cast import Cast
from tests.catalog.pictures import jpeg
from tests.catalog.sheets.making import HEAD, OPAK, csv, zipped
from tests.catalog.sheets.test_messy import brought, rows
from tests.catalog.sheets.test_saving import save, states
from tests.catalog.sheets.test_undoing import saved, undo

pytestmark = pytest.mark.django_db
TOUCHED = {"photos": "Foto sudah diubah lagi. Dibiarkan."}
FILES = {"satu.jpg": jpeg(80, 60), "dua.jpg": jpeg(60, 80)}


def of_sari(cast: Cast) -> dict[str, Any]:
    return {"scope": scope_of(cast.sari), "person": cast.sari}


def hung(cast: Cast, picture: bytes) -> Photo:
    """One that Sari sends from the page of her goods."""
    of = cast.saris
    return actions.receive_photo(
        **of_sari(cast), seller_id=of.seller.pk, product_id=of.product.pk, file=BytesIO(picture)
    )  # fmt: skip


def pictured(cast: Cast, named: str = "satu.jpg, dua.jpg", key: str = "k1") -> SheetImport:
    data = csv(["Nomor kemasan", "Harga", "Foto"], [str(cast.saris.variant.pk), "45000", named])
    return saved(cast, data, key, zip_of=zipped(FILES))


def order(cast: Cast) -> list[int]:
    return list(Photo.objects.of_product(cast.saris.product.pk).in_order().values_list("pk", flat=True))


def test_photos_the_sheet_added_go_as_by_hand_and_the_others_stand_as_before(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    before = [hung(cast, jpeg(90, 90)).pk, hung(cast, jpeg(91, 91)).pk]
    sheet = pictured(cast)
    added = list(Photo.objects.exclude(pk__in=before))
    files = [name for photo in added for name in (*photo.sizes.values(), photo.original) if name]
    told = Change.objects.get(product=cast.saris.product, what=What.PHOTOS).number
    assert order(cast) == before + [photo.pk for photo in added] and all(map(default_storage.exists, files))
    with django_capture_on_commit_callbacks(execute=True):
        undo(cast, sheet)
    assert (states(sheet), rows(sheet)[0].problems, order(cast)) == (["undone"], {}, before)
    assert not any(map(default_storage.exists, files))
    assert Change.objects.get(product=cast.saris.product, what=What.PHOTOS).number == told + 2, "engines hear of each"
    removed = AuditEntry.objects.filter(verb="photo.removed")
    assert {entry.object_id for entry in removed} == {str(photo.pk) for photo in added}
    assert {entry.person for entry in removed} == {cast.sari}


def test_goods_without_a_photo_have_none_again(cast: Cast) -> None:
    sheet = pictured(cast)
    assert len(order(cast)) == 2
    undo(cast, sheet)
    assert (order(cast), states(sheet)) == ([], ["undone"])


def test_a_photo_made_the_cover_since_stays_and_what_was_moved_by_it(cast: Cast) -> None:
    before = hung(cast, jpeg(90, 90)).pk
    sheet = pictured(cast)
    _old, one, two = order(cast)
    actions.show_first(**of_sari(cast), photo_id=one)
    undo(cast, sheet)
    assert (states(sheet), rows(sheet)[0].problems) == (["stuck"], TOUCHED)
    assert order(cast) == [one, before], "the other hung where it was, and went"
    assert Variant.objects.get(pk=cast.saris.variant.pk).price_minor == 40_000, "the rest of the row goes back"
    assert not Photo.objects.filter(pk=two).exists()


def test_a_photo_that_was_turned_since_stays_as_she_made_it(cast: Cast) -> None:
    hung(cast, jpeg(90, 90))
    sheet = pictured(cast, "satu.jpg")
    while actions.make_sizes_due():
        pass
    added = order(cast)[1]
    editing.turn(**of_sari(cast), product_id=cast.saris.product.pk, photo_id=added)
    undo(cast, sheet)
    assert added in order(cast) and (states(sheet), rows(sheet)[0].problems) == (["stuck"], TOUCHED)


def test_a_photo_whose_sizes_were_made_since_goes(cast: Cast) -> None:
    before = hung(cast, jpeg(90, 90)).pk
    sheet = pictured(cast, "satu.jpg")
    while actions.make_sizes_due():
        pass
    undo(cast, sheet)
    assert (order(cast), states(sheet)) == ([before], ["undone"])


def test_a_photo_taken_away_on_the_page_of_the_goods_is_not_missed(cast: Cast) -> None:
    before = hung(cast, jpeg(90, 90)).pk
    sheet = pictured(cast, "satu.jpg")
    editing.take_away(**of_sari(cast), product_id=cast.saris.product.pk, photo_id=order(cast)[1])
    undo(cast, sheet)
    assert (order(cast), states(sheet), rows(sheet)[0].problems) == ([before], ["undone"], {})


def test_a_photo_left_as_the_cover_by_the_seller_is_not_taken_from_under_her(cast: Cast) -> None:
    before = hung(cast, jpeg(90, 90))
    sheet = pictured(cast, "satu.jpg")
    [_old, added] = order(cast)
    actions.remove_photo(**of_sari(cast), photo_id=before.pk)
    undo(cast, sheet)
    assert (order(cast), states(sheet), rows(sheet)[0].problems) == ([added], ["stuck"], TOUCHED)


def test_where_the_sheets_photo_came_before_another_the_former_order_is_back(cast: Cast) -> None:
    before = hung(cast, jpeg(90, 90)).pk
    Photo.objects.filter(pk=before).update(position=5)  # as after others were removed
    sheet = pictured(cast, "satu.jpg")
    undo(cast, sheet)
    assert (order(cast), states(sheet)) == ([before], ["undone"])


def test_a_photo_that_hung_before_the_sheet_named_it_stays_and_nothing_is_said(cast: Cast) -> None:
    before = hung(cast, FILES["satu.jpg"]).pk
    sheet = pictured(cast)
    assert len(order(cast)) == 2
    undo(cast, sheet)
    assert (order(cast), states(sheet), rows(sheet)[0].problems) == ([before], ["undone"], {})


def test_a_photo_removed_by_hand_is_not_missed(cast: Cast) -> None:
    sheet = pictured(cast, "satu.jpg")
    actions.remove_photo(**of_sari(cast), photo_id=order(cast)[0])
    undo(cast, sheet)
    assert (states(sheet), rows(sheet)[0].problems) == (["undone"], {})


def test_packs_that_name_the_same_photo_give_it_back_once(cast: Cast) -> None:
    small = Variant.objects.create(
        product=cast.saris.product, pool=cast.saris.pool, label="250 g", unit="bungkus", pack_size=250, weight_g=260,
        price_minor=11_000, position=1,
    )  # fmt: skip
    lines = [[str(pack.pk), "45000", "satu.jpg"] for pack in (cast.saris.variant, small)]
    sheet = saved(cast, csv(["Nomor kemasan", "Harga", "Foto"], *lines), zip_of=zipped(FILES))
    assert len(order(cast)) == 1
    undo(cast, sheet)
    assert (order(cast), states(sheet)) == ([], ["undone", "undone"])


def test_what_a_later_file_names_too_stays(cast: Cast) -> None:
    first = pictured(cast, "satu.jpg")
    [photo] = order(cast)
    second = pictured(cast, "satu.jpg", "k2")
    undo(cast, first)
    assert order(cast) == [photo] and states(first) == ["stuck"]
    assert rows(first)[0].problems["photos"] == "Foto ini disebut berkas lain juga. Dibiarkan."
    undo(cast, second)
    assert (order(cast), states(second)) == ([photo], ["undone"]), "it was not the second that hung it"


def test_what_a_later_file_is_just_bringing_stays(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first = pictured(cast, "satu.jpg")
    real = actions.receive_photo

    def meanwhile(**given: Any) -> Photo:
        photo = real(**given)
        undoing.ask(**of_sari(cast), sheet_id=first.pk)
        saving.save_due(only=first.pk)
        return photo

    monkeypatch.setattr(saving, "receive_photo", meanwhile)
    data = csv(["Nomor kemasan", "Harga", "Foto"], [str(cast.saris.variant.pk), "46000", "satu.jpg"])
    second = brought(cast, data, "k2", zip_of=zipped(FILES))
    save(cast, second)
    assert len(order(cast)) == 1 and (states(first), states(second)) == (["stuck"], ["saved"])


def test_a_loop_that_was_too_slow_hangs_nothing_on_goods_that_were_put_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = csv(["Nomor kemasan", "Harga", "Foto"], [str(cast.saris.variant.pk), "45000", "satu.jpg, dua.jpg"])
    sheet = brought(cast, data, zip_of=zipped(FILES))
    real, calls = actions.receive_photo, []

    def slow(**given: Any) -> Photo:
        calls.append(given)
        if len(calls) == 2:  # its lease ran out, another loop brought both, and she took the sheet back
            SheetImport.objects.filter(pk=sheet.pk).update(leased_until=None)
            saving.save_due()
            undo(cast, sheet)
            assert (order(cast), states(sheet)) == ([], ["undone"])
        return real(**given)

    monkeypatch.setattr(saving, "receive_photo", slow)
    save(cast, sheet)
    assert (order(cast), states(sheet)) == ([], ["undone"])


def test_photos_of_a_new_pack_go_with_it(cast: Cast) -> None:
    before = hung(cast, jpeg(90, 90)).pk
    sheet = saved(
        cast, csv([*HEAD, "Foto"], ["Opak Gambir", "", "ons", "", "5000", "", "satu.jpg"]), zip_of=zipped(FILES)
    )
    assert len(order(cast)) == 2
    undo(cast, sheet)
    assert (order(cast), states(sheet), rows(sheet)[0].problems) == ([before], ["undone"], {})


def test_photos_of_a_pack_that_has_to_stay_stay_with_it(cast: Cast) -> None:
    sheet = saved(
        cast, csv([*HEAD, "Foto"], ["Opak Gambir", "", "ons", "", "5000", "", "satu.jpg"]), zip_of=zipped(FILES)
    )
    Variant.objects.filter(product=cast.saris.product).exclude(unit="ons").update(is_active=False)
    undo(cast, sheet)
    assert len(order(cast)) == 1 and rows(sheet)[0].problems == {
        "unit": "Ini kemasan satu-satunya. Turunkan barangnya saja.",
        "photos": "Foto barunya tetap ada. Hapus di halaman barang.",
    }


def test_goods_the_sheet_made_keep_their_photos_where_nobody_sees_them(cast: Cast) -> None:
    sheet = saved(cast, csv([*HEAD, "Foto"], [*OPAK, "satu.jpg"]), zip_of=zipped(FILES))
    undo(cast, sheet)
    assert states(sheet) == ["undone"] and Photo.objects.count() == 1, "a later file puts them back on sale"


def test_killed_between_two_photos_it_still_knows_its_own(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    data = csv(["Nomor kemasan", "Harga", "Foto"], [str(cast.saris.variant.pk), "45000", "satu.jpg, dua.jpg"])
    sheet = brought(cast, data, zip_of=zipped(FILES))
    real = actions.receive_photo
    calls: list[Photo] = []

    def dies(**given: Any) -> Photo:
        photo = real(**given)
        calls.append(photo)
        raise SystemExit

    monkeypatch.setattr(saving, "receive_photo", dies)
    with pytest.raises(SystemExit):
        save(cast, sheet)
    monkeypatch.undo()
    SheetImport.objects.filter(pk=sheet.pk).update(leased_until=None)
    saving.save_due()
    assert calls[0].pk in order(cast) and len(order(cast)) == 2
    undo(cast, sheet)
    assert (order(cast), states(sheet)) == ([], ["undone"])


def test_photos_of_rows_saved_before_this_was_noted_stay_and_it_is_said(cast: Cast) -> None:
    sheet = pictured(cast, "satu.jpg")
    [row] = rows(sheet)
    did = {key: what for key, what in (row.did or {}).items() if key not in ("photos", "found")}
    SheetRow.objects.filter(pk=row.pk).update(did=did)
    undo(cast, sheet)
    assert len(order(cast)) == 1 and states(sheet) == ["stuck"]
    assert rows(sheet)[0].problems == {"photos": "Foto barunya tetap ada. Hapus di halaman barang."}
