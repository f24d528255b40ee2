"""How the stall hands over goods: pick-up, own delivery with a fee by kecamatan, couriers with a fee by weight."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalog.products.prices import parse_price
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from sellers.regions import places
from storefront.delivery.actions import FeeInput, set_fees, set_option
from storefront.delivery.couriers import courier_name, couriers
from storefront.delivery.models import DeliveryFee, DeliveryOption
from storefront.desk import words
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, say
from storefront.terms.queries import cash_through

BLANK_ROWS = 2
MOST_ROWS = 60
Kind = DeliveryOption.Kind


class NotAWeight(Expected):
    code = "weight"


@at_desk(Verb.STALL, methods=("GET", "HEAD", "POST"))
def way(request: HttpRequest, desk: Desk, kind: str) -> HttpResponse:
    if kind not in Kind.values:
        raise Http404
    courier = request.POST.get("courier", "") or request.GET.get("kurir", "")
    if kind != Kind.COURIER:
        courier = ""
    if request.method != "POST":
        return _show(request, desk, kind, courier, _standing(desk, kind, courier))
    given = _typed(request)
    try:
        rows = [] if kind == Kind.PICKUP else _rows(given["rows"])
        option = set_option(
            scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, kind=kind, courier=courier,
            note=given["note"], cod=given["cod"], is_active=given["is_active"],
        )  # fmt: skip
        if kind != Kind.PICKUP:
            set_fees(scope=desk.scope, person=desk.person, option_id=option.pk, fees=rows)
    except Expected as error:
        return _show(request, desk, kind, courier, given, error)
    say(request, _("Cara kirim tersimpan."))
    return redirect("desk:stall")


def _show(
    request: HttpRequest, desk: Desk, kind: str, courier: str, given: dict[str, Any], error: Expected | None = None
) -> HttpResponse:
    blanks = [{"region": "", "fee": "", "upto": "", "days": ""}] * BLANK_ROWS
    return page(
        request,
        desk,
        "delivery.html",
        "stall",
        kind=kind,
        title=words.DELIVERY[kind],
        courier=courier,
        couriers=[(known.code, known.name) for known in couriers().values()],
        in_use=_in_use(desk),
        cooperative_cod=[
            courier_name(code) for code in couriers() if kind == Kind.COURIER and cash_through(desk.seller, code)
        ],
        given=given | {"rows": [*given["rows"], *blanks]},
        regions=_regions(desk, kind, given["rows"]),
        error=error,
        status=error.status if error else 200,
    )


def _standing(desk: Desk, kind: str, courier: str) -> dict[str, Any]:
    same = DeliveryOption.objects.within(desk.scope).filter(seller=desk.seller, kind=kind, courier=courier)
    option = same.order_by("pk").first()
    if option is None:
        return {"note": "", "cod": kind != Kind.COURIER, "is_active": True, "rows": []}
    rows = [_row(fee) for fee in option.fees.order_by("region", "upto_weight_g")]
    return {"note": option.note, "cod": option.cod, "is_active": option.is_active, "rows": rows}


def _row(fee: DeliveryFee) -> dict[str, str]:
    limit = DeliveryFee._meta.get_field("upto_weight_g").default
    upto = "" if fee.upto_weight_g == limit else f"{fee.upto_weight_g / 1000:g}".replace(".", ",")
    return {"region": fee.region, "fee": f"{fee.fee_minor:,}".replace(",", "."), "upto": upto, "days": fee.days}


def _typed(request: HttpRequest) -> dict[str, Any]:
    columns = [request.POST.getlist(name)[:MOST_ROWS] for name in ("region", "fee", "upto", "days")]
    rows = [
        {"region": region.strip(), "fee": fee.strip()[:20], "upto": upto.strip()[:10], "days": days.strip()[:20]}
        for region, fee, upto, days in zip(*columns, strict=False)
    ]
    return {
        "note": request.POST.get("note", ""),
        "cod": request.POST.get("cod") == "1",
        "is_active": request.POST.get("is_active") == "1",
        "rows": [row for row in rows if row["fee"]],
    }


def _rows(typed: list[dict[str, str]]) -> list[FeeInput]:
    return [FeeInput(row["region"], _fee(row["fee"]), _grams(row["upto"]), row["days"]) for row in typed]


def _fee(text: str) -> int:
    """A fee as it is typed; nothing to pay is a fee too."""
    if text.lower() in ("0", "gratis"):
        return 0
    try:
        return parse_price(text)
    except Expected as error:
        error.field = "fee"
        raise


def _grams(text: str) -> int:
    default = int(DeliveryFee._meta.get_field("upto_weight_g").default)
    if not text:
        return default
    try:
        grams = round(float(text.lower().removesuffix("kg").strip().replace(",", ".")) * 1000)
    except (ValueError, OverflowError):
        grams = 0
    if not 0 < grams <= default:
        raise NotAWeight(_("Tulis berat dalam kg, misalnya 1 atau 2,5."), field="upto")
    return grams


def _in_use(desk: Desk) -> list[tuple[str, str, bool]]:
    own = DeliveryOption.objects.within(desk.scope).filter(seller=desk.seller, kind=Kind.COURIER).order_by("pk")
    names = {known.code: known.name for known in couriers().values()}
    return [(code, names.get(code, code), active) for code, active in own.values_list("courier", "is_active")]


def _regions(desk: Desk, kind: str, rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Near first: the kecamatan around the stall, its kabupaten, its province, everywhere; and what rows name."""
    own = desk.seller.village_code
    regency, province = own[:5], own[:2]
    near = [(place.code, place.name) for place in places.children(regency)]
    wide = [(code, places.names(code)) for code in (regency, province)]
    shown = [*near, *wide] if kind == Kind.SELLER else [*wide, *near]
    known = {code for code, _name in shown}
    named = [(row["region"], places.names(row["region"])) for row in rows if row["region"] not in {"", *known}]
    other = [(place.code, place.name) for place in places.children() if place.code not in known]
    everywhere = [("", _("Semua wilayah"))]
    return [*shown, *dict.fromkeys(named), *(other if kind == Kind.COURIER else []), *everywhere]
