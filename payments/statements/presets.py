"""How the statements of some banks are thought to look. Nobody has tried them with a file of the bank itself.

They only fill in the form of the preview, where a person sees what they make of the file; `is_verified` stays False
until somebody compared one with a real export.
"""

from collections.abc import Mapping as Given
from dataclasses import dataclass, field
from types import MappingProxyType

from payments.statements.headings import Role
from payments.statements.mapping import HEADER_WITHIN, Amounts, Mapping
from sellers.kit.sheets.cells import shown, tidy
from sellers.kit.sheets.dates import Order
from sellers.kit.sheets.reading import Table


@dataclass(frozen=True)
class Preset:
    """`names` are the headings of each role, the likeliest first; `mark_beside` for a mark without a heading."""

    key: str
    name: str
    bank_code: str  # charges/data/banks.csv
    amounts: Amounts
    decimal: str
    names: Given[Role, tuple[str, ...]]
    order: Order = Order.DMY
    mark_beside: bool = False
    is_verified: bool = field(default=False, init=False)


def _names(**roles: tuple[str, ...]) -> Given[Role, tuple[str, ...]]:
    return MappingProxyType({Role[role.upper()]: names for role, names in roles.items()})


_DEBIT_CREDIT = _names(
    date=("tanggal", "tgl", "tanggal transaksi", "date", "transaction date"),
    text=("keterangan", "uraian", "uraian transaksi", "deskripsi", "description", "remark"),
    outgoing=("debet", "debit"),
    incoming=("kredit", "credit"),
    balance=("saldo", "saldo akhir", "balance"),
)
_AMOUNT_MARK = _names(
    date=("tanggal", "date", "posting date", "tanggal transaksi"),
    text=("keterangan", "description", "transaction description", "uraian", "deskripsi"),
    amount=("jumlah", "amount", "nominal", "mutasi"),
    mark=("db/cr", "d/k", "d/c", "debit/credit", "debet/kredit"),
    balance=("saldo", "balance"),
)
PRESETS = (
    Preset("bca", "BCA", "014", Amounts.MARKED, ".", _AMOUNT_MARK, mark_beside=True),
    Preset("bri", "BRI", "002", Amounts.TWO, ".", _DEBIT_CREDIT),
    Preset("bni", "BNI", "009", Amounts.MARKED, ".", _AMOUNT_MARK),
    Preset("mandiri", "Mandiri", "008", Amounts.TWO, ".", _DEBIT_CREDIT),
    Preset("bsi", "BSI", "451", Amounts.MARKED, ".", _AMOUNT_MARK),
    Preset("bank_jatim", "Bank Jatim", "114", Amounts.TWO, ",", _DEBIT_CREDIT),
    Preset("bankaltimtara", "Bankaltimtara", "124", Amounts.TWO, ",", _DEBIT_CREDIT),
)
BY_KEY = MappingProxyType({preset.key: preset for preset in PRESETS})


def applied(preset: Preset, table: Table) -> Mapping | None:
    """The preset's columns in this file; None when its headings are not there."""
    for _line, cells in table.rows[:HEADER_WITHIN]:
        heads = [tidy(shown(cell)).casefold().rstrip(".") for cell in cells]
        found = {role: _first(heads, names) for role, names in preset.names.items()}
        if preset.mark_beside and found.get(Role.MARK) is None and found.get(Role.AMOUNT) is not None:
            found[Role.MARK] = (found[Role.AMOUNT] or 0) + 1
        needed = [role for role in preset.names if role != Role.BALANCE]
        if any(found.get(role) is None for role in needed):
            continue
        text, day = found[Role.TEXT], found[Role.DATE]
        if text is None or day is None:
            continue
        return Mapping(
            date=day,
            order=preset.order,
            amounts=preset.amounts,
            decimal=preset.decimal,
            amount=found.get(Role.AMOUNT),
            incoming=found.get(Role.INCOMING),
            outgoing=found.get(Role.OUTGOING),
            mark=found.get(Role.MARK),
            texts=(text,),
            balance=found.get(Role.BALANCE),
            header=tuple(shown(cell) for cell in cells),
        )
    return None


def _first(heads: list[str], names: tuple[str, ...]) -> int | None:
    return next((heads.index(name) for name in names if name in heads), None)
