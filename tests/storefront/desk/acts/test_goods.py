"""Goods by the phone's outbox: listed once however often sent, priced, and asked about where two phones differ."""

import hashlib
from uuid import uuid4

import pytest

from catalog.media import actions as media
from catalog.media import uploads
from catalog.media.models import Photo, Upload
from catalog.products.models import Product, Variant
from sellers.audit.models import AuditEntry
from sellers.kit.models import OnceKey
from tests.cast import Cast
from tests.catalog import pictures
from tests.storefront.desk.acts.phone import listing, phone_of

pytestmark = pytest.mark.django_db


def test_a_listing_made_offline_stands_with_its_photos(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    answer = phone.act("product.new", listing(phone, photos=3))
    assert (answer.status_code, answer.json()["state"], answer.json()["replayed"]) == (200, "done", False)
    product = Product.objects.get(pk=answer.json()["answer"]["product"])
    assert (product.name, product.variants.get().price_minor, product.photos.count()) == ("Keripik Singkong", 15_000, 3)
    assert answer.json()["url"] == f"/lapak/produk/{product.pk}/"


def test_the_photo_kept_is_the_photo_the_phone_queued(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    data = pictures.jpeg(800, 600)
    answer = phone.act("product.new", listing(phone, photos=0) | {"photos": [phone.upload(data)]})
    photo = Photo.objects.get(product_id=answer.json()["answer"]["product"])
    assert photo.sha256 == hashlib.sha256(data).hexdigest()


def test_the_same_listing_sent_again_is_the_first_answer(cast: Cast) -> None:
    phone, key = phone_of(cast.sari, cast.saris.seller.pk), str(uuid4())
    given = listing(phone, photos=2)
    first, again = (phone.act("product.new", given, key=key).json() for _ in range(2))
    assert again == first | {"replayed": True}
    assert Product.objects.filter(name="Keripik Singkong").count() == 1
    assert Photo.objects.count() == 2


def test_what_was_used_leaves_the_room_and_a_repeat_asks_for_no_upload(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, key = phone_of(cast.sari, cast.saris.seller.pk), str(uuid4())
    given = listing(phone, photos=2)
    paths = [uploads.path_of(upload) for upload in Upload.objects.all()]
    first = phone.act("product.new", given, key=key).json()
    assert (Upload.objects.count(), [path.exists() for path in paths]) == (0, [False, False])
    assert phone.act("product.new", given, key=key).json() == first | {"replayed": True}
    monkeypatch.setattr(uploads, "MOST_OPEN_BYTES", len(pictures.jpeg(640, 480)))
    phone.upload()


def test_a_refused_act_keeps_its_uploads_for_the_corrected_one(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    given = listing(phone)
    assert phone.act("product.new", given | {"price": "murah"}).status_code == 422
    assert phone.act("product.new", given).status_code == 200


def test_photos_that_wait_for_nothing_make_the_next_one_come_later(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    given = listing(phone)
    monkeypatch.setattr(media, "MOST_WAITING", 0)
    later = phone.act("product.new", given)
    assert (later.status_code, later.json()["state"], later["Retry-After"]) == (503, "later", "5")
    monkeypatch.undo()
    assert phone.act("product.new", given).status_code == 200


def test_other_input_under_the_same_key_is_refused(cast: Cast) -> None:
    phone, key = phone_of(cast.sari, cast.saris.seller.pk), str(uuid4())
    given = listing(phone)
    phone.act("product.new", given, key=key)
    answer = phone.act("product.new", given | {"price": "16rb"}, key=key)
    assert (answer.status_code, answer.json()["state"], answer.json()["code"]) == (409, "refused", "key_reused")
    assert Variant.objects.filter(product__name="Keripik Singkong").get().price_minor == 15_000


def test_the_same_photo_in_two_listings_is_fine(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    names = ("Satu", "Dua")
    made = [phone.act("product.new", listing(phone, name=name)).json()["answer"]["product"] for name in names]
    assert [Photo.objects.filter(product_id=product).count() for product in made] == [1, 1]


def test_an_act_waits_for_its_uploads(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    missing, data = str(uuid4()), pictures.jpeg(640, 480)
    phone.begin(data, missing)
    phone.put(missing, 0, data[:1000])
    answer = phone.act("product.new", listing(phone) | {"photos": [missing]})
    assert (answer.status_code, answer.json()) == (425, {"state": "wait", "uploads": [missing]})
    assert not OnceKey.objects.filter(purpose__startswith="desk.act").exists()


def test_a_refused_listing_leaves_nothing_and_says_the_field(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    answer = phone.act("product.new", listing(phone) | {"price": "murah"})
    assert (answer.status_code, answer.json()["state"], answer.json()["field"]) == (422, "refused", "price")
    assert not Photo.objects.exists()
    assert not AuditEntry.objects.filter(verb__startswith="desk.").exists()


def test_a_file_that_is_no_picture_is_refused(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    answer = phone.act("product.new", listing(phone, photos=0) | {"photos": [phone.upload(b"<svg/>" * 100)]})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_picture")


def base(variant: Variant) -> dict[str, object]:
    variant.refresh_from_db()
    return {"version": variant.version, "price": variant.price_minor, "stock": "50"}


def test_a_price_and_a_stock_are_written(cast: Cast) -> None:
    phone, variant = phone_of(cast.sari, cast.saris.seller.pk), cast.saris.variant
    answer = phone.act(
        "variant.price_stock", {"variant": variant.pk, "price": "42.000", "stock": "48", "base": base(variant)}
    )
    assert answer.status_code == 200, answer.content
    variant.refresh_from_db()
    variant.pool.refresh_from_db()
    assert (variant.price_minor, variant.pool.available) == (42_000, 48_000)


def test_two_phones_with_two_prices_see_both_and_nothing_is_written(cast: Cast) -> None:
    one, two = (phone_of(person, cast.saris.seller.pk) for person in (cast.sari, cast.budi))
    variant = cast.saris.variant
    seen = base(variant)
    one.act("variant.price_stock", {"variant": variant.pk, "price": "42000", "stock": "50", "base": seen})
    answer = two.act("variant.price_stock", {"variant": variant.pk, "price": "45rb", "stock": "50", "base": seen})
    told = answer.json()
    assert (answer.status_code, told["state"]) == (409, "conflict")
    assert (told["theirs"]["price"], told["theirs"]["words"]) == (42_000, "Rp42.000, stok 50")
    assert (told["yours"]["price"], told["yours"]["words"]) == ("45rb", "Rp45.000, stok 50")
    assert told["base"]["words"] == "Rp40.000, stok 50"
    variant.refresh_from_db()
    assert variant.price_minor == 42_000
    mine = {"variant": variant.pk, "price": "45rb", "stock": "50", "base": told["theirs"]}
    assert two.act("variant.price_stock", mine).status_code == 200
    variant.refresh_from_db()
    assert variant.price_minor == 45_000


def test_prices_of_today_answer_row_by_row(cast: Cast) -> None:
    phone = phone_of(cast.sari, cast.saris.seller.pk)
    rows = [
        {"variant": cast.saris.variant.pk, "price": "41000", "stock": "50", "base": base(cast.saris.variant)},
        {"variant": cast.citras.variant.pk, "price": "1000", "stock": "1", "base": base(cast.citras.variant)},
        {"variant": cast.small_pack.pk, "price": "gratis", "stock": "200", "base": base(cast.small_pack)},
    ]
    answer = phone.act("prices.today", {"rows": rows})
    assert [row["state"] for row in answer.json()["answer"]["rows"]] == ["saved", "refused", "refused"]
    cast.citras.variant.refresh_from_db()
    assert cast.citras.variant.price_minor == 12_000


def test_a_helpers_act_carries_both_names_and_the_phones_own_time(cast: Cast) -> None:
    phone = phone_of(cast.budi, cast.saris.seller.pk)
    phone.act("product.new", listing(phone), made_at="2031-01-01T00:00:00Z")
    entry = AuditEntry.objects.get(verb="desk.product.new")
    assert (entry.person, entry.acting_for, entry.after["made_at"]) == (
        cast.budi, cast.saris.seller, "2031-01-01T00:00:00Z",
    )  # fmt: skip
    assert entry.at.year != 2031
    created = AuditEntry.objects.get(verb="product.created")
    assert (created.person, created.acting_for) == (cast.budi, cast.saris.seller)
