"""COD lewat kurir: what each courier owes of the cash it took, the orders behind it, and what it remitted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from payments.remittances import actions as remittances
from payments.remittances.errors import RemittedAlready
from payments.remittances.undoing import LONGEST_REASON, undo
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected, NotFound
from sellers.kit.once import KeyReused
from storefront.cooperative.by_hand import today_in
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.masking import masked_name
from storefront.cooperative.typed import typed
from storefront.orders import courier_money, remittance_form
from storefront.orders.courier_money import CourierRow
from storefront.orders.wording import rupiah


@in_office(Verb.REVIEW)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    return _listing(request, office)


@in_office(Verb.PAYOUTS, methods=("POST",))
def undoing(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """A remittance that was written down wrongly is taken back."""
    reason = typed(request.POST, "alasan", most=LONGEST_REASON)
    try:
        undo(scope=office.scope, person=office.person, code=code, reason=reason, cooperative_id=office.cooperative.pk)
    except NotFound as error:
        raise Http404 from error
    except Expected as error:
        return _listing(request, office, error=error, wrong=code)
    messages.success(request, _("Setoran dibatalkan. Uang paketnya jadi utang kurir lagi."))
    return redirect("cooperative:courier_cash")


def _listing(request: HttpRequest, office: Office, *, error: Expected | None = None, wrong: str = "") -> HttpResponse:
    rows = courier_money.couriers_of(cooperative_id=office.cooperative.pk)
    done = courier_money.remittances_of(cooperative_id=office.cooperative.pk)
    return page(
        request, office, "courier_cash.html", "money", status=error.status if error else 200, rows=rows, done=done,
        error=error, wrong=wrong,
    )  # fmt: skip


@in_office(Verb.TRANSFERS, methods=("GET", "HEAD", "POST"))
def remittance(request: HttpRequest, office: Office, courier: str, currency: str) -> HttpResponse:
    """One courier: GET shows its parcels and asks what it remitted, POST writes that down once."""
    today = today_in(office)
    form = remittance_form.read(request.POST, today=today)
    error: Expected | None = None
    if request.method == "POST":
        try:
            wanted = form.wanted(courier=courier, currency=currency.upper(), zone=office.zone)
            made = remittances.register(
                scope=office.scope, person=office.person, wanted=wanted, cooperative_id=office.cooperative.pk
            )
        except Expected as refused:
            error = refused
        else:
            sentence = _("Setoran %(reference)s dicatat. Penjualnya kini bisa dibayar.")
            messages.success(request, sentence % {"reference": made.reference})
            return redirect("cooperative:courier_cash")
    row = _row(office, courier, currency)
    if row is None:
        if not isinstance(error, RemittedAlready | KeyReused):
            raise Http404
        messages.error(request, error.sentence)
        return redirect("cooperative:courier_cash")
    return page(
        request, office, "courier_remittance.html", "money", status=error.status if error else 200, row=row,
        form=form, error=error, today=today, masked=masked_name, whole=rupiah(row.missing),
    )  # fmt: skip


def owing(office: Office) -> int:
    """How many couriers have the cooperative's money."""
    return courier_money.owing(cooperative_id=office.cooperative.pk)


def _row(office: Office, courier: str, currency: str) -> CourierRow | None:
    rows = courier_money.couriers_of(cooperative_id=office.cooperative.pk)
    return next((row for row in rows if (row.code, row.currency) == (courier, currency.upper())), None)
