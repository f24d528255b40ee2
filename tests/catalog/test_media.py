"""Photos from strangers: taken in by what they are, stored anew, refused in one sentence."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalog.media import actions, intake
from catalog.media.errors import NotAPicture, PhotoTooLarge, TooManyPhotos
from catalog.media.models import Photo
from catalog.media.queries import photo_url
from catalog.products.actions import create_product
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from tests.cast import Cast
from tests.catalog import pictures


def receive(cast: Cast, data: bytes, **given: Any) -> Photo:
    fields: dict[str, Any] = {
        "scope": scope_of(cast.sari), "person": cast.sari, "seller_id": cast.saris.seller.pk,
        "product_id": cast.saris.product.pk, "file": SimpleUploadedFile("foto saya.jpg", data, "image/jpeg"),
    }  # fmt: skip
    return actions.receive_photo(**(fields | given))


def stored(name: str) -> Image.Image:
    with default_storage.open(name) as file:
        return Image.open(io.BytesIO(file.read()))


def stored_files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


ACCEPTED = {
    "jpeg": lambda: pictures.jpeg(),
    "progressive jpeg": lambda: pictures.jpeg(progressive=True),
    "two pictures in one jpeg": lambda: pictures.encoded(
        pictures.photo(), "MPO", save_all=True, append_images=[pictures.photo(320, 240)]
    ),
    "grey jpeg": lambda: pictures.jpeg(mode="L"),
    "cmyk jpeg": lambda: pictures.jpeg(mode="CMYK"),
    "png": lambda: pictures.encoded(pictures.photo(), "PNG"),
    "palette png with a hole": pictures.palette_png_with_a_hole,
    "16 bit grey png": lambda: pictures.encoded(Image.new("I;16", (300, 200), 30_000), "PNG"),
    "black and white png": lambda: pictures.encoded(pictures.photo(300, 200, "1"), "PNG"),
    "png with alpha": lambda: pictures.encoded(pictures.photo(500, 400, "RGBA"), "PNG"),
    "webp": lambda: pictures.encoded(pictures.photo(), "WEBP"),
    "avif": lambda: pictures.encoded(pictures.photo(800, 600), "AVIF", speed=9),
    "heic": pictures.heic,
}


@pytest.mark.parametrize("kind", ACCEPTED)
def test_every_picture_a_phone_makes_is_taken_and_shown_at_once(cast: Cast, kind: str) -> None:
    photo = receive(cast, ACCEPTED[kind]())
    shown = stored(photo.sizes["400"])
    assert (shown.format, max(shown.size)) == ("WEBP", min(400, photo.width))
    assert photo.width > photo.height > 0


@pytest.mark.parametrize("orientation", [1, 6, 8])
def test_a_heic_that_was_turned_stands_upright(cast: Cast, orientation: int) -> None:
    photo = receive(cast, pictures.turned_heic(orientation))
    upright = (1_600, 1_200) if orientation == 1 else (1_200, 1_600)
    assert (photo.width, photo.height) == upright
    actions.make_sizes_due()
    photo.refresh_from_db()
    corner = {1: (1, 1), 6: (3, 1), 8: (1, 3)}[orientation]  # where the red quarter of the sensor came to lie
    for name in photo.sizes.values():
        shown = stored(name).convert("RGB")
        assert (shown.width > shown.height) == (upright[0] > upright[1])
        dot = shown.getpixel((shown.width * corner[0] // 4, shown.height * corner[1] // 4))
        assert isinstance(dot, tuple) and dot[0] > 150 > dot[1], (orientation, dot)
        assert not shown.getexif()


REFUSED = {
    "nothing": lambda: b"",
    "text": lambda: b"halo",
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html named jpg": lambda: b"<!doctype html><html><script>alert(1)</script></html>",
    "svg disguised as jpeg": lambda: b"\xff\xd8\xff\xe0" + b'<svg xmlns="http://www.w3.org/2000/svg"/>' * 20,
    "svg behind a declaration": lambda: b'<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"/>',
    "page in front of a jpeg": lambda: b"<html><script>alert(1)</script></html>" + pictures.jpeg(300, 200),
    "animated gif": lambda: pictures.encoded(
        pictures.photo(300, 200), "GIF", save_all=True, append_images=[pictures.photo(300, 200, "L")]
    ),
    "gif": lambda: pictures.encoded(pictures.photo(300, 200), "GIF"),
    "bmp": lambda: pictures.encoded(pictures.photo(300, 200), "BMP"),
    "tiff": lambda: pictures.encoded(pictures.photo(300, 200), "TIFF"),
    "postscript": lambda: pictures.encoded(pictures.photo(60, 40), "EPS"),
    "truncated jpeg": lambda: pictures.jpeg()[:-4_000],
    "jpeg header alone": lambda: pictures.jpeg()[:700],
    "truncated png": lambda: pictures.encoded(pictures.photo(), "PNG")[:-3_000],
    "truncated webp": lambda: pictures.encoded(pictures.photo(), "WEBP")[:-2_000],
    "truncated heic": lambda: pictures.heic()[:-2_000],
    "zip": lambda: b"PK\x03\x04" + bytes(200),
    "heic brand and rubbish": lambda: b"\x00\x00\x00\x18ftypheic" + bytes(300),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(cast: Cast, kind: str) -> None:
    with pytest.raises(NotAPicture) as refusal:
        receive(cast, REFUSED[kind]())
    assert (refusal.value.status, refusal.value.field) == (422, "photo")
    assert not Photo.objects.exists() and not stored_files()


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (8_001, 8_000), (64_000_001, 1)])
def test_a_bomb_is_refused_before_it_is_decoded(cast: Cast, width: int, height: int) -> None:
    bomb = pictures.png_bomb(width, height)
    assert len(bomb) < 100_000
    with pytest.raises(PhotoTooLarge) as refusal:
        receive(cast, bomb)
    assert refusal.value.status == 413
    assert not stored_files()


def test_a_file_over_thirty_megabytes_is_refused(cast: Cast) -> None:
    with pytest.raises(PhotoTooLarge):
        receive(cast, pictures.jpeg(200, 100) + bytes(intake.MOST_BYTES))


def test_a_photo_of_48_megapixels_is_taken(cast: Cast) -> None:
    photo = receive(cast, pictures.jpeg(8_000, 6_000))
    assert (photo.width, photo.height) == (8_000, 6_000)


def test_a_photo_of_64_megapixels_is_taken(cast: Cast) -> None:
    photo = receive(cast, pictures.jpeg(8_000, 8_000))
    assert (photo.width, photo.height) == (8_000, 8_000)


def test_a_photo_of_just_under_thirty_megabytes_is_taken(cast: Cast) -> None:
    noise = pictures.encoded(Image.effect_noise((7_000, 5_000), 160), "JPEG", quality=90)
    data = noise + bytes(intake.MOST_BYTES - len(noise))  # cameras of some phones append what they please
    assert len(noise) > 15_000_000
    assert (receive(cast, data).width, len(data)) == (7_000, intake.MOST_BYTES)


def test_what_hangs_behind_a_picture_is_left_behind(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    """A JPEG with a page at its end is a picture; what is served of it holds not a byte of the page."""
    photo = receive(cast, pictures.jpeg(640, 480) + b"<html><script>alert(1)</script></html>")
    with django_capture_on_commit_callbacks(execute=True):
        actions.make_sizes_due()
    photo.refresh_from_db()
    assert set(photo.sizes) == {"400", "800"} and photo.original == ""
    for path in stored_files():
        data = path.read_bytes()
        assert data[8:12] == b"WEBP" and b"<script>" not in data and b"<html>" not in data


def test_of_an_animation_the_first_picture_is_shown(cast: Cast) -> None:
    frames = [Image.new("RGB", (300, 200), colour) for colour in ((200, 30, 30), (30, 60, 200))]
    photo = receive(cast, pictures.encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=90))
    shown = stored(photo.sizes["400"])
    dot = shown.convert("RGB").getpixel((150, 100))
    assert isinstance(dot, tuple) and dot[0] > 150 > dot[2]
    assert getattr(shown, "n_frames", 1) == 1


def test_sixteen_bits_of_grey_keep_their_light(cast: Cast) -> None:
    photo = receive(cast, pictures.encoded(Image.new("I;16", (300, 200), 32_768), "PNG"))
    dot = stored(photo.sizes["400"]).convert("RGB").getpixel((150, 100))
    assert isinstance(dot, tuple) and all(abs(light - 128) < 6 for light in dot)


def test_a_picture_that_needs_too_much_memory_ends_the_decoder_and_not_us(cast: Cast) -> None:
    deep = pictures.encoded(Image.new("RGBA", (8_000, 7_900)), "PNG", compress_level=1)
    try:
        assert receive(cast, deep).width == 8_000
    except Expected as refusal:
        assert refusal.status in (413, 422)


def test_a_photo_taken_upright_stands_upright_and_says_nothing_of_its_owner(cast: Cast) -> None:
    data = pictures.turned_jpeg_with_gps()
    assert b"Pabrik Kamera" in data
    photo = receive(cast, data)
    assert (photo.width, photo.height) == (1_200, 1_600)
    actions.make_sizes_due()
    photo.refresh_from_db()
    for name in photo.sizes.values():
        shown = stored(name)
        assert shown.height > shown.width
        red, green, _blue = shown.convert("RGB").getpixel((shown.width * 3 // 4, shown.height // 4))
        assert red > 150 > green  # the red quarter, once top left, has turned to the top right
        assert not shown.getexif() and "icc_profile" not in shown.info and "xmp" not in shown.info
        assert b"Pabrik" not in Path(default_storage.path(name)).read_bytes()


def test_a_hole_is_filled_with_white(cast: Cast) -> None:
    clear = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    photo = receive(cast, pictures.encoded(clear, "PNG"))
    assert min(stored(photo.sizes["400"]).convert("RGB").getpixel((150, 100))) > 250


def test_cmyk_red_stays_red(cast: Cast) -> None:
    photo = receive(cast, pictures.jpeg(mode="CMYK"))
    red, green, blue = stored(photo.sizes["400"]).convert("RGB").getpixel((80, 60))
    assert red > 150 and max(green, blue) < 90


def test_the_sweep_makes_all_sizes_and_forgets_the_upload(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    photo = receive(cast, pictures.jpeg(4_032, 3_024))
    original = photo.original
    assert default_storage.exists(original) and not original.startswith("photos/")
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.make_sizes_due() == 1
    photo.refresh_from_db()
    assert {size: max(stored(name).size) for size, name in photo.sizes.items()} == {
        "400": 400,
        "800": 800,
        "1200": 1200,
    }
    assert photo.original == "" and photo.done_at and not default_storage.exists(original)
    assert actions.make_sizes_due() == 0


def test_a_small_photo_is_not_blown_up(cast: Cast) -> None:
    photo = receive(cast, pictures.jpeg(500, 300))
    actions.make_sizes_due()
    photo.refresh_from_db()
    assert {size: stored(name).width for size, name in photo.sizes.items()} == {"400": 400, "800": 500}
    assert photo_url(photo, 1_200) == photo_url(photo, 800)


def test_a_sweep_that_died_leaves_the_photo_to_the_next(cast: Cast) -> None:
    photo = receive(cast, pictures.jpeg())
    Path(default_storage.path(photo.original)).rename(default_storage.path("lost"))
    with clock.frozen(clock.now()) as time:
        actions.make_sizes_due()
        photo.refresh_from_db()
        assert photo.done_at is None and "FileNotFoundError" in photo.last_error
        Path(default_storage.path("lost")).rename(default_storage.path(photo.original))
        time.tick(minutes=5)
        actions.make_sizes_due()
    photo.refresh_from_db()
    assert photo.done_at is not None and set(photo.sizes) == {"400", "800", "1200"}


def test_a_photo_that_never_works_is_given_up_with_its_reason(cast: Cast) -> None:
    photo = receive(cast, pictures.jpeg())
    default_storage.delete(photo.original)
    with clock.frozen(clock.now()) as time:
        for _ in range(actions.MOST_ATTEMPTS + 2):
            actions.make_sizes_due()
            time.tick(hours=1)
    photo.refresh_from_db()
    assert photo.done_at and photo.attempts == actions.MOST_ATTEMPTS and photo.last_error
    assert photo.original == "" and set(photo.sizes) == {"400"}  # so that it can be edited, and sent


def test_sizes_made_by_two_sweeps_are_the_same_sizes(cast: Cast) -> None:
    photo = receive(cast, pictures.jpeg())
    actions.make_sizes_due()
    Photo.objects.filter(pk=photo.pk).update(done_at=None)
    assert actions.make_sizes_due() == 0  # nothing left to make


def test_names_in_storage_say_nothing(cast: Cast) -> None:
    photo = receive(cast, pictures.jpeg(300, 200))
    names = photo.original + photo.sizes["400"]
    assert "foto" not in names.replace("photos/", "") and "sari" not in names
    assert len(Path(photo.original).name) == 32


def test_one_photo_sent_twice_is_kept_once(cast: Cast) -> None:
    data = pictures.jpeg(300, 200)
    assert receive(cast, data).pk == receive(cast, data).pk
    assert Photo.objects.count() == 1


def test_a_product_shows_at_most_eight_photos(cast: Cast) -> None:
    for number in range(actions.MOST_PHOTOS):
        Photo.objects.create(seller=cast.saris.seller, product=cast.saris.product, sha256=str(number), original="")
    with pytest.raises(TooManyPhotos):
        receive(cast, pictures.jpeg(300, 200))


def test_citra_cannot_send_photos_to_saris_goods(cast: Cast) -> None:
    asked: dict[str, Any] = {"scope": scope_of(cast.citra), "person": cast.citra}
    with pytest.raises(NotFound):
        receive(cast, pictures.jpeg(300, 200), **asked)
    with pytest.raises(NotFound):
        receive(cast, pictures.jpeg(300, 200), seller_id=cast.citras.seller.pk, **asked)
    photo = receive(cast, pictures.jpeg(300, 200))
    with pytest.raises(NotFound):
        actions.remove_photo(photo_id=photo.pk, **asked)
    with pytest.raises(NotFound):
        actions.show_first(photo_id=photo.pk, **asked)


def test_a_photo_sent_before_its_product_joins_it(cast: Cast) -> None:
    mine = receive(cast, pictures.jpeg(300, 200), product_id=None)
    citras = Photo.objects.create(seller=cast.citras.seller, original="", sha256="x")
    product = create_product(
        scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk, name="Kerupuk", category="camilan",
        unit="kg", price_minor=1_000, stock=1, currency="IDR", photo_ids=[mine.pk, citras.pk],
    )  # fmt: skip
    assert [photo.pk for photo in product.photos.all()] == [mine.pk]


def test_a_removed_photo_leaves_no_file(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    photo = receive(cast, pictures.jpeg(300, 200))
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_photo(scope=scope_of(cast.sari), person=cast.sari, photo_id=photo.pk)
    assert not stored_files() and not Photo.objects.exists()


def test_the_chosen_photo_comes_first(cast: Cast) -> None:
    first, second = (receive(cast, pictures.jpeg(300 + extra, 200)) for extra in (0, 1))
    actions.show_first(scope=scope_of(cast.sari), person=cast.sari, photo_id=second.pk)
    assert list(cast.saris.product.photos.in_order()) == [second, first]


def test_a_photo_without_sizes_has_no_address(cast: Cast) -> None:
    assert photo_url(None, 400) == ""
    assert photo_url(Photo(original="originals/x", sizes={}), 400) == ""


def test_a_proof_is_stored_anew_and_apart_from_public_photos(db: None) -> None:
    name = intake.store_image(io.BytesIO(pictures.turned_jpeg_with_gps()))
    shown = stored(name)
    assert name.startswith("proofs/") and (shown.format, shown.size) == ("WEBP", (1_200, 1_600))
    assert not shown.getexif()
    with pytest.raises(NotAPicture):
        intake.store_image(io.BytesIO(b"<html>"))


def test_the_server_itself_loads_no_decoder() -> None:
    code = "import django; django.setup(); import catalog.media.actions, sys; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
