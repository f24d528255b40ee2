"""What a treasurer writes into the books by hand: a debt a seller paid, what went to couriers or came from them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.ledger.balances import balance
from payments.ledger.posting import EntryDiffers, Move, post
from payments.money import Money
from sellers.accounts import cooperatives
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Cooperative, Seller
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person

MOST_MINOR = 10**12
CLOCKS_DIFFER = timedelta(minutes=10)


class AmountMissing(Expected):
    code = "amount_not_possible"

    def __init__(self) -> None:
        super().__init__(_("Isi jumlah yang benar."), field="amount")


class NotYet(Expected):
    """Money that has not moved yet cannot be written down."""

    code = "not_yet"

    def __init__(self) -> None:
        super().__init__(_("Tanggalnya belum tiba. Periksa lagi."), field="day")


class MoreThanHeld(Expected):
    """A gateway cannot have sent what it does not hold."""

    code = "more_than_held"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Lebih dari uang di gerbang. Periksa jumlahnya."), field="amount")


class WrittenDifferently(Expected):
    """The same form was sent before with other figures."""

    code = "key_reused"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Sudah tercatat dengan isi lain. Muat ulang halaman."))


@dataclass(frozen=True)
class Written:
    """One movement by hand; `key` is client-made: the same again changes nothing."""

    key: str
    amount: Money
    at: datetime
    memo: str = ""


@transaction.atomic
def seller_paid_debt(*, scope: Scope, person: Person, cooperative_id: int, seller_id: int, written: Written) -> bool:
    """A seller brought or transferred what it owes (commission of cash sales). More than the debt is its credit.

    True: written now; False: it stood already. Raises NotFound, AmountMissing, NotYet, WrittenDifferently.
    """
    cooperative = _cooperative(scope, cooperative_id)
    seller = Seller.objects.filter(pk=seller_id, cooperative_id=cooperative_id).first()
    if seller is None:
        raise NotFound(_("Lapak ini tidak ditemukan."))
    source = accounts.seller(seller.pk, cooperative.pk, written.amount.currency)
    target = accounts.bank(cooperative.pk, written.amount.currency)
    return _write(person, cooperative, "debt_paid", source, target, written, ref=seller.slug[:40])


@transaction.atomic
def courier_paid(*, scope: Scope, person: Person, cooperative_id: int, written: Written) -> bool:
    """The cooperative handed the collected delivery fees on to its courier."""
    cooperative = _cooperative(scope, cooperative_id)
    source = accounts.bank(cooperative.pk, written.amount.currency)
    target = accounts.courier(cooperative.pk, written.amount.currency)
    return _write(person, cooperative, "courier_paid", source, target, written)


@transaction.atomic
def courier_compensated(*, scope: Scope, person: Person, cooperative_id: int, written: Written) -> bool:
    """A courier paid for what it lost or broke."""
    cooperative = _cooperative(scope, cooperative_id)
    source = accounts.courier(cooperative.pk, written.amount.currency)
    target = accounts.bank(cooperative.pk, written.amount.currency)
    return _write(person, cooperative, "courier_compensated", source, target, written)


@transaction.atomic
def gateway_paid_out(
    *, scope: Scope, person: Person, cooperative_id: int, gateway: str, written: Written, fee: Money
) -> bool:
    """A gateway sent what it held to the cooperative's bank account, less its `fee` where it had not told one.

    Both together are never more than it holds: MoreThanHeld.
    """
    cooperative = _cooperative(scope, cooperative_id)
    Cooperative.objects.select_for_update(no_key=True).get(pk=cooperative.pk)  # of two officers one sees what is left
    currency = written.amount.currency
    source = accounts.provider(gateway, cooperative.pk, None, currency)
    made = _write(
        person, cooperative, "provider_paid_out", source, accounts.bank(cooperative.pk, currency), written, ref=gateway
    )
    if fee:
        kept = replace(written, amount=fee)
        fees = accounts.fees(cooperative.pk, None, currency)
        made |= _write(person, cooperative, "provider_fee", source, fees, kept, ref=gateway)
    if made and balance(source).minor < 0:
        raise MoreThanHeld  # takes the entries back with it
    return made


def _write(
    person: Person, cooperative: Cooperative, kind: str, source: AccountKey, target: AccountKey, written: Written,
    ref: str = "",
) -> bool:  # fmt: skip
    if not 1 <= written.amount.minor <= MOST_MINOR:
        raise AmountMissing
    if written.at > clock.now() + CLOCKS_DIFFER:
        raise NotYet
    move = Move(kind, source, target, written.amount, ref or cooperative.slug[:40], written.memo.strip()[:200])
    try:
        made = post(entry=f"{kind}:{cooperative.pk}:{written.key[:80]}", moves=[move], at=written.at)
    except EntryDiffers as error:
        raise WrittenDifferently from error
    if made:
        after = {"amount": written.amount.minor, "currency": written.amount.currency, "ref": ref, "memo": move.memo}
        record(person=person, verb=f"books.{kind}", obj=cooperative, after=after)
    return made


def _cooperative(scope: Scope, cooperative_id: int) -> Cooperative:
    return cooperatives.under(scope, cooperative_id, Verb.TRANSFERS)
