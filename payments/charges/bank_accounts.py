"""Bank accounts of collectors: adding, retiring, and showing them without giving them away."""

from django.db import transaction

from payments.charges import bank_account_notices
from payments.charges.banks import all_banks, bank_name
from payments.charges.errors import BankAccountNotFound, BankUnknown, HolderMissing, NumberNotPossible
from payments.charges.models import BankAccount
from payments.charges.owners import may_direct_money
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.people.models import Person

FEWEST, MOST = 6, 20  # digits
SHOWN = 4  # digits left readable when masked


@transaction.atomic
def add_bank_account(
    *,
    scope: Scope,
    person: Person,
    bank_code: str,
    number: str,
    holder: str,
    seller_id: int | None = None,
    cooperative_id: int | None = None,
) -> BankAccount:
    """Where transfers go from now on; charges that are open keep the account they were opened with.

    Exactly one of the two ids owns it. The same account again gives the one that stands. Raises BankUnknown,
    NumberNotPossible, HolderMissing, BankAccountNotFound (an owner that is not the asker's).
    """
    _require_owner(scope, seller_id, cooperative_id)
    fields = clean_account(bank_code=bank_code, number=number, holder=holder)
    owner = {"seller_id": seller_id, "cooperative_id": cooperative_id}
    standing = BankAccount.objects.filter(**owner, **fields, is_active=True).order_by("-id").first()
    if standing is not None:
        return standing
    account = BankAccount.objects.create(**owner, **fields)
    record(person=person, verb="bank_account_added", obj=account, after=shown_to_auditors(account))
    bank_account_notices.added(account=account, shown=masked(account), by=person)
    return account


@transaction.atomic
def retire_bank_account(*, scope: Scope, person: Person, bank_account_id: int) -> None:
    """No new charge goes to it; what was asked before can still be recorded on it."""
    account = BankAccount.objects.within(scope).filter(pk=bank_account_id).first()
    if account is None:
        raise BankAccountNotFound
    _require_owner(scope, account.seller_id, account.cooperative_id)
    if BankAccount.objects.filter(pk=account.pk, is_active=True).update(is_active=False):
        record(person=person, verb="bank_account_retired", obj=account, before=shown_to_auditors(account))
        bank_account_notices.retired(account=account, shown=masked(account), by=person)


def clean_account(*, bank_code: str, number: str, holder: str) -> dict[str, str]:
    """The three columns of an account somebody typed. Raises BankUnknown, NumberNotPossible, HolderMissing."""
    bank = all_banks().get(bank_code)
    if bank is None or not bank.active:
        raise BankUnknown
    return {"bank_code": bank_code, "number": digits_of(number), "holder": _holder(holder)}


def digits_of(number: str) -> str:
    """The bare digits of what was typed; spaces, dots and dashes are how people read a number aloud."""
    digits = "".join(sign for sign in number if sign not in " .-")
    if not (digits.isascii() and digits.isdigit() and FEWEST <= len(digits) <= MOST):
        raise NumberNotPossible
    return digits


def masked(account: BankAccount) -> str:
    """ "BCA ••••7890": enough to recognise one's own account, not enough to use it."""
    return f"{bank_name(account.bank_code)} ••••{account.number[-SHOWN:]}"


def shown_to_auditors(account: BankAccount) -> dict[str, str]:
    return {"account": masked(account), "holder": account.holder}


def _holder(holder: str) -> str:
    cleaned = " ".join(holder.replace("\0", "").split())[:120]
    if not cleaned:
        raise HolderMissing
    return cleaned


def _require_owner(scope: Scope, seller_id: int | None, cooperative_id: int | None) -> None:
    if not may_direct_money(scope, seller_id=seller_id, cooperative_id=cooperative_id):
        raise BankAccountNotFound
