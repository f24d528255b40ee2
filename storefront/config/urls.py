"""Every address of Lapak."""

import importlib.util

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import never_cache

from storefront.config.pictures import picture


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


PAGES = [
    ("lapak/", "storefront.desk.urls"),
    ("", "sellers.people.urls"),
    ("", "storefront.desk.account_urls"),
    ("koperasi/", "storefront.cooperative.urls"),
    ("graphql/", "storefront.graphql.urls"),
    ("", "storefront.shop.urls"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("admin/", admin.site.urls),
    path("media/<path:name>", picture, name="media"),
    path("i18n/", include("django.conf.urls.i18n")),
    *(path(prefix, include(module)) for prefix, module in PAGES if importlib.util.find_spec(module)),
]
