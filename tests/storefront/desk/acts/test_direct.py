"""A photo that goes straight into the bucket: only with the form made for it, and believed only once it was read."""

from errno import ENOSPC
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from catalog.media import uploads
from catalog.media.models import Photo
from catalog.media.storage.port import PostForm
from tests.cast import Cast
from tests.catalog import pictures
from tests.contracts import weed
from tests.contracts.test_storage import posted
from tests.storefront.desk.acts.phone import Phone, phone_of

pytestmark = pytest.mark.django_db


server, bucket = weed.server, weed.bucket


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return phone_of(cast.sari, cast.saris.seller.pk)


def test_on_the_local_disk_pieces_are_the_only_way(phone: Phone) -> None:
    assert "post" not in phone.begin(pictures.jpeg(64, 64), direct="1").json()


def test_a_photo_goes_past_us_and_becomes_a_product(phone: Phone, bucket: Any) -> None:
    data, key = pictures.jpeg(1600, 1200), str(uuid4())
    form = PostForm(**phone.begin(data, key, direct="1").json()["post"])
    assert posted(form, data) == 204
    assert phone.post(f"/lapak/unggahan/{key}/", b"").json() == {"offset": len(data), "done": True}
    given = {"name": "Keripik", "price": "1000", "unit": "kg", "stock": "1", "photos": [key]}
    assert phone.act("product.new", given).status_code == 200
    photo = Photo.objects.get()
    assert photo.sizes["400"].startswith("photos/")
    assert bucket.exists(photo.sizes["400"])
    assert list(bucket.listed("incoming/")) == []


def test_what_was_posted_stays_when_it_could_not_be_brought_over(
    phone: Phone, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, key = pictures.jpeg(320, 240), str(uuid4())
    form = PostForm(**phone.begin(data, key, direct="1").json()["post"])
    posted(form, data)
    with monkeypatch.context() as full:
        full.setattr(uploads, "add_whole", Mock(side_effect=OSError(ENOSPC, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            phone.post(f"/lapak/unggahan/{key}/", b"")
    assert phone.post(f"/lapak/unggahan/{key}/", b"").json() == {"offset": len(data), "done": True}


def test_two_confirmations_at_once_are_one(phone: Phone, bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    data, key = pictures.jpeg(320, 240), str(uuid4())
    form = PostForm(**phone.begin(data, key, direct="1").json()["post"])
    posted(form, data)
    storage = type(bucket._wrapped)
    size = storage.size

    def after_the_other(_self: object, _name: str) -> int:
        monkeypatch.setattr(storage, "size", size)
        assert phone.post(f"/lapak/unggahan/{key}/", b"").status_code == 200
        return len(data)

    monkeypatch.setattr(storage, "size", after_the_other)
    assert phone.post(f"/lapak/unggahan/{key}/", b"").json() == {"offset": len(data), "done": True}


def test_other_bytes_of_the_same_size_are_refused(phone: Phone, bucket: Any) -> None:
    data, key = pictures.jpeg(320, 240), str(uuid4())
    form = PostForm(**phone.begin(data, key, direct="1").json()["post"])
    assert posted(form, bytes(len(data))) == 204
    answer = phone.post(f"/lapak/unggahan/{key}/", b"")
    assert (answer.status_code, answer.json()["code"]) == (422, "broken")
    assert phone.begin(data, key).json() == {"offset": 0, "done": False}


def test_a_size_the_bucket_let_pass_is_counted_again(phone: Phone, bucket: Any) -> None:
    data, key = pictures.jpeg(320, 240), str(uuid4())
    phone.begin(data, key)
    bucket.save(f"incoming/{key.replace('-', '')}", ContentFile(data + b"x"))
    assert phone.post(f"/lapak/unggahan/{key}/", b"").json()["code"] == "broken"


def test_saying_so_before_anything_was_posted_changes_nothing(phone: Phone, bucket: Any) -> None:
    data, key = pictures.jpeg(320, 240), str(uuid4())
    phone.begin(data, key)
    phone.put(key, 0, data[:100])
    assert phone.post(f"/lapak/unggahan/{key}/", b"").json() == {"offset": 100, "done": False}


def test_no_picture_gets_no_form(phone: Phone, bucket: Any) -> None:
    assert "post" not in phone.begin(b"<html>", type="text/html", direct="1").json()
