"""Every emblem paints, and no two look the same."""

from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from storefront.demo.drawing import background
from storefront.demo.drawing.canvas import Canvas
from storefront.demo.drawing.emblems import EMBLEMS, PRODUCTS
from storefront.demo.drawing.pictures import Drawing, draw, picture

SMALL = 72


@cache
def drawn(emblem: str) -> Image.Image:
    return picture(Drawing("test", emblem, 40, "kawung", SMALL))


@pytest.mark.parametrize("emblem", sorted(EMBLEMS))
def test_an_emblem_covers_a_good_part_of_its_picture(emblem: str) -> None:
    bare = Canvas(SMALL)
    background.lay(bare, 40, "kawung")
    changed = ImageChops.difference(drawn(emblem), bare.image).convert("L").point([0] * 24 + [255] * 232)
    assert ImageStat.Stat(changed).mean[0] / 255 > 0.08


def test_no_two_products_look_alike() -> None:
    looks = [drawn(emblem).resize((16, 16)).tobytes() for emblem in PRODUCTS.values()]
    assert len(set(looks)) == len(looks)


def test_no_picture_is_grey() -> None:
    for emblem in ("drum", "rice_village", "anchovies"):
        assert ImageStat.Stat(drawn(emblem).convert("HSV")).mean[1] > 20


def test_a_picture_once_drawn_is_kept(tmp_path: Path) -> None:
    drawing = Drawing("p005", "board", 34, "kawung")
    paths = draw(drawing, tmp_path)
    made = {size: path.stat().st_mtime_ns for size, path in paths.items()}
    assert {size: path.stat().st_mtime_ns for size, path in draw(drawing, tmp_path).items()} == made
    assert list(paths) == [800, 400]
    for size, path in paths.items():
        with Image.open(path) as image:
            assert image.size == (size, size)


def test_list_pictures_are_light_enough_for_a_weak_signal(tmp_path: Path) -> None:
    paths = draw(Drawing("p066", "chillies", 100, "kawung"), tmp_path)  # the busiest of all
    assert paths[400].stat().st_size < 18_000
