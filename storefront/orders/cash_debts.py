"""Watches the debts of sellers who took cash: starts and lifts pauses, and tells the seller each time."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from payments.ledger import by_hand
from payments.ledger.by_hand import Written
from payments.ledger.models import Account
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.messages import actions as outbox
from sellers.people.models import Person
from storefront.orders.wording import moment, rupiah
from storefront.terms import cash_debt
from storefront.terms.models import CashPause

SELLERS_LANGUAGE = "id"


def watch() -> int:
    """Start and lift pauses as debts stand now; answers how many changed. A sweep, safe to run twice at once."""
    return watch_sellers(None)


def seller_paid(*, scope: Scope, person: Person, cooperative_id: int, seller_id: int, written: Written) -> bool:
    """A seller paid its debt: write it down, and lift the pause at once when it is low enough."""
    made = by_hand.seller_paid_debt(
        scope=scope, person=person, cooperative_id=cooperative_id, seller_id=seller_id, written=written
    )
    watch_sellers([seller_id])
    return made


def watch_sellers(seller_ids: Iterable[int] | None) -> int:
    """The same for some sellers; None for all."""
    accounts, pauses = Account.objects.all(), CashPause.objects.filter(lifted_at__isnull=True)
    if seller_ids is not None:
        wanted = list(seller_ids)
        accounts, pauses = accounts.filter(seller_id__in=wanted), pauses.filter(seller_id__in=wanted)
    debts = cash_debt.debts(accounts)
    open_pauses = {pause.seller_id: pause for pause in pauses}
    sellers = Seller.objects.in_bulk(debts.keys() | open_pauses.keys())
    return sum(_one(sellers[pk], debts.get(pk), open_pauses.get(pk)) for pk in sorted(sellers))


def _one(seller: Seller, debt: Money | None, pause: CashPause | None) -> int:
    above = debt is not None and debt.minor > cash_debt.rule_of(seller.cooperative_id).limit_minor
    if debt is not None and above:
        return _start(seller, debt) if pause is None else _stop(seller, pause, debt)
    return _lift(seller, pause) if pause is not None else 0


def _start(seller: Seller, debt: Money) -> int:
    now = clock.now()
    stops_at = now + cash_debt.rule_of(seller.cooperative_id).grace
    try:
        with transaction.atomic():
            pause = CashPause.objects.create(
                seller=seller, since=now, stops_at=stops_at, debt_minor=debt.minor, currency=debt.currency
            )
            if stops_at > now:
                _tell(seller, f"cash_debt:{pause.pk}", "cash_debt", debt, stops_at)
    except IntegrityError:  # another loop was faster
        return 0
    _stop(seller, pause, debt)
    return 1


def _stop(seller: Seller, pause: CashPause, debt: Money) -> int:
    """Told once, when the days of grace are over."""
    now = clock.now()
    if pause.stops_at > now or pause.told_at is not None:
        return 0
    with transaction.atomic():
        mine = CashPause.objects.filter(pk=pause.pk, told_at__isnull=True).update(told_at=now)
        if mine:
            _tell(seller, f"cash_stopped:{pause.pk}", "cash_stopped", debt)
    return mine


def _lift(seller: Seller, pause: CashPause) -> int:
    with transaction.atomic():
        lifted = CashPause.objects.filter(pk=pause.pk, lifted_at__isnull=True).update(lifted_at=clock.now())
        if lifted and pause.told_at is not None:
            _tell(seller, f"cash_again:{pause.pk}", "cash_again")
    return lifted


def _tell(seller: Seller, key: str, template: str, debt: Money | None = None, until: datetime | None = None) -> None:
    facts = {"name": seller.name, "debt": rupiah(debt) if debt else ""}
    if until is not None:
        facts["until"] = moment(until, region_code=seller.village_code)
    with translation.override(SELLERS_LANGUAGE):
        outbox.tell(key=key, to=seller.phone, body=_words(template) % facts, template=template)


def _words(template: str) -> str:
    if template == "cash_debt":
        return _(
            "Bapak/Ibu %(name)s, setoran ke koperasi kini %(debt)s. Setorkan sebelum %(until)s agar pesanan tunai "
            "tetap jalan."
        )
    if template == "cash_stopped":
        return _(
            "Bapak/Ibu %(name)s, pesanan tunai baru berhenti dulu karena setoran %(debt)s belum masuk. Setorkan ke "
            "koperasi; pesanan tunai jalan lagi dengan sendirinya."
        )
    return _("Bapak/Ibu %(name)s, setoran sudah masuk. Pesanan tunai jalan lagi. Terima kasih.")
