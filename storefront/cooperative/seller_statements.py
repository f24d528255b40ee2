"""Laporan: every seller's statement of a month, and the closing of the month for good."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from payments.ledger import periods
from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.sheets import csv_response
from storefront.cooperative.typed import typed
from storefront.orders import statement_papers, statements
from storefront.orders.csv_sheets import plain
from storefront.orders.statement_overview import Overview, overview
from storefront.orders.statements import Book, Statement

A_PAGE = 50


@in_office(Verb.REVIEW)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    found = _overview(office, request.GET.get("bulan", ""))
    if request.GET.get("format") == "csv":
        head = [_("Lapak"), _("Saldo awal"), _("Tambah"), _("Kurang"), _("Saldo akhir"), _("Catatan"), _("Mata uang")]
        lines = (
            (row.name, plain(row.opening), plain(row.added), plain(row.taken), plain(row.closing), row.movements,
             row.closing.currency)
            for row in found.rows
        )  # fmt: skip
        return csv_response(f"laporan-{office.cooperative.slug}-{found.month:%Y-%m}", head, lines)
    return page(
        request,
        office,
        "seller_statements.html",
        "money",
        found=found,
        month_name=statement_papers.month_words(found.month),
        months=[(f"{one:%Y-%m}", statement_papers.month_words(one)) for one in found.offered],
        open_before=[statement_papers.month_words(one) for one in found.open_before],
    )


@in_office(Verb.REVIEW)
def statement(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    book = _book(office, slug, request.GET.get("mata_uang") or office.cooperative.currency)
    offered = statements.months(book.began, book.zone)
    month = statements.chosen_month(request.GET.get("bulan", ""), offered)
    said = statements.of_month(book, month)
    meaning = statement_papers.meaning_for_office(said, book.seller_name)
    if request.GET.get("format") in ("csv", "pdf"):
        return _file(office, slug, book, said, meaning, request.GET["format"])
    found = Paginator(said.movements, A_PAGE).get_page(request.GET.get("halaman"))
    return page(
        request,
        office,
        "seller_statement.html",
        "money",
        slug=slug,
        book=book,
        months=[(f"{one:%Y-%m}", statement_papers.month_words(one)) for one in offered],
        month=month,
        month_name=statement_papers.month_words(month),
        said=said,
        meaning=meaning,
        found=found,
        lines=said.lines(found.start_index() - 1 if said.movements else 0, found.end_index()),
    )


@in_office(Verb.PAYOUTS, methods=("POST",))
def closing(request: HttpRequest, office: Office) -> HttpResponse:
    """Creates the closing of a month, and of the open months before it."""
    wanted = typed(request.POST, "bulan", most=7)
    found = _overview(office, wanted)
    name = statement_papers.month_words(found.month)
    if wanted != f"{found.month:%Y-%m}":
        messages.error(request, _("Pilih bulan yang mau ditutup."))
        return redirect("cooperative:seller_statements")
    try:
        closed = periods.close(
            scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk,
            until=statements.last_day(found.month),
        )  # fmt: skip
    except Expected as error:
        messages.error(request, error.sentence)
    else:
        done = _("%(month)s ditutup. Laporannya tidak berubah lagi.")
        messages.success(request, (done if closed.statements else _("%(month)s sudah ditutup.")) % {"month": name})
    return redirect(f"{reverse('cooperative:seller_statements')}?bulan={wanted}")


def _overview(office: Office, wanted: str) -> Overview:
    return overview(scope=office.scope, cooperative_id=office.cooperative.pk, zone=office.zone, wanted=wanted)


def _book(office: Office, slug: str, currency: str) -> Book:
    try:
        return statements.book_between(
            scope=office.scope, cooperative_id=office.cooperative.pk, slug=slug, currency=currency.replace("\0", "")[:3]
        )
    except Expected as error:
        raise Http404 from error


def _file(office: Office, slug: str, book: Book, said: Statement, meaning: str, kind: str) -> HttpResponse:
    if kind == "csv":
        response = HttpResponse(statement_papers.to_csv(said), content_type="text/csv; charset=utf-8")
    else:
        pdf = statement_papers.to_pdf(
            said, whose=book.seller_name, with_whom=book.collector, meaning=meaning, made_at=clock.now()
        )
        response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="laporan-{slug}-{said.first:%Y-%m}.{kind}"'
    return response
