"""A collector's own static QRIS: checked strictly, and turned into one for an exact amount.

The rules are EMVCo's merchant-presented code with the national account of QRIS in tag 51. A code that is wrong is
refused, never mended. Tips and fees (tags 55 to 57) are never written: a merchant may not pass its cost to the payer.
"""

import re
from dataclasses import dataclass

from payments.money import Money
from payments.providers.qris import tlv
from payments.providers.qris.errors import (
    NotQris,
    QrisCutOff,
    QrisIncomplete,
    QrisIsDynamic,
    QrisNotIdr,
    QrisWithoutNmid,
    QrisWrongCrc,
)
from payments.providers.qris.tlv import Item

FORMAT, INITIATION, CURRENCY, AMOUNT, COUNTRY = "00", "01", "53", "54", "58"
CATEGORY, MERCHANT, CITY, NATIONAL = "52", "59", "60", "51"
STATIC, DYNAMIC = "11", "12"
DROPPED = frozenset({AMOUNT, "55", "56", "57"})
NATIONAL_ACCOUNT = "ID.CO.QRIS.WWW"
ISO_NUMBERS = {"IDR": "360"}
LONGEST = 512  # as many as a row holds
_NMID = re.compile(r"ID\d{13}", re.ASCII)


@dataclass(frozen=True)
class StaticCode:
    """What a static QRIS says of whom it pays; `payload` is its tidied text."""

    payload: str
    merchant: str
    city: str
    nmid: str


def read_static(text: str) -> StaticCode:
    """Check a pasted or scanned text; raises a QrisRefused that says why it cannot be used."""
    payload = tidy(text)
    if not payload.startswith("0002") or len(payload) > LONGEST:
        raise NotQris
    try:
        items = {item.tag: item.value for item in tlv.unsealed(payload)}
    except tlv.WrongCrc as error:
        raise QrisWrongCrc from error
    except tlv.Broken as error:
        raise QrisCutOff from error
    if not payload.startswith("000201"):
        raise NotQris
    if items.get(INITIATION) == DYNAMIC:
        raise QrisIsDynamic
    if items.get(INITIATION) != STATIC:
        raise QrisIncomplete
    if items.get(CURRENCY) != ISO_NUMBERS["IDR"]:
        raise QrisNotIdr
    nmid = _nmid(items.get(NATIONAL, ""))
    merchant = " ".join(items.get(MERCHANT, "").split())
    if items.get(COUNTRY) != "ID" or not merchant or not re.fullmatch(r"[0-9]{4}", items.get(CATEGORY, "")):
        raise QrisIncomplete
    return StaticCode(payload, merchant[:60], " ".join(items.get(CITY, "").split())[:30], nmid)


def to_dynamic(payload: str, amount: Money) -> str:
    """The same code asking for exactly `amount`, once. Raises a QrisRefused for what `read_static` refuses.

    Every other tag stays, in its order; an amount or a tip that stood in the static code goes. The amount is written
    in whole rupiah, just before the country.
    """
    if amount.currency not in ISO_NUMBERS or amount.minor < 1:
        raise ValueError(f"a QRIS cannot ask for {amount.minor} {amount.currency}")
    static = read_static(payload)
    items: list[Item] = []
    for item in tlv.unsealed(static.payload):
        if item.tag == COUNTRY:
            items.append(Item(AMOUNT, str(amount.minor)))
        if item.tag not in DROPPED:
            items.append(Item(INITIATION, DYNAMIC) if item.tag == INITIATION else item)
    return tlv.sealed(items)


def tidy(text: str) -> str:
    """Pasted text without the line breaks that a chat puts in, and without what cannot be seen around it."""
    return "".join(text.splitlines()).strip(" \t\ufeff\u200b\u200e\u00a0")


def _nmid(national: str) -> str:
    try:
        account = {item.tag: item.value for item in tlv.parse(national)}
    except tlv.Broken as error:
        raise QrisWithoutNmid from error
    nmid = account.get("02", "")
    if account.get("00") != NATIONAL_ACCOUNT or not _NMID.fullmatch(nmid):
        raise QrisWithoutNmid
    return nmid
