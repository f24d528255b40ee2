"""Tells the buyer how a refund goes on: it left, or it did not arrive and another account is needed."""

from django.utils import translation
from django.utils.translation import gettext as _

from payments.charges.models import Settlement
from payments.money import Money
from payments.repayments.models import Repayment
from sellers.messages import actions as outbox
from storefront.orders.links import link_for, refund_link_for
from storefront.orders.models import Bill, Purchase
from storefront.orders.wording import rupiah


def told(*, settlement: Settlement, bill: Bill) -> None:
    """One message for each settlement about a refund. Belongs into the transaction that marks the settlement."""
    repayment = Repayment.objects.filter(code=settlement.key.rpartition(":")[2]).first()
    purchase = bill.purchase
    if repayment is None or not purchase.buyer_phone:
        return
    with translation.override(purchase.language):
        about = {
            "name": purchase.buyer_name,
            "code": purchase.code,
            "amount": rupiah(Money(settlement.amount_minor, settlement.currency)),
        }
        if settlement.kind == Settlement.Kind.REPAID:
            opening = _("Halo %(name)s, %(amount)s untuk pesanan %(code)s sudah dikembalikan.") % about
            rest = _("Lihat pesanan: %(link)s") % {"link": link_for(purchase)}
        else:
            opening = _("Halo %(name)s, pengembalian %(amount)s untuk pesanan %(code)s belum berhasil.") % about
            why = _("Alasan: %(reason)s") % {"reason": repayment.reason} if repayment.reason else ""
            ask = _("Isi rekening tujuan di sini: %(link)s") % {"link": refund_link_for(purchase, repayment.code)}
            rest = "\n\n".join(part for part in (why, ask) if part)
        outbox.tell(
            key=settlement.key,
            to=purchase.buyer_phone,
            body=f"{opening}\n\n{rest}",
            template=settlement.kind,
            person=purchase.person,
        )


def asked(*, purchase: Purchase, key: str, refund_by: str) -> None:
    """To the buyer, when the refund of `key` waits for an account and no other message asks for it."""
    with translation.override(purchase.language):
        ask = where_to(purchase=purchase, key=key)
        if not ask or not purchase.buyer_phone:
            return
        repayment = Repayment.objects.get(key=key)
        opening = _("Halo %(name)s, %(amount)s untuk pesanan %(code)s akan dikembalikan oleh %(payee)s.") % {
            "name": purchase.buyer_name,
            "code": purchase.code,
            "amount": rupiah(Money(repayment.amount_minor, repayment.currency)),
            "payee": refund_by,
        }
        outbox.tell(
            key=f"refund_account:{key}",
            to=purchase.buyer_phone,
            body=f"{opening}\n\n{ask}",
            template="refund_account",
            person=purchase.person,
        )


def where_to(*, purchase: Purchase, key: str) -> str:
    """The sentence with the link where the buyer names an account; empty when the money goes back as it came."""
    repayment = Repayment.objects.filter(key=key, state=Repayment.State.ASKED).first()
    if repayment is None:
        return ""
    return _("Isi rekening tujuan di sini: %(link)s") % {"link": refund_link_for(purchase, repayment.code)}
