"""What gateways hold for a cooperative, and which orders a payer's bank disputes, put into words for its office."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.charges.instructions import way_name
from payments.gateways.models import GatewayDispute
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.ledger.models import Account
from payments.money import Money
from payments.providers import known
from sellers.accounts.access import Scope
from sellers.accounts.models import Cooperative
from storefront.orders.models import Order

STATE_WORDS: dict[str, str | Promise] = {
    GatewayDispute.State.OPEN: _("Menunggu bank pembeli"),
    GatewayDispute.State.WON: _("Uang kembali ke kita"),
    GatewayDispute.State.LOST: _("Uang kembali ke pembeli"),
}


@dataclass(frozen=True)
class Held:
    """One gateway's money for a cooperative."""

    name: str
    words: str
    held: Money
    disputed: Money


@dataclass(frozen=True)
class Disputed:
    dispute: GatewayDispute
    amount: Money
    state: str | Promise
    order_codes: tuple[str, ...]


def held_for(cooperative: Cooperative) -> tuple[Held, ...]:
    """Gateways that collect for it now, or still hold something of it."""
    used = Account.objects.filter(kind=Account.Kind.PROVIDER, cooperative=cooperative).values_list("ref", flat=True)
    ready = {one.name for one in known.ready_gateways() if one.collector_slug() == cooperative.slug}
    currency = cooperative.currency
    return tuple(
        Held(
            name,
            way_name(name),
            balance(accounts.provider(name, cooperative.pk, None, currency)),
            balance(accounts.dispute(name, cooperative.pk, None, currency)),
        )
        for name in sorted(ready | set(used))
    )


def with_orders(disputes: Iterable[GatewayDispute], *, scope: Scope) -> tuple[Disputed, ...]:
    """The disputes, each with those of its bill's orders that the asker may see."""
    rows = list(disputes)
    refs = {dispute.payment.charge.bill_ref for dispute in rows}
    codes: dict[str, list[str]] = defaultdict(list)
    for bill, code in (
        Order.objects.within(scope).filter(bill__code__in=refs).order_by("position").values_list("bill__code", "code")
    ):
        codes[bill].append(code)
    return tuple(
        Disputed(
            dispute,
            Money(dispute.amount_minor, dispute.currency),
            STATE_WORDS[dispute.state],
            tuple(codes[dispute.payment.charge.bill_ref]),
        )
        for dispute in rows
    )
