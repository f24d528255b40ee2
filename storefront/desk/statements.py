"""Laporan uang: one month of the stall's money with one collector, on the page, on paper and as a CSV."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.kit import clock
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page
from storefront.orders import statement_papers, statements
from storefront.orders.statements import Book, Statement

A_PAGE = 50


@at_desk(Verb.MONEY)
def statement(request: HttpRequest, desk: Desk) -> HttpResponse:
    books = statements.books_of(scope=desk.scope, seller_id=desk.seller.pk)
    if not books:
        return page(request, desk, "statement.html", "money", books=())
    book = next((one for one in books if str(one.account_id) == request.GET.get("buku")), books[0])
    offered = statements.months(book.began, book.zone)
    month = statements.chosen_month(request.GET.get("bulan", ""), offered)
    said = statements.of_month(book, month)
    if request.GET.get("format") in ("csv", "pdf"):
        return _file(desk, book, said, request.GET["format"])
    found = Paginator(said.movements, A_PAGE).get_page(request.GET.get("halaman"))
    return page(
        request,
        desk,
        "statement.html",
        "money",
        books=[(one.account_id, _name(one, books)) for one in books],
        book=book,
        months=[(f"{one:%Y-%m}", statement_papers.month_words(one)) for one in offered],
        month=month,
        month_name=statement_papers.month_words(month),
        said=said,
        meaning=statement_papers.meaning_for_seller(said, book.collector),
        found=found,
        lines=said.lines(found.start_index() - 1 if said.movements else 0, found.end_index()),
    )


def _file(desk: Desk, book: Book, said: Statement, kind: str) -> HttpResponse:
    if kind == "csv":
        response = HttpResponse(statement_papers.to_csv(said), content_type="text/csv; charset=utf-8")
    else:
        meaning = statement_papers.meaning_for_seller(said, book.collector)
        pdf = statement_papers.to_pdf(
            said, whose=desk.seller.name, with_label=_("Uang diterima oleh"),
            with_whom=book.collector or desk.seller.name, meaning=meaning, made_at=clock.now(),
        )  # fmt: skip
        response = HttpResponse(pdf, content_type="application/pdf")
    name = f"laporan-{desk.seller.slug}-{said.first:%Y-%m}-{book.key.currency}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _collector(book: Book) -> str:
    return book.collector or _("Saya sendiri")


def _name(book: Book, books: tuple[Book, ...]) -> str:
    """The currency is only said where it tells two books apart."""
    several = len({one.key.currency for one in books}) > 1
    return f"{_collector(book)} · {book.key.currency}" if several else _collector(book)
