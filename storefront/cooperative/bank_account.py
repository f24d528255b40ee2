"""The cooperative's own bank accounts: where buyers transfer to. A change wants a fresh sign-in and is told to all."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from payments.charges.bank_accounts import add_bank_account, masked, retire_bank_account
from payments.charges.banks import for_picker
from payments.charges.models import BankAccount
from payments.charges.queries import BankAccountQuerySet
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from sellers.people.fresh_sign_in import fresh_sign_in_required
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.typed import typed


@in_office(Verb.BANK)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    return _show(request, office, "bank_accounts.html")


@in_office(Verb.BANK, methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest, office: Office) -> HttpResponseBase:
    return _new(request, office)


@fresh_sign_in_required
def _new(request: HttpRequest, office: Office) -> HttpResponse:
    given = {name: typed(request.POST, name, most=120) for name in ("bank_code", "number", "holder")}
    error: Expected | None = None
    if request.method == "POST":
        try:
            add_bank_account(
                scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk,
                bank_code=given["bank_code"], number=given["number"], holder=given["holder"],
            )  # fmt: skip
        except Expected as refused:
            error = refused
        else:
            messages.success(request, _("Rekening tersimpan. Semua bendahara diberi tahu."))
            return redirect("cooperative:bank_accounts")
    return _show(request, office, "bank_account_new.html", given=given, error=error)


@in_office(Verb.BANK, methods=("GET", "HEAD", "POST"))
def retirement(request: HttpRequest, office: Office, account_id: int) -> HttpResponseBase:
    """GET asks once more; POST takes the account out of use."""
    return _retirement(request, office, account_id)


@fresh_sign_in_required
def _retirement(request: HttpRequest, office: Office, account_id: int) -> HttpResponse:
    account = _own(office).filter(pk=account_id, is_active=True).first() if account_id < 2**63 else None
    if account is None:
        raise Http404
    if request.method == "POST":
        retire_bank_account(scope=office.scope, person=office.person, bank_account_id=account.pk)
        messages.success(request, _("Rekening tidak dipakai lagi. Semua bendahara diberi tahu."))
        return redirect("cooperative:bank_accounts")
    last = _own(office).filter(is_active=True).count() == 1
    return _show(request, office, "bank_account_retire.html", account=account, shown=masked(account), last=last)


def _show(
    request: HttpRequest, office: Office, template: str, *, error: Expected | None = None, **context: object
) -> HttpResponse:
    active = _own(office).filter(is_active=True).order_by("-pk")
    return page(
        request,
        office,
        template,
        "money",
        status=error.status if error else 200,
        accounts=[(account, masked(account)) for account in active],
        retired=_own(office).filter(is_active=False).count(),
        banks=[(bank.code, bank.name) for bank in for_picker()],
        error=error,
        **context,
    )


def _own(office: Office) -> BankAccountQuerySet:
    return BankAccount.objects.within(office.scope).filter(cooperative=office.cooperative)
