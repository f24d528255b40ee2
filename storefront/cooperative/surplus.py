"""SHU: a year's surplus, how the articles divide it, each member's figures and part; typed, imported, closed, paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from payments.money import Money
from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from storefront.cooperative import surplus_papers
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.typed import typed
from storefront.terms.shares import surplus_actions as actions
from storefront.terms.shares.amounts import parse_amount, parse_percent, typed_amount
from storefront.terms.shares.groups import called
from storefront.terms.shares.models import SurplusPart, SurplusYear
from storefront.terms.shares.surplus import COMMON, POTS, SurplusDivision, pots_of
from storefront.terms.shares.wording import POTS as POT_WORDS
from storefront.terms.shares.wording import percent

WRITES = Verb.PAYOUTS  # chair and treasurer; other officers read


@dataclass(frozen=True)
class Pot:
    """One pot of the division, as typed or as it stands."""

    key: str
    word: str
    percent: str
    amount: Money | None


@dataclass(frozen=True)
class Row:
    """One member: figures as typed or as they stand, and the part they give, once all can be divided."""

    part: SurplusPart
    name: str
    transactions: str
    savings: str
    amount: Money | None


@in_office(Verb.REVIEW, methods=("GET", "HEAD", "POST"))
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    """The years, and a new one."""
    last_year = clock.now().astimezone(office.zone).year - 1
    given = {
        "tahun": typed(request.POST, "tahun", most=4) or str(last_year),
        "shu": typed(request.POST, "shu", most=30),
    }
    error = None
    years = SurplusYear.objects.within(office.scope).filter(cooperative=office.cooperative).order_by("-year")
    if request.method == "POST":
        newest = years.first()
        try:
            made = actions.set_up_year(
                **_by(office), year=_number(given["tahun"]), division=newest.division if newest else COMMON,
                surplus_minor=parse_amount(given["shu"], currency=office.cooperative.currency, field="shu"),
            )  # fmt: skip
        except Expected as refused:
            error = _or_404(refused)
        else:
            messages.success(request, _("SHU %(year)s dibuat. Periksa pembagian dan anggotanya.") % {"year": made.year})
            return redirect("cooperative:surplus_year", made.year)
    return page(
        request, office, "surplus.html", "money", status=error.status if error else 200, years=list(years),
        given=given, error=error, writes=office.may(WRITES),
    )  # fmt: skip


@in_office(Verb.REVIEW)
def year(request: HttpRequest, office: Office, year: int) -> HttpResponse:
    found = _year(office, year)
    kind = request.GET.get("format")
    if kind in ("csv", "pdf"):
        return surplus_papers.file(found, kind, office.zone)
    return _page(request, office, found)


@in_office(WRITES, methods=("POST",))
def division(request: HttpRequest, office: Office, year: int) -> HttpResponse:
    """The surplus, and how the articles divide it."""
    found = _year(office, year)
    given = {pot: typed(request.POST, pot, most=8) for pot in POTS} | {"shu": typed(request.POST, "shu", most=30)}
    try:
        actions.set_up_year(
            **_by(office), year=year,
            surplus_minor=parse_amount(given["shu"], currency=found.currency, field="shu"),
            division={pot: parse_percent(given[pot], field="pembagian") for pot in POTS},
        )  # fmt: skip
    except Expected as error:
        return _page(request, office, found, error=_or_404(error), division_given=given)
    messages.success(request, _("Pembagian tersimpan."))
    return redirect("cooperative:surplus_year", year)


@in_office(WRITES, methods=("POST",))
def figures(request: HttpRequest, office: Office, year: int) -> HttpResponse:
    """Transactions and savings of all members, as the page lists them."""
    found = _year(office, year)
    ids = SurplusPart.objects.within(office.scope).filter(year=found).values_list("person_id", flat=True)
    given = {
        person: (typed(request.POST, f"t-{person}", most=30), typed(request.POST, f"s-{person}", most=30))
        for person in ids if f"t-{person}" in request.POST
    }  # fmt: skip
    try:
        rows = [_figures(person, *texts, found.currency) for person, texts in given.items()]
        changed = actions.set_figures(**_by(office), year=year, rows=rows)
    except Expected as error:
        return _page(request, office, found, error=_or_404(error), figures_given=given)
    messages.success(request, _("Angka %(n)s anggota berubah dan tersimpan.") % {"n": changed})
    return redirect("cooperative:surplus_year", year)


@in_office(WRITES, methods=("POST",))
def member(request: HttpRequest, office: Office, year: int) -> HttpResponse:
    """Somebody joins the cooperative, and the year's list."""
    found = _year(office, year)
    given = {"hp": typed(request.POST, "hp", most=30), "nama": typed(request.POST, "nama", most=120)}
    try:
        if not given["nama"]:
            raise Expected(_("Tulis nama anggota."), field="nama")
        actions.add_cooperator(**_by(office), year=year, phone=given["hp"], name=given["nama"])
    except Expected as error:
        return _page(request, office, found, error=_or_404(error), member_given=given)
    messages.success(request, _("%(name)s masuk daftar anggota.") % {"name": given["nama"]})
    return redirect("cooperative:surplus_year", year)


