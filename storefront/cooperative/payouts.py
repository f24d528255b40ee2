"""Pencairan: what each seller may be paid now and why the rest stays, and the batches made of it."""

import secrets
from collections import defaultdict
from datetime import datetime, time

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from payments.ledger.models import Account
from payments.money import Money, total
from payments.payouts import actions
from payments.payouts.available import lines
from payments.payouts.models import Payout, PayoutBatch
from payments.payouts.planning import Line, Why
from payments.payouts.reads import sums
from payments.payouts.terms import next_day, terms_of
from payments.repayments.models import Repayment
from sellers.accounts.access import Verb
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.cooperative import payout_words
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.sheets import csv_response
from storefront.cooperative.typed import typed
from storefront.orders import payable
from storefront.orders.payable import HeldOrder

A_PAGE, MOST_HELD = 25, 6
OPEN = (PayoutBatch.State.PROPOSED, PayoutBatch.State.APPROVED, PayoutBatch.State.SENT)


def waiting(office: Office) -> int:
    """Batches somebody has to approve, to send or to confirm."""
    return PayoutBatch.objects.within(office.scope).filter(state__in=OPEN).count()


@in_office(Verb.REVIEW, methods=("GET", "HEAD", "POST"))
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    """GET shows how each seller stands; POST makes a batch of what may leave."""
    if request.method != "POST":
        return _show(request, office)
    try:
        batch = actions.propose(
            scope=office.scope,
            person=office.person,
            cooperative_id=office.cooperative.pk,
            currency=_currency(office, typed(request.POST, "mata_uang", most=3)),
            held=payable.held,
            key=typed(request.POST, "kunci", most=80),
        )
    except Expected as error:
        return _show(request, office, error)
    return redirect("cooperative:payout_batch", code=batch.code)


def _show(request: HttpRequest, office: Office, error: Expected | None = None) -> HttpResponse:
    currency = _currency(office, typed(request.GET, "mata_uang", most=3))
    found = _sorted(lines(cooperative=office.cooperative, currency=currency, held=payable.held))
    names = dict(Seller.objects.within(office.scope).values_list("pk", "name"))
    names |= _former(office, [one.seller_id for one in found if one.seller_id not in names])
    if request.GET.get("format") == "csv":
        return _csv(found, names)
    terms = terms_of(office.cooperative.pk)
    refunds = Repayment.objects.within(office.scope).free_to_leave().filter(currency=currency)
    ready = [Money(one.amount_minor, one.currency) for one in refunds.filter(cooperative=office.cooperative)]
    batches = PayoutBatch.objects.within(office.scope).filter(currency=currency).select_related("proposed_by")
    pages = Paginator(batches.order_by("-proposed_at", "-pk"), A_PAGE)
    shown = pages.get_page(request.GET.get("halaman"))
    return page(
        request,
        office,
        "payouts.html",
        "money",
        status=error.status if error else 200,
        rows=[(one, names.get(one.seller_id, "")) for one in found],
        held_orders=_held(office, currency),
        most_held=MOST_HELD,
        to_pay=total([one.amount for one in found], currency),
        held=total([one.held for one in found if one.owed.minor > 0], currency),
        refunds=total(ready, currency),
        refund_count=len(ready),
        pages=shown,
        batches=sums(list(shown.object_list)),
        failed=_last_trouble(office, found),
        terms=terms,
        day=datetime.combine(next_day(terms, clock.now().astimezone(office.zone).date()), time(12), office.zone),
        key=secrets.token_urlsafe(12),
        currency=currency,
        currencies=currencies(office),
        words=payout_words,
        error=error,
    )


def currencies(office: Office) -> list[str]:
    """The cooperative's own first, then whatever else its books hold."""
    kinds = [Account.Kind.SELLER, Account.Kind.REFUND_DUE]
    used = Account.objects.within(office.scope).filter(cooperative=office.cooperative, kind__in=kinds)
    others = set(used.values_list("currency", flat=True)) - {office.cooperative.currency}
    return [office.cooperative.currency, *sorted(others)]


def _currency(office: Office, wanted: str) -> str:
    return wanted if wanted in currencies(office) else office.cooperative.currency


def _sorted(found: tuple[Line, ...]) -> list[Line]:
    """Who is paid first, then who needs help, then the rest; large amounts before small."""
    order = [Why.PAY, Why.NO_ACCOUNT, Why.COOLING, Why.HELD, Why.BELOW_MINIMUM, Why.UNDER_WAY, Why.CARRIED]
    return sorted(found, key=lambda one: (order.index(one.why), -one.owed.minor, one.seller_id))


def _former(office: Office, seller_ids: list[int]) -> dict[int, str]:
    """Names of stalls that left the cooperative and still stand in its books."""
    owed = Account.objects.within(office.scope).filter(cooperative=office.cooperative, seller_id__in=seller_ids)
    return dict(owed.values_list("seller_id", "seller__name"))


def _held(office: Office, currency: str) -> dict[int, list[HeldOrder]]:
    found: dict[int, list[HeldOrder]] = defaultdict(list)
    for one in payable.held_orders(office.cooperative.pk, currency):
        found[one.order.seller_id].append(one)
    return found


def _last_trouble(office: Office, found: list[Line]) -> dict[int, Payout]:
    """The newest payout of each shown seller, where it failed or came back: the account may be wrong."""
    ids = [one.seller_id for one in found]
    newest: dict[int, Payout] = {}
    for payout in Payout.objects.within(office.scope).filter(seller_id__in=ids).order_by("pk"):
        if payout.state != Payout.State.CANCELLED:
            newest[payout.seller_id] = payout
    trouble = (Payout.State.FAILED, Payout.State.RETURNED)
    return {seller: payout for seller, payout in newest.items() if payout.state in trouble}


def _csv(found: list[Line], names: dict[int, str]) -> HttpResponse:
    head = [_("Lapak"), _("Hak"), _("Ditahan"), _("Siap dicairkan"), _("Mata uang"), _("Keterangan")]
    rows = [
        (names.get(one.seller_id, ""), one.owed.minor, one.held.minor, one.amount.minor, one.owed.currency,
         str(payout_words.WHY[one.why][0]))
        for one in found
    ]  # fmt: skip
    return csv_response("pencairan", head, rows)
