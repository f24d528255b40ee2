"""A code is drawn so that phones read it, and read from the photos that phones take."""

import io
import re

import pytest
from PIL import Image

from catalog.media.intake import decoded, received
from payments.money import Money
from payments.providers.qris import drawing, errors, reading
from payments.providers.qris.code import StaticCode, to_dynamic
from tests.payments.qris_codes import MAWAR, PAGUNTAKA, VECTORS, photo_of

pytestmark = pytest.mark.thorough

WEBSITE = "https://contoh.id/menu"


def code_in(photo: bytes) -> StaticCode:
    """The way an upload goes: through the decoder of catalog.media, then to the scanner."""
    with received(io.BytesIO(photo)) as upload:
        sizes = {reading.PICTURE_SIZE: reading.PICTURE_BYTES}
        picture = decoded(upload.path, into=upload.folder, sizes=sizes)
        return reading.static_code_in(picture.files[str(reading.PICTURE_SIZE)].read_bytes())


@pytest.mark.parametrize("turned", [0, 90, 180, 27])
def test_a_photo_is_read_however_the_phone_was_held(turned: float) -> None:
    assert code_in(photo_of(MAWAR, turned=turned)).payload == MAWAR


def test_a_blurred_photo_is_read() -> None:
    assert code_in(photo_of(MAWAR, blurred=1.5)).nmid == "ID0000000000001"


def test_a_photo_of_48_megapixels_is_read() -> None:
    assert code_in(photo_of(PAGUNTAKA, WEBSITE, width=8000)).merchant == "BATIK PAGUNTAKA"


def test_a_screenshot_as_png_is_read() -> None:
    assert code_in(photo_of(MAWAR, width=500, kind="PNG")).payload == MAWAR


def test_other_codes_in_the_picture_do_not_matter() -> None:
    assert code_in(photo_of(WEBSITE, MAWAR, "00020101")).payload == MAWAR


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ((), errors.NoCodeInPicture),
        ((WEBSITE,), errors.NotQris),
        ((MAWAR, PAGUNTAKA), errors.TwoCodesInPicture),
        ((WEBSITE, VECTORS["dyn_25123"]["payload"]), errors.QrisIsDynamic),
        ((VECTORS["no_qris_account"]["payload"],), errors.QrisWithoutNmid),
        ((VECTORS["bad_crc"]["payload"],), errors.QrisWrongCrc),
    ],
)
def test_a_photo_without_a_usable_code_gets_its_reason(
    texts: tuple[str, ...], reason: type[errors.QrisRefused]
) -> None:
    with pytest.raises(reason):
        code_in(photo_of(*texts, width=1200))


def test_the_scanner_opens_nothing_but_what_our_decoder_made() -> None:
    with pytest.raises(errors.NoCodeInPicture):
        reading.static_code_in(photo_of(MAWAR))


def test_the_drawn_code_is_read_back_exactly() -> None:
    asked = to_dynamic(MAWAR, Money(25_123, "IDR"))
    picture = Image.open(io.BytesIO(drawing.png(asked)))
    assert picture.size[0] == picture.size[1] >= drawing.LEAST_PX
    out = io.BytesIO()
    picture.convert("RGB").save(out, "WEBP", lossless=True)
    assert reading._texts(out.getvalue()) == [asked]


def test_the_drawing_for_the_page_holds_to_our_rules_for_pages() -> None:
    svg = drawing.svg(to_dynamic(MAWAR, Money(25_123, "IDR")))
    assert svg.startswith("<svg")
    assert not re.search(r"style=|class=|script|width=|on\w+=", svg)
    (side,) = re.findall(r'viewBox="0 0 (\d+) ', svg)
    assert f'd="M{drawing.QUIET} {drawing.QUIET}.5' in svg  # the quiet zone
    assert int(side) >= 45
