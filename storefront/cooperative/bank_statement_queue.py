"""The rows of statements that wait for a person: whose money came, what left, and what was decided before."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from payments.charges.bank_accounts import masked
from payments.statements import deciding
from payments.statements.errors import RecordedByHand
from payments.statements.models import StatementRow
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.masking import masked_name
from storefront.cooperative.typed import typed
from storefront.delivery.couriers import courier_name
from storefront.orders import statement_money
from storefront.orders.statement_words import CLEAR, DOUBT_WORDS, STATE_WORDS, WHY_WORDS, day_words

A_PAGE = 15
State = StatementRow.State
VIEWS: dict[str, tuple[str, Promise]] = {  # what the address says → the state, and its name
    "masuk": (State.REVIEW, gettext_lazy("Uang masuk")),
    "keluar": (State.OUTGOING, gettext_lazy("Uang keluar")),
    "titipan": (State.SUSPENSE, gettext_lazy("Titipan")),
    "cocok": (State.MATCHED, gettext_lazy("Sudah cocok")),
    "abaikan": (State.IGNORED, gettext_lazy("Diabaikan")),
}
DONE: dict[str, Promise] = {
    "pencocokan": gettext_lazy("Uang dicocokkan. Penjual dan pembeli diberi tahu."),
    "tautan": gettext_lazy("Ditandai sudah dicatat. Tidak ada yang dibukukan lagi."),
    "setoran-kurir": gettext_lazy("Ditandai sebagai setoran kurir. Tidak ada yang dibukukan lagi."),
    "pengabaian": gettext_lazy("Ditandai bukan urusan pasar. Bisa dibatalkan di Diabaikan."),
    "titipan": gettext_lazy("Dibukukan sebagai titipan. Cocokkan bila pemiliknya diketahui."),
    "urungan": gettext_lazy("Putusan dibatalkan. Baris ini menunggu lagi."),
    "pencairan": gettext_lazy("Uang keluar dikonfirmasi."),
}


@in_office(Verb.TRANSFERS)
def queue(request: HttpRequest, office: Office) -> HttpResponse:
    return _queue(request, office)


@in_office(Verb.TRANSFERS, methods=("POST",))
def decision(request: HttpRequest, office: Office, row_id: int, deed: str) -> HttpResponse:
    """One decision about one row: the match, the link, and so on, are made by posting them."""
    act = _DEEDS.get(deed)
    if act is None or not StatementRow.objects.within(office.scope).filter(pk=row_id).exists():
        raise Http404
    if deed == "pencairan" and not office.may(Verb.PAYOUTS):
        raise Http404
    try:
        act(request, office, row_id)
    except Expected as error:
        return _queue(request, office, error=error, wrong=row_id)
    messages.success(request, str(DONE[deed]))
    back = typed(request.POST, "lihat", most=20)
    query = urlencode({"lihat": back}) if back in VIEWS else ""
    return redirect(f"{reverse('cooperative:statement_queue')}{'?' + query if query else ''}")


def waiting(office: Office) -> int:
    """Rows somebody has to decide about: money that came, and money that left and is not named."""
    waits = Q(state=State.REVIEW) | Q(state=State.OUTGOING, ref="")
    return StatementRow.objects.within(office.scope).filter(waits).count()


def _queue(request: HttpRequest, office: Office, error: Expected | None = None, wrong: int = 0) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    view = typed(given, "lihat", most=20)
    view = view if view in VIEWS else "masuk"
    state = VIEWS[view][0]
    rows = StatementRow.objects.within(office.scope).select_related(
        "bank_account__cooperative", "bank_account__seller", "transfer__charge"
    )
    shown = rows.filter(state=state).order_by("ref", "-booked_on", "pk")  # what left and is named stands last
    found = Paginator(shown, A_PAGE).get_page(given.get("halaman"))
    asks = state in (State.REVIEW, State.SUSPENSE)
    named_out = Q(state=State.OUTGOING) & ~Q(ref="")
    counted = StatementRow.objects.within(office.scope).exclude(named_out).order_by().values_list("state")
    counts = dict(counted.annotate(n=Count("pk")))
    return page(
        request,
        office,
        "statement_queue.html",
        "money",
        status=error.status if error else 200,
        view=view,
        views=[(key, words, counts.get(of, 0)) for key, (of, words) in VIEWS.items()],
        found=found,
        waiting=statement_money.waiting_of(office.scope, list(found)) if asks else [],
        leaving=[(row, statement_money.leaving_of(office.scope, row)) for row in found] if view == "keluar" else [],
        doubts=DOUBT_WORDS,
        clear=CLEAR,
        whys=WHY_WORDS,
        states=STATE_WORDS,
        day_words=day_words,
        masked=masked_name,
        account_of=masked,
        courier_name=courier_name,
        error=error,
        wrong=wrong,
        twice=isinstance(error, RecordedByHand),
        code=typed(given, "kode", most=12),
    )


def _match(request: HttpRequest, office: Office, row_id: int) -> None:
    statement_money.match(
        scope=office.scope,
        person=office.person,
        row_id=row_id,
        code=typed(request.POST, "kode", most=12),
        is_another=request.POST.get("memang_dua") == "1",
    )


def _link(request: HttpRequest, office: Office, row_id: int) -> None:
    text = typed(request.POST, "transfer", most=18)
    transfer_id = int(text) if text.isascii() and text.isdigit() else 0
    deciding.link(scope=office.scope, person=office.person, row_id=row_id, transfer_id=transfer_id)


def _remittance(request: HttpRequest, office: Office, row_id: int) -> None:
    code = typed(request.POST, "setoran", most=8)
    statement_money.link_remittance(scope=office.scope, person=office.person, row_id=row_id, code=code)


def _ignore(request: HttpRequest, office: Office, row_id: int) -> None:
    deciding.ignore(scope=office.scope, person=office.person, row_id=row_id)


def _suspend(request: HttpRequest, office: Office, row_id: int) -> None:
    deciding.suspend(scope=office.scope, person=office.person, row_id=row_id)


def _undo(request: HttpRequest, office: Office, row_id: int) -> None:
    deciding.undo(scope=office.scope, person=office.person, row_id=row_id)


def _confirm(request: HttpRequest, office: Office, row_id: int) -> None:
    ref = typed(request.POST, "untuk", most=60)
    statement_money.confirm_outgoing(scope=office.scope, person=office.person, row_id=row_id, ref=ref)


_DEEDS: dict[str, Callable[[HttpRequest, Office, int], None]] = {
    "pencocokan": _match,
    "tautan": _link,
    "setoran-kurir": _remittance,
    "pengabaian": _ignore,
    "titipan": _suspend,
    "urungan": _undo,
    "pencairan": _confirm,
}
