"""The allauth views that Lapak uses, under allauth's names, and ours beside them: no e-mail page, no password page."""

from allauth.account.views import account_inactive, logout
from django.urls import path

from sellers.people import number_pages, passkey_pages
from sellers.people.fresh_sign_in import again
from sellers.people.sign_in import ConfirmCode, RequestCode, SignUp
from sellers.people.unlock_pages import unlock

urlpatterns = [
    path("masuk/", RequestCode.as_view(), name="account_login"),
    path("masuk/", RequestCode.as_view(), name="account_request_login_code"),
    path("masuk/daftar/", SignUp.as_view(), name="account_signup"),
    path("masuk/kode/", ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("masuk/lagi/", again, name="account_fresh_sign_in"),
    path("masuk/sidik-jari/", passkey_pages.Enter.as_view(), name="account_passkey"),
    path("masuk/sidik-jari/soal/", passkey_pages.ask, name="account_passkey_ask"),
    path("masuk/bantuan/", unlock, name="account_unlock"),
    path("masuk/nomor/lama/<str:key>/", number_pages.old, name="account_number_old"),
    path("masuk/nomor/<slug:code>/", number_pages.proof, name="account_number_proof"),
    path("masuk/nonaktif/", account_inactive, name="account_inactive"),
    path("keluar/", logout, name="account_logout"),
]
