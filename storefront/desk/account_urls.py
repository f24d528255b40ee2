"""The demo's outbox. Signing in and out has its addresses in sellers.people.urls."""

from django.urls import path

from storefront.desk.outbox import outbox

urlpatterns = [
    path("kotak-keluar/", outbox, name="outbox"),
]
