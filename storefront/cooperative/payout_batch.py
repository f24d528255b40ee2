"""One batch of payouts: looked at, approved, sent as a file or by hand, and confirmed line by line or by a file."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from payments.payouts import actions
from payments.payouts.confirming_file import Outcome, RowReport, confirm_file
from payments.payouts.errors import FileUnreadable, PaidInFuture
from payments.payouts.models import FileMapping, PayoutBatch
from payments.payouts.reading import MOST_BYTES
from payments.payouts.reads import LineView, lines_of_batch, total_of_lines
from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.cooperative import payout_words
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.typed import typed
from storefront.orders import payable

REPORT_KEY, MOST_REPORTED = "payout_report", 100  # in the session, until the page has shown it
State = PayoutBatch.State
QUIET = (Outcome.PAID, Outcome.ALREADY)


@in_office(Verb.REVIEW)
def batch(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    return _show(request, office, _found(office, code))


@in_office(Verb.PAYOUTS, methods=("POST",))
def approval(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    told = _("Pencairan disetujui. Kirim sekarang.")
    return _act(request, office, code, actions.approve, told, disputed=payable.disputed)


@in_office(Verb.PAYOUTS, methods=("POST",))
def cancellation(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    reason = typed(request.POST, "alasan", most=200)
    told = _("Pencairan dibatalkan. Uang kembali menjadi hak penjual.")
    return _act(request, office, code, actions.cancel, told, reason=reason)


@in_office(Verb.PAYOUTS, methods=("POST",))
def sending(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """Lets it leave: from here on each line is confirmed. Goes on to the list, or to the page with the file."""
    by_hand = typed(request.POST, "cara", most=10) == "daftar"
    told = _("Transfer satu per satu, lalu catat.") if by_hand else _("Unduh berkasnya, lalu unggah di bank.")
    done = _act(request, office, code, actions.send, told)
    return redirect("cooperative:payout_list", code=code) if by_hand and done.status_code == 302 else done


@in_office(Verb.PAYOUTS)
def file(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """The file for the bank, of a batch that was sent."""
    found = _found(office, code)
    if found.state != State.SENT:
        raise Http404
    try:
        made = actions.export(scope=office.scope, person=office.person, batch_code=found.code)
    except Expected as error:
        return _show(request, office, found, error)
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


@in_office(Verb.PAYOUTS)
def by_hand(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """What is still to be transferred, to read from while doing it, and to print."""
    found = _found(office, code)
    if found.state not in (State.SENT, State.CLOSED):
        raise Http404
    rows = [one for one in lines_of_batch(found) if one.state in ("sent", "sending")]
    return page(
        request, office, "payout_list.html", "money", batch=found, rows=rows,
        total=total_of_lines(rows, found.currency), today=_today(office),
    )  # fmt: skip


@in_office(Verb.PAYOUTS, methods=("POST",))
def confirmation(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """One line left: its reference and day, as on the statement."""
    return _line(
        request, office, code, actions.confirm, _("Tercatat terkirim."),
        external_id=typed(request.POST, "referensi", most=120), at=_at,
    )  # fmt: skip


@in_office(Verb.PAYOUTS, methods=("POST",))
def failure(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    told = _("Tercatat gagal. Uangnya kembali menjadi hak penerima.")
    reason = typed(request.POST, "alasan", most=200)
    return _line(request, office, code, actions.mark_failed, told, reason=reason)


@in_office(Verb.PAYOUTS, methods=("POST",))
def come_back(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    told = _("Tercatat kembali dari bank. Pencairan berikutnya mengirim lagi.")
    reason = typed(request.POST, "alasan", most=200)
    return _line(request, office, code, actions.mark_returned, told, reason=reason)


@in_office(Verb.PAYOUTS, methods=("POST",))
def file_confirmation(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """The bank's confirmation as a file; what each row became is shown on the page after it."""
    found = _found(office, code)
    handed = request.FILES.get("berkas")
    try:
        if handed is None:
            raise FileUnreadable(_("Pilih berkas konfirmasi dari bank dulu."))
        if (handed.size or 0) > MOST_BYTES:
            raise FileUnreadable(_("Berkas terlalu besar. Paling besar 5 MB."))
        reports = confirm_file(scope=office.scope, person=office.person, batch_code=found.code, content=handed.read())
    except Expected as error:
        return _show(request, office, found, error)
    request.session[REPORT_KEY] = {"batch": found.code, **_shown(reports)}
    return redirect("cooperative:payout_batch", code=found.code)


