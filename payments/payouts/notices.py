"""What sellers and treasurers hear about payouts, each message once for ever by its key."""

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.charges.bank_accounts import masked
from payments.money import Money
from payments.payouts.models import Payout, PayoutBatch
from payments.wording import in_words
from sellers.accounts.models import Cooperative, Membership
from sellers.audit.models import AuditEntry
from sellers.messages.actions import tell

LANGUAGE = "id"
APPROVERS = (Membership.Role.CHAIR, Membership.Role.TREASURER)
LIMITS: dict[str, Promise] = {  # the page that sets a limit → what it is for
    "pencairan/aturan": gettext_lazy("pencairan"),
    "uang/aturan": gettext_lazy("pengembalian uang"),
}


def proposed(*, batch: PayoutBatch, total: Money) -> None:
    """To everybody who may approve: the day's batch is ready and waits."""
    with translation.override(LANGUAGE):
        body = _("Pencairan %(code)s sebesar %(amount)s siap diperiksa. Setujui di sini: %(link)s") % {
            "code": batch.code,
            "amount": in_words(total),
            "link": f"{settings.BASE_URL}/koperasi/pencairan/{batch.code}/",
        }
    for phone in _approvers(batch.cooperative_id):
        tell(key=f"payout_proposed:{batch.code}:{phone}", to=phone, body=body, template="payout_proposed")


def limit_raised(*, change: AuditEntry, cooperative: Cooperative, page: str, before: Money, after: Money) -> None:
    """To everybody who may approve: from now on one person alone may decide about more. `page` is one of LIMITS."""
    with translation.override(LANGUAGE):
        told = _(
            "%(person)s menaikkan batas dua orang untuk %(what)s %(cooperative)s: %(before)s menjadi %(after)s."
        ) % {
            "person": (change.person.name or change.person.phone) if change.person else "",
            "what": LIMITS[page],
            "cooperative": cooperative.name,
            "before": in_words(before),
            "after": in_words(after),
        }
        link = f"{settings.BASE_URL}/koperasi/{page}/"
        check = _("Bukan Bapak/Ibu yang mengatur? Segera periksa: %(link)s") % {"link": link}
    for phone in _approvers(cooperative.pk):
        key = f"payout_limit_raised:{change.pk}:{phone}"
        tell(key=key, to=phone, body=f"{told}\n\n{check}", template="payout_limit_raised")


def _approvers(cooperative_id: int) -> list[str]:
    """Their phones."""
    approvers = Membership.objects.live().filter(cooperative_id=cooperative_id, role__in=APPROVERS)
    return sorted(set(approvers.filter(person__is_active=True).values_list("person__phone", flat=True)))


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
