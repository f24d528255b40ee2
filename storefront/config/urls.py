"""Every address of Lapak."""

import importlib.util
from collections.abc import Callable
from functools import cache

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from storefront.config.pictures import picture


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@csrf_exempt  # it reads a bearer token and no cookie
def graphql(request: HttpRequest) -> HttpResponseBase:
    """The public API, loaded at the first question: a market that nobody asks by program keeps the memory."""
    return _api()(request)


@cache
def _api() -> Callable[[HttpRequest], HttpResponseBase]:
    view: Callable[[HttpRequest], HttpResponseBase] = import_string("storefront.graphql.views.endpoint")
    return view


PAGES = [
    ("", "storefront.hooks.urls"),
    ("lapak/", "storefront.desk.urls"),
    ("", "sellers.people.urls"),
    ("", "storefront.desk.account_urls"),
    ("koperasi/", "storefront.cooperative.urls"),
    ("", "storefront.shop.urls"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("admin/", admin.site.urls),
    path("media/<path:name>", picture, name="media"),
    path("graphql/", graphql, name="graphql"),
    path("i18n/", include("django.conf.urls.i18n")),
    *(path(prefix, include(module)) for prefix, module in PAGES if importlib.util.find_spec(module)),
]

handler400 = "storefront.shop.errors.refused"
handler403 = "storefront.shop.errors.forbidden"
handler404 = "storefront.shop.errors.not_found"
handler500 = "storefront.shop.errors.broken"
