"""What the payout tests stand on: sellers the cooperative owes, their accounts, and the people who pay."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.db import transaction

from payments.charges.models import BankAccount
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.ledger.posting import Move, post
from payments.money import Money
from payments.payouts import actions
from payments.payouts.available import Held
from payments.payouts.models import Payout, PayoutBatch
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.people.models import Person
from tests.cast import Cast

RP = "IDR"
_entries = count(1)


def owe(cast: Cast, seller: Seller, minor: int, currency: str = RP) -> None:
    """The cooperative owes the seller as much more; below zero, the seller owes the cooperative."""
    mine = accounts.seller(seller.pk, cast.cooperative.pk, currency)
    income = accounts.commission(cast.cooperative.pk, currency)
    source, target = (mine, income) if minor > 0 else (income, mine)
    with transaction.atomic():
        post(entry=f"owed:{next(_entries)}", moves=[Move("sale", source, target, Money(abs(minor), currency), "ORDER")])


def account(seller: Seller, *, hours: float = 48, number: str = "1234567890", holder: str = "") -> BankAccount:
    """A bank account of the seller, `hours` old."""
    return BankAccount.objects.create(
        seller=seller, bank_code="014", number=number, holder=holder or seller.name,
        created_at=clock.now() - timedelta(hours=hours),
    )  # fmt: skip


def owed(cast: Cast, seller: Seller, currency: str = RP) -> int:
    return -balance(accounts.seller(seller.pk, cast.cooperative.pk, currency)).minor


def aside(cast: Cast, seller: Seller, currency: str = RP) -> int:
    return -balance(accounts.payout(cast.cooperative.pk, seller.pk, currency)).minor


def bank(cast: Cast, currency: str = RP) -> int:
    return balance(accounts.bank(cast.cooperative.pk, currency)).minor


def who(person: Person) -> dict[str, Any]:
    return {"scope": scope_of(person), "person": person}


def propose(
    cast: Cast, person: Person | None = None, *, key: str = "kunci-1", held: Held | None = None,
    currency: str = RP,
) -> PayoutBatch:  # fmt: skip
    asker = person or cast.gita
    return actions.propose(
        scope=scope_of(asker), person=asker, cooperative_id=cast.cooperative.pk, currency=currency, held=held or {},
        key=key,
    )  # fmt: skip


def approve(cast: Cast, batch: PayoutBatch, person: Person | None = None) -> PayoutBatch:
    asker = person or cast.hadi
    return actions.approve(scope=scope_of(asker), person=asker, batch_code=batch.code)


def sent(cast: Cast, **changes: str) -> PayoutBatch:
    """A batch that was proposed by Gita, approved by Hadi and sent."""
    batch = approve(cast, propose(cast, **changes))  # type: ignore[arg-type]  # only the key is passed
    return actions.send(scope=scope_of(cast.gita), person=cast.gita, batch_code=batch.code)


def confirm(cast: Cast, code: str, reference: str = "TRX-1") -> object:
    return actions.confirm(scope=scope_of(cast.gita), person=cast.gita, code=code, external_id=reference)


def payout_of(batch: PayoutBatch, seller: Seller) -> Payout:
    return Payout.objects.get(batch=batch, seller=seller)
