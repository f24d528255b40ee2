"""How each seller of a cooperative stands: owed, held, and what may leave now. Reads only."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from payments.charges.models import BankAccount
from payments.gateways.models import ConnectedAccount
from payments.ledger import accounts
from payments.ledger.balances import balance, balances_of
from payments.ledger.models import Account
from payments.ledger.queries import AccountQuerySet
from payments.money import Money
from payments.payouts import senders
from payments.payouts.models import Payout
from payments.payouts.planning import Destination, Line, Why, line
from payments.payouts.terms import COOL_OFF, minimum_of, terms_of
from sellers.accounts.models import Cooperative
from sellers.kit import clock

HeldOf = Callable[[int, str], Mapping[int, Money]]  # cooperative id, currency → what is held, by seller id
Held = Mapping[int, Money] | HeldOf
UNDER_WAY = (Payout.State.PROPOSED, Payout.State.APPROVED, Payout.State.SENT)


def lines(*, cooperative: Cooperative, currency: str, held: Held, seller_id: int | None = None) -> tuple[Line, ...]:
    """One line for each seller with something open, in the order of their ids; `seller_id` asks for one alone.

    Inside `proposing` the sellers' accounts are locked before this is asked, and a `held` that is a function is asked
    here, after the lock: a sale that is booked meanwhile is in neither figure.
    """
    owed = _owed(cooperative.pk, currency, seller_id)
    kept = held(cooperative.pk, currency) if callable(held) else held
    under_way = set(
        Payout.objects.filter(cooperative=cooperative, currency=currency, state__in=UNDER_WAY).values_list(
            "seller_id", flat=True
        )
    )
    to = destinations(cooperative, [seller for seller, amount in owed.items() if amount.minor > 0])
    minimum = minimum_of(terms_of(cooperative.pk), currency, cooperative.currency)
    found = [
        line(
            seller_id=one,
            owed=amount,
            held=kept.get(one, Money(0, currency)),
            minimum=minimum,
            to=to.get(one, Destination()),
            under_way=one in under_way,
        )
        for one, amount in sorted(owed.items())
        if amount or one in under_way
    ]
    return tuple(_within_the_gateway(cooperative, currency, found))


def accounts_of_sellers(cooperative_id: int, currency: str) -> AccountQuerySet:
    """The ledger accounts between the cooperative and its sellers, in the order everybody locks them."""
    mine = Account.objects.filter(kind=Account.Kind.SELLER, cooperative_id=cooperative_id, currency=currency)
    return mine.filter(seller__isnull=False).order_by("seller_id")


def destinations(cooperative: Cooperative, seller_ids: Iterable[int]) -> dict[int, Destination]:
    """Where each seller is paid: its own account at a gateway of this cooperative's, else its newest bank account;
    either past its first day. A seller whose only account is younger has the moment it may be used."""
    ids = list(seller_ids)
    found: dict[int, Destination] = {}
    cooled = clock.now() - COOL_OFF
    active = BankAccount.objects.filter(seller_id__in=ids, is_active=True).order_by("created_at", "pk")
    for pk, seller_id, created_at in active.values_list("pk", "seller_id", "created_at"):
        if created_at <= cooled:
            found[seller_id] = Destination(bank_account_id=pk)
        elif seller_id not in found:
            found[seller_id] = Destination(usable_at=created_at + COOL_OFF)
    connected = ConnectedAccount.objects.filter(seller_id__in=ids, can_receive=True).exclude(external_id="")
    for pk, seller_id, name, created_at in connected.order_by("pk").values_list(
        "pk", "seller_id", "gateway", "created_at"
    ):
        if senders.sender(name) is None or not senders.is_account_of(name, cooperative.slug):
            continue
        if created_at > cooled:
            found.setdefault(seller_id, Destination(usable_at=created_at + COOL_OFF))
        else:
            bank = found.get(seller_id, Destination()).bank_account_id
            found[seller_id] = Destination(bank_account_id=bank, connected_account_id=pk)
    return found


def _owed(cooperative_id: int, currency: str, seller_id: int | None) -> dict[int, Money]:
    mine = accounts_of_sellers(cooperative_id, currency)
    if seller_id is not None:
        mine = mine.filter(seller_id=seller_id)
    balances = balances_of(mine)
    return {seller: Money(-balances.get(pk, 0), currency) for pk, seller in mine.values_list("pk", "seller_id")}


def _within_the_gateway(cooperative: Cooperative, currency: str, found: list[Line]) -> Iterable[Line]:
    """A gateway hands on only what it holds: whom it cannot pay any more is paid by the bank, where there is one."""
    gateways = dict(
        ConnectedAccount.objects.filter(
            pk__in=[one.to.connected_account_id for one in found if one.to.connected_account_id]
        ).values_list("pk", "gateway")
    )
    left = {
        name: balance(accounts.provider(name, cooperative.pk, None, currency)).minor for name in set(gateways.values())
    }
    for one in found:
        name = gateways.get(one.to.connected_account_id or 0)
        if name is None:
            yield one
        elif left[name] >= one.amount.minor > 0:
            left[name] -= one.amount.minor
            yield one
        else:
            yield _by_bank(one)


def _by_bank(one: Line) -> Line:
    to = replace(one.to, connected_account_id=None)
    if one.why != Why.PAY or to.usable:
        return replace(one, to=to)
    return replace(one, to=to, amount=Money(0, one.owed.currency), why=Why.NO_ACCOUNT)
