"""A Code 128 as runs of bars, to be drawn by whoever draws; the only module here that knows zxing-cpp.

Loaded at first use (`import_string`): a server that prints no label keeps the memory.
"""

from itertools import groupby

import zxingcpp

QUIET = 10  # modules of white on either side, as the standard asks


def bars(text: str) -> tuple[int, tuple[tuple[int, int], ...]]:
    """How many modules wide the code is, without its quiet zones, and its bars as (first module, modules)."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    # its picture is a table of grey values: every row is the same
    picture = memoryview(zxingcpp.write_barcode_to_image(code, add_quiet_zones=False))  # type: ignore[arg-type]  # a buffer, whatever its stubs say
    row = picture.tobytes()[: picture.shape[1]] if picture.shape else b""
    found, at = [], 0
    for white, run in groupby(row, key=bool):
        wide = len(list(run))
        if not white:
            found.append((at, wide))
        at += wide
    return at, tuple(found)
