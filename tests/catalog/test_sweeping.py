"""Files nobody knows any more go after a day; what a row holds stays, whatever row it is."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from catalog.media import actions, sweeping
from catalog.media.models import Photo
from payments.charges.models import Charge
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from storefront.config import kept_files
from tests.cast import Cast
from tests.catalog import pictures
from tests.storefront.desk.selling import waiting

pytestmark = pytest.mark.django_db


def photo_of(cast: Cast, product_id: int | None = None) -> Photo:
    return actions.receive_photo(
        scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk, product_id=product_id,
        file=ContentFile(pictures.jpeg(640, 480)),
    )  # fmt: skip


def stored(name: str) -> str:
    return default_storage.save(name, ContentFile(b"x"))


def files(photo: Photo) -> list[str]:
    return [name for name in (*photo.sizes.values(), photo.original) if name]


def test_a_file_without_a_row_goes_after_a_day(cast: Cast) -> None:
    kept = files(photo_of(cast, cast.saris.product.pk))
    lost = [stored(f"{folder}/aa/verloren.webp") for folder in ("photos", "originals", "incoming", "proofs")]
    assert kept_files.sweep() == 0
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert kept_files.sweep() == len(lost)
    assert all(default_storage.exists(name) for name in kept)
    assert not any(default_storage.exists(name) for name in lost)


def test_a_proof_of_payment_stays(cast: Cast) -> None:
    charge = Charge.objects.get(bill_ref=waiting(cast, key="bukti").bill.code)
    Charge.objects.filter(pk=charge.pk).update(proof=stored("proofs/bukti.webp"))
    with clock.frozen(clock.now() + timedelta(days=400)):
        kept_files.sweep()
    assert default_storage.exists("proofs/bukti.webp")


def test_what_lies_elsewhere_is_never_touched(cast: Cast) -> None:
    name = stored("statements/bank.csv")
    with clock.frozen(clock.now() + timedelta(days=400)):
        kept_files.sweep()
    assert default_storage.exists(name)


def test_a_photo_whose_product_never_came_goes_after_a_week(cast: Cast) -> None:
    alone, shown = photo_of(cast), photo_of(cast, cast.saris.product.pk)
    with clock.frozen(clock.now() + timedelta(days=6)):
        assert sweeping.sweep_waiting() == 0
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert sweeping.sweep_waiting() == 1
    assert list(Photo.objects.all()) == [shown]
    assert not any(default_storage.exists(name) for name in files(alone))


def test_every_page_of_a_long_list_is_looked_at(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    for number in range(7):
        stored(f"photos/{number}.webp")
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert kept_files.sweep() == 7


def test_the_check_names_photos_whose_files_are_gone(cast: Cast) -> None:
    photo, out = photo_of(cast, cast.saris.product.pk), StringIO()
    call_command("media", "check", stdout=out)
    assert out.getvalue() == "every photo has its files\n"
    default_storage.delete(photo.sizes["400"])
    with pytest.raises(CommandError, match="1 files are missing"):
        call_command("media", "check", stdout=out)
    assert f"photo {photo.pk}: {photo.sizes['400']} is not stored" in out.getvalue()


def test_the_local_disk_needs_no_bucket(db: None) -> None:
    with pytest.raises(CommandError, match="S3_BUCKET"):
        call_command("media", "bucket")
