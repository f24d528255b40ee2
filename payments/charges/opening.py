"""Rows of new charges: the collector, its account, and a total nobody else is asked for."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from payments.charges.errors import NoBankAccount, NoCodeFree
from payments.charges.models import BankAccount, Charge
from payments.money import Money
from sellers.kit import clock, codes

LOWEST, HIGHEST = 100, 999
RESTS = timedelta(days=14)  # a total used lately is taken again only when no other is left: late payments find it
TRIES = 25


@dataclass(frozen=True)
class Wanted:
    """What a new charge is opened with; exactly one of the two ids names the collector."""

    bill_ref: str
    provider: str
    amount: Money
    cooperative_id: int | None
    seller_id: int | None
    expires_at: datetime | None

    def row(self, *, account: BankAccount | None, unique_code: int) -> Charge:
        return Charge(
            code=codes.new_code(),
            bill_ref=self.bill_ref,
            provider=self.provider,
            cooperative_id=self.cooperative_id,
            seller_id=self.seller_id,
            bank_account=account,
            amount_minor=self.amount.minor,
            unique_code=unique_code,
            total_minor=self.amount.minor + unique_code,
            currency=self.amount.currency,
            expires_at=self.expires_at,
        )


def insert(wanted: Wanted, *, unique_total: bool) -> Charge:
    """Write the charge, trying again with another code when somebody took the total or the public code.

    Returns the charge that stands when another transaction opened this bill at the same moment.
    """
    account = account_of(wanted) if unique_total else None
    for _attempt in range(TRIES):
        unique_code = free_code(account=account, amount=wanted.amount) if account else 0
        charge = wanted.row(account=account, unique_code=unique_code)
        try:
            with transaction.atomic():
                charge.save(force_insert=True)
            return charge
        except IntegrityError:
            standing = open_charge_of(wanted.bill_ref)
            if standing is not None:
                return standing
    raise NoCodeFree


def open_charge_of(bill_ref: str) -> Charge | None:
    return Charge.objects.filter(bill_ref=bill_ref, state=Charge.State.OPEN).first()


def standing_charge_of(bill_ref: str) -> Charge | None:
    """The charge that is open or has paid the bill: while there is one, no other is opened."""
    charges = Charge.objects.filter(bill_ref=bill_ref, state__in=[Charge.State.OPEN, Charge.State.PAID])
    return charges.order_by("id").first()


def account_of(wanted: Wanted) -> BankAccount:
    """The collector's newest active account, else the one this bill was asked on before: a part of it may still be
    cancelled, and the rest asked anew, after the account was retired."""
    active = BankAccount.objects.filter(is_active=True)
    if wanted.cooperative_id is not None:
        active = active.filter(cooperative_id=wanted.cooperative_id)
    elif wanted.seller_id is not None:
        active = active.filter(seller_id=wanted.seller_id)
    account = active.order_by("-id").first() or _asked_before(wanted.bill_ref)
    if account is None:
        raise NoBankAccount
    return account


def _asked_before(bill_ref: str) -> BankAccount | None:
    earlier = Charge.objects.filter(bill_ref=bill_ref, bank_account__isnull=False).select_related("bank_account")
    charge = earlier.order_by("-id").first()
    return charge.bank_account if charge else None


def free_code(*, account: BankAccount, amount: Money) -> int:
    """A random code whose total is asked of nobody on this account, and was not lately, if there is one."""
    asked = Charge.objects.filter(
        Q(state=Charge.State.OPEN) | Q(created_at__gte=clock.now() - RESTS),
        bank_account=account,
        total_minor__range=(amount.minor + LOWEST, amount.minor + HIGHEST),
    ).values_list("total_minor", "state")
    lately = {total - amount.minor for total, _state in asked}
    taken = {total - amount.minor for total, state in asked if state == Charge.State.OPEN}
    every = range(LOWEST, HIGHEST + 1)
    free = [code for code in every if code not in lately] or [code for code in every if code not in taken]
    if not free:
        raise NoCodeFree
    return secrets.choice(free)
