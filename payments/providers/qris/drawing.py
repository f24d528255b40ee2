"""A QR code as a picture: for the page and for the album of the phone that has to scan it itself.

Loaded at first use (`import_string`): a market that nobody pays by QR keeps the memory.
"""

import io

import segno

QUIET = 4  # modules of white around it, as the standard asks
ERRORS = "m"  # a smudge on a cheap screen does no harm
MODULE_PX = 8  # of the picture to download; a QRIS has 45 modules and more
LEAST_PX = 460  # four times the smallest size a phone must be able to read


def svg(text: str) -> str:
    """An <svg> that fills whatever holds it; no style attribute, no class, no script."""
    out = io.BytesIO()
    _drawn(text).save(
        out, kind="svg", xmldecl=False, omitsize=True, border=QUIET, svgclass=None, lineclass=None, light="#fff",
        dark="#000",
    )  # fmt: skip
    return out.getvalue().decode("ascii").strip()


def png(text: str) -> bytes:
    """A black and white picture of at least LEAST_PX on each side."""
    code = _drawn(text)
    scale = max(MODULE_PX, -(-LEAST_PX // code.symbol_size(border=QUIET)[0]))
    out = io.BytesIO()
    code.save(out, kind="png", scale=scale, border=QUIET)
    return out.getvalue()


def _drawn(text: str) -> segno.QRCode:
    return segno.make(text, error=ERRORS, micro=False)
