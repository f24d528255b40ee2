"""The QRIS in a photo of the printed code. Reading needs heavy libraries: a process of its own loads and drops them."""

import json
from pathlib import Path

from payments.providers.qris.code import StaticCode, read_static
from payments.providers.qris.errors import NoCodeInPicture, NotQris, QrisRefused, TwoCodesInPicture
from sellers.kit import child

PICTURE_SIZE, PICTURE_BYTES = 2400, 3_000_000  # what to ask of the decoder: a code in a corner stays readable
_SCANNER = Path(__file__).with_name("scan.py")
_TIMEOUT_S = 30


def static_code_in(picture: bytes) -> StaticCode:
    """The one static QRIS in a WebP made by our own decoder, never in a stranger's bytes.

    Other QR codes beside it (of a wallet, of a website) do not matter. Raises a QrisRefused that says why not:
    nothing could be read, no code is a QRIS, more than one is, or the reason against the only one.
    """
    good: dict[str, StaticCode] = {}
    refused: list[QrisRefused] = []
    for text in _texts(picture):
        try:
            code = read_static(text)
        except QrisRefused as error:
            refused.append(error)
        else:
            good[code.payload] = code
    if len(good) > 1:
        raise TwoCodesInPicture
    if good:
        return next(iter(good.values()))
    raise next((error for error in refused if not isinstance(error, NotQris)), None) or (
        refused[0] if refused else NoCodeInPicture()
    )


def _texts(picture: bytes) -> list[str]:
    try:
        answer = json.loads(child.run(_SCANNER, given=picture, timeout_s=_TIMEOUT_S) or b"[]")
    except ValueError:
        return []
    return [text for text in answer if isinstance(text, str)] if isinstance(answer, list) else []
