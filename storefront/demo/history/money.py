"""The postings of the past: the same moves as `orders.books` and `charges.collecting` make, written many at a time.

`manage.py reconcile` compares them with what was collected, so a difference from the real ones is found there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from payments.charges.collecting import cash_entry, transfer_entry
from payments.charges.models import Charge, IncomingTransfer
from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.ledger.models import Posting
from payments.ledger.posting import Move
from payments.money import Money
from storefront.orders import books
from storefront.orders.models import Order, Refund, RefundTask

AT_ONCE = 400
Later = Callable[[], tuple[str, Sequence[Move]]]  # an entry whose name or rows are known only once others are saved


@dataclass
class Books:
    _entries: list[tuple[Later, datetime]] = field(default_factory=list)

    def sale(self, order: Order, *, at: datetime) -> None:
        self._entries.append((lambda: (f"sale:{order.code}", books.sale_moves(order)), at))

    def reversal(self, undone: Refund, task: RefundTask, *, at: datetime) -> None:
        bearing_seller = ()  # nobody makes the seller whole, so the rows of the refund say nothing to the books
        self._entries.append((lambda: (f"refund:{undone.code}", books.refund_moves(undone, bearing_seller)), at))

        def due() -> tuple[str, Sequence[Move]]:
            bill = task.bill
            debt = accounts.refund_due(bill.cooperative_id, bill.seller_id, task.currency)
            amount = Money(task.amount_minor, task.currency)
            buyer = _buyer(bill.code, task.currency)
            return f"refund_due:{task.key}", [Move("refund_due", debt, buyer, amount, undone.order.code, task.reason)]

        self._entries.append((due, at))

    def transfer(self, transfer: IncomingTransfer, charge: Charge, *, at: datetime) -> None:
        def came() -> tuple[str, Sequence[Move]]:
            currency, buyer = charge.currency, _buyer(charge.bill_ref, charge.currency)
            if charge.cooperative_id:
                kind, holder = "received", accounts.bank(charge.cooperative_id, currency)
                digits = accounts.unique_code(charge.cooperative_id, currency)
            else:
                kind, holder = "received_by_seller", _till(charge)
                digits = holder
            moves = [
                Move(kind, buyer, holder, Money(charge.total_minor, currency), charge.bill_ref),
                Move("unique_code", digits, buyer, Money(charge.unique_code, currency), charge.bill_ref),
            ]
            return transfer_entry(transfer.pk), moves

        self._entries.append((came, at))

    def cash(self, charge: Charge, *, at: datetime) -> None:
        amount = Money(charge.amount_minor, charge.currency)
        move = Move("cod_collected", _buyer(charge.bill_ref, charge.currency), _till(charge), amount, charge.bill_ref)
        self._entries.append((lambda: (cash_entry(charge.code), [move]), at))

    def write(self) -> None:
        """In the order of time, as the books of those days would have been kept."""
        entries = [(*later(), at) for later, at in sorted(self._entries, key=lambda entry: entry[1])]
        ids = _ids({key for _, moves, _ in entries for move in moves for key in (move.source, move.target)})
        Posting.objects.bulk_create(
            (
                Posting(
                    entry=name, line=line, kind=move.kind, source_id=ids[move.source], target_id=ids[move.target],
                    amount_minor=move.amount.minor, currency=move.amount.currency, ref=move.ref, memo=move.memo, at=at,
                )
                for name, moves, at in entries
                for line, move in enumerate(one for one in moves if one.amount)
            ),
            batch_size=AT_ONCE,
        )  # fmt: skip


def _ids(keys: set[AccountKey]) -> dict[AccountKey, int]:
    ordered = sorted(keys, key=lambda key: key.path)
    ids: dict[AccountKey, int] = {}
    for start in range(0, len(ordered), AT_ONCE):
        ids |= accounts.ids_of(ordered[start : start + AT_ONCE])
    return ids


def _buyer(bill_ref: str, currency: str) -> AccountKey:
    return accounts.buyer(bill_ref, currency)


def _till(charge: Charge) -> AccountKey:
    if charge.seller_id is None:
        raise ValueError("only a seller has a till")
    return accounts.seller(charge.seller_id, None, charge.currency)
