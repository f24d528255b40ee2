"""What a buyer asks for, tidied once, and what is wrong with who and where it says."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

from django.conf import settings
from django.utils.translation import gettext as _

from sellers.kit.errors import Expected
from sellers.kit.once import hash_of
from sellers.people.phones import parse_phone
from sellers.regions import places

MOST_LINES = 100
MOST_PACKS = 10_000


@dataclass(frozen=True)
class LineInput:
    variant_id: int
    quantity: int  # packs
    shown_price_minor: int  # what the page said; another price now refuses the placing


@dataclass(frozen=True)
class AddressInput:
    """In Indonesian order; all empty when everything is picked up."""

    street: str = ""
    rt: str = ""
    rw: str = ""
    village_code: str = ""
    postal_code: str = ""
    landmark: str = ""


@dataclass(frozen=True)
class PartInput:
    seller_id: int
    delivery_option_id: int | None = None
    note: str = ""


@dataclass(frozen=True)
class PurchaseInput:
    """`payments` maps a payment group's key to a way; `shown_total_minor` is the amount the button said, if it did."""

    lines: tuple[LineInput, ...]
    buyer_name: str = ""
    buyer_phone: str = ""
    address: AddressInput = AddressInput()
    parts: tuple[PartInput, ...] = ()
    payments: Mapping[str, str] = field(default_factory=dict)
    language: str = "id"
    person_id: int | None = None
    shown_total_minor: int | None = None


@dataclass(frozen=True)
class Problem:
    """What stands in the way: the input it is about (a field's name), a sentence, and whose part it is.

    Fields: lines, buyer_name, buyer_phone, street, rt, rw, village_code, postal_code, landmark, delivery, note,
    payment (`group` says which), total.
    """

    field: str
    sentence: str
    seller_id: int | None = None
    variant_id: int | None = None
    group: str = ""


def tidy(given: PurchaseInput) -> PurchaseInput:
    """The same wish, written one way: spaces, phone, merged lines. What cannot be tidied stays as typed."""
    return replace(
        given,
        lines=_merged(given.lines),
        buyer_name=_one_line(given.buyer_name),
        buyer_phone=_phone(given.buyer_phone),
        address=_tidy_address(given.address),
        parts=tuple(replace(part, note=part.note.strip()) for part in given.parts),
        language=given.language if given.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
    )


def input_hash(given: PurchaseInput) -> str:
    """SHA-256 of the tidied wish. The language is left out: a reload after the switch asks for the same."""
    wish = asdict(given) | {
        "payments": dict(given.payments),
        "lines": sorted((line.variant_id, line.shown_price_minor, line.quantity) for line in given.lines),
        "parts": sorted((part.seller_id, part.delivery_option_id or 0, part.note) for part in given.parts),
    }
    del wish["language"]
    return hash_of(wish)


def problems_of_buyer(given: PurchaseInput) -> Iterable[Problem]:
    """Who: a name and a number that WhatsApp reaches."""
    if not given.buyer_name:
        yield Problem("buyer_name", _("Isi nama Anda."))
    elif len(given.buyer_name) > 120:
        yield Problem("buyer_name", _("Nama paling panjang %(n)s huruf.") % {"n": 120})
    try:
        parse_phone(given.buyer_phone)
    except Expected as error:
        yield Problem("buyer_phone", error.sentence)


def problems_of_address(address: AddressInput, *, needed: bool) -> Iterable[Problem]:
    """Where: `needed` when any part travels. What is typed must be right even when it is not needed."""
    if address.village_code:
        try:
            places.village(address.village_code)
        except Expected as error:
            yield Problem("village_code", error.sentence)
    elif needed:
        yield Problem("village_code", _("Pilih desa atau kelurahan."))
    if needed and not address.street:
        yield Problem("street", _("Isi jalan dan nomor rumah."))
    for name, value, pattern, sentence in (
        ("street", address.street, r".{0,200}", _("Alamat paling panjang 200 huruf.")),
        ("landmark", address.landmark, r".{0,200}", _("Patokan paling panjang 200 huruf.")),
        ("rt", address.rt, r"(\d{3})?", _("Isi RT dengan angka, misalnya 003.")),
        ("rw", address.rw, r"(\d{3})?", _("Isi RW dengan angka, misalnya 005.")),
        ("postal_code", address.postal_code, r"(\d{5})?", _("Kode pos terdiri dari 5 angka.")),
    ):
        if not re.fullmatch(pattern, value):
            yield Problem(name, sentence)


def problems_of_notes(parts: Iterable[PartInput]) -> Iterable[Problem]:
    for part in parts:
        if len(part.note) > 300:
            yield Problem("note", _("Catatan paling panjang 300 huruf."), seller_id=part.seller_id)


def problems_of_amounts(lines: tuple[LineInput, ...]) -> Iterable[Problem]:
    """How many: at least one line, at most a hundred, each with a sensible number of packs."""
    if not lines:
        yield Problem("lines", _("Keranjang kosong. Pilih produk dulu."))
    if len(lines) > MOST_LINES:
        yield Problem("lines", _("Paling banyak %(n)s baris dalam satu pembelian.") % {"n": MOST_LINES})
    for line in lines:
        if not sensible(line):
            yield Problem("lines", _("Isi jumlah antara 1 dan 10.000."), variant_id=line.variant_id)


def sensible(line: LineInput) -> bool:
    return 1 <= line.quantity <= MOST_PACKS


def _merged(lines: Iterable[LineInput]) -> tuple[LineInput, ...]:
    merged: dict[tuple[int, int], LineInput] = {}
    for line in lines:
        key = (line.variant_id, line.shown_price_minor)
        # a wrong quantity is kept apart, so that -3 beside 5 does not pass as 2
        if key in merged and sensible(line) and sensible(merged[key]):
            merged[key] = replace(line, quantity=merged[key].quantity + line.quantity)
        elif key in merged:
            merged[key] = replace(line, quantity=min(line.quantity, merged[key].quantity, 0))
        else:
            merged[key] = line
    return tuple(merged.values())


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _phone(text: str) -> str:
    try:
        return parse_phone(text)
    except Expected:
        return text.strip()


def _tidy_address(address: AddressInput) -> AddressInput:
    return AddressInput(
        street=_one_line(address.street),
        rt=_three_digits(address.rt),
        rw=_three_digits(address.rw),
        village_code=address.village_code.strip(),
        postal_code=address.postal_code.strip(),
        landmark=_one_line(address.landmark),
    )


def _three_digits(text: str) -> str:
    digits = text.strip()
    return digits.zfill(3) if digits.isascii() and digits.isdigit() and int(digits) else digits.strip("0")
