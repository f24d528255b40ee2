"""Harga pasar: what the markets nearby ask, typed in a minute or taken from a list, corrected and taken back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.products.prices import parse_price
from catalog.products.suggesting import looks_like_a_slip
from catalog.products.units import UNITS
from payments.money import Money
from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.regions import market_prices as actions
from sellers.regions.market_prices import NotAMarketPrice, Noting
from sellers.regions.market_trends import Standing, newest
from sellers.regions.models import MarketPrice
from sellers.regions.register import fold
from storefront.cooperative import market_prices_file
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.market_prices_file import noting_of
from storefront.cooperative.sheets import csv_response
from storefront.cooperative.typed import typed
from storefront.orders.wording import rupiah

UNDO = "office_market_prices"  # session: the prices that the last deed made, ended or corrected
SHOWN_DAYS = 60
MOST_SHOWN = 1000
BLANK_ROWS = 3
MOST_TYPED = 100
NAMED = 3


@dataclass(frozen=True)
class Line:
    """One line of the form; `last` is what the same good cost when it was noted last."""

    good: str
    unit: str
    price: str = ""
    last: MarketPrice | None = None
    error: str = ""
    field: str = ""


@dataclass(frozen=True)
class Form:
    lines: tuple[Line, ...]
    market: str
    day: date
    error: Expected | None = None


@in_office(Verb.APPROVE, methods=("GET", "HEAD", "POST"))
def prices(request: HttpRequest, office: Office) -> HttpResponse:
    if request.method != "POST":
        form = _form(office, typed(request.GET, "pasar", most=80))
        return _csv(office, form) if request.GET.get("format") == "csv" else _page(request, office, form)
    form, rows = _typed(request, office)
    error = form.error
    if error is None and any(line.error for line in form.lines):
        error = NotAMarketPrice(_("Belum tersimpan. Perbaiki yang bertanda."))
    if error is None and not rows:
        error = NotAMarketPrice(_("Isi harga paling sedikit satu barang."))
    if error is None:
        try:
            made = _note(request, office, rows, MarketPrice.Source.FORM)
        except Expected as refused:
            error = refused
        else:
            _say(request, office, made)
            return redirect("cooperative:market_prices")
    return _page(request, office, Form(form.lines, form.market, form.day, error))


@in_office(Verb.APPROVE, methods=("GET", "HEAD", "POST"))
def file(request: HttpRequest, office: Office) -> HttpResponse:
    """A list from elsewhere: usable rows are noted at once, the others say why not."""
    rows: list[market_prices_file.Row] = []
    warned: dict[int, str] = {}
    error: Expected | None = None
    market, made = typed(request.POST, "pasar", most=80), []
    if request.method == "POST":
        try:
            rows = market_prices_file.read(_bytes(request), market=market, day=_today(office), today=_today(office))
            warned = _slips(office, rows)
            good = [row.noting for row in rows if row.noting]
            made = _note(request, office, good, MarketPrice.Source.SHEET) if good else []
            if made:
                _say(request, office, made)
        except Expected as refused:
            error, rows = refused, []
    return page(
        request, office, "market_prices_file.html", "stalls", status=error.status if error else 200, rows=rows,
        error=error, warned=warned, market=market or _form(office, "").market, key=uuid.uuid4(),
        used=sum(row.noting is not None for row in rows), changed=len(made),
    )  # fmt: skip


@in_office(Verb.APPROVE, methods=("GET", "HEAD", "POST"))
def price(request: HttpRequest, office: Office, price_id: int) -> HttpResponse:
    """One price with its history; a POST corrects it."""
    found, error = _own(office, price_id), None
    given = typed(request.POST, "harga", most=30)
    if request.method == "POST":
        try:
            made = actions.correct(
                scope=office.scope, person=office.person, price_id=price_id, price_minor=parse_price(given)
            )
        except NotFound:
            raise Http404 from None
        except Expected as refused:
            error = refused
        else:
            _say(request, office, [made.pk] if made.pk != price_id else [])
            return redirect("cooperative:market_prices")
    same = MarketPrice.objects.within(office.scope).editable(office.scope).filter(
        cooperative=office.cooperative, good_key=found.good_key, unit=found.unit, market_key=found.market_key,
    )  # fmt: skip
    history = same.select_related("noted_by", "ended_by").order_by("-day", "-pk")[:MOST_SHOWN]
    return page(
        request, office, "market_price.html", "stalls", status=error.status if error else 200, price=found,
        history=history, error=error, given=given, units=UNITS, money=_money,
    )  # fmt: skip


@in_office(Verb.APPROVE, methods=("POST",))
def removal(request: HttpRequest, office: Office, price_id: int) -> HttpResponse:
    try:
        actions.remove(scope=office.scope, person=office.person, price_id=price_id)
    except NotFound:
        raise Http404 from None
    except Expected as error:
        messages.error(request, error.sentence)
    else:
        request.session[UNDO] = [price_id]
        undo = reverse("cooperative:market_prices_undo")
        messages.success(request, _("Harga dihapus. Penjual tidak melihatnya lagi."), extra_tags=undo)
    return redirect("cooperative:market_prices")


@in_office(Verb.APPROVE, methods=("POST",))
def undoing(request: HttpRequest, office: Office) -> HttpResponse:
    """The last deed is taken back, price by price; what somebody changed since is left and counted."""
    back, left = 0, 0
    for price_id in request.session.pop(UNDO, []):
        try:
            actions.take_back(scope=office.scope, person=office.person, price_id=price_id)
            back += 1
        except Expected:
            left += 1
    if left:
        words = ngettext("%(n)s harga sudah berubah lagi.", "%(n)s harga sudah berubah lagi.", left)
        messages.error(request, words % {"n": left})
    if back:
        messages.success(request, _("Harga kembali seperti tadi."))
    return redirect("cooperative:market_prices")


def _typed(request: HttpRequest, office: Office) -> tuple[Form, list[Noting]]:
    """The form as it was filled, each line with what is wrong in it, and what there is to note."""
    market, today = typed(request.POST, "pasar", most=80), _today(office)
    last = {(fold(one.price.good), one.price.unit): one.price for one in _standings(office) if _is_own(office, one)}
    error: Expected | None = None
    day = today
    try:
        day = date.fromisoformat(typed(request.POST, "tanggal", most=10) or today.isoformat())
    except ValueError:
        error = NotAMarketPrice(_("Pilih tanggal dari kalender."), field="day")
    if not fold(market):
        error = error or NotAMarketPrice(_("Tulis nama pasarnya dulu."), field="market")
    lines, rows = [], []
    for n in range(MOST_TYPED):
        if f"barang-{n}" not in request.POST:
            break
        good, unit, price = (typed(request.POST, f"{name}-{n}", most=80) for name in ("barang", "satuan", "harga"))
        line = Line(good, unit, price, last.get((fold(good), unit)))
        if price or (good and line.last is None):
            try:
                rows.append(noting_of(good=good, unit=unit, price=price, market=market or "-", day=day, today=today))
            except Expected as wrong:
                if wrong.field == "day":
                    error = error or wrong
                else:
                    line = Line(good, unit, price, line.last, wrong.sentence, wrong.field)
        lines.append(line)
    return Form(tuple(lines), market, day, error), rows


def _form(office: Office, market: str) -> Form:
    """The goods noted last at this market, or at the one that was noted last; only the prices are to be typed."""
    own = [one.price for one in _standings(office) if _is_own(office, one)]
    market = market or (own[0].market if own else "")
    known = sorted((one for one in own if one.market_key == fold(market)), key=lambda one: one.good_key)
    lines = [Line(one.good, one.unit, last=one) for one in known[: MOST_TYPED - BLANK_ROWS]]
    return Form((*lines, *[Line("", "kg")] * BLANK_ROWS), market, _today(office))


def _page(request: HttpRequest, office: Office, form: Form) -> HttpResponse:
    standings = _standings(office)
    own = [one for one in standings if _is_own(office, one)]
    return page(
        request, office, "market_prices.html", "stalls", status=form.error.status if form.error else 200, form=form,
        own=own, others=[one for one in standings if not _is_own(office, one)], today=_today(office), money=_money,
        markets=list(dict.fromkeys(one.price.market for one in own)), units=UNITS,
        key=typed(request.POST, "kunci", most=40) if form.error else uuid.uuid4(),
        choices=[(unit.code, unit.label) for unit in UNITS.values() if unit.kind != "service"],
    )  # fmt: skip


def _standings(office: Office) -> list[Standing]:
    """The newest of each good at each market of the kabupaten, whoever noted it."""
    today = _today(office)
    near = MarketPrice.objects.within(office.scope).standing().near(office.cooperative.village_code)
    lately = near.filter(day__gt=today - timedelta(days=SHOWN_DAYS), day__lte=today)
    return newest(lately.select_related("cooperative", "noted_by").newest_first()[:MOST_SHOWN])


def _note(request: HttpRequest, office: Office, rows: Sequence[Noting], source: str) -> list[int]:
    return actions.note(
        scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk, rows=rows, source=source,
        key=typed(request.POST, "kunci", most=40),
    )  # fmt: skip


def _slips(office: Office, rows: Sequence[market_prices_file.Row]) -> dict[int, str]:
    """By line of the file, what stands out against the price noted last."""
    keys = {(one.price.good_key, one.price.unit): one.price for one in _standings(office) if _is_own(office, one)}
    found = {}
    for row in rows:
        last = keys.get((fold(row.noting.good), row.noting.unit)) if row.noting else None
        if row.noting and last and looks_like_a_slip(row.noting.price_minor, usual=last.price_minor):
            found[row.line] = _("Periksa. Terakhir %(price)s.") % {"price": rupiah(_money(last))}
    return found


def _say(request: HttpRequest, office: Office, made: Sequence[int]) -> None:
    if not made:
        messages.success(request, _("Tidak ada yang berubah."))
        return
    request.session[UNDO] = list(made)
    rows = MarketPrice.objects.within(office.scope).filter(pk__in=made).order_by("pk")
    named = [f"{row.good} {rupiah(_money(row))}" for row in rows[:NAMED]]
    if len(made) > NAMED:
        named.append(_("dan %(n)s lainnya") % {"n": len(made) - NAMED})
    messages.success(
        request, _("Tersimpan: %(rows)s.") % {"rows": ", ".join(named)},
        extra_tags=reverse("cooperative:market_prices_undo"),
    )  # fmt: skip


def _csv(office: Office, form: Form) -> HttpResponse:
    """The list to be filled in elsewhere."""
    head = ("Barang", "Satuan", "Harga", "Pasar", "Tanggal")  # what the upload reads, in every language
    rows = [(line.good, line.unit, "", form.market, form.day.isoformat()) for line in form.lines if line.good]
    return csv_response(f"harga-pasar-{form.day.isoformat()}", head, rows)


def _bytes(request: HttpRequest) -> bytes:
    uploaded = request.FILES.get("berkas")
    if uploaded is None:
        raise Expected(_("Pilih berkas CSV atau Excel dulu."), field="berkas")
    return bytes(uploaded.read(market_prices_file.MOST_BYTES + 1))


def _own(office: Office, price_id: int) -> MarketPrice:
    own = MarketPrice.objects.within(office.scope).editable(office.scope).standing()
    found = own.filter(cooperative=office.cooperative, pk=price_id).first()
    if found is None:
        raise Http404
    return found


def _is_own(office: Office, standing: Standing) -> bool:
    return standing.price.cooperative_id == office.cooperative.pk


def _money(row: MarketPrice) -> Money:
    return Money(row.price_minor, row.currency)


def _today(office: Office) -> date:
    return timezone.localdate(clock.now(), office.zone)
