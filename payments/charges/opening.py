"""Rows of new charges: the collector, its account or QRIS, and a total nobody else is asked for."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from payments.charges.errors import NoBankAccount, NoCodeFree, NoQris
from payments.charges.models import BankAccount, Charge, QrisCode
from payments.money import Money
from sellers.kit import clock, codes

LOWEST, HIGHEST = 100, 999
RESTS = timedelta(days=14)  # a total used lately is taken again only when no other is left: late payments find it
TRIES = 25


@dataclass(frozen=True)
class Place:
    """Where totals tell payments apart: one bank account or one QRIS. Neither, where they need not."""

    account: BankAccount | None = None
    qris: QrisCode | None = None

    @property
    def is_somewhere(self) -> bool:
        return self.account is not None or self.qris is not None


@dataclass(frozen=True)
class Wanted:
    """What a new charge is opened with; exactly one of the two ids names the collector."""

    bill_ref: str
    provider: str
    amount: Money
    cooperative_id: int | None
    seller_id: int | None
    expires_at: datetime | None
    courier: str = ""

    def row(self, *, place: Place, unique_code: int) -> Charge:
        return Charge(
            code=codes.new_code(),
            bill_ref=self.bill_ref,
            provider=self.provider,
            cooperative_id=self.cooperative_id,
            seller_id=self.seller_id,
            bank_account=place.account,
            qris=place.qris,
            amount_minor=self.amount.minor,
            unique_code=unique_code,
            total_minor=self.amount.minor + unique_code,
            currency=self.amount.currency,
            expires_at=self.expires_at,
            courier=self.courier,
        )


def insert(wanted: Wanted, *, unique_total: bool) -> Charge:
    """Write the charge, trying again with another code when somebody took the total or the public code.

    Returns the charge that stands when another transaction opened this bill at the same moment.
    """
    place = place_of(wanted) if unique_total else Place()
    for _attempt in range(TRIES):
        unique_code = free_code(wanted, place) if place.is_somewhere else 0
        charge = wanted.row(place=place, unique_code=unique_code)
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


def place_of(wanted: Wanted) -> Place:
    """The collector's newest active account or QRIS, else the one this bill was asked on before: a part of it may
    still be cancelled, and the rest asked anew, after it was retired. Raises NoBankAccount, NoQris."""
    if wanted.provider == "qris":
        code = QrisCode.objects.filter(_owned(wanted), is_active=True).order_by("-id").first()
        code = code or _asked_before(wanted.bill_ref).qris
        if code is None:
            raise NoQris
        return Place(qris=code)
    account = BankAccount.objects.filter(_owned(wanted), is_active=True).order_by("-id").first()
    account = account or _asked_before(wanted.bill_ref).account
    if account is None:
        raise NoBankAccount
    return Place(account=account)


def _owned(wanted: Wanted) -> Q:
    if wanted.cooperative_id is not None:
        return Q(cooperative_id=wanted.cooperative_id)
    return Q(seller_id=wanted.seller_id)


def _asked_before(bill_ref: str) -> Place:
    earlier = Charge.objects.filter(bill_ref=bill_ref).by_transfer().select_related("bank_account", "qris")
    charge = earlier.order_by("-id").first()
    return Place(charge.bank_account, charge.qris) if charge else Place()


def free_code(wanted: Wanted, place: Place) -> int:
    """A random code whose total is asked of nobody at this place.

    If there is one, it was also not asked lately, and not by the collector's other way: money from a QRIS arrives on
    an account too, so the total alone should say what was paid.
    """
    minor = wanted.amount.minor
    asked = Charge.objects.filter(
        Q(state=Charge.State.OPEN) | Q(created_at__gte=clock.now() - RESTS),
        _owned(wanted),
        total_minor__range=(minor + LOWEST, minor + HIGHEST),
    ).by_transfer()
    lately: set[int] = set()
    taken: set[int] = set()
    for total, state, account_id, qris_id in asked.values_list("total_minor", "state", "bank_account_id", "qris_id"):
        lately.add(total - minor)
        here = account_id == place.account.pk if place.account else qris_id == getattr(place.qris, "pk", None)
        if here and state == Charge.State.OPEN:
            taken.add(total - minor)
    every = range(LOWEST, HIGHEST + 1)
    free = [code for code in every if code not in lately] or [code for code in every if code not in taken]
    if not free:
        raise NoCodeFree
    return secrets.choice(free)
