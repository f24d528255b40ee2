"""allauth's views and forms as Lapak uses them; README.md in this folder is the agreement with the templates."""

from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStage
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from sellers.kit import limits
from sellers.kit.errors import Expected
from sellers.people import consent
from sellers.people.actions import person_for_phone
from sellers.people.adapter import CODE_MINUTES, CONSENT_KEY
from sellers.people.models import Person
from sellers.people.phones import parse_phone

MINUTE, DAY = 60, 24 * 60 * 60


def count_code(*, phone: str, address: str) -> None:
    """One more code is asked for; raises limits.TooMany."""
    limits.check(what="code.address", key=address, limit=20, per_s=10 * MINUTE)
    limits.check(what="code.phone", key=phone, limit=5, per_s=10 * MINUTE)
    if not settings.DEMO:  # there everybody may read the codes, and shows them to many visitors a day
        limits.check(what="code.phone.day", key=phone, limit=15, per_s=DAY)


class PhoneForm(forms.Form):
    """One phone number; asking for a code is counted by number and by address."""

    phone = forms.CharField(label=_("Nomor WhatsApp"), max_length=30)

    def __init__(self, *args: Any, address: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address
        self.status = 422

    def clean_phone(self) -> str:
        try:
            return parse_phone(self.cleaned_data["phone"])
        except Expected as error:
            raise ValidationError(error.sentence, code=error.code) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            self._count_code(cleaned["phone"])
        return cleaned

    def _count_code(self, phone: str) -> None:
        try:
            count_code(phone=phone, address=self.address)
        except limits.TooMany as error:
            self.status = error.status
            raise ValidationError(error.sentence, code=error.code) from error


class SignUpForm(PhoneForm):
    """The number, and an agreement that is never ticked beforehand."""

    consent = forms.BooleanField(
        label=_("Saya setuju dengan Syarat dan Kebijakan Privasi"),
        error_messages={"required": _("Centang persetujuan untuk melanjutkan.")},
    )


class CodeForm(forms.Form):
    """Six digits; spaces and dashes between them do no harm. Tries are counted beyond one session."""

    code = forms.CharField(label=_("Kode 6 angka"), max_length=20)

    def __init__(self, *args: Any, code: str, phone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected, self.phone, self.status = code, phone, 422

    def clean_code(self) -> str:
        given = "".join(sign for sign in self.cleaned_data["code"] if sign.isascii() and sign.isdigit())
        if not limits.hit(what="code.try", key=self.phone, limit=40, per_s=DAY):
            self.status = 429
            raise get_adapter().validation_error("rate_limited")
        if not self.expected or not constant_time_compare(given, self.expected):
            raise get_adapter().validation_error("incorrect_code")
        return given


class RequestCode(RequestLoginCodeView):
    """/masuk/: asks for the number and sends the code. Coming back here forgets a code that was pending."""

    form_class = PhoneForm
    template_name = "account/request_login_code.html"

    def get_form_class(self) -> type[PhoneForm]:
        return self.form_class

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "address": get_adapter().get_client_ip(self.request)}

    def form_valid(self, form: PhoneForm) -> HttpResponse:
        phone = form.cleaned_data["phone"]
        LoginCodeVerificationProcess.initiate(request=self.request, user=self.person_for(form), phone=phone)
        return HttpResponseRedirect(self.get_success_url())

    def person_for(self, form: PhoneForm) -> Person | None:
        return get_adapter().get_user_by_phone(form.cleaned_data["phone"])

    def form_invalid(self, form: PhoneForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=form.status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "consent_version": consent.CURRENT_VERSION}

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        clear_login(request)


class SignUp(RequestCode):
    """/masuk/daftar/: the same, and the number gets a Person if it has none; the answer does not tell which."""

    form_class = SignUpForm
    template_name = "account/signup.html"

    def person_for(self, form: PhoneForm) -> Person | None:
        person = person_for_phone(phone=form.cleaned_data["phone"])
        ticked = {"phone": person.phone, "version": consent.CURRENT_VERSION}
        self.request.session[CONSENT_KEY] = ticked
        return person if person.is_active else None


class ConfirmCode(ConfirmLoginCodeView):
    """/masuk/kode/: the code, three tries."""

    template_name = "account/confirm_login_code.html"

    def get_form_class(self) -> type[CodeForm]:
        return CodeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "phone": self._process.state["phone"]}

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        response = super().form_invalid(form)
        if response.status_code == HTTPStatus.OK:
            response.status_code = form.status
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "code_minutes": CODE_MINUTES}
