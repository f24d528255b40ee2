"""A member's statement with a group or a cooperative: opening, movements, closing, of a year; page, PDF and CSV."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from sellers.accounts.models import Cooperative, Seller
from sellers.kit import clock
from sellers.regions import places
from storefront.desk.currency import currency_of
from storefront.desk.typed import number, typed
from storefront.orders import statement_papers, statements
from storefront.orders.statements import Statement
from storefront.terms.shares import member_accounts


def statement_page(
    request: HttpRequest, template: str, person_id: int, name: str, owner: Seller | Cooperative, **context: Any
) -> HttpResponse:
    """Of one person with one group or cooperative. Whoever calls has made sure that the asker may read it."""
    zone = places.zone_of(owner.village_code)
    with_group = isinstance(owner, Seller)
    key = member_accounts.member_key(
        person_id=person_id,
        seller_id=owner.pk if with_group else None,
        cooperative_id=None if with_group else owner.pk,
        default=currency_of(owner) if isinstance(owner, Seller) else owner.currency,
        asked=typed(request.GET, "mata-uang", most=3),
    )
    began, now = member_accounts.began(key), clock.now()
    newest = now.astimezone(zone).year
    years = list(range(newest, (began or now).astimezone(zone).year - 1, -1))
    asked = number(typed(request.GET, "tahun", most=4))
    year = asked if asked in years else newest
    said = statements.of_account(key=key, first=date(year, 1, 1), last=date(year, 12, 31), zone=zone)
    meaning = meaning_for_member(said, owner.name)
    kind = request.GET.get("format")
    if kind in ("csv", "pdf"):
        return _file(said, kind, name, owner.name, meaning)
    own = {
        "said": said, "lines": said.lines(), "meaning": meaning, "years": years, "year": year, "zone": zone,
        "member_name": name, "owner": owner, "now": now,
    }  # fmt: skip
    return render(request, template, context | own)


def meaning_for_member(said: Statement, owner: str) -> str:
    """What the closing means to the member."""
    if said.closing.minor > 0:
        return _("%(name)s masih harus membayar sebanyak ini.") % {"name": owner}
    return _("Semua bagian sudah dibayar.") if said.movements else _("Belum ada bagian pada tahun ini.")


def _file(said: Statement, kind: str, name: str, owner: str, meaning: str) -> HttpResponse:
    if kind == "csv":
        response = HttpResponse(statement_papers.to_csv(said), content_type="text/csv; charset=utf-8")
    else:
        pdf = statement_papers.to_pdf(
            said, whose=name, with_whom=owner, meaning=meaning, made_at=clock.now(), title=_("Laporan bagian anggota")
        )
        response = HttpResponse(pdf, content_type="application/pdf")
    whose = slugify(name) or "anggota"
    response["Content-Disposition"] = f'attachment; filename="bagian-{whose}-{said.first.year}.{kind}"'
    return response
