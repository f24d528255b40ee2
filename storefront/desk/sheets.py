"""Banyak barang sekaligus: the goods of the stall as a file to take along, and a file with many goods to bring."""

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.products.models import SheetImport
from catalog.products.sheets import bringing, going_out
from catalog.products.sheets.bringing import Brought
from catalog.products.sheets.columns import COLUMNS
from catalog.products.sheets.pictures import MOST_ZIP_BYTES
from catalog.products.sheets.reading import MOST_ROWS
from sellers.accounts.access import Verb
from sellers.kit import limits
from sellers.kit.errors import Expected
from storefront.desk.currency import currency_of
from storefront.desk.gate import Desk, at_desk
from storefront.desk.guessing import guess_category
from storefront.desk.shell import page
from storefront.desk.typed import typed
from storefront.orders.csv_sheets import csv_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 5  # sheets brought lately
LIMIT, PER_S = 60, 3600  # files a person brings or takes


@at_desk(Verb.PRODUCTS, methods=("GET", "HEAD", "POST"))
def sheets(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page of files; a POST brings one, and leads to its check."""
    if request.method != "POST":
        return _page(request, desk, uuid4().hex)
    if request.POST.get("stall") != str(desk.seller.pk):  # opened at another stall: its goods may not land in this one
        raise Http404
    key = typed(request.POST, "key", most=80) or uuid4().hex
    try:
        limits.check(what="desk.sheets", key=str(desk.person.pk), limit=LIMIT, per_s=PER_S)
        sheet = bringing.bring(
            scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, key=key, brought=_brought(request),
            currency=currency_of(desk.seller),
            guess=lambda name: guess_category(name=name, scope=desk.scope, seller=desk.seller),
        )  # fmt: skip
    except Expected as error:
        return _page(request, desk, key, error)
    return redirect("desk:sheet", sheet_id=sheet.pk)


@at_desk(Verb.PRODUCTS)
def download(request: HttpRequest, desk: Desk, purpose: str, kind: str) -> HttpResponse:
    """All goods (barang.xlsx, barang.csv) or the empty sheet with an example (contoh.xlsx). Files are Indonesian."""
    with override("id"):
        if (purpose, kind) == ("contoh", "xlsx"):
            content, content_type = going_out.template(), XLSX
        elif (purpose, kind) == ("barang", "xlsx"):
            content, content_type = going_out.workbook(scope=desk.scope, seller_id=desk.seller.pk), XLSX
        elif (purpose, kind) == ("barang", "csv"):
            lines = going_out.lines(scope=desk.scope, seller_id=desk.seller.pk)
            content, content_type = csv_text(going_out.headings(), lines).encode(), "text/csv; charset=utf-8"
        else:
            raise Http404
    response = HttpResponse(content, content_type=content_type)
    stem = f"barang-{desk.seller.slug}" if purpose == "barang" else "contoh-barang"
    response["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    return response


def _brought(request: HttpRequest) -> Brought:
    sheet, zipped = request.FILES.get("berkas"), request.FILES.get("foto")
    if sheet is None:
        raise Expected(_("Pilih berkasnya dulu."), field="berkas")
    for file, field in ((sheet, "berkas"), (zipped, "foto")):
        if file is not None and (file.size or 0) > MOST_ZIP_BYTES:
            raise Expected(_("Berkas terlalu besar. Bagi menjadi beberapa berkas."), field=field)
    return Brought(sheet.name or "", sheet, zipped)


def _page(request: HttpRequest, desk: Desk, key: str, error: Expected | None = None) -> HttpResponse:
    own = SheetImport.objects.within(desk.scope).filter(seller=desk.seller).order_by("-pk")
    return page(
        request, desk, "sheets.html", "products", key=key, error=error, brought=list(own[:SHOWN]), columns=COLUMNS,
        most_rows=MOST_ROWS, status=error.status if error else 200,
    )  # fmt: skip
