"""What a bank's confirmation says, row by row. Pure: a table and the lines that are awaited in, verdicts out.

A verdict is certain or it is left to a person: a code that is not awaited, an amount that differs, a status nobody
knows, two rows that say different things about one code, each stays undecided.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from payments.money import Money
from payments.payouts.errors import FileUnreadable
from payments.payouts.mapping import BackMapping
from payments.wording import decimals_of
from sellers.kit.codes import ALPHABET, LENGTH

HEADER_WITHIN = 40  # rows of letterhead before the titles
NOT = frozenset({"tidak", "belum", "bukan", "not", "no", "non"})  # "tidak berhasil" is not "berhasil"
_CODE = re.compile(rf"(?<![0-9A-Z])[{ALPHABET}]{{{LENGTH}}}(?![0-9A-Z])")
_WORD = re.compile(r"[^\W_]+")


class Says(StrEnum):
    PAID = "paid"
    FAILED = "failed"
    UNKNOWN_CODE = "unknown_code"
    AMOUNT_DIFFERS = "amount_differs"
    STATUS_UNCLEAR = "status_unclear"
    CONTRADICTS = "contradicts"  # another row says something else about the same code


@dataclass(frozen=True)
class Verdict:
    """`row` counts from 1, as spreadsheets do. `reference` and `reason` are as the bank wrote them, perhaps empty."""

    row: int
    code: str
    says: Says
    reference: str = ""
    reason: str = ""


def verdicts(table: Sequence[Sequence[str]], mapping: BackMapping, awaited: Mapping[str, Money]) -> list[Verdict]:
    """One for each row that names a code; rows without one (letterhead, totals) say nothing.

    `awaited` holds every line of the batch by its code, paid ones too. Raises FileUnreadable when a column that the
    mapping names is not there.
    """
    start, places = _columns(table, mapping)
    found = [
        verdict
        for number, row in enumerate(table[start:], start=start + 1)
        if (verdict := _verdict(number, list(row), mapping, places, awaited)) is not None
    ]
    return _without_contradictions(found)


def reads_as(text: str, amount: Money) -> bool:
    """Whether a cell is this amount, in whatever way a bank writes it: 25000, Rp25.000,00, IDR 25,000.00."""
    digits = re.sub(r"[^0-9.,]", "", text).strip(".,")
    if not digits or "-" in text:
        return False
    behind = decimals_of(amount.currency)
    return any(
        re.sub(r"[.,]", "", whole).lstrip("0") + part.ljust(behind, "0") == str(amount.minor)
        and _grouped_well(whole)
        and (len(part) <= behind or not part[behind:].strip("0"))
        for whole, part in _splits(digits, behind)
    ) or _with_empty_cents(digits, amount, behind)


def _splits(digits: str, behind: int) -> list[tuple[str, str]]:
    """The ways a number may be cut into whole and part: nowhere, and at its last mark."""
    cuts = [(digits, "")]
    at = max(digits.rfind("."), digits.rfind(","))
    if at >= 0 and behind:
        cuts.append((digits[:at], digits[at + 1 :]))
    return cuts


def _with_empty_cents(digits: str, amount: Money, behind: int) -> bool:
    """25.000,00 of a currency that has no cents."""
    match = re.fullmatch(r"(?P<whole>[0-9.,]*[0-9])[.,]0{1,2}", digits)
    if behind or match is None or not _grouped_well(match["whole"]):
        return False
    return re.sub(r"[.,]", "", match["whole"]).lstrip("0") == str(amount.minor)


def _grouped_well(whole: str) -> bool:
    """Marks between thousands stand where thousands are: 1.25 is no whole number."""
    groups = re.split(r"[.,]", whole)
    return len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))


def _columns(table: Sequence[Sequence[str]], mapping: BackMapping) -> tuple[int, dict[str, int]]:
    """The first row under the titles, and where each named column stands."""
    wanted = {
        name: title.casefold()
        for name in ("code", "amount", "status", "reference", "reason")
        if (title := getattr(mapping, name))
    }
    if not wanted:
        return 0, {}
    for number, row in enumerate(table[:HEADER_WITHIN]):
        titles = [cell.casefold() for cell in row]
        if all(title in titles for title in wanted.values()):
            return number + 1, {name: titles.index(title) for name, title in wanted.items()}
    names = ", ".join(getattr(mapping, name) for name in wanted)
    raise FileUnreadable(_("Kolom ini tidak ditemukan di berkas: %(names)s.") % {"names": names})


def _verdict(
    number: int, row: list[str], mapping: BackMapping, places: Mapping[str, int], awaited: Mapping[str, Money]
) -> Verdict | None:
    def cell(name: str) -> str:
        at = places.get(name)
        return row[at] if at is not None and at < len(row) else ""

    looked = [cell("code")] if "code" in places else row
    named = list(dict.fromkeys(code for text in looked for code in _CODE.findall(text.upper())))
    codes = [code for code in named if code in awaited]
    if not codes:
        return Verdict(number, named[0], Says.UNKNOWN_CODE) if "code" in places and named else None
    if len(codes) > 1:
        return Verdict(number, codes[0], Says.CONTRADICTS)
    code = codes[0]
    if "amount" in places and not reads_as(cell("amount"), awaited[code]):
        return Verdict(number, code, Says.AMOUNT_DIFFERS)
    says = _says(cell("status") if "status" in places else " ".join(row), mapping, known="status" in places)
    return Verdict(number, code, says, cell("reference"), cell("reason"))


def _says(text: str, mapping: BackMapping, *, known: bool) -> Says:
    """By the words of a status; without a column for it a listed line was paid, unless any cell speaks of trouble."""
    words = _WORD.findall(text.casefold())
    phrase = f" {' '.join(words)} "
    bad = any(f" {' '.join(_WORD.findall(word))} " in phrase for word in mapping.bad)
    good = any(f" {' '.join(_WORD.findall(word))} " in phrase for word in mapping.good)
    if not known:
        return Says.STATUS_UNCLEAR if bad else Says.PAID
    if bad and not good:
        return Says.FAILED
    if good and not bad and not NOT.intersection(words):
        return Says.PAID
    return Says.STATUS_UNCLEAR


def _without_contradictions(found: list[Verdict]) -> list[Verdict]:
    said: dict[str, set[Says]] = {}
    for one in found:
        said.setdefault(one.code, set()).add(one.says)
    return [
        one if len(said[one.code]) == 1 else Verdict(one.row, one.code, Says.CONTRADICTS, one.reference, one.reason)
        for one in found
    ]
