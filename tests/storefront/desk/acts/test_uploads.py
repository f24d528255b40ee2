"""A photo in pieces: every interruption, pieces sent twice and wrongly, a server that died, a week of silence."""

import secrets
from datetime import timedelta
from uuid import uuid4

import pytest

from catalog.media import uploads
from catalog.media.models import Photo, Upload
from sellers.kit import clock
from tests.cast import Cast
from tests.catalog import pictures
from tests.storefront.desk.acts.phone import Phone, phone_of

pytestmark = pytest.mark.django_db
KB64 = 64 * 1024


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return phone_of(cast.sari, cast.saris.seller.pk)


def begun(phone: Phone, data: bytes) -> str:
    key = str(uuid4())
    assert phone.begin(data, key).json() == {"offset": 0, "done": False}
    return key


def file_of(key: str) -> bytes:
    return uploads.path_of(Upload.objects.get(key=key)).read_bytes()


def test_it_goes_on_where_it_stopped_wherever_that_was(phone: Phone) -> None:
    data = secrets.token_bytes(200_000)
    key, at = begun(phone, data), 0
    for length in (1, 0, 7, KB64, 100, KB64 - 1, 3):
        at = phone.put(key, at, data[at : at + length]).json()["offset"]
        assert phone.begin(data, key).json()["offset"] == at
        assert phone.client.get(f"/lapak/unggahan/{key}/", headers=phone.headers).json() == {
            "offset": at,
            "done": False,
        }
    assert phone.put(key, at, data[at:]).json() == {"offset": len(data), "done": True}
    assert file_of(key) == data
    assert phone.put(key, 0, data[:5]).json() == {"offset": len(data), "done": True}


def test_a_wrong_offset_says_the_right_one(phone: Phone) -> None:
    data = bytes(1000)
    key = begun(phone, data)
    phone.put(key, 0, data[:100])
    for wrong in (0, 50, 101, 10**9):
        answer = phone.put(key, wrong, data[:10])
        assert (answer.status_code, answer.json()["offset"]) == (409, 100)
    for odd in ("-1", "x", "", "²", "9" * 4500):
        assert phone.put(key, odd, b"x").status_code == 422  # type: ignore[arg-type]  # what a stranger sends


def test_wrong_bytes_start_over_and_then_arrive(phone: Phone) -> None:
    data = pictures.jpeg(320, 240)
    key = begun(phone, data)
    answer = phone.put(key, 0, bytes(len(data)))
    assert (answer.status_code, answer.json()["code"], answer.json()["offset"]) == (422, "broken", 0)
    assert "state" not in answer.json()  # nothing is refused: the phone goes on from the first byte
    assert phone.begin(data, key).json() == {"offset": 0, "done": False}
    assert phone.put(key, 0, data).json()["done"] is True


def test_more_than_was_said_and_more_than_a_piece_are_refused(phone: Phone) -> None:
    key = begun(phone, bytes(100))
    assert phone.put(key, 0, bytes(101)).status_code == 413
    big = begun(phone, bytes(2 * 1024 * 1024))
    assert phone.put(big, 0, bytes(1024 * 1024 + 1)).status_code == 413
    assert phone.put(big, 0, bytes(1024 * 1024)).json()["offset"] == 1024 * 1024


def test_a_server_that_died_between_the_bytes_and_the_count_takes_the_piece_again(phone: Phone) -> None:
    data = pictures.jpeg(640, 480)
    key = begun(phone, data)
    half = len(data) // 2
    path = uploads.path_of(Upload.objects.get(key=key))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data[:half])  # written, and never counted
    assert phone.begin(data, key).json()["offset"] == 0
    assert phone.put(key, 0, data[:half]).json()["offset"] == half
    assert phone.put(key, half, data[half:]).json()["done"] is True


def test_bytes_that_are_gone_are_not_counted(phone: Phone) -> None:
    data = pictures.jpeg(640, 480)
    key = begun(phone, data)
    phone.put(key, 0, data[:500])
    with uploads.path_of(Upload.objects.get(key=key)).open("r+b") as file:
        file.truncate(200)
    assert phone.put(key, 500, data[500:600]).json()["offset"] == 200
    assert phone.put(key, 200, data[200:]).json()["done"] is True
    uploads.path_of(Upload.objects.get(key=key)).unlink()
    assert phone.begin(data, key).json() == {"offset": 0, "done": False}


def test_one_that_died_after_the_last_count_is_proven_at_the_next_look(phone: Phone) -> None:
    data = pictures.jpeg(320, 240)
    key = begun(phone, data)
    phone.put(key, 0, data)
    Upload.objects.update(done_at=None)
    assert phone.begin(data, key).json() == {"offset": len(data), "done": True}


def test_a_key_begun_with_another_file_is_refused(phone: Phone) -> None:
    key = begun(phone, b"abc")
    answer = phone.begin(b"abcd", key)
    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")


def test_after_a_week_of_silence_it_is_swept_and_may_begin_again(phone: Phone) -> None:
    data = pictures.jpeg(320, 240)
    key = phone.upload(data)
    path = uploads.path_of(Upload.objects.get(key=key))
    with clock.frozen(clock.now() + timedelta(days=6)):
        assert uploads.forget_old() == 0
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert uploads.forget_old() == 1
        assert (Upload.objects.exists(), path.exists()) == (False, False)
        given = {"name": "Keripik", "price": "1000", "unit": "kg", "stock": "1", "photos": [key]}
        assert phone.act("product.new", given).status_code == 425
        assert phone.begin(data, key).json() == {"offset": 0, "done": False}
        phone.put(key, 0, data)
        assert phone.act("product.new", given).status_code == 200
    assert Photo.objects.count() == 1


def test_a_stall_that_fills_the_disk_waits(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_OPEN_BYTES", 1000)
    begun(phone, bytes(600))
    answer = phone.begin(bytes(600))
    assert (answer.status_code, answer["Retry-After"], answer.json()["state"]) == (429, "3600", "later")


def test_a_disk_with_no_room_keeps_the_photo_on_the_phone(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LEAST_FREE_BYTES", 2**60)
    assert phone.begin(bytes(600)).status_code == 429
    assert not Upload.objects.exists()
