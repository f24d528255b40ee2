"""Uang di kurir: cash that couriers took for this stall by its own contract, and what they remitted."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from payments.remittances import actions as remittances
from payments.remittances.errors import RemittedAlready
from payments.remittances.undoing import undo
from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.kit.once import KeyReused
from sellers.regions import places
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, say
from storefront.orders import courier_money, remittance_form


@at_desk(Verb.MONEY)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _listing(request, desk)


@at_desk(Verb.MONEY, methods=("POST",))
def undoing(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """A remittance that was written down wrongly is taken back."""
    reason = request.POST.get("alasan", "").replace("\0", "")
    try:
        undo(scope=desk.scope, person=desk.person, code=code, reason=reason, seller_id=desk.seller.pk)
    except NotFound as error:
        raise Http404 from error
    except Expected as error:
        return _listing(request, desk, error=error, wrong=code)
    say(request, _("Setoran dibatalkan. Uang paketnya jadi utang kurir lagi."))
    return redirect("desk:courier_cash")


def _listing(request: HttpRequest, desk: Desk, *, error: Expected | None = None, wrong: str = "") -> HttpResponse:
    rows = courier_money.couriers_of(seller_id=desk.seller.pk)
    done = courier_money.remittances_of(seller_id=desk.seller.pk)
    return page(
        request, desk, "courier_cash.html", "money", status=error.status if error else 200, rows=rows, done=done,
        error=error, wrong=wrong,
    )  # fmt: skip


@at_desk(Verb.MONEY, methods=("GET", "HEAD", "POST"))
def remittance(request: HttpRequest, desk: Desk, courier: str, currency: str) -> HttpResponse:
    """One courier: its parcels, and what it remitted; written down once."""
    zone = places.zone_of(desk.seller.village_code)
    today = clock.now().astimezone(zone).date()
    form = remittance_form.read(request.POST, today=today)
    error: Expected | None = None
    if request.method == "POST":
        try:
            wanted = form.wanted(courier=courier, currency=currency.upper(), zone=zone)
            remittances.register(scope=desk.scope, person=desk.person, wanted=wanted, seller_id=desk.seller.pk)
        except Expected as refused:
            error = refused
        else:
            say(request, _("Setoran kurir dicatat."))
            return redirect("desk:courier_cash")
    rows = courier_money.couriers_of(seller_id=desk.seller.pk)
    row = next((one for one in rows if (one.code, one.currency) == (courier, currency.upper())), None)
    if row is None:
        if not isinstance(error, RemittedAlready | KeyReused):
            raise Http404
        say(request, error.sentence)
        return redirect("desk:courier_cash")
    return page(
        request, desk, "courier_remittance.html", "money", status=error.status if error else 200, row=row, form=form,
        error=error, today=today,
    )  # fmt: skip