@in_office(WRITES, methods=("POST",))
def closing(request: HttpRequest, office: Office, year: int) -> HttpResponse:
    """What the page showed is written into the books."""
    found = _year(office, year)
    try:
        actions.close_year(**_by(office), year=year, seen=typed(request.POST, "terlihat", most=40))
    except Expected as error:
        return _page(request, office, found, error=_or_404(error))
    messages.success(request, _("SHU %(year)s ditutup. Anggota diberi tahu lewat WhatsApp.") % {"year": year})
    return redirect("cooperative:surplus_year", year)


@in_office(WRITES, methods=("POST",))
def payment(request: HttpRequest, office: Office, year: int) -> HttpResponse:
    """A member has the own SHU in hand."""
    try:
        written = actions.mark_surplus_paid(**_by(office), year=year, member_id=_number(typed(request.POST, "anggota")))
    except NotFound:
        raise Http404 from None
    said = _("Pembayaran tercatat.") if written else _("Pembayaran ini sudah tercatat sebelumnya.")
    messages.success(request, said)
    return redirect("cooperative:surplus_year", year)


def _page(
    request: HttpRequest, office: Office, found: SurplusYear, *, error: Expected | None = None,
    division_given: Mapping[str, str] | None = None, member_given: Mapping[str, str] | None = None,
    figures_given: Mapping[int, tuple[str, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    made, waits = _divided(found)
    shu = typed_amount(found.surplus_minor, found.currency)
    return page(
        request, office, "surplus_year.html", "money", status=error.status if error else 200, year=found, error=error,
        waits_for=waits, made=made, seen=actions.fingerprint(found, made) if made else "",
        pots=_pots(found, division_given), rows=_rows(found, made, figures_given or {}),
        shu=division_given["shu"] if division_given else shu, member_given=member_given or {},
        sums=_sums(found), writes=office.may(WRITES), over=found.year < clock.now().astimezone(office.zone).year,
    )  # fmt: skip


def _divided(found: SurplusYear) -> tuple[SurplusDivision | None, str]:
    """The division, or the sentence that says what it waits for."""
    try:
        return actions.divided(found)[0], ""
    except Expected as waits:
        return None, waits.sentence


def _pots(found: SurplusYear, given: Mapping[str, str] | None) -> list[Pot]:
    amounts = pots_of(Money(found.surplus_minor, found.currency), found.division)
    return [
        Pot(key, str(POT_WORDS[key]), given[key] if given else percent(found.division.get(key, 0)),
            None if given else amounts[key])
        for key in POTS
    ]  # fmt: skip


def _rows(found: SurplusYear, made: SurplusDivision | None, given: Mapping[int, tuple[str, str]]) -> list[Row]:
    amounts = {one.person_id: one.amount for one in made.members} if made else {}
    rows = []
    for part in found.parts.select_related("person").order_by("pk"):
        standing = tuple(typed_amount(minor, found.currency) for minor in (part.transactions_minor, part.savings_minor))
        transactions, savings = given.get(part.person_id, standing)
        rows.append(Row(part, called(part.person), transactions, savings, amounts.get(part.person_id)))
    return rows


def _sums(found: SurplusYear) -> dict[str, Money]:
    parts = list(found.parts.all())
    names = ("transactions", "savings", "for_transactions", "for_savings")
    return {name: Money(sum(getattr(part, f"{name}_minor") for part in parts), found.currency) for name in names}


def _figures(person: int, transactions: str, savings: str, currency: str) -> actions.Figures:
    """An emptied box is nothing."""
    return actions.Figures(
        person,
        parse_amount(transactions, currency=currency, field=f"t-{person}") if transactions else 0,
        parse_amount(savings, currency=currency, field=f"s-{person}") if savings else 0,
    )


def _year(office: Office, year: int) -> SurplusYear:
    within = SurplusYear.objects.within(office.scope).select_related("cooperative")
    found = within.filter(cooperative=office.cooperative, year=min(year, 9_999)).first()
    if found is None:
        raise Http404
    return found


def _by(office: Office) -> dict[str, Any]:
    return {"scope": office.scope, "person": office.person, "cooperative_id": office.cooperative.pk}


def _or_404(error: Expected) -> Expected:
    if isinstance(error, NotFound):
        raise Http404
    return error


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else -1
