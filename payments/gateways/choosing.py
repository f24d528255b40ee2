"""A gateway that takes one kind of payment a charge: the payer picks another, and the bill is asked anew."""

from django.db import transaction

from payments.charges import actions as charges
from payments.charges.collecting import lock_charges
from payments.charges.models import Charge
from payments.gateways import starting
from payments.gateways.errors import ChargeNotOpen, ChoiceUnknown
from payments.gateways.models import GatewayStart
from payments.money import Money
from payments.providers import known
from payments.providers.port import Choice, Choosing


def choices_of(way: str) -> tuple[Choice, ...]:
    """The gateway's own ways; none where there is nothing to choose."""
    gateway = known.gateway(way)
    return gateway.choices() if isinstance(gateway, Choosing) else ()


def choose(*, charge_id: int, choice: str) -> Charge:
    """The bill's open charge with this choice: the same one, or a new one in place of it.

    The old one is closed here, ended at the gateway by the sweep, and recognised if it is paid all the same. Choosing
    twice is choosing once. Raises ChoiceUnknown, ChargeNotOpen.
    """
    with transaction.atomic():
        charge = lock_charges(Charge.objects.get(pk=charge_id))
        names = [one.name for one in choices_of(charge.provider)]
        if choice not in names:
            raise ChoiceUnknown
        newest = Charge.objects.filter(bill_ref=charge.bill_ref, state=Charge.State.OPEN).first()
        if newest is None:
            raise ChargeNotOpen
        start = GatewayStart.objects.filter(charge=newest).first()
        standing = (start.choice if start else "") or names[0]
        if standing != choice or (start and start.refused):
            newest = _ask_anew(newest, choice)
    starting.start(newest.pk)
    return newest


def _ask_anew(charge: Charge, choice: str) -> Charge:
    charges.close(bill_ref=charge.bill_ref, state=Charge.State.CANCELLED)
    fresh = charges.open_charge(
        bill_ref=charge.bill_ref,
        way=charge.provider,
        amount=Money(charge.amount_minor, charge.currency),
        cooperative_id=charge.cooperative_id,
        seller_id=charge.seller_id,
        expires_at=charge.expires_at,
    )
    starting.intent(fresh.pk, choice=choice)
    return fresh
