"""Indonesian banks by their three-digit clearing code; data/banks.csv says where each name comes from."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "banks.csv"


@dataclass(frozen=True)
class Bank:
    code: str  # "014"
    name: str  # "BCA"
    legal_name: str
    active: bool
    order: int  # in pickers: the common ones first


@cache
def all_banks() -> dict[str, Bank]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["kode_bank"]: _bank(row) for row in csv.DictReader(file)}


def bank_name(code: str) -> str:
    """The short name people know; the code itself when it is unknown."""
    bank = all_banks().get(code)
    return bank.name if bank else code


def for_picker() -> tuple[Bank, ...]:
    """Banks an account may be opened with: common ones first, then by name."""
    return tuple(sorted((b for b in all_banks().values() if b.active), key=lambda b: (b.order, b.name.casefold())))


def _bank(row: dict[str, str]) -> Bank:
    return Bank(
        code=row["kode_bank"],
        name=row["short_name"],
        legal_name=row["legal_name"],
        active=row["status"] == "active",
        order=int(row["ui_priority"]),
    )
