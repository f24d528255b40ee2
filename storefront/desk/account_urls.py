"""Pages of a person, and the demo's outbox. Signing in and out has its addresses in sellers.people.urls."""

from django.urls import path

from storefront.desk import own_shares
from storefront.desk.outbox import outbox

urlpatterns = [
    path("kotak-keluar/", outbox, name="outbox"),
    path("saya/bagian/", own_shares.overview, name="own_shares"),
    path("saya/bagian/<int:seller_id>/", own_shares.group, name="own_group"),
    path("saya/bagian/koperasi/<int:cooperative_id>/", own_shares.cooperative, name="own_surplus"),
]
