"""QR codes as pictures. The library behind it is loaded at the first code: most pages do without its memory."""

from collections.abc import Callable

from django.utils.module_loading import import_string
from markupsafe import Markup

_DRAWING = "payments.providers.qris.drawing"


def qr_svg(text: str) -> Markup:
    """An <svg> for a page; it fills whatever holds it."""
    draw: Callable[[str], str] = import_string(f"{_DRAWING}.svg")
    return Markup(draw(text))  # noqa: S704  drawn by us; of the text there are only squares in it


def qr_png(text: str) -> bytes:
    draw: Callable[[str], bytes] = import_string(f"{_DRAWING}.png")
    return draw(text)
