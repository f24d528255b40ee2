"""Where the buyer is: a kabupaten or a village, in a cookie. Near sellers come first; fees are to the village."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from sellers.regions import places
from storefront.shop.stalls import regencies_with_sellers

COOKIE = "wilayah"
_YEAR_S = 365 * 86_400
_REGENCY = 5  # characters of its code
_LOOKED_AT, _FOUND_AT_MOST = 60, 12


@dataclass(frozen=True)
class Region:
    """`village_code` is empty when only the kabupaten is known."""

    regency_code: str
    regency: str
    province_code: str
    village_code: str = ""
    village: str = ""


def chosen_region(request: HttpRequest) -> Region | None:
    """What the cookie says, if it names a real place."""
    return region_of(request.COOKIES.get(COOKIE, ""))


def region_of(code: str) -> Region | None:
    place = places.place(code)
    regency = places.place(code[:_REGENCY]) if place and place.level in (2, 4) else None
    if place is None or regency is None:
        return None
    if place.level == 2:
        return Region(regency.code, regency.name, regency.parent)
    return Region(regency.code, regency.name, regency.parent, place.code, place.name)


def villages_like(text: str, here: Region | None) -> list[places.Village]:
    """Villages of that name: near the buyer first, then where somebody sells."""
    near = here.regency_code if here else ""
    served = set(regencies_with_sellers())
    found = sorted(
        places.search_villages(text.strip(), limit=_LOOKED_AT, near=near),
        key=lambda row: (row.regency_code != near, row.regency_code not in served),
    )
    return found[:_FOUND_AT_MOST]


@require_http_methods(["GET", "HEAD", "POST"])
def region(request: HttpRequest) -> HttpResponseBase:
    """Look for a village or take a kabupaten; POST keeps it and goes back to the page one came from."""
    if request.method == "POST":
        code = request.POST.get("code", "")
        if code == "" or region_of(code):
            return _keep(code, _next(request.POST.get("next", "")))
    text = request.GET.get("q", "")[:80]
    here = chosen_region(request)
    context = {
        "query": "",
        "place_query": text,
        "villages": villages_like(text, here),
        "regencies": [place for code in regencies_with_sellers() if (place := places.place(code))],
        "here": here,
        "next": _next(request.POST.get("next", "") or request.GET.get("next", "")),
        "unknown": request.method == "POST",
    }
    return render(request, "shop/region.html", context, status=422 if context["unknown"] else 200)


def _keep(code: str, next_page: str) -> HttpResponse:
    response = redirect(next_page)
    if code == "":
        response.delete_cookie(COOKIE)
    else:
        response.set_cookie(
            COOKIE, code, max_age=_YEAR_S, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    return response


def _next(address: str) -> str:
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else "/"
