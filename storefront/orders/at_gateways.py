"""A purchase that is paid through a gateway, as its buyer looks at it: nobody has to wait for a sweep."""

from django.utils.translation import gettext as _

from payments.charges.models import Charge
from payments.gateways import actions as gateways
from payments.providers import known
from sellers.kit import limits
from sellers.kit.errors import NotFound
from storefront.orders import settling
from storefront.orders.models import Bill, Purchase

_ONCE_IN_S = 10  # so that loading the page again and again does not run the gateway over


def prepare(*, purchase: Purchase, came_back: bool) -> None:
    """Start what was not started yet. `came_back`: the buyer comes from the gateway, which is asked what it saw.

    Call it outside a transaction, before the page is put together.
    """
    for charge in _open_charges(purchase):
        gateways.start(charge.pk)
        if came_back and limits.hit(what="gateway.back", key=charge.code, limit=1, per_s=_ONCE_IN_S):
            gateways.ask(charge.pk)
            settling.apply_for(bill_ref=charge.bill_ref)


def choose(*, purchase: Purchase, bill_code: str, choice: str) -> None:
    """The buyer picks another of the gateway's own ways. Raises NotFound, ChoiceUnknown, ChargeNotOpen, TooMany."""
    charge = next((one for one in _open_charges(purchase) if one.bill_ref == bill_code), None)
    if charge is None:
        raise NotFound(_("Pembayaran tidak ditemukan. Muat ulang halaman."))
    limits.check(what="gateway.choose", key=bill_code, limit=20, per_s=3600)
    gateways.choose(charge_id=charge.pk, choice=choice)


def _open_charges(purchase: Purchase) -> list[Charge]:
    refs = list(
        purchase.bills.filter(state=Bill.State.OPEN, way__in=list(known.GATEWAYS)).values_list("code", flat=True)
    )
    return list(Charge.objects.filter(bill_ref__in=refs, state=Charge.State.OPEN).order_by("pk")) if refs else []
