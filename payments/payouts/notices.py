"""What sellers and treasurers hear about payouts, each message once for ever by its key."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from payments.charges.bank_accounts import masked
from payments.money import Money
from payments.payouts.models import Payout, PayoutBatch
from payments.wording import in_words
from sellers.accounts.models import Membership
from sellers.messages.actions import tell

LANGUAGE = "id"
APPROVERS = (Membership.Role.CHAIR, Membership.Role.TREASURER)


def proposed(*, batch: PayoutBatch, total: Money) -> None:
    """To everybody who may approve: the day's batch is ready and waits."""
    with translation.override(LANGUAGE):
        body = _("Pencairan %(code)s sebesar %(amount)s siap diperiksa. Setujui di sini: %(link)s") % {
            "code": batch.code,
            "amount": in_words(total),
            "link": f"{settings.BASE_URL}/koperasi/pencairan/{batch.code}/",
        }
    approvers = Membership.objects.live().filter(cooperative_id=batch.cooperative_id, role__in=APPROVERS)
    for phone in sorted(set(approvers.filter(person__is_active=True).values_list("person__phone", flat=True))):
        tell(key=f"payout_proposed:{batch.code}:{phone}", to=phone, body=body, template="payout_proposed")


def paid(payout: Payout) -> None:
    with translation.override(LANGUAGE):
        sentence = _("Bapak/Ibu %(seller)s, %(amount)s dari %(cooperative)s sudah dikirim ke %(account)s.")
        _to_seller(payout, "payout_paid", sentence, _("Lihat rinciannya: %(link)s"), "pencairan")


def failed(payout: Payout) -> None:
    with translation.override(LANGUAGE):
        sentence = _("Bapak/Ibu %(seller)s, %(amount)s dari %(cooperative)s belum bisa dikirim ke %(account)s.")
        _to_seller(payout, "payout_failed", sentence, _("Mohon periksa rekening: %(link)s"), "rekening")


def returned(payout: Payout) -> None:
    with translation.override(LANGUAGE):
        sentence = _("Bapak/Ibu %(seller)s, %(amount)s dari %(cooperative)s kembali dari %(account)s.")
        _to_seller(payout, "payout_returned", sentence, _("Mohon periksa rekening: %(link)s"), "rekening")


def destination(payout: Payout) -> str:
    """ "BCA ••••7890", or the gateway's name."""
    if payout.bank_account is not None:
        return masked(payout.bank_account)
    return payout.connected_account.gateway.capitalize() if payout.connected_account else ""


def _to_seller(payout: Payout, template: str, sentence: str, next_step: str, page: str) -> None:
    about = {
        "seller": payout.seller.name,
        "amount": in_words(Money(payout.amount_minor, payout.currency)),
        "cooperative": payout.cooperative.name,
        "account": destination(payout),
    }
    why = _("Alasan: %(reason)s") % {"reason": payout.reason} if payout.reason else ""
    step = next_step % {"link": f"{settings.BASE_URL}/lapak/uang/{page}/"}
    body = "\n\n".join(part for part in (sentence % about, why, step) if part)
    tell(key=f"{template}:{payout.code}", to=payout.seller.phone, body=body, template=template)