def _shown(reports: list[RowReport]) -> dict[str, Any]:
    """Counts of everything, and the rows somebody has to look at."""
    counts = {what.value: sum(one.outcome == what for one in reports) for what in Outcome}
    loud = [one for one in reports if one.outcome not in QUIET][:MOST_REPORTED]
    return {"counts": counts, "rows": [[one.row, one.code, one.outcome.value, one.sentence] for one in loud]}


def _act(
    request: HttpRequest, office: Office, code: str, act: Callable[..., object], told: str, **given: Any
) -> HttpResponse:
    found = _found(office, code)
    try:
        act(scope=office.scope, person=office.person, batch_code=found.code, **given)
    except Expected as error:
        found.refresh_from_db()
        return _show(request, office, found, error)
    messages.success(request, told)
    return redirect("cooperative:payout_batch", code=found.code)


def _line(
    request: HttpRequest, office: Office, code: str, act: Callable[..., object], told: str, **given: Any
) -> HttpResponse:
    """An act on one line, which the form names; a line of another batch is not there."""
    found = _found(office, code)
    line = typed(request.POST, "kode", most=8).upper()
    if line not in {one.code for one in lines_of_batch(found)}:
        raise Http404
    try:
        if "at" in given:
            given["at"] = given["at"](request, office)
        act(scope=office.scope, person=office.person, code=line, **given)
    except Expected as error:
        return _show(request, office, found, error, at=line)
    messages.success(request, told)
    return redirect(f"{redirect('cooperative:payout_batch', code=found.code).url}#{line}")


def _at(request: HttpRequest, office: Office) -> datetime:
    """Noon of the day on the statement, which names no hour; now, when that is still to come."""
    try:
        day = date.fromisoformat(typed(request.POST, "tanggal", most=10))
    except ValueError as error:
        raise Expected(_("Isi tanggal transfer seperti pada mutasi."), field="tanggal") from error
    if day > _today(office):
        raise PaidInFuture
    if day.year < 2000:
        raise Expected(_("Tanggalnya terlalu lama. Periksa lagi."), field="tanggal")
    return min(datetime.combine(day, time(12), tzinfo=office.zone), clock.now())


def _show(
    request: HttpRequest, office: Office, found: PayoutBatch, error: Expected | None = None, at: str = ""
) -> HttpResponse:
    rows = lines_of_batch(found)
    total = total_of_lines(rows, found.currency)
    mapping = FileMapping.objects.within(office.scope).filter(cooperative=found.cooperative, purpose="out").first()
    report = request.session.get(REPORT_KEY)
    if report is not None and request.method in ("GET", "HEAD"):
        del request.session[REPORT_KEY]
    return page(
        request,
        office,
        "payout_batch.html",
        "money",
        status=error.status if error else 200,
        batch=found,
        rows=rows,
        total=total,
        paid=total_of_lines([one for one in rows if one.state == "paid"], found.currency),
        awaited=[one for one in rows if one.state in ("sent", "sending")],
        by_gateway=[one for one in rows if one.way == "gateway" and one.kind == "payout"],
        by_bank=_leaves_by_bank(rows),
        needs_other=found.proposed_by_id == office.person.pk and actions.needs_two(found, total),
        mapping=mapping,
        report=report if report and report.get("batch") == found.code else None,
        may=office.may(Verb.PAYOUTS),
        today=_today(office),
        words=payout_words,
        error=error,
        error_at=at,
        typed=request.POST,
    )


def _leaves_by_bank(rows: list[LineView]) -> bool:
    return any(one.way == "bank" for one in rows)


def _found(office: Office, code: str) -> PayoutBatch:
    found = PayoutBatch.objects.within(office.scope).select_related("cooperative", "proposed_by", "approved_by")
    one = found.filter(cooperative=office.cooperative, code=code.upper()[:8]).first()
    if one is None:
        raise Http404
    return one


def _today(office: Office) -> date:
    return clock.now().astimezone(office.zone).date()
