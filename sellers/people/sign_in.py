"""allauth's views and forms as Lapak uses them; README.md in this folder is the agreement with the templates."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStage, LoginStageController
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from sellers.kit import limits
from sellers.kit.errors import Expected
from sellers.onboarding import funnel
from sellers.people import consent, handsets, passkeys
from sellers.people.actions import person_for_phone
from sellers.people.adapter import CODE_DIGITS, CODE_MINUTES, CONSENT_KEY
from sellers.people.code_limits import SHORT, count_code, count_try, use_code
from sellers.people.models import Person
from sellers.people.phones import parse_phone


class PhoneForm(forms.Form):
    """One phone number; asking for a code is counted (`code_limits`). `digits`: how many the code then has."""

    phone = forms.CharField(label=_("Nomor WhatsApp"), max_length=30)

    def __init__(self, *args: Any, asked: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked, self.digits, self.status = asked, SHORT, 422

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
        own, address = handsets.own(self.asked, phone), get_adapter().get_client_ip(self.asked)
        try:
            self.digits = count_code(phone=phone, address=address, own=own)
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
    """The digits of a code; spaces and dashes between them do no harm. Tries are counted beyond one session.

    `use` answers whether the right code is still unused.
    """

    code = forms.CharField(label=_("Kode"), max_length=20)

    def __init__(
        self, *args: Any, code: str, count: Callable[[], bool], use: Callable[[], bool] = lambda: True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.expected, self.count, self.use, self.status = code, count, use, 422

    def clean_code(self) -> str:
        given = "".join(sign for sign in self.cleaned_data["code"] if sign.isascii() and sign.isdigit())
        if not self.count():
            self.status = 429
            raise get_adapter().validation_error("rate_limited")
        if not self.expected or not constant_time_compare(given, self.expected):
            raise get_adapter().validation_error("incorrect_code")
        if not self.use():
            raise get_adapter().validation_error("code_used")
        return given


class RequestCode(RequestLoginCodeView):
    """/masuk/: asks for the number and sends the code. Coming back here forgets a code that was pending."""

    form_class = PhoneForm
    template_name = "account/request_login_code.html"

    def get_form_class(self) -> type[PhoneForm]:
        return self.form_class

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "asked": self.request}

    def form_valid(self, form: PhoneForm) -> HttpResponse:
        self.request.META[CODE_DIGITS] = form.digits
        self.begin(form.cleaned_data["phone"])
        return HttpResponseRedirect(self.get_success_url())

    def begin(self, phone: str) -> None:
        """Send the code, or the message that there is no account."""
        person = get_adapter().get_user_by_phone(phone)
        LoginCodeVerificationProcess.initiate(request=self.request, user=person, phone=phone)

    def form_invalid(self, form: PhoneForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=form.status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = any(handsets.may_try(row) for row in handsets.known(self.request))
        shown = {"known_here": here, "may_passkey": passkeys.offered(self.request)}
        return {**super().get_context_data(**kwargs), "consent_version": consent.CURRENT_VERSION, **shown}

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        clear_login(request)


class SignUp(RequestCode):
    """/masuk/daftar/: the same, and a number without a Person gets one when its code was right.

    The answer does not tell which. Before the code nothing is kept of the number, so that nobody takes another's.
    """

    form_class = SignUpForm
    template_name = "account/signup.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        funnel.visit(request.session, address=get_adapter().get_client_ip(request))
        return cast("HttpResponse", super().get(request, *args, **kwargs))

    def begin(self, phone: str) -> None:
        funnel.visit_reached(self.request.session, "code_asked")
        self.request.session[CONSENT_KEY] = {"phone": phone, "version": consent.CURRENT_VERSION}
        if Person.objects.filter(phone=phone).exists():
            super().begin(phone)
        else:
            self._begin_new(phone)

    def _begin_new(self, phone: str) -> None:
        """As LoginCodeVerificationProcess.initiate, which sends a code only to a person that stands."""
        login = Login(user=None)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(self.request, login), self.request, login)
        code = get_adapter().generate_login_code()
        state = LoginCodeVerificationProcess.initial_state(user=None, phone=phone)
        stage.state.update(state | {"initiated_by_user": True, "code": code})
        get_adapter().send_verification_code_sms(user=None, phone=phone, code=code)
        LoginCodeVerificationProcess(stage=stage).persist()


class ConfirmCode(ConfirmLoginCodeView):
    """/masuk/kode/: the code, three tries."""

    template_name = "account/confirm_login_code.html"
    _process: LoginCodeVerificationProcess

    def get_form_class(self) -> type[CodeForm]:
        return CodeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        state = self._process.state
        which = {"phone": state["phone"], "code": state.get("code", ""), "asked_at": state["at"]}
        return {**super().get_form_kwargs(), "count": partial(count_try, **which), "use": partial(use_code, **which)}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        if self._process.user is None:  # only the sign-up of a new number sends a code without a person
            self.stage.login.user = person_for_phone(phone=self._process.state["phone"])
            self._process = LoginCodeVerificationProcess(stage=self.stage)
        return cast("HttpResponse", super().form_valid(form))

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        response = super().form_invalid(form)
        if response.status_code == HTTPStatus.OK:
            response.status_code = form.status
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "code_minutes": CODE_MINUTES}
