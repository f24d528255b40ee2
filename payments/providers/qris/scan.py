"""Reads the QR codes of one picture. Run as a program of its own (`python scan.py < picture`), never imported.

The picture comes from our own decoder (catalog.media), upright and small; what the two libraries need of memory goes
with this process. The answer is one line of JSON: the texts found, each once, the surest reading first.
"""

import json
import resource
import sys

MEMORY_BYTES = 768 * 1024**2
CPU_S = 20
FEWEST_PX = 1200  # a smaller picture is read a second time enlarged

for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S), (resource.RLIMIT_CORE, 0)):
    resource.setrlimit(what, (most, most))  # before the libraries are loaded

import zxingcpp  # noqa: E402  the memory limit comes before what it limits
from PIL import Image, ImageOps  # noqa: E402  the memory limit comes before what it limits


def texts(picture: Image.Image) -> list[str]:
    """As it is, then with more contrast, then enlarged: the first look that finds something is believed."""
    grey = picture.convert("L")
    found = _read(grey) or _read(ImageOps.autocontrast(grey, cutoff=2))
    if not found and max(grey.size) < FEWEST_PX:
        found = _read(grey.resize((grey.width * 3, grey.height * 3), Image.Resampling.BICUBIC))
    return found


def _read(grey: Image.Image) -> list[str]:
    found: list[str] = []
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    for binarizer in (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram):
        codes = zxingcpp.read_barcodes(grey, formats=formats, binarizer=binarizer)
        found += [code.text for code in codes if code.valid]
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    try:
        with Image.open(sys.stdin.buffer, formats=("WEBP",)) as opened:
            answer = texts(opened)
    except Exception as error:  # whatever happened to this picture: nothing was read, and why is told to the log
        sys.stderr.write(f"{type(error).__name__}: {error}\n"[:300])
        answer = []
    sys.stdout.write(json.dumps(answer) + "\n")
