"""Reads the words of a PDF of ours back, page by page."""

import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
_SHOWN = re.compile(rb"\(((?:\\.|[^\\()])*)\) Tj", re.S)


def pages_of(pdf: bytes) -> list[list[str]]:
    """What is written on each page, in the order it was drawn."""
    assert pdf.startswith(b"%PDF-")
    pages = []
    for stream in _STREAM.findall(pdf):
        try:
            drawn = zlib.decompressobj().decompress(stream)  # its last byte may look like the end of a line
        except zlib.error:
            continue
        shown = [_plain(text) for text in _SHOWN.findall(drawn)]
        if shown:
            pages.append(shown)
    return pages


def text_of(pdf: bytes) -> str:
    """All of it, a piece a line."""
    return "\n".join(text for page in pages_of(pdf) for text in page)


def _plain(text: bytes) -> str:
    return re.sub(rb"\\(.)", rb"\1", text, flags=re.S).decode("cp1252")
