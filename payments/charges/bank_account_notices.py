"""Everybody who answers for the money hears when a bank account changes, so that a stranger's change is seen.

Told are chair and treasurer of the owner, of a seller's cooperative too, and the owner's own number. A stall that is
only being opened names its first account: that is no change, and nobody is told.
"""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from payments.charges.models import BankAccount
from sellers.accounts.models import Membership, Seller
from sellers.messages.actions import tell
from sellers.people.models import Person

LANGUAGE = "id"
KEEPERS = (Membership.Role.CHAIR, Membership.Role.TREASURER)


def added(*, account: BankAccount, shown: str, by: Person) -> None:
    if _is_first_of_a_new_stall(account):
        return
    with translation.override(LANGUAGE):
        opening = _("Rekening baru %(account)s ditambahkan untuk %(owner)s oleh %(person)s.")
        _tell_all(account, f"account_added:{account.pk}", opening % _about(account, shown, by))


def retired(*, account: BankAccount, shown: str, by: Person) -> None:
    with translation.override(LANGUAGE):
        opening = _("Rekening %(account)s milik %(owner)s tidak dipakai lagi, diatur oleh %(person)s.")
        _tell_all(account, f"account_retired:{account.pk}", opening % _about(account, shown, by))


def _about(account: BankAccount, shown: str, by: Person) -> dict[str, str]:
    owner = account.seller or account.cooperative
    return {"account": shown, "owner": owner.name if owner else "", "person": by.name or by.phone}


def _tell_all(account: BankAccount, key: str, opening: str) -> None:
    page = "/lapak/uang/rekening/" if account.seller_id else "/koperasi/uang/rekening/"
    what = _("Bukan Bapak/Ibu yang mengatur? Segera periksa: %(link)s") % {"link": f"{settings.BASE_URL}{page}"}
    for phone in _phones(account):
        tell(key=f"{key}:{phone}", to=phone, body=f"{opening}\n\n{what}", template="bank_account_changed")


def _phones(account: BankAccount) -> list[str]:
    """Each number once, the owner's own first."""
    cooperative_id = account.cooperative_id
    owner = account.seller or account.cooperative
    keepers = Membership.objects.live().filter(role__in=KEEPERS, person__is_active=True)
    if account.seller is not None:
        cooperative_id = account.seller.cooperative_id
    found = keepers.filter(seller=account.seller) if account.seller else keepers.none()
    if cooperative_id is not None:
        found = found | keepers.filter(cooperative_id=cooperative_id)
    phones = [owner.phone if owner else "", *found.order_by("pk").values_list("person__phone", flat=True)]
    return [phone for phone in dict.fromkeys(phones) if phone]


def _is_first_of_a_new_stall(account: BankAccount) -> bool:
    if account.seller is None or account.seller.state != Seller.State.PENDING:
        return False
    return not BankAccount.objects.filter(seller=account.seller).exclude(pk=account.pk).exists()
