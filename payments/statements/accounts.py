"""What a bank account means for its statement: where its days are cut, and in which currency its amounts are."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from payments.charges.models import BankAccount, Charge
from sellers.accounts.models import Cooperative
from sellers.kit import clock
from sellers.regions import places


def zone_of(account: BankAccount) -> ZoneInfo:
    owner = account.cooperative or account.seller
    return places.zone_of(owner.village_code if owner else "")


def today_of(account: BankAccount) -> date:
    return clock.now().astimezone(zone_of(account)).date()


def currency_of(account: BankAccount) -> str:
    """That of the cooperative; of a seller on its own, what was last asked for on the account."""
    cooperative = account.cooperative or (account.seller.cooperative if account.seller else None)
    if cooperative is not None:
        return cooperative.currency
    asked = Charge.objects.filter(bank_account=account).order_by("-id").values_list("currency", flat=True).first()
    return asked or str(Cooperative._meta.get_field("currency").default)


def noon_of(day: date, account: BankAccount) -> datetime:
    """A statement names no hour; noon where the account is, or now when that is still to come."""
    return min(datetime.combine(day, time(12), tzinfo=zone_of(account)), clock.now())
