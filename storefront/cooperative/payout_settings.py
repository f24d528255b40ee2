"""How this cooperative pays its sellers: the day, the limits, and the columns its bank wants and gives."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalog.products.prices import parse_price
from payments.payouts import actions, mapping
from payments.payouts.exporting import sample, table_of
from payments.payouts.mappings import save_mapping
from payments.payouts.models import FileMapping
from payments.payouts.terms import COOL_OFF, TermsWish, terms_of
from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.cooperative import payout_words
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.typed import typed

BLANK_ROWS = 3
PURPOSES = {"keluar": FileMapping.Purpose.OUT, "masuk": FileMapping.Purpose.BACK}
BACK_NAMES = ("code", "amount", "status", "reference", "reason", "good", "bad")


@in_office(Verb.PAYOUTS, methods=("GET", "HEAD", "POST"))
def terms(request: HttpRequest, office: Office) -> HttpResponse:
    error: Expected | None = None
    if request.method == "POST":
        try:
            actions.set_terms(
                scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk, wish=_wish(request)
            )
        except Expected as refused:
            error = refused
        else:
            messages.success(request, _("Aturan pencairan tersimpan."))
            return redirect("cooperative:payouts")
    standing = terms_of(office.cooperative.pk)
    saved = FileMapping.objects.within(office.scope).filter(cooperative=office.cooperative)
    return page(
        request,
        office,
        "payout_terms.html",
        "money",
        status=error.status if error else 200,
        terms=standing,
        given=request.POST if error else None,
        days=list(enumerate(payout_words.DAYS)),
        mappings={one.purpose: one for one in saved},
        cool_off_h=int(COOL_OFF.total_seconds() // 3600),
        error=error,
    )


@in_office(Verb.PAYOUTS, methods=("GET", "HEAD", "POST"))
def columns(request: HttpRequest, office: Office, purpose: str) -> HttpResponse:
    """The columns of the file that leaves, or of the one that comes back."""
    if purpose not in PURPOSES:
        raise Http404
    if purpose == "masuk":
        return _back(request, office)
    saved = _saved(office, FileMapping.Purpose.OUT)
    given = _typed_out(request) if request.method == "POST" else _standing_out(request, saved)
    error = _save(request, office, FileMapping.Purpose.OUT, given) if _is_saving(request) else None
    if _is_saving(request) and error is None:
        return redirect("cooperative:payout_terms")
    preview, problem = _preview(office, given)
    return page(
        request,
        office,
        "payout_columns.html",
        "money",
        status=error.status if error else 200,
        given=given,
        rows=[*given["columns"], *[{"title": "", "field": "", "text": ""}] * BLANK_ROWS],
        presets=mapping.PRESETS,
        mapping=mapping,
        preview=preview,
        error=error or problem,
    )


def _back(request: HttpRequest, office: Office) -> HttpResponse:
    saved = _saved(office, FileMapping.Purpose.BACK)
    standing = mapping.back_mapping(saved.columns) if saved else mapping.BackMapping()
    given: dict[str, Any] = {name: _joined(getattr(standing, name)) for name in BACK_NAMES}
    given |= {"name": saved.name if saved else "", "is_verified": bool(saved and saved.is_verified)}
    error: Expected | None = None
    if request.method == "POST":
        given = {name: typed(request.POST, name, most=300) for name in ("name", *BACK_NAMES)}
        given["is_verified"] = request.POST.get("is_verified") == "1"
        error = _save(request, office, FileMapping.Purpose.BACK, given)
        if error is None:
            return redirect("cooperative:payout_terms")
    return page(
        request, office, "payout_answers.html", "money", status=error.status if error else 200, given=given, error=error
    )


def _save(request: HttpRequest, office: Office, purpose: str, given: dict[str, Any]) -> Expected | None:
    try:
        save_mapping(
            scope=office.scope,
            person=office.person,
            cooperative_id=office.cooperative.pk,
            purpose=purpose,
            name=given["name"],
            columns=given,
            is_verified=given["is_verified"],
        )
    except Expected as error:
        return error
    messages.success(request, _("Kolom berkas tersimpan."))
    return None


def _is_saving(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("langkah") != "pratinjau"


def _preview(office: Office, given: dict[str, Any]) -> tuple[list[list[str]], Expected | None]:
    try:
        wanted = mapping.out_mapping(given)
    except Expected as error:
        return [], error if given["columns"] else None
    day = clock.now().astimezone(office.zone).date()
    return table_of(wanted, sample(office.cooperative.currency), day), None


def _standing_out(request: HttpRequest, saved: FileMapping | None) -> dict[str, Any]:
    preset = mapping.PRESETS.get(request.GET.get("contoh", ""))
    if preset is None and saved is not None:
        return {**saved.columns, "name": saved.name, "is_verified": saved.is_verified}
    chosen = preset or mapping.PRESETS["umum"]
    return {**chosen.out.as_json(), "name": chosen.name, "is_verified": False}


def _typed_out(request: HttpRequest) -> dict[str, Any]:
    parts = [request.POST.getlist(name)[: mapping.MOST_COLUMNS] for name in ("title", "field", "text")]
    rows = [
        {"title": title[: mapping.LONGEST], "field": field[:20], "text": text[: mapping.LONGEST]}
        for title, field, text in zip(*parts, strict=False)
        if field
    ]
    chosen = {name: typed(request.POST, name, most=10) for name in ("format", "separator", "encoding", "amount")}
    return {
        **chosen,
        "columns": rows,
        "name": typed(request.POST, "name", most=60),
        "header": request.POST.get("header") == "1",
        "is_verified": request.POST.get("is_verified") == "1",
    }


def _saved(office: Office, purpose: str) -> FileMapping | None:
    return FileMapping.objects.within(office.scope).filter(cooperative=office.cooperative, purpose=purpose).first()


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _wish(request: HttpRequest) -> TermsWish:
    return TermsWish(
        weekday=_whole(request, "hari", "weekday"),
        minimum_minor=_amount(request, "minimum", "minimum"),
        hold_days=_whole(request, "tahan", "hold_days"),
        second_person_above_minor=_amount(request, "berdua", "second_person"),
        is_automatic=request.POST.get("otomatis") == "ya",
    )


def _whole(request: HttpRequest, name: str, field: str) -> int:
    text = typed(request.POST, name, most=3)
    if not (text.isascii() and text.isdigit()):
        raise Expected(_("Isi dengan angka."), field=field)
    return int(text)


def _amount(request: HttpRequest, name: str, field: str) -> int:
    text = typed(request.POST, name, most=20)
    if text == "0":
        return 0
    try:
        return parse_price(text)
    except Expected as error:
        raise Expected(_("Tulis jumlah dengan angka, misalnya 50.000."), field=field) from error
