"""Closing a period of a group: see every part, then confirm; the closed ones, on the page, as CSV and on paper."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payments.money import Money, total
from sellers.accounts.access import Scope, Verb
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.regions import places
from storefront.desk.gate import Desk, at_desk
from storefront.desk.member_statements import statement_page
from storefront.desk.shares import chosen_currency
from storefront.desk.shell import page, say
from storefront.desk.typed import day, number, typed
from storefront.orders.csv_sheets import csv_text, plain
from storefront.orders.paper import Paper
from storefront.orders.wording import rupiah
from storefront.terms.shares import reading, wording
from storefront.terms.shares.amounts import parse_amount
from storefront.terms.shares.closing import Preview, close_period, mark_paid, preview
from storefront.terms.shares.groups import members_of
from storefront.terms.shares.models import ShareClosing


@at_desk(Verb.MONEY, methods=("GET", "HEAD", "POST"))
def closing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """GET shows what would be divided; POST divides it, when it is still what was shown."""
    currency, _known = chosen_currency(request, desk)
    source = request.POST if request.method == "POST" else request.GET
    given = {name: typed(source, name, most=200) for name in ("sampai", "biaya", "catatan", "terlihat")}
    given["kunci"] = typed(source, "kunci", most=40) or secrets.token_urlsafe(9)
    planned: Preview | None = None
    error: Expected | None = None
    try:
        costs = parse_amount(given["biaya"], currency=currency, field="biaya") if given["biaya"] else 0
        if given["sampai"] and day(given["sampai"]) is None:
            raise Expected(_("Pilih tanggalnya dulu."), field="sampai")
        if request.method == "POST":
            made = _close(desk, currency, costs, given)
            say(request, _("Masa ini sudah dibagi. Anggota diberi tahu lewat WhatsApp."))
            return redirect("desk:shares_closed", made.code)
        planned = _preview(desk, currency, costs, given)
    except Expected as refused:
        error = refused
        planned = _quietly(desk, currency, given)
    status = error.status if error and request.method == "POST" else 200
    parts = reading.planned_parts(desk.seller, planned.division, planned.rules) if planned else []
    return page(
        request, desk, "shares_closing.html", "money", status=status, planned=planned, parts=parts, given=given,
        error=error, currency=currency, incomes=_incomes(planned, currency),
    )  # fmt: skip


def closing_stall(scope: Scope, address: Mapping[str, Any]) -> int | None:
    found = ShareClosing.objects.within(scope).filter(seller_id__in=list(scope.sellers), code=address["code"])
    return found.values_list("seller_id", flat=True).first()


@at_desk(Verb.MONEY, locate=closing_stall)
def closed(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    made = ShareClosing.objects.within(desk.scope).filter(seller=desk.seller, code=code).first()
    if made is None:
        raise Http404
    parts = reading.closed_parts(made)
    if request.GET.get("format") in ("csv", "pdf"):
        return _file(made, parts, request.GET["format"])
    sums = _sums(made, parts)
    return page(request, desk, "shares_closed.html", "money", closing=made, parts=parts, sums=sums)


@at_desk(Verb.MONEY, methods=("POST",), locate=closing_stall)
def payment(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """A member has the own part in hand."""
    member = number(typed(request.POST, "anggota", most=12))
    try:
        written = mark_paid(scope=desk.scope, person=desk.person, closing_code=code, member_id=member)
    except NotFound:
        raise Http404 from None
    say(request, _("Pembayaran tercatat.") if written else _("Pembayaran ini sudah tercatat sebelumnya."))
    return redirect("desk:shares_closed", code)


@at_desk(Verb.MONEY)
def member(request: HttpRequest, desk: Desk, person_id: int) -> HttpResponse:
    """One member's statement, for the treasurer to show or to print; the member has the same at /saya/bagian/."""
    people = members_of(desk.seller.pk, also={person_id})
    found = next((one for one in people if one.person_id == person_id), None)
    if found is None:
        raise Http404
    frame = {"desk": desk, "here": "money"}
    return statement_page(request, "desk/shares_member.html", found.person_id, found.name, desk.seller, **frame)


