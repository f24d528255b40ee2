"""The QRIS in a photo of the printed code. Reading needs heavy libraries: a process of its own loads and drops them."""

import json
import logging
import subprocess
import sys
from pathlib import Path

from payments.providers.qris.code import StaticCode, read_static
from payments.providers.qris.errors import NoCodeInPicture, NotQris, QrisRefused, TwoCodesInPicture

PICTURE_SIZE, PICTURE_BYTES = 2400, 3_000_000  # what to ask of the decoder: a code in a corner stays readable

log = logging.getLogger("lapak.qris")
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
        done = subprocess.run(  # noqa: S603  our own program, without arguments
            [sys.executable, "-I", str(_SCANNER)],
            env={"MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"},
            input=picture,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
        answer = json.loads(done.stdout or b"[]")
    except (subprocess.TimeoutExpired, ValueError):
        return []
    if done.stderr:
        log.warning("scanning a code: %s", done.stderr.decode(errors="replace")[:300])
    return [text for text in answer if isinstance(text, str)] if isinstance(answer, list) else []
