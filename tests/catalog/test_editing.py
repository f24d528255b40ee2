"""Photos of a product: turned, cropped, put in order, taken away and put back; made anew, and the old files gone."""

import io
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalog.media import actions, editing
from catalog.media.editing import Box, PhotoChanged, PhotoRefused
from catalog.media.models import Photo
from catalog.products.models import Change
from sellers.accounts.asking import scope_of
from sellers.audit.models import AuditEntry
from sellers.kit.errors import NotFound
from tests.cast import Cast
from tests.catalog import pictures

pytestmark = pytest.mark.django_db(transaction=True)


def received(cast: Cast, data: bytes | None = None) -> Photo:
    file = SimpleUploadedFile("foto.jpg", data or pictures.jpeg(), "image/jpeg")
    photo = actions.receive_photo(
        scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk,
        product_id=cast.saris.product.pk, file=file,
    )  # fmt: skip
    actions.make_sizes_due()
    photo.refresh_from_db()
    return photo


def asked(cast: Cast, photo: Photo) -> dict[str, object]:
    return {
        "scope": scope_of(cast.sari), "person": cast.sari, "product_id": cast.saris.product.pk, "photo_id": photo.pk
    }  # fmt: skip


def largest(photo: Photo) -> Image.Image:
    with default_storage.open(photo.sizes[max(photo.sizes, key=int)]) as file:
        return Image.open(io.BytesIO(file.read())).convert("RGB")


def is_red(picture: Image.Image, across: float, down: float) -> bool:
    red, green, _blue = picture.getpixel((int(picture.width * across), int(picture.height * down)))
    return bool(red > 150 > green)


def test_a_quarter_to_the_right_stands_the_picture_up(cast: Cast) -> None:
    photo = received(cast)
    before = dict(photo.sizes)
    turned = editing.turn(**asked(cast, photo))
    picture = largest(turned)
    assert (picture.width < picture.height, turned.width < turned.height) == (True, True)
    assert is_red(picture, 0.75, 0.25) and not is_red(picture, 0.25, 0.25)  # the red quarter went from left to right
    assert set(turned.sizes) == {"400", "800", "1200"}
    assert not [name for name in before.values() if default_storage.exists(name)]


def test_the_picture_as_it_was_may_be_added_again_beside_the_edited_one(cast: Cast) -> None:
    turned = editing.turn(**asked(cast, received(cast)))
    assert received(cast) != turned
    assert Photo.objects.of_product(cast.saris.product.pk).count() == 2


def test_four_quarters_are_where_it_began(cast: Cast) -> None:
    photo = received(cast)
    size = largest(photo).size
    for _quarter in range(4):
        photo = editing.turn(**asked(cast, photo))
    assert largest(photo).size == size and is_red(largest(photo), 0.25, 0.25)


def test_what_the_frame_holds_is_kept(cast: Cast) -> None:
    photo = editing.crop(**asked(cast, received(cast)), box=Box(0, 0, 500, 500))
    picture = largest(photo)
    assert is_red(picture, 0.05, 0.05) and is_red(picture, 0.95, 0.95)
    assert abs(picture.width / picture.height - 4 / 3) < 0.01


@pytest.mark.parametrize(
    ("ratio", "width", "height", "box"),
    [
        ("persegi", 1600, 1200, Box(125, 0, 750, 1000)),
        ("persegi", 1200, 1600, Box(0, 125, 1000, 750)),
        ("4-3", 1600, 1200, Box(0, 0, 1000, 1000)),
        ("4-3", 900, 1600, Box(0, 289, 1000, 421)),
        ("4-3", 1600, 900, Box(125, 0, 750, 1000)),
    ],
)
def test_the_shapes_are_cut_from_the_middle(ratio: str, width: int, height: int, box: Box) -> None:
    assert editing.middle(ratio, width=width, height=height) == box


@pytest.mark.parametrize("box", [Box(-1, 0, 500, 500), Box(0, 0, 50, 900), Box(600, 0, 500, 500), Box(0, 0, 0, 0)])
def test_a_frame_beyond_the_picture_is_refused(cast: Cast, box: Box) -> None:
    with pytest.raises(PhotoRefused):
        editing.crop(**asked(cast, received(cast)), box=box)


def test_the_order_is_told_and_goods_show_it(cast: Cast) -> None:
    one, two, three = (received(cast, pictures.jpeg(640 + 8 * n, 480)) for n in range(3))
    told = Change.objects.get(product=cast.saris.product, what="photos").number
    editing.move(**asked(cast, three), to=0)
    assert list(Photo.objects.in_order().values_list("pk", flat=True)) == [three.pk, one.pk, two.pk]
    editing.move(**asked(cast, three), to=1)
    assert list(Photo.objects.in_order().values_list("pk", flat=True)) == [one.pk, three.pk, two.pk]
    assert Change.objects.get(product=cast.saris.product, what="photos").number == told + 2


def test_a_photo_taken_away_comes_back_to_its_place(cast: Cast) -> None:
    one, two = received(cast), received(cast, pictures.jpeg(640, 480))
    place = editing.place_of(scope=scope_of(cast.sari), product_id=cast.saris.product.pk, photo_id=one.pk)
    editing.take_away(**asked(cast, one))
    assert list(Photo.objects.of_product(cast.saris.product.pk)) == [two]
    for _twice in range(2):
        editing.put_back(**asked(cast, one), to=place)
    assert list(Photo.objects.of_product(cast.saris.product.pk).in_order()) == [one, two]
    assert all(Path(default_storage.path(name)).exists() for name in one.sizes.values())


def test_a_photo_whose_sizes_wait_is_not_edited_yet(cast: Cast) -> None:
    photo = received(cast)
    Photo.objects.filter(pk=photo.pk).update(original="originals/x")
    with pytest.raises(PhotoChanged):
        editing.turn(**asked(cast, photo))


def test_nobody_elses_photo_is_touched(cast: Cast) -> None:
    photo = received(cast)
    foreign = asked(cast, photo) | {"scope": scope_of(cast.citra), "person": cast.citra}
    for deed in (editing.turn, editing.take_away):
        with pytest.raises(NotFound):
            deed(**foreign)
    with pytest.raises(NotFound):
        editing.turn(**(asked(cast, photo) | {"product_id": cast.citras.product.pk}))


def test_a_helper_leaves_both_names(cast: Cast) -> None:
    photo = received(cast)
    editing.turn(**(asked(cast, photo) | {"scope": scope_of(cast.budi), "person": cast.budi}))
    entry = AuditEntry.objects.get(verb="photo.turned")
    assert (entry.person, entry.acting_for) == (cast.budi, cast.saris.seller)


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1_000_000


@pytest.mark.parametrize(
    ("kind", "width", "height"), [("heic", 4_000, 3_000), ("jpeg", 4_000, 3_000), ("jpeg", 8_000, 8_000)]
)
def test_a_phones_whole_photo_is_taken_and_this_process_stays_small(
    cast: Cast, kind: str, width: int, height: int
) -> None:
    data = pictures.heic(width, height) if kind == "heic" else pictures.jpeg(width, height)
    file = SimpleUploadedFile("foto", data)
    before = resident_mb()
    photo = actions.receive_photo(
        scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk, file=file
    )
    assert (photo.width, photo.height) == (width, height)
    assert resident_mb() - before < 20
