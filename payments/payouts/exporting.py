"""The file that leaves for the bank: lines of a batch under the columns the cooperative saved.

No cell begins like a formula, and no cell holds a line break: what a seller calls itself is text, whatever opens it.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date

from django.utils.module_loading import import_string

from payments.charges.banks import bank_name
from payments.money import Money
from payments.payouts.errors import NoMapping
from payments.payouts.mapping import TEXT, Column, OutMapping, out_mapping
from payments.payouts.models import FileMapping, Payout, PayoutBatch
from payments.repayments.models import Repayment
from payments.wording import written
from sellers.kit import clock
from sellers.regions import places

RISKY = "=+-@"  # a spreadsheet would run a cell that begins so
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SAMPLE = ("002", "001234567890", "Contoh Penerima")


@dataclass(frozen=True)
class OutLine:
    """One transfer to make. `kind` is payout or refund; `who` is the stall's name, or that it is a refund's buyer."""

    code: str
    kind: str
    who: str
    bank_code: str
    number: str
    holder: str
    amount: Money
    state: str


@dataclass(frozen=True)
class OutFile:
    name: str
    content_type: str
    content: bytes
    rows: int


def lines_of(batch: PayoutBatch, *, all_states: bool = False) -> list[OutLine]:
    """What leaves by bank, payouts first; only lines that are still awaited, unless all are asked for."""
    payouts = Payout.objects.filter(batch=batch, way=Payout.Way.BANK).select_related("bank_account", "seller")
    refunds = Repayment.objects.filter(batch=batch)
    if not all_states:
        payouts = payouts.filter(state=Payout.State.SENT)
        refunds = refunds.filter(state=Repayment.State.SENDING)
    return [
        *(_of_payout(one) for one in payouts.order_by("seller__name", "pk")),
        *(_of_refund(one) for one in refunds.order_by("pk")),
    ]


def build(batch: PayoutBatch) -> OutFile:
    saved = FileMapping.objects.filter(cooperative_id=batch.cooperative_id, purpose=FileMapping.Purpose.OUT).first()
    if saved is None:
        raise NoMapping
    mapping = out_mapping(saved.columns)
    lines = lines_of(batch)
    zone = places.zone_of(batch.cooperative.village_code)
    table = table_of(mapping, lines, clock.now().astimezone(zone).date())
    return OutFile(
        f"pencairan-{batch.code}.{mapping.format}", TYPES[mapping.format], written_as(mapping, table), len(lines)
    )


def table_of(mapping: OutMapping, lines: list[OutLine], day: date) -> list[list[str]]:
    """The cells as they will stand in the file, the header first if the bank wants one."""
    head = [[_cell(column.title) for column in mapping.columns]] if mapping.header else []
    rows = [
        [_cell(_value(column, line, mapping, day, position)) for column in mapping.columns]
        for position, line in enumerate(lines, start=1)
    ]
    return head + rows


def sample(currency: str) -> list[OutLine]:
    """What a preview shows: nobody's money."""
    bank, number, holder = SAMPLE
    return [OutLine("K7QX29MB", "payout", holder, bank, number, holder, Money(125_000, currency), "sent")]


def written_as(mapping: OutMapping, table: list[list[str]]) -> bytes:
    if mapping.format == "xlsx":
        write: bytes = import_string("payments.payouts.sheets_xlsx.write")(table)
        return write
    held = io.StringIO()
    delimiter = "\t" if mapping.separator == "tab" else mapping.separator
    csv.writer(held, delimiter=delimiter, lineterminator="\r\n").writerows(table)
    return held.getvalue().encode(mapping.encoding, errors="replace")


def remark_of(line: OutLine) -> str:
    """What stands on the receiver's statement; it carries the code, so that a confirmation finds its line."""
    return f"{'Kembali' if line.kind == 'refund' else 'Lapak'} {line.code}"


def _value(column: Column, line: OutLine, mapping: OutMapping, day: date, position: int) -> str:
    if column.field == TEXT:
        return column.text
    values = {
        "number": line.number,
        "holder": line.holder,
        "amount": amount_text(line.amount, mapping.amount),
        "code": line.code,
        "bank_code": line.bank_code,
        "bank_name": bank_name(line.bank_code),
        "remark": remark_of(line),
        "currency": line.amount.currency,
        "date": day.isoformat(),
        "date_compact": f"{day:%Y%m%d}",
        "position": str(position),
    }
    return values.get(column.field, "")


def amount_text(amount: Money, how: str) -> str:
    if how == "dot2":
        return written(amount, decimal=".", always_decimals=True)
    if how == "comma2":
        return written(amount, decimal=",", always_decimals=True)
    if how == "grouped":
        return written(amount, thousands=".", decimal=",")
    return written(amount)


def _cell(text: str) -> str:
    return " ".join(text.replace("\0", "").split()).lstrip(RISKY + " ")


def _of_payout(payout: Payout) -> OutLine:
    account = payout.bank_account
    bank, number, holder = (account.bank_code, account.number, account.holder) if account else ("", "", "")
    amount = Money(payout.amount_minor, payout.currency)
    return OutLine(payout.code, "payout", payout.seller.name, bank, number, holder, amount, payout.state)


def _of_refund(refund: Repayment) -> OutLine:
    amount = Money(refund.amount_minor, refund.currency)
    return OutLine(
        refund.code, "refund", refund.holder, refund.bank_code, refund.number, refund.holder, amount, refund.state
    )
