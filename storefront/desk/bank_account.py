"""Rekening: where the stall's money goes. A change wants a fresh code, waits a day, and is told to all."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from payments.charges.bank_accounts import add_bank_account, masked, retire_bank_account
from payments.charges.banks import for_picker
from payments.charges.models import BankAccount
from payments.charges.queries import BankAccountQuerySet
from payments.payouts.terms import COOL_OFF
from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.people.fresh_sign_in import fresh_sign_in_required
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, say

FIELDS = ("bank_code", "number", "holder")
LONGEST = 120


@at_desk(Verb.BANK)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every account in use; the newest that is past its first day is the one payouts go to."""
    now = clock.now()
    accounts = [
        (account, masked(account), account.created_at + COOL_OFF if account.created_at + COOL_OFF > now else None)
        for account in _own(desk).filter(is_active=True).order_by("-created_at", "-pk")
    ]
    used = next((account.pk for account, _shown, cooling in accounts if cooling is None), None)
    return _page(request, desk, "bank_accounts.html", accounts=accounts, used=used)


@at_desk(Verb.BANK, methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _as_page(_new(request, desk))


@at_desk(Verb.BANK, methods=("GET", "HEAD", "POST"))
def retirement(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """GET asks once more; POST takes the account out of use."""
    return _as_page(_retirement(request, desk, account_id))


@fresh_sign_in_required
def _new(request: HttpRequest, desk: Desk) -> HttpResponse:
    given = {name: request.POST.get(name, "").replace("\0", "")[:LONGEST] for name in FIELDS}
    error: Expected | None = None
    if request.method == "POST":
        try:
            add_bank_account(
                scope=desk.scope, person=desk.person, seller_id=desk.seller.pk,
                bank_code=given["bank_code"], number=given["number"], holder=given["holder"],
            )  # fmt: skip
        except Expected as refused:
            error = refused
        else:
            say(request, _("Rekening tersimpan. Dipakai untuk pencairan setelah 24 jam."))
            return redirect("desk:bank_accounts")
    return _page(request, desk, "bank_account_new.html", given=given, error=error)


@fresh_sign_in_required
def _retirement(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    account = _own(desk).filter(pk=account_id, is_active=True).first() if account_id < 2**63 else None
    if account is None:
        raise Http404
    if request.method == "POST":
        retire_bank_account(scope=desk.scope, person=desk.person, bank_account_id=account.pk)
        say(request, _("Rekening tidak dipakai lagi. Semua bendahara diberi tahu."))
        return redirect("desk:bank_accounts")
    last = _own(desk).filter(is_active=True).count() == 1
    return _page(request, desk, "bank_account_retire.html", account=account, shown=masked(account), last=last)


def _page(
    request: HttpRequest, desk: Desk, template: str, *, error: Expected | None = None, **context: object
) -> HttpResponse:
    banks = [(bank.code, bank.name) for bank in for_picker()]
    status = error.status if error else 200
    return page(request, desk, template, "money", status=status, banks=banks, error=error, **context)


def _own(desk: Desk) -> BankAccountQuerySet:
    return BankAccount.objects.within(desk.scope).filter(seller=desk.seller)


def _as_page(response: HttpResponseBase) -> HttpResponse:
    if not isinstance(response, HttpResponse):
        raise TypeError("these pages answer no streams")
    return response
