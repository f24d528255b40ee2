"""Only the allauth views that Lapak uses, under allauth's names: no e-mail page, no password page."""

from allauth.account.views import account_inactive, logout
from django.urls import path

from sellers.people.fresh_sign_in import again
from sellers.people.sign_in import ConfirmCode, RequestCode, SignUp

urlpatterns = [
    path("masuk/", RequestCode.as_view(), name="account_login"),
    path("masuk/", RequestCode.as_view(), name="account_request_login_code"),
    path("masuk/daftar/", SignUp.as_view(), name="account_signup"),
    path("masuk/kode/", ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("masuk/lagi/", again, name="account_fresh_sign_in"),
    path("masuk/nonaktif/", account_inactive, name="account_inactive"),
    path("keluar/", logout, name="account_logout"),
]
