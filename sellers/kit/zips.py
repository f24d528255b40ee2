"""What a zip says of itself at its end, read before its directory is: that may be far larger than what it names."""

import os
import struct
from typing import IO

_END, _END_SIZE, _ENTRIES_AT, _LONGEST_NOTE = b"PK\x05\x06", 22, 10, (1 << 16) - 1
_LOCATOR, _LOCATOR_SIZE, _LARGE, _LARGE_SIZE, _LARGE_ENTRIES_AT = b"PK\x06\x07", 20, b"PK\x06\x06", 56, 32


def is_within(file: IO[bytes], *, entries: int, directory: int) -> bool:
    """Whether it names so many parts at most, in a directory of so many bytes. True for what has no end record.

    The record is the one Python's reader goes by; it reads so many bytes of the directory and no more.
    """
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - _LARGE_SIZE - _LOCATOR_SIZE - _END_SIZE - _LONGEST_NOTE - 1)
    file.seek(start)
    tail = file.read()
    file.seek(0)
    plain = tail[-_END_SIZE:]
    at = len(tail) - _END_SIZE if plain.startswith(_END) and plain.endswith(b"\0\0") else tail.rfind(_END)
    if at < 0 or at + _END_SIZE > len(tail):
        return True
    told = [struct.unpack_from("<HL", tail, at + _ENTRIES_AT)]
    large = at - _LOCATOR_SIZE - _LARGE_SIZE
    if large >= 0 and tail[at - _LOCATOR_SIZE : at].startswith(_LOCATOR) and tail[large:].startswith(_LARGE):
        told = [struct.unpack_from("<QQ", tail, large + _LARGE_ENTRIES_AT)]
    return all(count <= entries and length <= directory for count, length in told)
