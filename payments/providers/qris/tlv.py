"""The text of a QRIS: tags of two digits, lengths of two digits, values; a CRC at the end. Pure, and no currency's."""

import binascii
from collections.abc import Iterable
from dataclasses import dataclass

CRC_TAG, CRC_HEAD = "63", "6304"
LONGEST_VALUE = 99


class Broken(ValueError):
    """The text is not made of tags, lengths and values."""


class WrongCrc(Broken):
    """It is, but it does not say what it said when it was made."""


@dataclass(frozen=True)
class Item:
    tag: str  # "00" to "99"
    value: str


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE of ASCII text as four upper-case hex digits."""
    return f"{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def parse(text: str) -> tuple[Item, ...]:
    """The items of a whole text or of one item's value, in their order; raises Broken. A tag stands once."""
    if not text.isascii() or not text.isprintable():
        raise Broken("only printable ASCII")
    items: list[Item] = []
    at = 0
    while at < len(text):
        tag, length = text[at : at + 2], text[at + 2 : at + 4]
        if len(length) != 2 or not (tag + length).isdigit():
            raise Broken(f"no tag and length at {at}")
        value = text[at + 4 : at + 4 + int(length)]
        if len(value) != int(length):
            raise Broken(f"tag {tag} is cut off")
        items.append(Item(tag, value))
        at += 4 + int(length)
    if len({item.tag for item in items}) != len(items):
        raise Broken("a tag stands twice")
    return tuple(items)


def write(items: Iterable[Item]) -> str:
    """The text of items; raises ValueError for what no reader could take apart again."""
    parts: list[str] = []
    for item in items:
        if not (len(item.tag) == 2 and item.tag.isascii() and item.tag.isdigit()):
            raise ValueError(f"no tag: {item.tag!r}")
        if len(item.value) > LONGEST_VALUE or not (item.value.isascii() and item.value.isprintable()):
            raise ValueError(f"tag {item.tag} cannot hold its value")
        parts.append(f"{item.tag}{len(item.value):02}{item.value}")
    return "".join(parts)


def unsealed(text: str) -> tuple[Item, ...]:
    """The items before the CRC, which must be the last item and right; raises Broken, WrongCrc."""
    *items, last = parse(text) or (Item("", ""),)
    if last.tag != CRC_TAG or len(last.value) != 4:
        raise Broken("no CRC at the end")
    if crc(text[:-4]) != last.value.upper():
        raise WrongCrc("the CRC is another")
    return tuple(items)


def sealed(items: Iterable[Item]) -> str:
    """The text of items with its CRC."""
    body = write(items) + CRC_HEAD
    return body + crc(body)
