"""Pages of a person, and the demo's outbox. Signing in and out has its addresses in sellers.people.urls."""

from django.urls import path

from storefront.desk import helper_home, invitations, own_messages, own_shares, standing_by
from storefront.desk.outbox import outbox

urlpatterns = [
    path("kotak-keluar/", outbox, name="outbox"),
    path("saya/bagian/", own_shares.overview, name="own_shares"),
    path("saya/bagian/<int:seller_id>/", own_shares.group, name="own_group"),
    path("saya/bagian/koperasi/<int:cooperative_id>/", own_shares.cooperative, name="own_surplus"),
    path("saya/pesan/", own_messages.overview, name="own_messages"),
    path("saya/pesan/berhenti/", own_messages.stop, name="own_messages_stop"),
    path("saya/pesan/mulai/", own_messages.start, name="own_messages_start"),
    path("saya/pesan/lapak/<int:seller_id>/", own_messages.watch, name="own_messages_watch"),
    path("gabung/", invitations.code, name="join_code"),
    path("gabung/anggota/<int:membership_id>/", invitations.answer, name="join_answer"),
    path("gabung/<str:code>/", invitations.join, name="join"),
    path("pendamping/", helper_home.overview, name="helper_home"),
    path("pendamping/minta/", helper_home.asking, name="helper_ask"),
    path("pendamping/minta/penarikan/", helper_home.taking_back, name="helper_take_back"),
    path("pendamping/lapak/<int:seller_id>/", helper_home.opening, name="helper_open"),
    path("pendamping/izin/<int:consent_id>/akhir/", helper_home.stepping_back, name="helper_step_back"),
    path("pendamping/orang/", standing_by.people, name="helper_people"),
    path("pendamping/orang/<int:person_id>/kode/", standing_by.unlocking, name="helper_unlock"),
    path("pendamping/orang/<int:person_id>/nomor/", standing_by.renumbering, name="helper_number"),
]
