"""Aturan uang: what the cooperative keeps, how far cash debts may go, when a second person is needed."""

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from catalog.products.listing import categories
from catalog.products.models import Product
from catalog.products.prices import parse_price
from sellers.accounts.access import Verb
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.typed import typed
from storefront.delivery.couriers import couriers
from storefront.terms import rules
from storefront.terms.models import CommissionRule
from storefront.terms.rules import RuleRefused, Wanted

TERMS = {
    "batas": "cash_debt_limit_minor",
    "tenggang": "cash_debt_grace_days",
    "berdua": "second_person_refund_above_minor",
}


@in_office(Verb.REVIEW)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    return _show(request, office)


@in_office(Verb.PAYOUTS, methods=("POST",))
def commission(request: HttpRequest, office: Office) -> HttpResponse:
    """Creates a rule of commission."""
    try:
        wanted = _wanted(request, office)
        rules.add_commission_rule(
            scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk, wanted=wanted
        )
    except Expected as error:
        return _show(request, office, error=error)
    messages.success(request, _("Aturan potongan tersimpan. Penjualan lama tidak berubah."))
    return redirect("cooperative:rules")


@in_office(Verb.PAYOUTS, methods=("POST",))
def commission_end(request: HttpRequest, office: Office, rule_id: int) -> HttpResponse:
    try:
        rules.end_commission_rule(
            scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk, rule_id=rule_id
        )
    except Expected as error:
        return _show(request, office, error=error)
    messages.success(request, _("Aturan dihentikan mulai sekarang."))
    return redirect("cooperative:rules")


@in_office(Verb.PAYOUTS, methods=("POST",))
def money_terms(request: HttpRequest, office: Office) -> HttpResponse:
    """Creates the change of the cooperative's money rules."""
    try:
        values = {field: _whole(request, name, field) for name, field in TERMS.items()}
        rules.set_money_terms(
            scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk, values=values,
            holds_courier_contract=request.POST.get("kurir") == "ya", cash_couriers=request.POST.getlist("cod")[:50],
        )  # fmt: skip
    except Expected as error:
        return _show(request, office, error=error)
    messages.success(request, _("Aturan uang tersimpan."))
    return redirect("cooperative:rules")


def _show(request: HttpRequest, office: Office, error: Expected | None = None) -> HttpResponse:
    now = clock.now()
    every = CommissionRule.objects.within(office.scope).select_related("category", "seller", "product")
    standing = [rule for rule in every.order_by("-valid_from", "-pk") if rule.valid_to is None or rule.valid_to > now]
    terms = getattr(office.cooperative, "terms", None)
    return page(
        request, office, "rules.html", "money", status=error.status if error else 200,
        rules=sorted(standing, key=_breadth), ended=every.filter(valid_to__lte=now).count(), terms=terms,
        may_change=office.may("payouts"), error=error, given=request.POST, aims=_aims(office),
        couriers=[(known.code, known.name) for known in couriers().values()],
        today=now.astimezone(office.zone).date(),
    )  # fmt: skip


def _aims(office: Office) -> list[tuple[str, str, list[tuple[int, str]]]]:
    """What a rule can be about: kind, heading, and the choices below it."""
    goods = Product.objects.within(office.scope).filter(state="published").order_by("name", "pk")
    sellers = Seller.objects.within(office.scope).order_by("name", "pk")
    english = (get_language() or "id").startswith("en")
    kinds = [(one.pk, one.name_en if english else one.name_id) for one in categories()]
    named = [(pk, f"{name} · {stall}") for pk, name, stall in goods.values_list("pk", "name", "seller__name")]
    return [
        ("kategori", _("Kategori"), kinds),
        ("lapak", pgettext("menu", "Lapak"), list(sellers.values_list("pk", "name"))),
        ("produk", _("Produk"), named),
    ]


def _breadth(rule: CommissionRule) -> int:
    """What is for all comes first."""
    return 3 if rule.product_id else 2 if rule.seller_id else 1 if rule.category_id else 0


def _wanted(request: HttpRequest, office: Office) -> Wanted:
    kind, _colon, text = typed(request.POST, "sasaran", most=30).partition(":")
    chosen = int(text) if text.isascii() and text.isdigit() else None
    if kind not in ("semua", "kategori", "lapak", "produk") or (kind == "semua") != (chosen is None):
        raise RuleRefused(_("Pilih untuk apa potongan ini."), field="aim")
    basis_points, fixed = (
        _percent(typed(request.POST, "persen", most=10)),
        _fixed(typed(request.POST, "tetap", most=20)),
    )
    begins = _day(office, typed(request.POST, "mulai", most=10), "from")
    return Wanted(
        basis_points=basis_points,
        fixed_minor=fixed,
        category_id=chosen if kind == "kategori" else None,
        seller_id=chosen if kind == "lapak" else None,
        product_id=chosen if kind == "produk" else None,
        valid_from=None if begins is None or begins <= clock.now() else begins,
        valid_to=_day(office, typed(request.POST, "selesai", most=10), "to"),
    )


def _percent(text: str) -> int:
    """Basis points of "2,5" or "2.5 %"; none when it was left empty."""
    cleaned = text.replace("%", "").replace(",", ".").strip() or "0"
    try:
        points = Decimal(cleaned) * 100
    except InvalidOperation:
        raise RuleRefused(_("Tulis persen dengan angka, misalnya 5 atau 2,5."), field="percent") from None
    if not points.is_finite() or points != points.to_integral_value() or not 0 <= points <= 10_000:
        raise RuleRefused(_("Isi persen antara 0 dan 100, misalnya 5 atau 2,5."), field="percent")
    return int(points)


def _fixed(text: str) -> int:
    if text in ("", "0"):
        return 0
    try:
        return parse_price(text)
    except Expected as error:
        raise RuleRefused(_("Tulis jumlah dengan angka, misalnya 500."), field="fixed") from error


def _whole(request: HttpRequest, name: str, field: str) -> int:
    text = typed(request.POST, name, most=20)
    digits = text.lower().removeprefix("rp").replace(".", "").strip()
    if not (digits.isascii() and digits.isdigit()):
        raise RuleRefused(_("Isi dengan angka."), field=field)
    return int(digits)


def _day(office: Office, text: str, field: str) -> datetime | None:
    """The first moment of a day where the cooperative is; None when it was left empty."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise RuleRefused(_("Isi tanggal yang benar."), field=field) from None
    if not 2000 <= day.year <= 2200:
        raise RuleRefused(_("Isi tanggal yang benar."), field=field)
    return datetime.combine(day, time.min, tzinfo=office.zone)