def _preview(desk: Desk, currency: str, costs: int, given: Mapping[str, str]) -> Preview:
    return preview(
        scope=desk.scope, seller_id=desk.seller.pk, currency=currency, last_day=day(given["sampai"]), costs_minor=costs
    )


def _quietly(desk: Desk, currency: str, given: Mapping[str, str]) -> Preview | None:
    """What can still be shown beside a sentence about what was typed."""
    try:
        costs = parse_amount(given["biaya"], currency=currency) if given["biaya"] else 0
        return _preview(desk, currency, costs, given)
    except Expected:
        return None


def _close(desk: Desk, currency: str, costs: int, given: Mapping[str, str]) -> ShareClosing:
    last_day = day(given["sampai"])
    if last_day is None:
        raise Expected(_("Pilih tanggalnya dulu."), field="sampai")
    return close_period(
        scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, currency=currency, last_day=last_day,
        costs_minor=costs, costs_note=given["catatan"], seen=given["terlihat"], key=given["kunci"],
    )  # fmt: skip


def _sums(made: ShareClosing, parts: list[reading.MemberPart]) -> dict[str, Money]:
    """income + carried = costs + reserve + divided + left."""
    sums = {
        name: Money(getattr(made, f"{name}_minor"), made.currency) for name in ("income", "carried", "costs", "reserve")
    }
    divided = total([part.amount for part in parts], made.currency)
    left = sums["income"] + sums["carried"] - sums["costs"] - sums["reserve"] - divided
    return {**sums, "divided": divided, "left": left}


def _incomes(planned: Preview | None, currency: str) -> list[tuple[str, Money]]:
    """By rule version, where more than one brought something in."""
    if planned is None:
        return []
    found = [(wording.rule_sentence(rule), planned.incomes.get(rule.pk, 0)) for rule in planned.rules]
    return [(words, Money(minor, currency)) for words, minor in found if minor]


def _file(made: ShareClosing, parts: list[reading.MemberPart], kind: str) -> HttpResponse:
    name = f"bagi-hasil-{made.seller.slug}-{made.last_day}.{kind}"
    if kind == "csv":
        response = HttpResponse(_csv(made, parts), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(_pdf(made, parts), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(made: ShareClosing, parts: list[reading.MemberPart]) -> str:
    zone = places.zone_of(made.seller.village_code)
    head = [_("Anggota"), _("Ukuran"), _("Bagian"), _("Mata uang"), _("Dibayar")]
    rows = [
        (part.name, ", ".join(part.measures), plain(part.amount), made.currency,
         localtime(part.paid_at, zone).date().isoformat() if part.paid_at else "")
        for part in parts
    ]  # fmt: skip
    return csv_text(head, rows)


def _pdf(made: ShareClosing, parts: list[reading.MemberPart]) -> bytes:
    """For the meeting and the book: what came in, what went off, who gets what, with room for a signature."""
    paper = Paper(_("Bagi hasil"), made.seller.name, language=get_language() or "id", made_at=clock.now())
    paper.facts([(_("Masa"), f"{made.first_day:%d-%m-%Y} – {made.last_day:%d-%m-%Y}"), (_("Kode"), made.code)])
    sums = _sums(made, parts)
    words = {
        "income": _("Pendapatan setelah potongan"), "carried": _("Rugi masa sebelumnya"), "costs": _("Biaya"),
        "reserve": _("Cadangan"), "left": _("Rugi dibawa ke masa berikutnya"),
    }  # fmt: skip
    off = ("costs", "reserve", "left")  # go off what came in
    paper.table(
        [_("Dihitung dari"), _("Jumlah")],
        [(word, rupiah(sums[name] * (-1 if name in off else 1))) for name, word in words.items() if sums[name]],
        align="lr",
        totals=[(_("Dibagi untuk anggota"), rupiah(sums["divided"]))],
    )
    if made.costs_note:
        paper.note(_("Biaya: %(note)s") % {"note": made.costs_note})
    paper.heading(_("Bagian anggota"))
    head = [_("Anggota"), _("Ukuran"), _("Bagian"), _("Tanda tangan")]
    rows = [(part.name, ", ".join(part.measures), rupiah(part.amount), "") for part in parts]
    paper.table(head, rows, align="llrl", totals=[(_("Semua"), "", rupiah(sums["divided"]), "")])
    return paper.bytes()
